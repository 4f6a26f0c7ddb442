"""Where the cells of the world lie on a surface."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import pygame
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Camera:
    """The transform between the world, in cells, and a surface, in pixels.

    The cell (x, y) covers the square from (x, y) to (x + 1, y + 1); x grows to the
    right and y downwards, as on the surface.

    Attributes
    ----------
    left, top : float
        Where the corner (0, 0) of the world lies [px].
    cell : float
        Side of a cell [px]. A whole number where a cell is larger than a few
        pixels, so that grid lines are evenly spaced.
    grid_size : int
        Cells along a side of the world.
    """

    left: float
    top: float
    cell: float
    grid_size: int

    @classmethod
    def fit(cls, area: pygame.Rect, grid_size: int) -> Self:
        """Return the camera that shows the whole world in the middle of an area."""
        cell = max(0.0, min(area.width, area.height) / grid_size)
        if cell >= 4:
            cell = float(int(cell))
        side = round(cell * grid_size)
        left = area.left + (area.width - side) // 2
        top = area.top + (area.height - side) // 2
        return cls(left, top, cell, grid_size)

    @property
    def world(self) -> pygame.Rect:
        """The rectangle of the whole world [px]."""
        side = round(self.cell * self.grid_size)
        return pygame.Rect(round(self.left), round(self.top), side, side)

    def to_pixel(self, x: float, y: float) -> tuple[float, float]:
        """Return the pixel of a point of the world given in cells."""
        return self.left + x * self.cell, self.top + y * self.cell

    def to_cell(self, pixel: tuple[float, float]) -> tuple[int, int] | None:
        """Return the cell under a pixel, or None outside the world."""
        if self.cell <= 0:
            return None
        x = int((pixel[0] - self.left) // self.cell)
        y = int((pixel[1] - self.top) // self.cell)
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

    def centres(
        self, x: NDArray[np.int32], y: NDArray[np.int32]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the middles of cells [px], float64 of the shape of `x` and `y`."""
        across = self.left + (x.astype(np.float64) + 0.5) * self.cell
        down = self.top + (y.astype(np.float64) + 0.5) * self.cell
        return across, down
