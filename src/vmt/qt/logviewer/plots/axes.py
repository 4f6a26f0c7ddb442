"""Axes that mark round values, as the report does."""

import math
from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg

from vmt.analysis.scale import Scale, linear, logarithmic

_APART = {"bottom": 5.0, "left": 2.2}
"""Between two marked values at least, in heights of a line of text."""


class ValueAxis(pg.AxisItem):
    """An axis of values, or of their decimal logarithms.

    Parameters
    ----------
    orientation : str
        ``bottom`` or ``left``.

    Attributes
    ----------
    is_log : bool
        Whether what is drawn are logarithms; the values are written beside it.
    is_whole : bool
        Whether only whole numbers are marked.
    marked : tuple of str
        What stands at 0, 1, 2 and so on, instead of numbers; may be empty.
    limits : (low, high)
        Nothing is marked beyond, as drawn.
    line_height : float
        Of a line of text, in pixels.
    """

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation)
        self.is_log = False
        self.is_whole = False
        self.marked: tuple[str, ...] = ()
        self.line_height = 16.0
        self.limits = (-math.inf, math.inf)
        self.enableAutoSIPrefix(enable=False)

    def tickValues(
        self, minVal: float, maxVal: float, size: float
    ) -> list[tuple[float, list[float]]]:
        """Return the places to mark, on one level."""
        if self.marked:
            inside_of = range(max(0, math.ceil(minVal)), len(self.marked))
            return [(1.0, [float(k) for k in inside_of if k <= maxVal])]
        low, high = sorted((minVal, maxVal))  # the other way round on a map
        scale = self._scale(low, high, size)
        if scale is None:
            return []
        ticks = np.array(scale.ticks)
        if self.is_whole:
            ticks = ticks[ticks == np.rint(ticks)]
        places = np.log10(ticks) if self.is_log else ticks
        low, high = max(low, self.limits[0]), min(high, self.limits[1])
        inside = places[(places >= low) & (places <= high)]
        return [(1.0, inside.tolist())]

    def tickStrings(
        self, values: Sequence[float], _scale: float, _spacing: float
    ) -> list[str]:
        """Return what is written at the places."""
        if self.marked:
            return [self.marked[round(value)] for value in values]
        shown = [10.0**value if self.is_log else value for value in values]
        if not shown:
            return []
        ticks = tuple(float(f"{value:.12g}") for value in shown)
        texts = Scale(0.0, 1.0, ticks).labels()
        return [text.replace("-", "−") for text in texts]

    def _scale(self, low: float, high: float, size: float) -> Scale | None:
        if not (math.isfinite(low) and math.isfinite(high) and high > low):
            return None
        most = max(2, int(size / (_APART[self.orientation] * self.line_height)))
        if not self.is_log:
            return linear(low, high, most, tight=True)
        return logarithmic(10.0**low, 10.0**high, most)
