"""Whom each agent will not consider, and until when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vmt.engine.state import NONE, whole
from vmt.engine.table import column, lengthened, view

if TYPE_CHECKING:
    import cython

NEVER_FAILED = -1
FIRST_SIZE = 64
NO_ENTRIES, NO_TICKS = column("i", 0), column("q", 0)


class Grudges:
    """Cooldowns and failed negotiations, as chains of entries in one growing table.

    An entry of agent i about j says until which tick i will not consider j, and what
    the versions of both agents' holdings were when they last failed to agree: the
    same holdings would fail again. Only few pairs have one, so an agent's entries
    are a short chain; those that say nothing any more are taken out on the way.

    Parameters
    ----------
    version : memoryview of int32, length n_agents
        How often each agent's holdings have changed; kept up to date by its owner.
    """

    def __init__(self, version: memoryview[int]) -> None:
        n_agents = len(version)
        self.version = version
        self.first = whole(np.full(n_agents, NONE, np.int32))
        self._marked_by = whole(np.full(n_agents, NONE, np.int32))
        self._free = NONE
        self._room = 0
        self._columns = [column(kind, 0) for kind in "iiqii"]
        self._grow()

    def keep_apart_until(
        self, agent: cython.int, other: cython.int, tick: cython.longlong
    ) -> None:
        """Let an agent not consider another before a tick."""
        # First the entry: a new one may put a longer table in the place of this.
        entry: cython.int = self._entry(agent, other)
        self._until[entry] = tick

    def remember_failure(self, agent: cython.int, other: cython.int) -> None:
        """Let an agent not consider another while both hold what they hold now."""
        entry: cython.int = self._entry(agent, other)
        self._own_version[entry] = self.version[agent]
        self._other_version[entry] = self.version[other]

    def end_cooldown(self, agent: cython.int, other: cython.int) -> None:
        """Forget until when an agent would not consider another."""
        entry: cython.int = self.first[agent]
        while entry != NONE:
            if self._other[entry] == other:
                self._until[entry] = 0
                return
            entry = self._next[entry]

    def end_cooldowns(self, agent: cython.int) -> None:
        """Forget until when an agent would not consider anybody."""
        entry: cython.int = self.first[agent]
        while entry != NONE:
            self._until[entry] = 0
            entry = self._next[entry]

    def holds(
        self, agent: cython.int, other: cython.int, tick: cython.longlong
    ) -> cython.bint:
        """Return whether an agent will not consider another in a tick."""
        entry: cython.int = self.first[agent]
        while entry != NONE:
            if self._other[entry] == other:
                return self._says_something(agent, entry, tick)
            entry = self._next[entry]
        return False

    def mark(self, agent: cython.int, tick: cython.longlong) -> None:
        """Prepare `marks` for an agent, and take out what says nothing any more."""
        entry: cython.int = self.first[agent]
        before: cython.int = NONE
        after: cython.int
        while entry != NONE:
            after = self._next[entry]
            if self._says_something(agent, entry, tick):
                self._marked_by[self._other[entry]] = agent
                before = entry
            else:
                if before == NONE:
                    self.first[agent] = after
                else:
                    self._next[before] = after
                self._next[entry] = self._free
                self._free = entry
            entry = after

    def marks(self, agent: cython.int, other: cython.int) -> cython.bint:
        """Return what `holds` does, at once, for the agent marked last."""
        return self._marked_by[other] == agent

    def unmark(self, agent: cython.int) -> None:
        """Undo `mark`."""
        entry: cython.int = self.first[agent]
        while entry != NONE:
            self._marked_by[self._other[entry]] = NONE
            entry = self._next[entry]

    def _says_something(
        self, agent: cython.int, entry: cython.int, tick: cython.longlong
    ) -> cython.bint:
        if tick < self._until[entry]:
            return True
        return (
            self._own_version[entry] == self.version[agent]
            and self._other_version[entry] == self.version[self._other[entry]]
        )

    def _entry(self, agent: cython.int, other: cython.int) -> cython.int:
        """Return the entry of an agent about another, a new one if need be."""
        entry: cython.int = self.first[agent]
        while entry != NONE:
            if self._other[entry] == other:
                return entry
            entry = self._next[entry]
        if self._free == NONE:
            self._grow()
        entry = self._free
        self._free = self._next[entry]
        self._next[entry] = self.first[agent]
        self.first[agent] = entry
        self._other[entry] = other
        self._until[entry] = 0
        self._own_version[entry] = self._other_version[entry] = NEVER_FAILED
        return entry

    def _grow(self) -> None:
        """Make room for half as many entries again; the new ones are free."""
        entry: cython.Py_ssize_t
        old: cython.Py_ssize_t = self._room
        self._room += old // 8 + FIRST_SIZE
        nothing: memoryview[int] = view(NO_ENTRIES)
        self._next = self._other = nothing
        self._own_version = self._other_version = nothing
        del nothing
        self._until = view(NO_TICKS)
        for n, items in enumerate(self._columns):
            self._columns[n] = lengthened(items, self._room)
        self._look()
        for entry in range(old, self._room):
            self._next[entry] = entry + 1
        self._next[self._room - 1] = NONE
        self._free = old

    def _look(self) -> None:
        views: list[memoryview[int]] = [view(items) for items in self._columns]
        self._next, self._other, self._until = views[:3]
        self._own_version, self._other_version = views[3:]
