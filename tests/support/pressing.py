"""Keys, pressed by a client of the X server: in the desktop, or in its container.

Run by itself it presses the keys that its arguments name, all at once.
"""

import sys

from Xlib import XK, X
from Xlib.display import Display
from Xlib.ext import xtest


def press(connection: Display, *names: str) -> None:
    """Press keys in this order, and let go of them."""
    codes = [connection.keysym_to_keycode(XK.string_to_keysym(name)) for name in names]
    for code in codes:
        xtest.fake_input(connection, X.KeyPress, code)
    for code in reversed(codes):
        xtest.fake_input(connection, X.KeyRelease, code)
    connection.sync()


if __name__ == "__main__":
    press(Display(), *sys.argv[1:])
