"""Agents in the order of their candidates' scores."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vmt.engine.protocols.candidates import Candidates
from vmt.engine.state import NONE, whole

if TYPE_CHECKING:
    import cython


class ScoreQueue:
    """A priority queue of agents, each with one of its candidates.

    The highest score comes first, a tie goes to the lower id. It is a binary heap:
    who stands at k comes before those at 2k + 1 and 2k + 2.

    Parameters
    ----------
    candidates : Candidates
    n_agents : int

    Attributes
    ----------
    length : int
        Agents in the queue.
    entry : memoryview of int32[n_agents]
        The candidate with which the agent waits, as an entry of the table.
    """

    def __init__(self, candidates: Candidates, n_agents: int) -> None:
        self._candidates = candidates
        self._agents = whole(np.zeros(n_agents, np.int32))
        self.entry = whole(np.zeros(n_agents, np.int32))
        self.length = 0

    def put(self, agent: cython.int, entry: cython.int) -> None:
        """Let an agent wait with a candidate; with NONE it does not."""
        k: cython.Py_ssize_t = self.length
        if entry == NONE:
            return
        self.entry[agent] = entry
        self._agents[k] = agent
        self.length += 1
        while k > 0 and self._comes_before(agent, self._agents[(k - 1) // 2]):
            self._agents[k] = self._agents[(k - 1) // 2]
            k = (k - 1) // 2
            self._agents[k] = agent

    def first(self) -> cython.int:
        """Return the agent that comes first."""
        return self._agents[0]

    def drop(self) -> None:
        """Take the first agent out."""
        k: cython.Py_ssize_t = 0
        child: cython.Py_ssize_t = 1
        agent: cython.int
        self.length -= 1
        agent = self._agents[self.length]
        while child < self.length:
            if child + 1 < self.length and self._comes_before(
                self._agents[child + 1], self._agents[child]
            ):
                child += 1
            if not self._comes_before(self._agents[child], agent):
                break
            self._agents[k] = self._agents[child]
            k = child
            child = 2 * k + 1
        self._agents[k] = agent

    def _comes_before(self, agent: cython.int, other: cython.int) -> cython.bint:
        score: cython.double = self._candidates.score[self.entry[agent]]
        than: cython.double = self._candidates.score[self.entry[other]]
        return score > than or (score == than and agent < other)
