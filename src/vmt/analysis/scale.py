"""Axes: where values lie on them, and which round values are marked."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from vmt.analysis.observed import Floats

_ROUND = (1.0, 2.0, 5.0, 10.0)
_WIDE = 8.0
"""A logarithmic axis over a wider range than this has ticks at 1, 2, 5 and 10."""


@dataclass(frozen=True)
class Scale:
    """An axis from `low` to `high`.

    Attributes
    ----------
    low, high : float
        Of different size; positive on a logarithmic axis.
    ticks : tuple of float
        The values to mark, in rising order.
    logarithmic : bool
    """

    low: float
    high: float
    ticks: tuple[float, ...]
    logarithmic: bool = False

    def place(self, values: ArrayLike) -> Floats:
        """Return where values lie: 0 at the low end, 1 at the high end."""
        at = np.asarray(values, dtype=np.float64)
        low, high = self.low, self.high
        if self.logarithmic:
            at, low, high = np.log(at), math.log(low), math.log(high)
        placed: Floats = (at - low) / (high - low)
        return placed

    def labels(self) -> list[str]:
        """Return what is written at the ticks: short, and no two the same."""
        short = [_short(tick) for tick in self.ticks]
        if len(set(short)) == len(short):
            return short
        return [f"{tick:.10g}" for tick in self.ticks]


def linear(low: float, high: float, most: int = 6, *, tight: bool = False) -> Scale:
    """Return a scale with evenly spaced round ticks.

    Parameters
    ----------
    low, high : float
        What has to be on it.
    most : int
        Intervals between ticks.
    tight : bool
        End at `low` and `high`, not at ticks.
    """
    if not high > low:
        room = abs(low) / 2.0 or 1.0
        low, high = low - room, high + room
    step = _step((high - low) / most)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    # A round step times a whole number has rounding noise; twelve digits have none.
    ticks = [float(f"{step * k:.12g}") for k in range(first, last + 1)]
    if tight:
        ticks = [tick for tick in ticks if low <= tick <= high]
        return Scale(low, high, tuple(ticks))
    return Scale(ticks[0], ticks[-1], tuple(ticks))


def logarithmic(low: float, high: float, most: int = 6) -> Scale:
    """Return a logarithmic scale with round ticks.

    Parameters
    ----------
    low, high : float
        What has to be on it; positive.
    most : int
        Intervals between ticks.
    """
    if not high > low:
        low, high = low / 2.0, high * 2.0
    if high / low <= _WIDE:
        inside = linear(low, high, most)
        ticks = tuple(tick for tick in inside.ticks if tick > 0.0)
        return Scale(min(low, ticks[0]), ticks[-1], ticks, logarithmic=True)
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    stride = max(1, -(-(last - first) // most))
    within = (1.0, 2.0, 5.0) if (last - first) * 3 <= most + 4 else (1.0,)
    marks = [m * 10.0**k for k in range(first, last + 1, stride) for m in within]
    ticks = tuple(mark for mark in marks if low <= mark <= high)
    return Scale(low, high, ticks, logarithmic=True)


def _short(tick: float) -> str:
    if tick == 0.0 or 1e-3 <= abs(tick) < 1e5:
        return f"{tick:.10g}"
    digits, _, power = f"{tick:.2e}".partition("e")
    return f"{float(digits):g}e{int(power)}"


def _step(least: float) -> float:
    size = 10.0 ** math.floor(math.log10(least))
    return next(size * r for r in _ROUND if size * r >= least * (1 - 1e-9))
