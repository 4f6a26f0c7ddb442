"""A series as pixels: bars, dots, or a line, with what a column of ticks spans."""

from dataclasses import dataclass

import numpy as np
import pygame
from numpy.typing import NDArray

from vmt.viewer.theme import Colour, Theme, blend

Floats = NDArray[np.float64]

_FAINT = 0.3


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """Columns with values, from left to right. What they span is drawn faintly.

    Attributes
    ----------
    surface : pygame.Surface
        Of 32 bits a pixel.
    theme : Theme
    x : int64[n]
        Where each column is [px].
    top, middle, bottom : float64[n]
        Where its greatest value is, the mean, and the least [px].
    """

    surface: pygame.Surface
    theme: Theme
    x: NDArray[np.int64]
    top: Floats
    middle: Floats
    bottom: Floats

    def draw_bars(self, ground: int, width: int) -> None:
        """Draw bars up to the mean, from a ground [px]."""
        if self._spans:
            self._fill(self._faint, self.top, self.middle, width)
        self._fill(self.theme.accent, self.middle, np.full(len(self.x), ground), width)

    def draw_dots(self, side: int) -> None:
        """Draw squares of so many pixels."""
        half = side // 2
        around = self.x - half
        if self._spans:
            upper, lower = self.top - half, self.bottom - half + side
            self._fill(self._faint, upper, lower, side, around)
        middle = np.rint(self.middle) - half
        self._fill(self.theme.accent, middle, middle + side, side, around)

    def draw_line(self, step: int, thickness: int) -> None:
        """Draw a smooth line through columns that are `step` pixels apart."""
        if self._spans:
            self._fill(self._faint, self.top, self.bottom, 1)
        gaps = np.flatnonzero(np.diff(self.x) > step) + 1
        pieces = zip(np.split(self.x, gaps), np.split(self.middle, gaps), strict=True)
        for x, y in pieces:
            for below in range(thickness):
                points = list(zip(x.tolist(), (y + below).tolist(), strict=True))
                if len(points) > 1:
                    pygame.draw.aalines(
                        self.surface, self.theme.accent, closed=False, points=points
                    )
                elif points:
                    self.surface.fill(self.theme.accent, (*map(round, points[0]), 1, 1))

    def mark_last(self, radius: float) -> None:
        """Draw a disc on the newest value."""
        if len(self.x):
            centre = int(self.x[-1]), round(float(self.middle[-1]))
            pygame.draw.circle(self.surface, self.theme.accent, centre, radius)

    @property
    def _spans(self) -> bool:
        return bool((self.top < self.bottom).any())

    @property
    def _faint(self) -> Colour:
        return blend(self.theme.field, self.theme.accent, _FAINT)

    def _fill(
        self,
        colour: Colour,
        top: Floats,
        bottom: Floats | NDArray[np.int64],
        width: int,
        x: NDArray[np.int64] | None = None,
    ) -> None:
        """Fill each column from `top` up to, and without, `bottom`."""
        left = self.x if x is None else x
        pixels = pygame.surfarray.pixels2d(self.surface)
        rows = np.arange(pixels.shape[1])
        inside = (rows >= np.rint(top)[:, None]) & (rows < np.rint(bottom)[:, None])
        ink = self.surface.map_rgb(colour)
        for k in range(width):
            columns = left + k
            seen = (columns >= 0) & (columns < len(pixels))
            columns = columns[seen]
            pixels[columns] = np.where(inside[seen], ink, pixels[columns])
