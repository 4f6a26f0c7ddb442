"""The state of a world as a struct of arrays."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

NOBODY = -1
"""No partner, no target agent, no claimant."""
NOWHERE = -1
"""No target cell."""
NONE = -1
"""No place, no entry."""

RESOURCE_NONE, RESOURCE_A, RESOURCE_B = 0, 1, 2

_Scalar = TypeVar("_Scalar", bound=np.generic)


@dataclass(slots=True)
class State:
    """Agents by id, and the places: the cells that carry a resource, x-major.

    Quantities are int64 minor units. Observers read it between ticks and never write
    to it.

    Attributes
    ----------
    grid_size : int
        N: cells are (x, y) with 0 <= x, y < N.
    x, y, home_x, home_y : int32[n_agents]
        Cell of the agent and of its home (its first cell).
    A, B : int64[n_agents]
        Holdings.
    preference : int32[n_agents]
        Index into the population mix.
    utility : float64[n_agents]
        Utility of the present holdings.
    ask, bid, p_min, p_max : float64[n_agents]
        Quotes of A in B and the reservation bounds they come from.
    partner, target_agent : int32[n_agents]
        Agent ids, or NOBODY.
    target_x, target_y : int32[n_agents]
        Where the agent is heading, or NOWHERE.
    forage_place : int32[n_agents]
        The place that the agent is committed to harvest, or NONE.
    place_x, place_y : int32[n_places]
        Cells of the places.
    place_good : int8[n_places]
        RESOURCE_A or RESOURCE_B; never changes.
    place_amount, place_capacity : int64[n_places]
        What is there, and what was seeded there (the cap of regrowth).
    place_last_harvested : int64[n_places]
        Tick of the last harvest, or -1.
    place_claimant : int32[n_places]
        Agent that claims the place, or NOBODY.
    """

    grid_size: int
    x: NDArray[np.int32]
    y: NDArray[np.int32]
    home_x: NDArray[np.int32]
    home_y: NDArray[np.int32]
    A: NDArray[np.int64]
    B: NDArray[np.int64]
    preference: NDArray[np.int32]
    utility: NDArray[np.float64]
    ask: NDArray[np.float64]
    bid: NDArray[np.float64]
    p_min: NDArray[np.float64]
    p_max: NDArray[np.float64]
    partner: NDArray[np.int32]
    target_agent: NDArray[np.int32]
    target_x: NDArray[np.int32]
    target_y: NDArray[np.int32]
    forage_place: NDArray[np.int32]
    place_x: NDArray[np.int32]
    place_y: NDArray[np.int32]
    place_good: NDArray[np.int8]
    place_amount: NDArray[np.int64]
    place_capacity: NDArray[np.int64]
    place_last_harvested: NDArray[np.int64]
    place_claimant: NDArray[np.int32]

    @property
    def committed(self) -> NDArray[np.bool_]:
        """Whether each agent is committed to forage, a new bool[n_agents]."""
        return np.not_equal(self.forage_place, NONE)

    @property
    def resource(self) -> NDArray[np.int8]:
        """RESOURCE_NONE, RESOURCE_A or RESOURCE_B by cell, a new int8[N, N]."""
        return self._by_cell(self.place_good, RESOURCE_NONE)

    @property
    def amount(self) -> NDArray[np.int64]:
        """What is on each cell, a new int64[N, N]."""
        return self._by_cell(self.place_amount, 0)

    @property
    def capacity(self) -> NDArray[np.int64]:
        """What was seeded on each cell, a new int64[N, N]."""
        return self._by_cell(self.place_capacity, 0)

    @property
    def last_harvested(self) -> NDArray[np.int64]:
        """Tick of the last harvest of each cell, or -1, a new int64[N, N]."""
        return self._by_cell(self.place_last_harvested, -1)

    @property
    def claimant(self) -> NDArray[np.int32]:
        """Agent that claims each cell, or NOBODY, a new int32[N, N]."""
        return self._by_cell(self.place_claimant, NOBODY)

    def copied(self) -> State:
        """Return a copy that later ticks leave alone."""
        return State(**{name: copy(getattr(self, name)) for name in State.__slots__})

    def place_at(self, x: int, y: int) -> int:
        """Return the place on a cell, or NONE."""
        found = np.flatnonzero((self.place_x == x) & (self.place_y == y))
        return int(found[0]) if len(found) else NONE

    def _by_cell(self, values: NDArray[_Scalar], nothing: int) -> NDArray[_Scalar]:
        cells = np.full((self.grid_size, self.grid_size), nothing, values.dtype)
        cells[self.place_x, self.place_y] = values
        return cells


def whole(array: NDArray[Any]) -> memoryview[int]:
    """Return a view of an integer array whose items are Python integers."""
    return cast("memoryview[int]", memoryview(array))  # type: ignore[arg-type]


def real(array: NDArray[np.float64]) -> memoryview[float]:
    """Return a view of an array of doubles whose items are Python floats."""
    return cast("memoryview[float]", memoryview(array))  # type: ignore[arg-type]
