"""A connection to the X server, with what python-xlib leaves to its users."""

import os
import re
import socket

from Xlib import error
from Xlib.display import Display

GONE = (error.DisplayError, error.ConnectionClosedError, OSError)
"""What is raised where no X server answers, or where it ends meanwhile."""


def open_display(name: str | None = None) -> Display:
    """Connect to the display of this name, or to that of ``DISPLAY``.

    Raises
    ------
    Xlib.error.DisplayError, OSError
        If it does not answer.
    """
    _knock(os.environ.get("DISPLAY", "") if name is None else name)
    connection = Display(name)
    # Its RANDR part registers its errors in the place of BadRequest and BadValue, as
    # classes that cannot be read: whichever comes then ends the connection.
    connection.display.error_classes = error.xerror_class.copy()
    # Errors of requests without a reply are about windows of others that are gone.
    connection.set_error_handler(lambda *_: None)
    return connection


def _knock(name: str) -> None:
    """See that a display of this machine is served at its unix socket.

    Where it is not, python-xlib would go on to a TCP port, at which anybody may
    listen, and leave all that it tried to the garbage collector.
    """
    if match := re.match(r":(\d+)", name):
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(f"/tmp/.X11-unix/X{match[1]}")  # noqa: S108 - X's own place
