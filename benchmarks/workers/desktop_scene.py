"""The animation that the desktops show: the same picture for the same frame number."""

from collections.abc import Iterator

import pygame

N_CIRCLES = 100
GRID = 32
_PAGE, _LINE, _INK = (247, 247, 244), (214, 216, 220), (32, 36, 44)
_COLOURS = (
    *((31, 111, 139), (196, 68, 54), (63, 138, 70), (212, 160, 23)),
    *((118, 78, 159), (32, 36, 44)),
)
_TEXT_SIZE = 22
_LINES = (
    "Agents walk, meet and trade; nobody has money.",
    "Each owns some of A and some of B, and likes them in its own way.",
    "A trade happens where both are better off than before it.",
)


class Scene:
    """Draws frames; circles go back and forth over a grid, and text counts along.

    Parameters
    ----------
    size : (int, int)
        Of the pictures [px].
    """

    def __init__(self, size: tuple[int, int]) -> None:
        self._size = size
        self._font = pygame.font.Font(None, _TEXT_SIZE)
        self._ground = pygame.Surface(size)
        self._ground.fill(_PAGE)
        width, height = size
        for x in range(0, width, GRID):
            pygame.draw.line(self._ground, _LINE, (x, 0), (x, height))
        for y in range(0, height, GRID):
            pygame.draw.line(self._ground, _LINE, (0, y), (width, y))

    def draw(self, surface: pygame.Surface, frame: int) -> None:
        """Draw a frame, given by its number."""
        surface.blit(self._ground, (0, 0))
        for k, (place, radius) in enumerate(_circles(self._size, frame)):
            pygame.draw.circle(surface, _COLOURS[k % len(_COLOURS)], place, radius)
        words = (f"tick {frame:,}", *_LINES, f"{frame * 37 % 1000:,} trades so far")
        for k, line in enumerate(words):
            ink = self._font.render(line, True, _INK, _PAGE)  # noqa: FBT003 - theirs
            surface.blit(ink, (40, 60 + k * _TEXT_SIZE))


def _circles(
    size: tuple[int, int], frame: int
) -> Iterator[tuple[tuple[int, int], int]]:
    """Yield centre and radius [px] of each, in whole numbers."""
    for k in range(N_CIRCLES):
        radius = 5 + k % 12
        x = _back_and_forth(k * 211 + frame * (1 + k % 5), size[0] - 2 * radius)
        y = _back_and_forth(k * 137 + frame * (1 + k % 3), size[1] - 2 * radius)
        yield (x + radius, y + radius), radius


def _back_and_forth(way: int, length: int) -> int:
    """Return where somebody is after a way on a line with a wall at each end."""
    rest = way % (2 * length)
    return min(rest, 2 * length - rest)
