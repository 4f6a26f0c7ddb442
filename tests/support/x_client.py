"""An X client of a running desktop: which window is in front, who got which input."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from Xlib import X, Xutil
from Xlib.display import Display
from Xlib.protocol import event

from running import Desktop
from vmt_desktop.display.connection import open_display


@contextmanager
def x_client(desktop: Desktop) -> Iterator[Display]:
    """Connect to the X server of a desktop, with its cookie."""
    before = dict(os.environ)
    os.environ.update(desktop.x_variables)
    try:
        connection = open_display()
    finally:
        os.environ.clear()
        os.environ.update(before)
    try:
        yield connection
    finally:
        connection.close()


def title_in_front(connection: Display) -> str:
    """Return the title of the window that has the focus."""
    root = connection.screen().root
    active = connection.intern_atom("_NET_ACTIVE_WINDOW")
    found = root.get_full_property(active, X.AnyPropertyType)
    if not found or not found.value[0]:
        return ""
    window = connection.create_resource_object("window", found.value[0])
    title = window.get_full_property(connection.intern_atom("_NET_WM_NAME"), 0)
    return title.value.decode() if title else ""


def make_icon_of(connection: Display, title: str) -> None:
    """Iconify the window with this title, as its button does."""
    root = connection.screen().root
    numbers = root.get_full_property(
        connection.intern_atom("_NET_CLIENT_LIST"), X.AnyPropertyType
    ).value
    name = connection.intern_atom("_NET_WM_NAME")
    for number in numbers:
        window = connection.create_resource_object("window", number)
        if window.get_full_property(name, 0).value.decode() == title:
            message = event.ClientMessage(
                window=window,
                client_type=connection.intern_atom("WM_CHANGE_STATE"),
                data=(32, [Xutil.IconicState, 0, 0, 0, 0]),
            )
            mask = X.SubstructureRedirectMask | X.SubstructureNotifyMask
            root.send_event(message, event_mask=mask)
            connection.sync()
