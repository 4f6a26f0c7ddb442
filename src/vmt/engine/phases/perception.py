"""Phase 1: who and what each agent sees."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vmt.engine.world import World

ROWS_AT_ONCE = 512
"""Agents whose distances to all others are computed together; bounds memory."""


@dataclass(frozen=True, slots=True)
class Sight:
    """For each agent the places within its vision, ascending, and their distances.

    Attributes
    ----------
    places, distances : list of list of int
        By agent id.
    """

    places: list[list[int]]
    distances: list[list[int]]


def perceive(world: World) -> tuple[Sight, Sight]:
    """Return the agents and the harvestable resources that each agent sees.

    Distance is Manhattan distance. An agent does not see itself; its own cell counts.

    Returns
    -------
    neighbours : Sight
        Places are agent ids.
    resources : Sight
        Places are positions in `World.resources`, cells with something on them only.
    """
    state, vision = world.state, world.configuration.parameters.vision_radius
    everybody = np.arange(world.configuration.n_agents)
    neighbours = _sight(
        state.x, state.y, state.x, state.y, names=everybody, vision=vision
    )
    for agent, places in enumerate(neighbours.places):
        own = places.index(agent)
        del places[own], neighbours.distances[agent][own]
    cells = np.array(world.resources, dtype=np.int32).reshape(-1, 2)
    filled = np.flatnonzero(state.amount[cells[:, 0], cells[:, 1]] > 0)
    cells = cells[filled]
    resources = _sight(
        state.x, state.y, cells[:, 0], cells[:, 1], names=filled, vision=vision
    )
    return neighbours, resources


def _sight(
    x: NDArray[np.int32],
    y: NDArray[np.int32],
    to_x: NDArray[np.int32],
    to_y: NDArray[np.int32],
    *,
    names: NDArray[np.intp],
    vision: int,
) -> Sight:
    places: list[list[int]] = []
    distances: list[list[int]] = []
    for start in range(0, len(x), ROWS_AT_ONCE):
        rows = slice(start, start + ROWS_AT_ONCE)
        distance = np.abs(x[rows, None] - to_x) + np.abs(y[rows, None] - to_y)
        seen = distance <= vision
        who = names[seen.nonzero()[1]].tolist()
        far = distance[seen].tolist()
        end = 0
        for count in seen.sum(axis=1).tolist():
            begin, end = end, end + count
            places.append(who[begin:end])
            distances.append(far[begin:end])
    return Sight(places, distances)
