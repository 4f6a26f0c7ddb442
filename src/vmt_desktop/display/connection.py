"""A connection to the X server, with what python-xlib leaves to its users."""

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
    connection = Display(name)
    # Its RANDR part registers its errors in the place of BadRequest and BadValue, as
    # classes that cannot be read: whichever comes then ends the connection.
    connection.display.error_classes = error.xerror_class.copy()
    # Errors of requests without a reply are about windows of others that are gone.
    connection.set_error_handler(lambda *_: None)
    return connection
