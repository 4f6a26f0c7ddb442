"""Whether the X server answers, asked for almost nothing."""

import contextlib

from Xlib import error
from Xlib.display import Display

from vmt_desktop.display.connection import GONE, open_display


class DisplayPulse:
    """A connection to the X server that is kept, and asked where the focus is.

    To connect takes a dozen questions and answers; a desktop that is asked every few
    seconds is not at rest then. For one thread at a time; an X server that hangs
    holds it.
    """

    def __init__(self) -> None:
        self._connection: Display | None = None

    def beats(self) -> bool:
        """Return whether the server answers."""
        try:
            try:
                self._glance()
            except (*GONE, error.XError):
                # It may have been restarted since it was asked last.
                self.close()
                self._glance()
        except (*GONE, error.XError):
            self.close()
            return False
        return True

    def close(self) -> None:
        """Hang up."""
        if self._connection is not None:
            with contextlib.suppress(*GONE):
                self._connection.close()
            self._connection = None

    def _glance(self) -> None:
        if self._connection is None:
            self._connection = open_display()
        self._connection.get_input_focus()
        while self._connection.pending_events():  # every client is told of new keys
            self._connection.next_event()
