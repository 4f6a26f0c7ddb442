"""Which parts of the window have changed since the last frame.

A display that is looked at from afar sends what it is told has changed. Comparing two
frames takes a millisecond or two and is right for every layer, now and later.
"""

import numpy as np
import pygame
from numpy.typing import NDArray

TILE = 8
"""Side of the squares that are compared [px]."""


class Damage:
    """Remembers the last frame."""

    def __init__(self) -> None:
        self._last: NDArray[np.uint32] = np.zeros((0, 0), np.uint32)

    def since_last(self, surface: pygame.Surface) -> list[pygame.Rect]:
        """Return rectangles that cover all pixels that differ from the last frame.

        Parameters
        ----------
        surface : pygame.Surface
            Of 32 bits a pixel, as windows are.
        """
        frame = pygame.surfarray.pixels2d(surface).T  # by rows, as it lies in memory
        if frame.shape != self._last.shape:
            self._last = frame.copy()
            return [surface.get_rect()]
        boxes: list[pygame.Rect] = []
        above: dict[tuple[int, int], pygame.Rect] = {}
        for top in range(0, frame.shape[0], TILE):
            rows = slice(top, top + TILE)
            differs = frame[rows] != self._last[rows]
            if not differs.any():
                above = {}
                continue
            self._last[rows] = frame[rows]
            below = {}
            for box in _cover(differs.any(axis=0), top):
                side = box.left, box.width
                if side in above:  # what is as wide as what is above it goes with it
                    above[side].height += TILE
                    below[side] = above[side]
                else:
                    boxes.append(box)
                    below[side] = box
            above = below
        return [box.clip(surface.get_rect()) for box in boxes]

    def forget(self) -> None:
        """Count everything as changed: the display has lost what it showed."""
        self._last = np.zeros((0, 0), np.uint32)


def _cover(columns: NDArray[np.bool_], top: int) -> list[pygame.Rect]:
    """Return rectangles of the height of a tile over the marked columns of pixels."""
    boxes: list[pygame.Rect] = []
    marks = np.logical_or.reduceat(columns, np.arange(0, len(columns), TILE))
    for k in np.flatnonzero(marks).tolist():
        if boxes and boxes[-1].right == k * TILE:
            boxes[-1].width += TILE
        else:
            boxes.append(pygame.Rect(k * TILE, top, TILE, TILE))
    return boxes
