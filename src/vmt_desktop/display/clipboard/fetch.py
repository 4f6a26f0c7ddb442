"""What a program that pastes does: ask the owner of a selection for its text."""

import time
from collections.abc import Callable, Iterator
from typing import Any

from Xlib import X
from Xlib.display import Display
from Xlib.protocol import event

from vmt_desktop.display.clipboard import LARGEST_BYTES

PATIENCE_SECONDS = 5.0
"""So long the owner may take for an answer, and for each chunk of it."""

ENCODINGS = {"UTF8_STRING": "utf-8", "STRING": "latin-1"}
"""The targets that are asked for, one after the other."""

PLACES = 8
"""Properties that take turns: an owner that was given up still puts its text there."""


class TooLong:
    """Stands for a text that is longer than is carried."""


class Fetch:
    """Fetches a text, one at a time.

    Parameters
    ----------
    connection : Display
    window
        A window of ours, whose property changes are reported to us.
    selection : int
        Atom.
    fetched : callable
        Called with the text, with None if there is none, or with a `TooLong`.
    """

    def __init__(
        self,
        connection: Display,
        window: Any,
        selection: int,
        fetched: Callable[[str | TooLong | None], None],
    ) -> None:
        self._atom = connection.intern_atom
        self._window = window
        self._selection = selection
        self._fetched = fetched
        self._time = X.CurrentTime
        self._targets: Iterator[str] = iter(())
        self._target = ""
        self._turn = 0
        self._chunks: bytearray | None = None  # once the owner says that it sends some
        self._deadline: float | None = None  # None: nothing is being fetched

    @property
    def busy(self) -> bool:
        """Whether an answer is waited for."""
        return self._deadline is not None

    def begin(self, owned_since: int) -> None:
        """Ask the owner; what was asked before is given up."""
        self.give_up()
        self._time = owned_since
        self._targets = iter(ENCODINGS)
        self._ask_for_next_target()

    def give_up(self) -> None:
        """Wait no longer."""
        self._deadline = self._chunks = None
        self._window.delete_property(self._place)

    def answered(self, news: event.SelectionNotify) -> None:
        """Take the owner's answer."""
        late = self._time not in {X.CurrentTime, news.time}
        if not self.busy or late or news.target != self._atom(self._target):
            return
        if news.property == self._place:
            self._take()
        elif news.property == X.NONE:
            self._ask_for_next_target()

    def property_changed(self, news: event.PropertyNotify) -> None:
        """Take the next chunk, if it is one."""
        is_new = news.state == X.PropertyNewValue and news.atom == self._place
        if self._chunks is not None and is_new:
            self._take()

    def next_due(self) -> float | None:
        """Give up on an owner that does not answer; return when that is due."""
        if self._deadline is not None and self._deadline <= time.monotonic():
            self._end(None)
        return self._deadline

    @property
    def _place(self) -> int:
        place: int = self._atom(f"_VMT_CLIPBOARD_{self._turn}")
        return place

    def _ask_for_next_target(self) -> None:
        self._turn = (self._turn + 1) % PLACES
        self._target = next(self._targets, "")
        if not self._target:
            self._end(None)
            return
        self._deadline = time.monotonic() + PATIENCE_SECONDS
        self._window.convert_selection(
            self._selection, self._atom(self._target), self._place, self._time
        )

    def _take(self) -> None:
        """Take what the owner has put into the property; its deletion asks for more."""
        found = self._window.get_property(
            self._place, X.AnyPropertyType, 0, LARGEST_BYTES // 4 + 1, delete=True
        )
        if found is None:
            self._ask_for_next_target()
        elif found.property_type == self._atom("INCR"):
            self._chunks = bytearray()
            self._deadline = time.monotonic() + PATIENCE_SECONDS
        elif found.format != 8:
            self._ask_for_next_target()
        elif self._chunks is None or not found.value:
            self._end_with(bytes(self._chunks or found.value), found.bytes_after)
        else:
            self._chunks += found.value
            self._deadline = time.monotonic() + PATIENCE_SECONDS
            if found.bytes_after or len(self._chunks) > LARGEST_BYTES:
                self._end(TooLong())

    def _end_with(self, data: bytes, left: int) -> None:
        if left or len(data) > LARGEST_BYTES:
            self._end(TooLong())
        else:
            text = data.decode(ENCODINGS[self._target], "replace")
            self._end(text.rstrip("\0"))

    def _end(self, outcome: str | TooLong | None) -> None:
        self.give_up()
        self._fetched(outcome)
