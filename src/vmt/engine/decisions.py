"""What all agents decided in a tick, as columns: one value an agent.

There are as many decisions as agents in every tick, so they are kept as arrays, and
made into records only where somebody asks for one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from vmt.engine.events import Alternative, Decision
from vmt.engine.neighbours import count_neighbours
from vmt.engine.state import NOBODY, NONE, State, real, whole

if TYPE_CHECKING:
    import cython

ACTIVITIES = ("trade_paired", "trade_unpaired", "forage", "walk", "home", "idle")
"""What an agent may be up to; the column `activity` counts from 0."""
RECORDED_ALTERNATIVES = 5
"""Candidates that a recorded decision names."""


class Decisions:
    """The decisions of a tick, by agent; a sequence of `Decision`.

    Attributes
    ----------
    activity : memoryview of int8[n_agents]
        Index into `ACTIVITIES`.
    partner : memoryview of int32[n_agents]
        Whom the agent heads for, or NOBODY.
    surplus : memoryview of float64[n_agents]
        Overlap of its quotes with those of the partner, B per A; NaN where the agent
        did not name the partner itself.
    target_x, target_y : memoryview of int32[n_agents]
        Where it heads, or NOWHERE.
    is_paired, is_committed : memoryview of int8[n_agents]
    claimed : memoryview of int32[n_agents]
        The place that it claims, or NONE.
    others, surpluses, scores : memoryview of int32 and float64[5 n_agents]
        Its best candidates, five an agent, best first: their ids, or
        NOBODY; and of those there are, the overlaps and the scores.
    """

    def __init__(self, tick: int, state: State, vision_radius: int) -> None:
        n = len(state.x)
        self.tick = tick
        self.activity = whole(np.empty(n, np.int8))
        self.partner = whole(state.target_agent.copy())
        self.surplus = real(np.full(n, np.nan))
        self.target_x = whole(state.target_x.copy())
        self.target_y = whole(state.target_y.copy())
        self.is_paired = whole(np.not_equal(state.partner, NOBODY).view(np.int8))
        self.is_committed = whole(state.committed.view(np.int8))
        self.claimed = whole(np.empty(n, np.int32))
        self.others = whole(np.full(n * RECORDED_ALTERNATIVES, NOBODY, np.int32))
        self.surpluses = real(np.empty(n * RECORDED_ALTERNATIVES))
        self.scores = real(np.empty(n * RECORDED_ALTERNATIVES))
        # Agents move before anybody asks how many were in sight; places do not.
        self._x, self._y = state.x.copy(), state.y.copy()
        self._place_x, self._place_y = state.place_x, state.place_y
        self._grid_size, self._vision_radius = state.grid_size, vision_radius
        self._n_neighbours: NDArray[np.int64] | None = None

    @property
    def n_neighbours(self) -> NDArray[np.int64]:
        """How many others each agent had in sight, int64[n_agents]."""
        if self._n_neighbours is None:
            self._n_neighbours = count_neighbours(
                self._x, self._y, self._grid_size, self._vision_radius
            )
        return self._n_neighbours

    def distance(self, agent: int, other: int) -> int:
        """Return how far two agents were from each other, Manhattan, in cells."""
        x, y = self._x, self._y
        return abs(int(x[agent]) - int(x[other])) + abs(int(y[agent]) - int(y[other]))

    def __len__(self) -> int:
        return len(self.activity)

    def __getitem__(self, index: int) -> Decision:
        agent: cython.Py_ssize_t = range(len(self))[index]
        partner, claimed = self.partner[agent], self.claimed[agent]
        x, surplus = self.target_x[agent], self.surplus[agent]
        return Decision(
            tick=self.tick,
            agent=agent,
            activity=ACTIVITIES[self.activity[agent]],
            partner=None if partner == NOBODY else partner,
            surplus=surplus if surplus == surplus else None,  # noqa: PLR0124 - NaN
            target_x=None if x == NONE else x,
            target_y=None if x == NONE else self.target_y[agent],
            n_neighbours=int(self.n_neighbours[agent]),
            alternatives=self._alternatives(agent),
            is_paired=bool(self.is_paired[agent]),
            is_committed=bool(self.is_committed[agent]),
            claimed=None
            if claimed == NONE
            else (int(self._place_x[claimed]), int(self._place_y[claimed])),
        )

    def _alternatives(self, agent: cython.Py_ssize_t) -> tuple[Alternative, ...]:
        i: cython.Py_ssize_t
        named = []
        first = agent * RECORDED_ALTERNATIVES
        for i in range(first, first + RECORDED_ALTERNATIVES):
            if self.others[i] == NOBODY:
                break
            named.append(Alternative(self.others[i], self.surpluses[i], self.scores[i]))
        return tuple(named)


Sequence.register(Decisions)


def array(column: Any) -> NDArray[Any]:
    """Return a column of `Decisions` as an array that shares its memory."""
    return np.asarray(column)
