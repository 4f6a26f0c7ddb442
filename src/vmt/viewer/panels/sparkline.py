"""Small charts of how a run went so far, as wide as the panel."""

import math
from collections.abc import Hashable
from dataclasses import dataclass
from enum import Enum, auto

import numpy as np
import pygame
from numpy.typing import NDArray

from vmt.viewer.canvas import Canvas
from vmt.viewer.panels.envelope import Envelope
from vmt.viewer.panels.scale import Scale
from vmt.viewer.panels.time_axis import TimeAxis
from vmt.viewer.panels.writer import NOTE
from vmt.viewer.status import number
from vmt.viewer.theme import Colour, Theme, blend

Floats = NDArray[np.float64]

_MARGIN, _MARK, _DOT, _DASH = 4, 2.4, 2.4, 4.0  # pixels at scale 1
_FAINT = 0.3


class Style(Enum):
    """How values are drawn."""

    LINE = auto()
    BARS = auto()  # from zero: for what is counted
    DOTS = auto()  # for what is there at some ticks only


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """What a chart shows.

    Attributes
    ----------
    key : hashable
        Of the run: the same key, the same values where both have one.
    values : float64[T + 1]
        By ticks done; NaN where there is none.
    n_entries : int
        How many there are going to be, as far as is known, at least T + 1.
    reference : float or None
        Marked by a dashed line.
    """

    key: Hashable
    values: Floats
    n_entries: int
    reference: float | None = None


class Sparkline:
    """Draws one series, and remembers what saves work for the next frame.

    Parameters
    ----------
    style : Style
    least_high : float, optional
        The scale begins at zero and ends no lower than here.
    may_be_log : bool
        Whether the scale is logarithmic where values are wide apart.

    Attributes
    ----------
    scale : Scale
    axis : TimeAxis
        Those of what was drawn last.
    """

    def __init__(
        self,
        style: Style,
        *,
        least_high: float | None = None,
        may_be_log: bool = False,
    ) -> None:
        self.scale = Scale(0.0, 1.0)
        self.axis = TimeAxis(1, 0)
        self._style = style
        self._least_high = least_high
        self._may_be_log = may_be_log
        self._envelope = Envelope()
        self._picture = pygame.Surface((0, 0), depth=32)
        self._shown: Hashable = None

    def draw(self, canvas: Canvas, box: pygame.Rect, series: Series) -> None:
        """Draw the chart into a box."""
        shown = (
            series.key,
            len(series.values),
            series.n_entries,
            series.reference,
            box.size,
            canvas.theme,
        )
        if shown != self._shown:
            self._paint(canvas, box.size, series)
            self._shown = shown
        canvas.surface.blit(self._picture, box)

    def ticks_at(
        self, canvas: Canvas, box: pygame.Rect, x: int, series: Series
    ) -> tuple[int, int] | None:
        """Return the first and the last tick drawn at a column of the window."""
        return self.axis.ticks_at(x - _inside(canvas, box).left, len(series.values))

    def _paint(self, canvas: Canvas, size: tuple[int, int], series: Series) -> None:
        self._picture = picture = pygame.Surface(size, depth=32)
        theme = canvas.theme
        picture.fill(theme.field)
        inside = _inside(canvas, picture.get_rect())
        if inside.width <= 0 or inside.height <= 0:
            return
        self.axis = TimeAxis.fitting(series.n_entries, inside.width)
        low, high = self._envelope.columns(series.key, series.values, self.axis.level)
        reference = series.reference
        self.scale = self._covering(low, high, reference)
        span = inside.height - 1
        x = inside.left + np.arange(len(low)) * self.axis.pixels
        bottom = inside.top + span * (1 - self.scale.shares(low))
        top = inside.top + span * (1 - self.scale.shares(high))
        known = ~np.isnan(low)
        if reference is not None:
            level = inside.top + span * (1 - self.scale.shares(np.array([reference])))
            self._mark_reference(canvas, reference, round(level.item()))
        columns = _Columns(x[known], top[known], bottom[known])
        match self._style:
            case Style.BARS:
                width = max(1, self.axis.pixels - 1)
                columns.draw_bars(picture, theme, inside.bottom, width)
            case Style.DOTS:
                side = max(2, round(_DOT * canvas.parts.scale))
                columns.draw_dots(picture, theme.accent, side)
            case Style.LINE:
                columns.draw_line(picture, theme, self.axis.pixels)
                radius = _MARK * canvas.parts.scale
                columns.mark_last(picture, theme.accent, radius)

    def _covering(self, low: Floats, high: Floats, reference: float | None) -> Scale:
        least, greatest = float(np.fmin.reduce(low)), float(np.fmax.reduce(high))
        more = [] if reference is None else [reference]
        if self._least_high is not None:
            more += [0.0, self._least_high]
        if math.isnan(least):
            if not more:
                return Scale(0.0, 1.0)
            least, greatest = math.inf, -math.inf
        return Scale.covering(
            min([least, *more]), max([greatest, *more]), may_be_log=self._may_be_log
        )

    def _mark_reference(self, canvas: Canvas, reference: float, y: int) -> None:
        """Draw the dashed line with its label above it, or below where that is out."""
        picture, scale = self._picture, canvas.parts.scale
        thickness, dash = max(1, round(scale)), round(_DASH * scale)
        inside = _inside(canvas, picture.get_rect())
        for x in range(inside.left, inside.right, 2 * dash):
            picture.fill(canvas.theme.text, (x, y, dash, thickness))
        text = f"p* {number(reference)}"
        size = canvas.parts.text(NOTE)
        label = canvas.lettering.render(text, size, canvas.theme.text)
        box = label.get_rect(bottomright=(inside.right, y))
        if box.top < 0:
            box.top = y + thickness
        if box.bottom <= picture.get_height():  # else it is in the title
            picture.blit(label, box)


