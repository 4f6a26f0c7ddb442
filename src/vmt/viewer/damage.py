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
        differs = frame != self._last
        np.copyto(self._last, frame)
        return [box.clip(surface.get_rect()) for box in _cover(_tiles(differs))]

    def forget(self) -> None:
        """Count everything as changed: the display has lost what it showed."""
        self._last = np.zeros((0, 0), np.uint32)


def _tiles(differs: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which tiles hold a pixel that differs, by row and column of tiles."""
    tall, wide = (np.arange(0, length, TILE) for length in differs.shape)
    rows = np.logical_or.reduceat(differs, tall, axis=0)
    tiles: NDArray[np.bool_] = np.logical_or.reduceat(rows, wide, axis=1)
    return tiles


def _cover(tiles: NDArray[np.bool_]) -> list[pygame.Rect]:
    """Return rectangles [px] that cover the tiles that are marked, and no others."""
    edges = np.diff(tiles.astype(np.int8), axis=1, prepend=0, append=0)
    firsts, lasts = np.argwhere(edges == 1), np.argwhere(edges == -1)
    boxes: list[pygame.Rect] = []
    above: dict[tuple[int, int], pygame.Rect] = {}
    below: dict[tuple[int, int], pygame.Rect] = {}
    row = -1
    for (y, start), (_, end) in zip(firsts.tolist(), lasts.tolist(), strict=True):
        if y != row:
            above, below = (below if y == row + 1 else {}), {}
            row = y
        box = above.get((start, end))
        if box is None:
            box = pygame.Rect(start * TILE, y * TILE, (end - start) * TILE, TILE)
            boxes.append(box)
        else:  # what is as wide as what is above it goes with it
            box.height += TILE
        below[start, end] = box
    return boxes
