"""Which agent claims which place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vmt.engine.state import NOBODY, NONE, whole

if TYPE_CHECKING:
    import cython


class Claims:
    """The claims on places, and for each agent a chain of those that are its own.

    Parameters
    ----------
    claimant : memoryview of int32, length n_places
        Agent that claims the place, or NOBODY. Only the methods change it.
    n_agents : int
    """

    def __init__(self, claimant: memoryview[int], n_agents: int) -> None:
        self.claimant = claimant
        self.first = whole(np.full(n_agents, NONE, np.int32))
        self._next = whole(np.full(len(claimant), NONE, np.int32))

    def claim(self, place: cython.int, agent: cython.int) -> None:
        """Let an agent claim a place, whoever claimed it before."""
        if self.claimant[place] == agent:
            return
        self.release(place)
        self.claimant[place] = agent
        self._next[place] = self.first[agent]
        self.first[agent] = place

    def release(self, place: cython.int) -> None:
        """Let nobody claim a place."""
        owner: cython.int = self.claimant[place]
        earlier: cython.int
        if owner == NOBODY:
            return
        if self.first[owner] == place:
            self.first[owner] = self._next[place]
        else:
            earlier = self.first[owner]
            while self._next[earlier] != place:
                earlier = self._next[earlier]
            self._next[earlier] = self._next[place]
        self.claimant[place] = NOBODY

    def after(self, place: cython.int) -> cython.int:
        """Return the next place that the claimant of a place claims, or NONE."""
        return self._next[place]

    def release_all(self, agent: cython.int) -> None:
        """Release every place that an agent claims."""
        while self.first[agent] != NONE:
            self.release(self.first[agent])
