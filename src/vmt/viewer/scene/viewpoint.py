"""Which part of the world the user looks at, and from how near."""

from dataclasses import dataclass, replace
from typing import Self

import pygame

from vmt.viewer.scene.camera import Camera

STEP = 1.25
"""Factor of one step of zooming."""
LARGEST_CELL = 160.0
"""Pixels; nearer there is nothing more to see."""
_MARGIN = 0.25
"""Share of the view in which a followed agent is too near to its edge."""


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """Where the user looks; it does not depend on the size of the window.

    Attributes
    ----------
    zoom : float
        At least 1, which shows the whole world.
    centre : (float, float) or None
        In the middle of the view [cells]; None: the middle of the world.
    follow : int or None
        The agent that is kept in sight.
    """

    zoom: float = 1.0
    centre: tuple[float, float] | None = None
    follow: int | None = None

    def camera(self, area: pygame.Rect, grid_size: int) -> Camera:
        """Return the camera that shows it in an area."""
        centre = self.centre or (grid_size / 2, grid_size / 2)
        return Camera.at(area, grid_size, self.zoom, centre)

    def zoomed(self, camera: Camera, steps: float, at: tuple[int, int]) -> Self:
        """Return the viewpoint some steps nearer, or farther, with a point held.

        Parameters
        ----------
        camera : Camera
            Of this viewpoint.
        steps : float
            Below 0: farther away.
        at : (int, int)
            The pixel that keeps its place.
        """
        fit = Camera.fit(camera.area, camera.grid_size).cell
        if fit <= 0:
            return self
        cell = min(max(camera.cell * STEP**steps, fit), max(LARGEST_CELL, fit))
        # Cells are whole pixels, so a step may be too small to be one.
        if cell >= 4 and int(cell) == int(camera.cell):
            cell = min(max(camera.cell + (1 if steps > 0 else -1), fit), LARGEST_CELL)
        if cell <= fit:
            return type(self)(follow=self.follow)
        held, middle = camera.to_world(at), camera.area.center
        seen = int(cell) if cell >= 4 else cell
        centre = (
            held[0] - (at[0] - middle[0]) / seen,
            held[1] - (at[1] - middle[1]) / seen,
        )
        # What int() would take away again must not be lost by a hair.
        return replace(self, zoom=(cell + 1e-6) / fit_exact(camera), centre=centre)

    def panned(self, camera: Camera, dx: float, dy: float) -> Self:
        """Return the viewpoint with the world drawn along by some pixels.

        Nobody is followed any more: the user looks elsewhere.
        """
        if camera.cell <= 0:
            return self
        x, y = camera.centre
        moved = x - dx / camera.cell, y - dy / camera.cell
        return replace(self, centre=moved, follow=None)

    def keeping(self, camera: Camera, x: int, y: int) -> Self:
        """Return the viewpoint that has a cell well within sight.

        It stays as it is until the cell comes near its edge: a view that moves with
        every step would have to be sent whole to a display far away.
        """
        if camera.cell <= 0:
            return self
        area = camera.area
        inner = area.inflate(-area.width * 2 * _MARGIN, -area.height * 2 * _MARGIN)
        if inner.collidepoint(camera.to_pixel(x + 0.5, y + 0.5)):
            return self
        return replace(self, centre=(x + 0.5, y + 0.5))


def fit_exact(camera: Camera) -> float:
    """Return how large a cell would be in the whole world [px], not rounded."""
    return min(camera.area.width, camera.area.height) / camera.grid_size
