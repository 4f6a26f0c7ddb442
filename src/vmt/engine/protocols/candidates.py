"""The possible partners that agents named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vmt.engine.protocols.contract import BrokenProtocolError
from vmt.engine.state import NOBODY, NONE, whole
from vmt.engine.table import column, lengthened, view

if TYPE_CHECKING:
    import cython


NO_OTHERS, NO_SCORES = column("i", 0), column("d", 0)


class Candidates:
    """For each agent its possible partners, with their scores, in one growing table.

    Agents follow each other in the order of their ids.

    Attributes
    ----------
    start, count : memoryview of int32[n_agents]
        Where the agent's candidates begin in the table, and how many they are.
    other : memoryview of int32
        The possible partners.
    score : memoryview of float64
        How good they are.
    """

    def __init__(self, n_agents: int) -> None:
        self.n_agents = n_agents
        self.start = whole(np.zeros(n_agents, np.int32))
        self.count = whole(np.zeros(n_agents, np.int32))
        # Large enough to begin outside the heap, where growing would leave holes.
        self._room = 8 * n_agents
        self._others, self._scores = column("i", self._room), column("d", self._room)
        self.other: memoryview[int] = view(self._others)
        self.score: memoryview[float] = view(self._scores)
        self._top = whole(np.full(n_agents, NONE, np.int32))
        self._used = 0
        self._agent = NOBODY

    def clear(self) -> None:
        """Forget all candidates."""
        agent: cython.Py_ssize_t
        for agent in range(len(self.start)):
            self.start[agent] = self.count[agent] = 0
            self._top[agent] = NONE
        self._used = 0

    def open(self, agent: cython.int) -> None:
        """Begin the candidates of an agent, of a higher id than the one before."""
        self._agent = agent
        self.start[agent] = self._used

    def add(self, other: cython.int, score: cython.double) -> None:
        """Add a possible partner; a higher score is better, a tie goes to the lower id.

        Parameters
        ----------
        other : int
        score : float

        Raises
        ------
        BrokenProtocolError
            There is no such other agent.
        """
        entry: cython.int = self._used
        top: cython.int = self._top[self._agent]
        if not 0 <= other < self.n_agents or other == self._agent:
            raise BrokenProtocolError(
                f"agent {self._agent} cannot trade with agent {other}"
            )
        if entry == self._room:
            self._grow()
        self.other[entry] = other
        self.score[entry] = score
        self._used += 1
        self.count[self._agent] += 1
        if top == NONE or self.comes_before(entry, top):
            self._top[self._agent] = entry

    def best(self, agent: cython.int) -> cython.int:
        """Return the entry of an agent's best candidate, or NONE."""
        return self._top[agent]

    def next_best(
        self, agent: cython.int, after: cython.int, taken: memoryview[int]
    ) -> cython.int:
        """Return an agent's best entry behind another whose candidate is free, or NONE.

        Parameters
        ----------
        agent : int
        after : int
            An entry, or NONE to look at all.
        taken : memoryview of int8[n_agents]
            Whether a candidate is not free.
        """
        entry: cython.int
        other: cython.int
        score: cython.double
        best: cython.int = NONE
        first: cython.int = self.start[agent]
        best_other: cython.int = NONE
        best_score: cython.double = 0.0
        after_other: cython.int = NONE
        after_score: cython.double = 0.0
        if after != NONE:
            after_other = self.other[after]
            after_score = self.score[after]
        for entry in range(first, first + self.count[agent]):
            other = self.other[entry]
            score = self.score[entry]
            if best != NONE and (
                score < best_score or (score == best_score and other > best_other)
            ):
                continue
            if after != NONE and (
                score > after_score or (score == after_score and other <= after_other)
            ):
                continue
            if not taken[other]:
                best = entry
                best_other = other
                best_score = score
        return best

    def rank_anew(self, agent: cython.int) -> None:
        """Take in that scores of an agent's candidates were changed."""
        entry: cython.int
        first: cython.int = self.start[agent]
        for entry in range(first, first + self.count[agent]):
            if self.comes_before(entry, self._top[agent]):
                self._top[agent] = entry

    def comes_before(self, entry: cython.int, than: cython.int) -> cython.bint:
        """Return whether an entry is better than another one of the same agent."""
        if self.score[entry] != self.score[than]:
            return self.score[entry] > self.score[than]
        return self.other[entry] < self.other[than]

    def ranked(self, agent: int) -> list[tuple[int, float]]:
        """Return (id, score) of an agent's candidates, best first."""
        entry: cython.int
        first: cython.int = self.start[agent]
        named: list[tuple[float, int]] = []
        for entry in range(first, first + self.count[agent]):
            named.append((-self.score[entry], self.other[entry]))  # noqa: PERF401
        return [(other, -minus_score) for minus_score, other in sorted(named)]

    def _grow(self) -> None:
        # The table is the largest there is, so it grows by little, and in place.
        self._room += self._room // 8 + 64
        self.other = view(NO_OTHERS)
        self._others = lengthened(self._others, self._room)
        self.other = view(self._others)
        self.score = view(NO_SCORES)
        self._scores = lengthened(self._scores, self._room)
        self.score = view(self._scores)
