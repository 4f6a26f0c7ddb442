"""Lets the window go first: only one thread of a Python program runs at a time."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Gate:
    """Open, except while the window draws a frame.

    A tick of a large economy takes longer than a frame. Without this the frame would
    wait for the rest of a tick each time one of its calls lets go of the interpreter.
    """

    def __init__(self) -> None:
        self._open = threading.Event()
        self._open.set()

    @contextmanager
    def closed(self) -> Iterator[None]:
        """Keep others waiting for the time of a frame."""
        self._open.clear()
        try:
            yield
        finally:
            self.open()

    def open(self) -> None:
        """Keep nobody waiting any more."""
        self._open.set()

    def pass_through(self) -> None:
        """Wait until it is open."""
        self._open.wait()
