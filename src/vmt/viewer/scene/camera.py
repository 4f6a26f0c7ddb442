"""Where the cells of the world lie on a surface."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import pygame
from numpy.typing import NDArray

_WHOLE = 4
"""Cells of at least so many pixels are a whole number of them wide, so that grid lines
are evenly spaced."""


@dataclass(frozen=True, slots=True)
class Camera:
    """The transform between the world, in cells, and a surface, in pixels.

    The cell (x, y) covers the square from (x, y) to (x + 1, y + 1); x grows to the
    right and y downwards, as on the surface.

    Attributes
    ----------
    left, top : int
        Where the corner (0, 0) of the world lies [px]; it may be out of sight.
    cell : float
        Side of a cell [px].
    grid_size : int
        Cells along a side of the world.
    area : pygame.Rect
        The part of the surface in which the world is seen [px].
    """

    left: int
    top: int
    cell: float
    grid_size: int
    area: pygame.Rect

    @classmethod
    def fit(cls, area: pygame.Rect, grid_size: int) -> Self:
        """Return the camera that shows the whole world in the middle of an area."""
        return cls.at(area, grid_size, 1.0, (grid_size / 2, grid_size / 2))

    @classmethod
    def at(
        cls,
        area: pygame.Rect,
        grid_size: int,
        zoom: float,
        centre: tuple[float, float],
    ) -> Self:
        """Return a camera that looks at a point of the world.

        Parameters
        ----------
        area : pygame.Rect
        grid_size : int
        zoom : float
            1 shows the whole world.
        centre : (float, float)
            What is in the middle of the area [cells]; where the world would end
            within the area, as near to it as it can be.
        """
        cell = max(0.0, min(area.width, area.height) / grid_size) * zoom
        if cell >= _WHOLE:
            cell = float(int(cell))
        side = round(cell * grid_size)
        left = _corner(area.left, area.width, side, centre[0] * cell)
        top = _corner(area.top, area.height, side, centre[1] * cell)
        return cls(left, top, cell, grid_size, area.copy())

    @property
    def world(self) -> pygame.Rect:
        """The rectangle of the whole world [px], in sight or not."""
        side = round(self.cell * self.grid_size)
        return pygame.Rect(self.left, self.top, side, side)

    @property
    def sight(self) -> pygame.Rect:
        """The part of the world's rectangle that is seen [px]."""
        return self.world.clip(self.area)

    @property
    def centre(self) -> tuple[float, float]:
        """What is in the middle of the area [cells]."""
        if self.cell <= 0:
            return self.grid_size / 2, self.grid_size / 2
        return self.to_world(self.area.center)

    def cells_in_sight(self) -> tuple[slice, slice]:
        """Return which columns and rows of cells are seen, wholly or in part."""
        if self.cell <= 0:
            return slice(0, 0), slice(0, 0)
        sight = self.sight

        def cells(first: int, length: int, origin: int) -> slice:
            start = int((first - origin) // self.cell)
            stop = int(-((origin - first - length) // self.cell))
            return slice(max(0, start - 1), min(self.grid_size, stop + 1))

        return (
            cells(sight.left, sight.width, self.left),
            cells(sight.top, sight.height, self.top),
        )

    def to_pixel(self, x: float, y: float) -> tuple[float, float]:
        """Return the pixel of a point of the world given in cells."""
        return self.left + x * self.cell, self.top + y * self.cell

    def to_world(self, pixel: tuple[float, float]) -> tuple[float, float]:
        """Return the point of the world under a pixel [cells]; cells have a size."""
        return (pixel[0] - self.left) / self.cell, (pixel[1] - self.top) / self.cell

    def to_cell(self, pixel: tuple[float, float]) -> tuple[int, int] | None:
        """Return the cell that is seen at a pixel, or None if none is."""
        if self.cell <= 0 or not self.area.collidepoint(pixel):
            return None
        x, y = (int(value // 1) for value in self.to_world(pixel))
        inside = 0 <= x < self.grid_size and 0 <= y < self.grid_size
        return (x, y) if inside else None

    def cell_rect(self, x: int, y: int) -> pygame.Rect:
        """Return the rectangle of a cell [px]; neighbours neither overlap nor gap."""
        left, top = self.to_pixel(x, y)
        right, bottom = self.to_pixel(x + 1, y + 1)
        corner = round(left), round(top)
        return pygame.Rect(
            corner, (round(right) - corner[0], round(bottom) - corner[1])
        )

    def pixels(
        self, x: NDArray[np.float64], y: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return points of the world [px], float64 of the shape of `x` and `y`.

        Parameters
        ----------
        x, y : float64 array
            In cells.
        """
        return self.left + x * self.cell, self.top + y * self.cell


def _corner(start: int, length: int, side: int, centre: float) -> int:
    """Return where the world begins along an axis [px]."""
    if side <= length:
        return start + (length - side) // 2
    wanted = round(start + length / 2 - centre)
    return max(start + length - side, min(start, wanted))
