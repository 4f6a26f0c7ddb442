"""Waiting for the user or for news, whichever comes first, at no cost."""

import select
import socket
import sys
from contextlib import suppress
from pathlib import Path

_AT_LEAST_EVERY = 1.0
"""Seconds after which the window is looked after, whatever has happened."""


class Waiter:
    """Wakes up when the display has something to say, or when it is told to.

    Parameters
    ----------
    frame_seconds : float
        How often to look where the display cannot be waited for.
    """

    def __init__(self, frame_seconds: float) -> None:
        self._frame_seconds = frame_seconds
        self._waking, self._woken = socket.socketpair()
        self._waking.settimeout(0)
        self._woken.settimeout(0)
        self._displays: list[int] = []

    @property
    def sockets(self) -> set[int]:
        """Its own, by descriptor."""
        return {self._waking.fileno(), self._woken.fileno()}

    def listen_to(self, descriptors: set[int]) -> None:
        """Wait for these, too; without any the display is looked after every frame."""
        self._displays = sorted(descriptors)

    def wake(self) -> None:
        """End the wait of another thread, or its next one."""
        # When nothing fits in any more, it has been told often enough.
        with suppress(BlockingIOError, OSError):
            self._waking.send(b".")

    def wait(self, seconds: float | None) -> bool:
        """Wait, and return whether it was told to wake up.

        Parameters
        ----------
        seconds : float or None
            At most so long; None: until something happens.
        """
        most = _AT_LEAST_EVERY if self._displays else self._frame_seconds
        seconds = most if seconds is None else max(0.0, min(seconds, most))
        watched = [self._woken.fileno(), *self._displays]
        try:
            ready, _, _ = select.select(watched, [], [], seconds)
        except (OSError, ValueError):  # the display has gone away
            self._displays = []
            return False
        if self._woken.fileno() not in ready:
            return False
        with suppress(BlockingIOError):
            while self._woken.recv(4096):
                pass
        return True

    def close(self) -> None:
        """Free what it holds."""
        self._waking.close()
        self._woken.close()


def open_sockets() -> set[int]:
    """Return the sockets that this process has open, by descriptor.

    The display's are those that were not there before it was opened; SDL tells nobody
    which they are. Empty where the system does not say.
    """
    if sys.platform != "linux":
        return set()
    found = set()
    for entry in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            if str(entry.readlink()).startswith("socket:"):
                found.add(int(entry.name))
    return found
