"""What the layers of the world are drawn with."""

from dataclasses import dataclass

import numpy as np
import pygame
from numpy.typing import NDArray

from vmt.viewer.lettering import Lettering
from vmt.viewer.scene.camera import Camera
from vmt.viewer.scene.placement import Placement
from vmt.viewer.scene.strokes import Point
from vmt.viewer.source.snapshot import Snapshot
from vmt.viewer.theme import Theme

MANY = 400
"""Lines above which they are drawn plainly: nobody could follow a single one."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything that the layers draw with.

    Attributes
    ----------
    surface : pygame.Surface
        Clipped to the part in which the world is seen.
    snapshot : Snapshot
    placement : Placement
        Where each agent is drawn [px]; between two cells while it moves.
    camera : Camera
    theme : Theme
    lettering : Lettering
    speed : float
        Ticks a second that the run is meant to go; infinity if as fast as possible.
    """

    surface: pygame.Surface
    snapshot: Snapshot
    placement: Placement
    camera: Camera
    theme: Theme
    lettering: Lettering
    speed: float

    def point(self, agent: int) -> Point:
        """Return the middle of an agent [px]."""
        return float(self.placement.x[agent]), float(self.placement.y[agent])

    def target(self, agent: int) -> Point:
        """Return where an agent is heading [px]."""
        snapshot = self.snapshot
        other = int(snapshot.target_agent[agent])
        if other >= 0:
            return self.point(other)
        x, y = int(snapshot.target_x[agent]), int(snapshot.target_y[agent])
        return self.camera.to_pixel(x + 0.5, y + 0.5)

    def in_sight(self) -> NDArray[np.bool_]:
        """Return which agents are seen, in whole or in part, bool[n_agents]."""
        sight, place = self.camera.sight, self.placement
        reach = 1.6 * place.radius  # with the ring around it
        seen: NDArray[np.bool_] = (
            (place.x + reach >= sight.left)
            & (place.x - reach <= sight.right)
            & (place.y + reach >= sight.top)
            & (place.y - reach <= sight.bottom)
        )
        return seen

    def may_be_seen(
        self, start: NDArray[np.int64], x: NDArray[np.float64], y: NDArray[np.float64]
    ) -> NDArray[np.bool_]:
        """Return which lines may cross what is seen, bool of the shape of `start`.

        Parameters
        ----------
        start : int64 array
            The agents from whose middles they go.
        x, y : float64 array
            Where they end [px].
        """
        sight, place = self.camera.sight, self.placement
        x1, y1 = place.x[start], place.y[start]
        seen: NDArray[np.bool_] = (
            (np.maximum(x1, x) >= sight.left)
            & (np.minimum(x1, x) <= sight.right)
            & (np.maximum(y1, y) >= sight.top)
            & (np.minimum(y1, y) <= sight.bottom)
        )
        return seen


def corner(picture: pygame.Surface, centre: Point) -> tuple[int, int]:
    """Return where the upper left corner of a picture belongs [px]."""
    width, height = picture.get_size()
    return round(centre[0] - width / 2), round(centre[1] - height / 2)
