"""The size that the screen has from the start, and has again after a restart of Xvfb.

Xvfb starts at the largest size. Whoever looks at the screen's size asks `has_its_size`
first, and whoever comes first brings it down; so nobody takes the largest for the real
one. A property of the root window tells that it is done.
"""

import contextlib
import re

from Xlib import Xatom, error
from Xlib.display import Display

from vmt_desktop.display.connection import GONE, open_display
from vmt_desktop.display.screen import Size, grabbed, resize
from vmt_desktop.settings import SMALLEST_DISPLAY, Settings

DONE = "_VMT_DESKTOP_SIZED"
REMEMBERED = "display-size"


def has_its_size(settings: Settings) -> bool:
    """Ask whether the X server answers, and see to it that the screen has its size."""
    try:
        connection = open_display()
    except GONE:
        return False
    try:
        give_first_size(connection, settings)
    except (*GONE, error.XError):
        return False
    finally:
        connection.close()
    return True


def give_first_size(connection: Display, settings: Settings) -> None:
    """Give the screen its size, unless this X server's screen has been given it.

    It is the one that was remembered last, or VMT_DISPLAY_SIZE.
    """
    root = connection.screen().root
    done = connection.intern_atom(DONE)
    with grabbed(connection):
        if root.get_property(done, Xatom.CARDINAL, 0, 1) is None:
            size = remembered_size(settings) or settings.display_size
            root.change_property(done, Xatom.CARDINAL, 32, list(size))
            resize(connection, size)  # lets the others in


def remember_size(settings: Settings, size: Size) -> None:
    """Keep a size for the next X server of this desktop, if there is room for it."""
    file = settings.runtime_dir / REMEMBERED
    part = file.with_suffix(".part")
    with contextlib.suppress(OSError):
        part.write_text("{}x{}".format(*size), "ascii")
        part.replace(file)


def remembered_size(settings: Settings) -> Size | None:
    """Return the size that was kept; None if there is none, or it is too large now."""
    try:
        text = (settings.runtime_dir / REMEMBERED).read_text("ascii")
    except (OSError, UnicodeDecodeError):
        return None
    match = re.fullmatch(r"(\d{1,5})x(\d{1,5})", text)
    size = (int(match[1]), int(match[2])) if match else (0, 0)
    low, high = SMALLEST_DISPLAY, settings.display_max
    fits = low[0] <= size[0] <= high[0] and low[1] <= size[1] <= high[1]
    return size if fits else None
