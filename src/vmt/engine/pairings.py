"""Partnerships made and dissolved in a tick, as columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from vmt.engine.state import real, whole

if TYPE_CHECKING:
    import cython


FIRST_ROOM = 64


class Pairing(NamedTuple):
    """Two agents became, or ceased to be, partners; ``agent_i < agent_j``."""

    tick: int
    agent_i: int
    agent_j: int
    event: str  # "pair" or "unpair"
    reason: str
    surplus: float | None  # quote overlap at the moment of pairing


class Pairings:
    """The changes of partners in a tick; a sequence of `Pairing`, as they came.

    Attributes
    ----------
    agent_i, agent_j : memoryview of int32
        The first `count` are the partners, the lower id first.
    made : memoryview of int8
        1: they became partners; 0: they parted.
    reason : memoryview of int8
        Index into `reasons`.
    surplus : memoryview of float64
        Overlap of their quotes, B per A, or NaN where they parted.
    reasons : list of str
    """

    def __init__(self, tick: int) -> None:
        self.tick = tick
        self.count = 0
        self.reasons: list[str] = []
        self._room = FIRST_ROOM
        self.agent_i: memoryview[int] = whole(np.empty(FIRST_ROOM, np.int32))
        self.agent_j: memoryview[int] = whole(np.empty(FIRST_ROOM, np.int32))
        self.made: memoryview[int] = whole(np.empty(FIRST_ROOM, np.int8))
        self.reason: memoryview[int] = whole(np.empty(FIRST_ROOM, np.int8))
        self.surplus: memoryview[float] = real(np.empty(FIRST_ROOM))

    def add_pair(
        self, i: cython.int, j: cython.int, reason: str, surplus: cython.double
    ) -> None:
        """Take in that two agents became partners."""
        self._add(i, j, True, reason, surplus)  # noqa: FBT003 - compiled

    def add_parting(self, i: cython.int, j: cython.int, reason: str) -> None:
        """Take in that two agents parted."""
        self._add(i, j, False, reason, np.nan)  # noqa: FBT003 - compiled

    def _add(
        self,
        i: cython.int,
        j: cython.int,
        made: cython.bint,
        reason: str,
        surplus: cython.double,
    ) -> None:
        row: cython.int = self.count
        if row == self._room:
            self._lengthen(2 * row)
        if reason not in self.reasons:
            self.reasons.append(reason)
        self.agent_i[row] = min(i, j)
        self.agent_j[row] = max(i, j)
        self.made[row] = made
        self.reason[row] = self.reasons.index(reason)
        self.surplus[row] = surplus
        self.count = row + 1

    def _lengthen(self, room: cython.int) -> None:
        before = self.count
        agent_i, agent_j = np.empty(room, np.int32), np.empty(room, np.int32)
        made, reason = np.empty(room, np.int8), np.empty(room, np.int8)
        surplus = np.empty(room)
        agent_i[:before], agent_j[:before] = self.agent_i, self.agent_j
        made[:before], reason[:before] = self.made, self.reason
        surplus[:before] = self.surplus
        self.agent_i, self.agent_j = whole(agent_i), whole(agent_j)
        self.made, self.reason = whole(made), whole(reason)
        self.surplus = real(surplus)
        self._room = room

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[Pairing]:
        return iter([self[row] for row in range(self.count)])

    def __getitem__(self, index: int) -> Pairing:
        row: cython.Py_ssize_t = range(self.count)[index]
        made = bool(self.made[row])
        return Pairing(
            self.tick,
            self.agent_i[row],
            self.agent_j[row],
            "pair" if made else "unpair",
            self.reasons[self.reason[row]],
            self.surplus[row] if made else None,
        )


Sequence.register(Pairings)
