"""The size of the screen, read and changed by RANDR.

Xvfb never grows beyond the size it was started with, so it starts at the largest one
and is brought down. It has one output, driven by one CRTC (the controller that reads
the picture from the screen), which has to lie within the screen at every moment.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from Xlib.display import Display
from Xlib.ext import randr

Size = tuple[int, int]
"""Width and height in pixels."""

DOTS_PER_INCH = 96
"""What Qt and browsers take for granted."""

MODE_PREFIX = "vmt-"
"""Of the names of the modes that are made here, and therefore removed here."""


def size_of(connection: Display) -> Size:
    """Return the size of the screen at this moment."""
    geometry = connection.screen().root.get_geometry()
    return geometry.width, geometry.height


def largest_size(connection: Display) -> Size:
    """Return the size beyond which the screen does not grow."""
    limits = connection.screen().root.xrandr_get_screen_size_range()
    return limits.max_width, limits.max_height


def resize(connection: Display, size: Size) -> None:
    """Give the screen and its output a new size, to the pixel, as one step.

    Raises
    ------
    Xlib.error.XError
        If the X server refuses it, as it does beyond the size it was started with.
    """
    with grabbed(connection):
        _Change(connection).to(size)


@contextmanager
def grabbed(connection: Display) -> Iterator[None]:
    """Keep every other client of the X server waiting meanwhile."""
    connection.grab_server()
    try:
        yield
    finally:
        connection.ungrab_server()
        connection.flush()


class _Change:
    """A change of the screen's size."""

    def __init__(self, connection: Display) -> None:
        self._connection = connection
        self._root = connection.screen().root
        resources = self._root.xrandr_get_screen_resources_current()
        self._output = resources.outputs[0]
        self._crtc = resources.crtcs[0]
        self._stamp = resources.config_timestamp
        self._ours: dict[Size, int] = dict(_modes_of_ours(resources))

    def to(self, size: Size) -> None:
        # By way of what both sizes have in common the screen changes only once. VNC
        # servers and window managers do their work again for each change, and a
        # CRTC that is switched off meanwhile would make Qt think of no screen at all.
        old = size_of(self._connection)
        self._drive((min(old[0], size[0]), min(old[1], size[1])))
        if old != size:
            millimetres = (round(pixels * 25.4 / DOTS_PER_INCH) for pixels in size)
            self._root.xrandr_set_screen_size(*size, *millimetres)
        self._drive(size)
        self._remove_modes_but(size)
        self._connection.sync()

    def _drive(self, size: Size) -> None:
        """Have the CRTC read a picture of this size."""
        if size not in self._ours:
            self._ours[size] = self._make_mode(size)
        self._connection.xrandr_set_crtc_config(
            self._crtc,
            self._stamp,
            *(0, 0),
            self._ours[size],
            randr.Rotate_0,
            [self._output],
        )

    def _make_mode(self, size: Size) -> int:
        name = MODE_PREFIX + "{}x{}".format(*size)
        width, height = size
        # There is no monitor: of all the timings only the size counts.
        horizontal = dict.fromkeys(("h_sync_start", "h_sync_end", "h_total"), width)
        vertical = dict.fromkeys(("v_sync_start", "v_sync_end", "v_total"), height)
        rest = dict.fromkeys(("id", "dot_clock", "h_skew", "flags"), 0)
        shape = {"width": width, "height": height, "name_length": len(name)}
        mode = {**shape, **horizontal, **vertical, **rest}
        number: int = self._root.xrandr_create_mode(mode, name).mode
        self._connection.xrandr_add_output_mode(self._output, number)
        return number

    def _remove_modes_but(self, size: Size) -> None:
        for other, number in self._ours.items():
            if other != size:
                self._connection.xrandr_delete_output_mode(self._output, number)
                self._connection.xrandr_destroy_mode(number)


def _modes_of_ours(resources: Any) -> Iterator[tuple[Size, int]]:
    start = 0
    for mode in resources.modes:
        name = resources.names[start : start + mode.name_length]
        start += mode.name_length
        if name.startswith(MODE_PREFIX):
            yield (mode.width, mode.height), mode.id
