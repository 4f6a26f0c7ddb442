"""Where agents are drawn, so that those in one cell can all be seen."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vmt.viewer.scene.camera import Camera

SMALLEST_RADIUS = 2.0
"""Pixels; below it an agent cannot be seen, so crowded cells overlap from there on."""

_QUARTER = 0.25
_CORNERS = ((-1, -1), (1, -1), (-1, 1), (1, 1))


@dataclass(frozen=True, slots=True)
class Placement:
    """The circle in which each agent is drawn.

    Attributes
    ----------
    x, y, radius : float64[n_agents]
        Middle and radius, in cells or, seen by a camera, in pixels.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    radius: NDArray[np.float64]

    def towards(self, goal: "Placement", share: float) -> "Placement":
        """Return the placement that has gone `share`, from 0 to 1, of the way."""
        return Placement(
            self.x + (goal.x - self.x) * share,
            self.y + (goal.y - self.y) * share,
            goal.radius,
        )

    def seen_by(self, camera: Camera) -> "Placement":
        """Return a placement in cells in pixels."""
        x, y = camera.pixels(self.x, self.y)
        radius = np.maximum(self.radius * camera.cell, SMALLEST_RADIUS)
        return Placement(x, y, radius)


def pattern(n_agents: int) -> tuple[float, list[tuple[float, float]]]:
    """Return how `n_agents` share a cell of side one.

    Returns
    -------
    radius : float
    offsets : list of (x, y)
        From the middle of the cell, in order of the agents' ids. One agent stands
        in the middle, two on a diagonal, three in a triangle, four in the
        corners, more on a circle.
    """
    if n_agents == 1:
        return 1 / 3, [(0.0, 0.0)]
    if n_agents == 2:
        return 1 / 4, [(-_QUARTER, -_QUARTER), (_QUARTER, _QUARTER)]
    if n_agents == 3:
        # Straight up first: y grows downwards, so up is -90 degrees.
        return 1 / 5, [_polar(_QUARTER, degrees) for degrees in (-90, 30, 150)]
    if n_agents == 4:
        return 1 / 6, [(x * _QUARTER, y * _QUARTER) for x, y in _CORNERS]
    turn = 360 / n_agents
    return 1 / (n_agents + 2), [_polar(1 / 3, k * turn) for k in range(n_agents)]


def place(x: NDArray[np.int32], y: NDArray[np.int32], grid_size: int) -> Placement:
    """Return where to draw agents that stand in cells, in cells.

    Parameters
    ----------
    x, y : int32[n_agents]
        Cell of each agent, by id.
    grid_size : int
    """
    centre_x, centre_y = x.astype(np.float64) + 0.5, y.astype(np.float64) + 0.5
    single, _ = pattern(1)
    radius = np.full(x.shape, single)
    by_cell = x.astype(np.int64) * grid_size + y
    # A stable sort keeps the ids of one cell in ascending order.
    order = np.argsort(by_cell, kind="stable")
    _, first, count = np.unique(by_cell[order], return_index=True, return_counts=True)
    for n in np.unique(count[count > 1]).tolist():
        shared, offsets = pattern(n)
        starts = first[count == n]
        for k, (dx, dy) in enumerate(offsets):
            agents = order[starts + k]
            centre_x[agents] += dx
            centre_y[agents] += dy
            radius[agents] = shared
    return Placement(centre_x, centre_y, radius)


def _polar(distance: float, degrees: float) -> tuple[float, float]:
    angle = math.radians(degrees)
    return distance * math.cos(angle), distance * math.sin(angle)
