"""What the owner of a selection does: hand its text to the programs that paste."""

import time
from dataclasses import dataclass
from typing import Any

from Xlib import X, Xatom, error
from Xlib.display import Display
from Xlib.protocol import event

CHUNK_BYTES = 128 * 1024
"""Handed over at once; the X server takes requests of up to 256 KiB."""

PATIENCE_SECONDS = 5.0
"""So long a program may take for each chunk."""

UTF8 = ("UTF8_STRING", "text/plain;charset=utf-8", "text/plain", "TEXT")
"""Targets that are answered in UTF-8. Whoever asks for TEXT leaves the choice to us."""


@dataclass
class _Transfer:
    """A text that goes over in chunks."""

    requestor: Any
    property: int
    type: int
    rest: bytes
    deadline: float


class Offer:
    """Answers requests for a text.

    Parameters
    ----------
    connection : Display
    """

    def __init__(self, connection: Display) -> None:
        self._connection = connection
        self._atom = connection.intern_atom
        self._text = ""
        self._time = 0
        self._transfers: dict[tuple[int, int], _Transfer] = {}

    def renew(self, text: str, owned_since: int) -> None:
        """Offer this text from now on; transfers that run go on with theirs."""
        self._text = text
        self._time = owned_since

    def answer(self, request: event.SelectionRequest) -> None:
        """Put what is asked for where it is asked for, and tell the program."""
        # Programs of the time before the ICCCM name no property.
        place = request.property or request.target
        if request.target == self._atom("MULTIPLE"):
            answered = self._put_multiple(request.requestor, place)
        else:
            answered = self._put(request.requestor, place, request.target)
        request.requestor.send_event(
            event.SelectionNotify(
                time=request.time,
                requestor=request.requestor,
                selection=request.selection,
                target=request.target,
                property=place if answered else X.NONE,
            )
        )

    def property_deleted(self, news: event.PropertyNotify) -> None:
        """Hand over the next chunk, if that is what the program waits for."""
        key = (news.window.id, news.atom)
        if (transfer := self._transfers.get(key)) is None:
            return
        chunk, transfer.rest = (
            transfer.rest[:CHUNK_BYTES],
            transfer.rest[CHUNK_BYTES:],
        )
        transfer.requestor.change_property(transfer.property, transfer.type, 8, chunk)
        transfer.deadline = time.monotonic() + PATIENCE_SECONDS
        if not chunk:  # nothing more: that is how the end is told
            self._forget(key)

    def window_gone(self, news: event.DestroyNotify) -> None:
        """Forget what was on its way to a window."""
        for key in [key for key in self._transfers if key[0] == news.window.id]:
            del self._transfers[key]

    def next_due(self) -> float | None:
        """Give up on programs that take no more; return when that is due next."""
        now = time.monotonic()
        for key, transfer in list(self._transfers.items()):
            if transfer.deadline <= now:
                self._forget(key)
        return min((t.deadline for t in self._transfers.values()), default=None)

    def _put(self, requestor: Any, place: int, target: int) -> bool:
        name = self._name_of(target)
        if name == "TARGETS":
            targets = [self._atom(name) for name in self._targets()]
            requestor.change_property(place, Xatom.ATOM, 32, targets)
        elif name == "TIMESTAMP":
            requestor.change_property(place, Xatom.INTEGER, 32, [self._time])
        elif name in UTF8:
            kind = self._atom("UTF8_STRING") if name == "TEXT" else target
            # A lone surrogate cannot come from UTF-8; it is in no text here.
            self._put_text(requestor, place, kind, self._text.encode())
        elif name == "STRING":
            data = self._text.encode("latin-1", "replace")
            self._put_text(requestor, place, target, data)
        else:
            return False
        return True

    def _put_text(self, requestor: Any, place: int, kind: int, data: bytes) -> None:
        if len(data) <= CHUNK_BYTES:
            requestor.change_property(place, kind, 8, data)
            return
        requestor.change_attributes(
            event_mask=X.PropertyChangeMask | X.StructureNotifyMask
        )
        deadline = time.monotonic() + PATIENCE_SECONDS
        transfer = _Transfer(requestor, place, kind, data, deadline)
        self._transfers[requestor.id, place] = transfer
        requestor.change_property(place, self._atom("INCR"), 32, [len(data)])

    def _put_multiple(self, requestor: Any, place: int) -> bool:
        """Answer several requests at once: pairs of target and property."""
        try:
            asked = requestor.get_full_property(place, X.AnyPropertyType)
        except error.XError:
            return False
        if asked is None or asked.format != 32 or len(asked.value) % 2:
            return False
        pairs = list(asked.value)
        for index in range(0, len(pairs), 2):
            target, own_place = pairs[index : index + 2]
            if not self._put(requestor, own_place, target):
                pairs[index + 1] = X.NONE
        requestor.change_property(place, self._atom("ATOM_PAIR"), 32, pairs)
        return True

    def _targets(self) -> list[str]:
        targets = ["TARGETS", "MULTIPLE", "TIMESTAMP", *UTF8]
        try:
            self._text.encode("latin-1")
        except UnicodeEncodeError:
            # Who asks for it all the same gets question marks.
            return targets
        return [*targets, "STRING"]

    def _name_of(self, target: int) -> str | None:
        try:
            name: str = self._connection.get_atom_name(target)
        except error.XError:
            return None
        return name

    def _forget(self, key: tuple[int, int]) -> None:
        requestor = self._transfers.pop(key).requestor
        if not any(window == key[0] for window, _ in self._transfers):
            requestor.change_attributes(event_mask=X.NoEventMask)
