"""Phase 1: who and what an agent sees.

Nothing moves and nobody trades while agents decide, so what an agent sees is looked
up when it asks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from vmt.engine.state import NONE, whole
from vmt.engine.world import World

if TYPE_CHECKING:
    import cython


class Perception:
    """What lies within a Manhattan distance of an agent.

    Agents are found by comparing with all of them, or, where there are more agents
    than cells in sight, by chains of the agents on each cell. Places are found by
    where those of each block of eight cells of a column begin in the list of places:
    those of a stretch of a column follow each other there.

    Parameters
    ----------
    world : World

    Attributes
    ----------
    neighbours, neighbour_distances : memoryview of int32
        The first `n_neighbours` are the agents that were seen last, in no order.
    visible, visible_distances : memoryview of int32
        The first `n_visible` are the places with something to harvest that were seen
        last, ascending, which is x-major.
    """

    def __init__(self, world: World) -> None:
        n, size = world.n_agents, world.grid_size
        reach = world.vision_radius
        in_sight = 2 * reach * (reach + 1) + 1
        self.world = world
        self.n_neighbours = self.n_visible = 0
        self.neighbours = whole(np.zeros(n, np.int32))
        self.neighbour_distances = whole(np.zeros(n, np.int32))
        most = min(world.n_places, in_sight)
        self.visible = whole(np.zeros(most, np.int32))
        self.visible_distances = whole(np.zeros(most, np.int32))
        self._blocks = size // 8 + 1
        blocks = world.state.place_x * self._blocks + world.state.place_y // 8
        counts = np.bincount(blocks + 1, minlength=size * self._blocks + 1)
        self._first_place = whole(counts.cumsum(dtype=np.int32))
        self._chained = n > in_sight
        chained_cells, chained = (size * size, n) if self._chained else (0, 0)
        self._first_on_cell = whole(np.full(chained_cells, NONE, np.int32))
        self._next_on_cell = whole(np.full(chained, NONE, np.int32))

    def begin(self) -> None:
        """Take in where all agents are, before the first of them looks."""
        agent: cython.Py_ssize_t
        cell: cython.Py_ssize_t
        if not self._chained:
            return
        for agent in range(self.world.n_agents):
            cell = self.world.x[agent] * self.world.grid_size + self.world.y[agent]
            self._next_on_cell[agent] = self._first_on_cell[cell]
            self._first_on_cell[cell] = agent

    def end(self) -> None:
        """Forget where the agents are, before the first of them moves."""
        agent: cython.Py_ssize_t
        cell: cython.Py_ssize_t
        if not self._chained:
            return
        for agent in range(self.world.n_agents):
            cell = self.world.x[agent] * self.world.grid_size + self.world.y[agent]
            self._first_on_cell[cell] = NONE

    def place_at(self, x: cython.Py_ssize_t, y: cython.Py_ssize_t) -> cython.int:
        """Return the place on a cell, or NONE."""
        block: cython.Py_ssize_t = x * self._blocks + (y >> 3)
        place: cython.int
        for place in range(self._first_place[block], self._first_place[block + 1]):
            if self.world.place_y[place] == y:
                return place
        return NONE

    def see_agents(self, agent: cython.int, reach: cython.longlong) -> None:
        """Find the other agents within a distance of an agent."""
        if self._chained:
            self._follow_chains(agent, reach)
        else:
            self._compare_all(agent, reach)

    def see_resources(self, agent: cython.int, reach: cython.longlong) -> None:
        """Find the places with something to harvest within a distance of an agent."""
        world: World = self.world
        size: cython.longlong = world.grid_size
        at_x: cython.longlong = world.x[agent]
        at_y: cython.longlong = world.y[agent]
        x: cython.longlong
        across: cython.longlong
        first: cython.longlong
        last: cython.longlong
        distance: cython.longlong
        place: cython.int
        n: cython.Py_ssize_t = 0
        for x in range(max(0, at_x - reach), min(size - 1, at_x + reach) + 1):
            across = abs(x - at_x)
            first = x * self._blocks + (max(0, at_y - reach + across) >> 3)
            last = x * self._blocks + (min(size - 1, at_y + reach - across) >> 3)
            for place in range(self._first_place[first], self._first_place[last + 1]):
                distance = across + abs(world.place_y[place] - at_y)
                if distance <= reach and world.place_amount[place] > 0:
                    self.visible[n] = place
                    self.visible_distances[n] = distance
                    n += 1
        self.n_visible = n

    def _compare_all(self, agent: cython.int, reach: cython.longlong) -> None:
        world: World = self.world
        at_x: cython.longlong = world.x[agent]
        at_y: cython.longlong = world.y[agent]
        other: cython.int
        distance: cython.longlong
        n: cython.Py_ssize_t = 0
        for other in range(world.n_agents):
            distance = abs(world.x[other] - at_x) + abs(world.y[other] - at_y)
            if distance <= reach and other != agent:
                self.neighbours[n] = other
                self.neighbour_distances[n] = distance
                n += 1
        self.n_neighbours = n

    def _follow_chains(self, agent: cython.int, reach: cython.longlong) -> None:
        world: World = self.world
        size: cython.longlong = world.grid_size
        at_x: cython.longlong = world.x[agent]
        at_y: cython.longlong = world.y[agent]
        x: cython.longlong
        y: cython.longlong
        across: cython.longlong
        column: cython.longlong
        other: cython.int
        n: cython.Py_ssize_t = 0
        for x in range(max(0, at_x - reach), min(size - 1, at_x + reach) + 1):
            across = abs(x - at_x)
            column = x * size
            for y in range(
                max(0, at_y - reach + across), min(size - 1, at_y + reach - across) + 1
            ):
                other = self._first_on_cell[column + y]
                while other != NONE:
                    if other != agent:
                        self.neighbours[n] = other
                        self.neighbour_distances[n] = across + abs(y - at_y)
                        n += 1
                    other = self._next_on_cell[other]
        self.n_neighbours = n