@dataclass(frozen=True, slots=True, eq=False)
class _Columns:
    """Columns with values, from left to right; all are float64[n] of pixels."""

    x: NDArray[np.int64]
    top: Floats
    bottom: Floats

    def draw_bars(
        self, surface: pygame.Surface, theme: Theme, ground: int, width: int
    ) -> None:
        """Draw bars: solid up to the least value of a column, soft to the greatest."""
        soft = blend(theme.field, theme.accent, _FAINT)
        for x, top, bottom in self._whole():
            if top < bottom:
                surface.fill(soft, (x, top, width, bottom - top))
            surface.fill(theme.accent, (x, bottom, width, ground - bottom))

    def draw_dots(self, surface: pygame.Surface, colour: Colour, side: int) -> None:
        """Draw squares, or upright lines from the least to the greatest value."""
        before = side // 2
        for x, top, bottom in self._whole():
            surface.fill(colour, (x - before, top - before, side, bottom - top + side))

    def draw_line(self, surface: pygame.Surface, theme: Theme, pixels: int) -> None:
        """Draw a line through neighbours, with what columns span behind it."""
        soft, colour = blend(theme.field, theme.accent, _FAINT), theme.accent
        for x, top, bottom in self._whole():
            if top < bottom:
                surface.fill(soft, (x, top, 1, bottom - top + 1))
        middle = (self.top + self.bottom) / 2
        gaps = np.flatnonzero(np.diff(self.x) > pixels) + 1
        parts = zip(np.split(self.x, gaps), np.split(middle, gaps), strict=True)
        for across, down in parts:
            points = list(zip(across.tolist(), down.tolist(), strict=True))
            if len(points) > 1:
                pygame.draw.aalines(surface, colour, closed=False, points=points)
            elif points:
                surface.fill(colour, (*map(round, points[0]), 1, 1))

    def mark_last(self, surface: pygame.Surface, colour: Colour, radius: float) -> None:
        """Draw a dot at the newest value."""
        if len(self.x):
            y = (self.top[-1] + self.bottom[-1]) / 2
            pygame.draw.circle(surface, colour, (int(self.x[-1]), float(y)), radius)

    def _whole(self) -> list[tuple[int, int, int]]:
        tops, bottoms = np.rint(self.top), np.rint(self.bottom)
        return list(
            zip(
                self.x.tolist(),
                tops.astype(int).tolist(),
                bottoms.astype(int).tolist(),
                strict=True,
            )
        )


def _inside(canvas: Canvas, box: pygame.Rect) -> pygame.Rect:
    margin = round(_MARGIN * canvas.parts.scale)
    return box.inflate(-2 * margin, -2 * margin)
