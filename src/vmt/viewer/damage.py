"""Which parts of the window have changed since the last frame.

A display that is looked at from afar sends what it is told has changed. Comparing two
frames takes a millisecond or two and is right for every layer, now and later.
"""

import numpy as np
import pygame

TILE = 32
"""Side of the squares that are compared [px]."""


class Damage:
    """Remembers the last frame."""

    def __init__(self) -> None:
        self._last = np.zeros((0, 0), np.uint32)

    def since_last(self, surface: pygame.Surface) -> list[pygame.Rect]:
        """Return rectangles that cover all pixels that differ from the last frame.

        Parameters
        ----------
        surface : pygame.Surface
            Of 32 bits a pixel, as windows are.
        """
        pixels = pygame.surfarray.pixels2d(surface)
        if pixels.shape != self._last.shape:
            self._last = pixels.copy()
            return [surface.get_rect()]
        differs = pixels != self._last
        if not differs.any():
            return []
        columns = np.logical_or.reduceat(differs, _edges(differs.shape[0]), axis=0)
        tiles = np.logical_or.reduceat(columns, _edges(differs.shape[1]), axis=1)
        np.copyto(self._last, pixels)
        return _cover(tiles, surface.get_rect())

    def forget(self) -> None:
        """Count everything as changed: the display has lost what it showed."""
        self._last = np.zeros((0, 0), np.uint32)


def _edges(length: int) -> np.typing.NDArray[np.intp]:
    return np.arange(0, length, TILE, dtype=np.intp)


def _cover(
    tiles: np.typing.NDArray[np.bool_], window: pygame.Rect
) -> list[pygame.Rect]:
    """Return rectangles over the marked tiles; vertical runs are joined."""
    boxes = []
    for column, marks in enumerate(tiles.tolist()):
        start: int | None = None
        for row, marked in enumerate([*marks, False]):
            if marked and start is None:
                start = row
            elif not marked and start is not None:
                box = pygame.Rect(column, start, 1, row - start)
                box.update(box.x * TILE, box.y * TILE, TILE, box.height * TILE)
                boxes.append(box.clip(window))
                start = None
    return boxes
