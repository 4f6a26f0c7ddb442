"""The state of a world as a struct of arrays."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

NOBODY = -1
"""No partner, no target agent, no claimant."""
NOWHERE = -1
"""No target cell."""

RESOURCE_NONE, RESOURCE_A, RESOURCE_B = 0, 1, 2


@dataclass(slots=True)
class State:
    """Agents by id, cells by (x, y). Quantities are int64 minor units.

    Observers read it between ticks and never write to it.

    Attributes
    ----------
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
    committed : bool[n_agents]
        Committed to foraging at its target cell.
    resource : int8[N, N]
        RESOURCE_NONE, RESOURCE_A or RESOURCE_B; never changes.
    amount, capacity : int64[N, N]
        What is on the cell, and what was seeded there (the cap of regrowth).
    last_harvested : int64[N, N]
        Tick of the last harvest, or -1.
    claimant : int32[N, N]
        Agent that claims the cell, or NOBODY.
    """

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
    committed: NDArray[np.bool_]
    resource: NDArray[np.int8]
    amount: NDArray[np.int64]
    capacity: NDArray[np.int64]
    last_harvested: NDArray[np.int64]
    claimant: NDArray[np.int32]
