"""How the window is divided: header, world, panel, footer."""

from dataclasses import dataclass
from typing import Self

import pygame

_WIDTH_AT_ONE, _HEIGHT_AT_ONE = 860, 700
_SMALLEST_SCALE, _LARGEST_SCALE = 0.85, 2.4
_MOST_OF_WIDTH = 0.55
"""The panel's share at most, however large the text."""
_PANEL, _HEADER, _FOOTER, _TIMELINE, _MARGIN = 258, 46, 28, 44, 10
_NARROWEST_WITH_PANEL = 560
_LOWEST_WITH_BARS = 260


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The parts of a window; a part there is no room for is empty.

    Attributes
    ----------
    scale : float
        Of text and margins; 1 in a window of 860 x 700 pixels.
    header, world, panel, timeline, footer : pygame.Rect
    """

    scale: float
    header: pygame.Rect
    world: pygame.Rect
    panel: pygame.Rect
    timeline: pygame.Rect
    footer: pygame.Rect

    @classmethod
    def of(
        cls,
        size: tuple[int, int],
        *,
        panel: bool = True,
        timeline: bool = False,
        text_scale: float = 1.0,
    ) -> Self:
        """Return the arrangement of a window.

        Parameters
        ----------
        size : (int, int)
            Of the window [px].
        panel : bool
            Whether there is a panel, if there is room for it.
        timeline : bool
            Whether there is a time line above the footer.
        text_scale : float
            How much larger text is than usual in a window of this size.
        """
        width, height = size
        fitting = min(width / _WIDTH_AT_ONE, height / _HEIGHT_AT_ONE)
        scale = max(_SMALLEST_SCALE, min(_LARGEST_SCALE, fitting)) * text_scale
        has_bars = height >= _LOWEST_WITH_BARS
        header = pygame.Rect(0, 0, width, round(_HEADER * scale) if has_bars else 0)
        footer = pygame.Rect(0, 0, width, round(_FOOTER * scale) if has_bars else 0)
        footer.bottom = height
        line = pygame.Rect(0, 0, width, round(_TIMELINE * scale) if timeline else 0)
        line.bottom = footer.top
        middle = pygame.Rect(0, header.bottom, width, line.top - header.bottom)
        side = pygame.Rect(middle)
        side.width = round(min(_PANEL * scale, _MOST_OF_WIDTH * width))
        side.width = side.width if panel else 0
        if width < _NARROWEST_WITH_PANEL or not has_bars:
            side.width = 0
        side.right = width
        margin = round(_MARGIN * scale)
        world = pygame.Rect(middle)
        world.width -= side.width
        world = world.inflate(-2 * margin, -2 * margin)
        world.size = (max(0, world.width), max(0, world.height))
        return cls(scale, header, world, side, line, footer)

    def text(self, size: float) -> int:
        """Return a size of text that is `size` pixels at scale 1."""
        return round(size * self.scale)
