"""What is left to do when the X server ends while the window is open.

Xlib then ends the program, in the middle of whatever call found it out: nothing that
Python has to do at its end is done. But it tells a function of ours before.
"""

import ctypes
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from vmt.errors import ExitCode

_LIBRARY = "libX11.so.6"
_Handler = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p)


@contextmanager
def farewell(say: Callable[[], None]) -> Iterator[None]:
    """Call a function if the display is lost meanwhile, and end the program then.

    Parameters
    ----------
    say : callable
        Called in the thread that talks to the display, which cannot go on. What it
        raises is printed, and the program ends all the same.
    """
    try:
        library = ctypes.CDLL(_LIBRARY) if sys.platform == "linux" else None
    except OSError:  # a system without X
        library = None
    if library is None:
        yield
        return
    set_handler = library.XSetIOErrorHandler
    set_handler.argtypes, set_handler.restype = [ctypes.c_void_p], ctypes.c_void_p

    def lost(_display: int | None) -> int:
        try:
            say()
            sys.stderr.flush()
        except BaseException:  # noqa: BLE001 - there is nobody to raise it to
            sys.excepthook(*sys.exc_info())
        finally:
            os._exit(ExitCode.FAILURE)

    handler = _Handler(lost)
    before = set_handler(handler)
    try:
        yield
    finally:
        set_handler(before)
