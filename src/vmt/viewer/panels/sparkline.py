"""Small charts of how a run went so far, as wide as the panel."""

import math
from collections.abc import Hashable
from dataclasses import dataclass
from enum import Enum, auto

import numpy as np
import pygame

from vmt.viewer.canvas import Canvas
from vmt.viewer.panels.curve import Curve
from vmt.viewer.panels.scale import Scale
from vmt.viewer.panels.time_axis import TimeAxis
from vmt.viewer.panels.writer import NOTE
from vmt.viewer.source.bins import Bins, Floats
from vmt.viewer.status import number

_MARGIN, _MARK, _DOT, _DASH = 4, 2.4, 2.4, 4.0  # pixels at scale 1


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
    values : Bins
        By ticks done.
    n_entries : int
        How many there are going to be, as far as is known.
    reference : float or None
        Marked by a dashed line.
    """

    key: Hashable
    values: Bins
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
        self._picture = pygame.Surface((0, 0), depth=32)
        self._shown: Hashable = None

    def draw(self, canvas: Canvas, box: pygame.Rect, series: Series) -> None:
        """Draw the chart into a box."""
        self.axis = TimeAxis.fitting(
            series.n_entries, max(1, _inside(canvas, box).width)
        )
        # A column is drawn when it is full: in a long run that is seldom.
        n_columns = series.values.n_entries >> self.axis.level
        shown = series.key, n_columns, self.axis, series.reference, canvas.theme
        if (shown, box.size) != self._shown:
            self._paint(canvas, box.size, series)
            self._shown = shown, box.size
        canvas.surface.blit(self._picture, box)

    def ticks_at(
        self, canvas: Canvas, box: pygame.Rect, x: int, series: Series
    ) -> tuple[int, int] | None:
        """Return the first and the last tick drawn at a column of the window."""
        return self.axis.ticks_at(
            x - _inside(canvas, box).left, series.values.n_entries
        )

    def _paint(self, canvas: Canvas, size: tuple[int, int], series: Series) -> None:
        self._picture = picture = pygame.Surface(size, depth=32)
        theme = canvas.theme
        picture.fill(theme.field)
        inside = _inside(canvas, picture.get_rect())
        if inside.width <= 0 or inside.height <= 0:
            return
        columns = series.values.merged(self.axis.level)
        reference = series.reference
        self.scale = self._covering(columns, reference)

        def rows(values: Floats) -> Floats:
            shares = self.scale.shares(values)
            return inside.top + (inside.height - 1) * (1 - shares)

        if reference is not None:
            y = round(float(rows(np.array([reference]))[0]))
            self._mark_reference(canvas, reference, y)
        known = ~np.isnan(columns.low)
        curve = Curve(
            picture,
            theme,
            inside.left + self.axis.pixels * np.flatnonzero(known),
            rows(columns.high[known]),
            rows(columns.mean[known]),
            rows(columns.low[known]),
        )
        match self._style:
            case Style.BARS:
                curve.draw_bars(inside.bottom - 1, max(1, self.axis.pixels - 1))
            case Style.DOTS:
                curve.draw_dots(max(2, round(_DOT * canvas.parts.scale)))
            case Style.LINE:
                curve.draw_line(self.axis.pixels, max(1, round(canvas.parts.scale)))
                curve.mark_last(_MARK * canvas.parts.scale)

    def _covering(self, columns: Bins, reference: float | None) -> Scale:
        least = float(np.fmin.reduce(columns.low, initial=np.nan))
        greatest = float(np.fmax.reduce(columns.high, initial=np.nan))
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
        size = canvas.parts.text(NOTE)
        text = f"p* {number(reference)}"
        label = canvas.lettering.render(text, size, canvas.theme.text)
        box = label.get_rect(right=inside.right, bottom=y)
        if y < picture.get_height() / 2:
            box.top = y + thickness
        box.clamp_ip(picture.get_rect())
        # In a very low chart it would lie on the line; the title has it as well.
        if abs(box.centery - y) >= box.height / 3:
            picture.blit(label, box)


def _inside(canvas: Canvas, box: pygame.Rect) -> pygame.Rect:
    margin = round(_MARGIN * canvas.parts.scale)
    return box.inflate(-2 * margin, -2 * margin)
