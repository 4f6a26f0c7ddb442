"""Which agent is meant by a point."""

import numpy as np

from vmt.viewer.scene.placement import Placement

_REACH = 6.0
"""Pixels beside a small agent at which it is still meant."""


def agent_at(placement: Placement, point: tuple[int, int]) -> int | None:
    """Return the agent whose middle is nearest to a point that lies on or near it.

    Parameters
    ----------
    placement : Placement
        In pixels.
    point : (int, int)
        In pixels.
    """
    if not len(placement.x):
        return None
    distance = np.hypot(placement.x - point[0], placement.y - point[1])
    distance[distance > np.maximum(placement.radius * 1.15, _REACH)] = np.inf
    nearest = int(distance.argmin())
    return nearest if np.isfinite(distance[nearest]) else None
