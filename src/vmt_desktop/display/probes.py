"""Questions that tell whether a part of the desktop answers, and waiting for a yes.

Being started is not being ready: each probe asks the part itself.
"""

import select
import time
from collections.abc import Callable

from Xlib import X, error

from vmt_desktop.display.connection import GONE, open_display

POLL_SECONDS = 0.02
"""Pause between two questions; X and x11vnc cannot call back before they answer."""


def x_answers(name: str | None = None) -> bool:
    """Ask whether the X server accepts a connection (with the cookie)."""
    try:
        open_display(name).close()
    except GONE:
        return False
    return True


def window_manager_answers(name: str | None = None) -> bool:
    """Ask whether a window manager announced itself as EWMH says.

    The root window's ``_NET_SUPPORTING_WM_CHECK`` names a living window that
    carries the same property.
    """
    try:
        connection = open_display(name)
    except GONE:
        return False
    try:
        atom = connection.intern_atom("_NET_SUPPORTING_WM_CHECK")
        root = connection.screen().root
        found = root.get_full_property(atom, X.AnyPropertyType)
        if found is None or not found.value:
            return False
        window = connection.create_resource_object("window", found.value[0])
        return window.get_full_property(atom, X.AnyPropertyType) is not None
    except (*GONE, error.XError):
        return False
    finally:
        connection.close()


def wait_until(answers: Callable[[], bool], seconds: float) -> bool:
    """Ask until the answer is yes, for at most `seconds`; return the last answer."""
    deadline = time.monotonic() + seconds
    while not answers():
        if time.monotonic() >= deadline:
            return False
        select.select([], [], [], POLL_SECONDS)
    return True
