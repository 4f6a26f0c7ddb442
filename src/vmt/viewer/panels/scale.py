"""Which range of values a small chart spans, and where a value lies in it."""

import math
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_STEPS = (1.0, 2.0, 5.0, 10.0)
_STEPS_PER_RANGE = 5
_WIDE = 10.0
_NOISE = 1e-9
"""Relative differences below this are rounding, not news."""


@dataclass(frozen=True, slots=True)
class Scale:
    """A range whose ends are round numbers, so that it seldom changes as data grow.

    It depends on the data alone, not on the ranges before: the same moment looks the
    same however it was come to.

    Attributes
    ----------
    low, high : float
        The values at the lower and the upper end, `low` < `high`.
    is_log : bool
        Whether equal ratios are equally far apart.
    """

    low: float
    high: float
    is_log: bool = False

    @classmethod
    def covering(cls, low: float, high: float, *, may_be_log: bool = False) -> Self:
        """Return a scale with room for all from `low` to `high`, both finite.

        Parameters
        ----------
        low, high : float
        may_be_log : bool
            Whether it is logarithmic where they are more than a factor of ten apart.
        """
        if may_be_log and low > 0 and high > _WIDE * low:
            return cls(_round_below(low), _round_above(high), is_log=True)
        magnitude = max(abs(low), abs(high))
        if high - low <= _NOISE * magnitude or high == low:
            half = magnitude / 20 or 0.5
            low, high = low - half, high + half
        step = _round_above((high - low) / _STEPS_PER_RANGE)
        return cls(math.floor(low / step) * step, math.ceil(high / step) * step)

    def shares(self, values: Floats) -> Floats:
        """Return where values lie, 0 at the lower and 1 at the upper end.

        Parameters
        ----------
        values : float64[n]
            NaN stays NaN. What is outside comes to lie at the end that it is beyond.
        """
        low, high = self.low, self.high
        if self.is_log:
            values = np.log(np.maximum(values, low))
            low, high = math.log(low), math.log(high)
        return np.clip((values - low) / (high - low), 0.0, 1.0)


def _round_above(value: float) -> float:
    """Return the least of 1, 2, 5 times a power of ten that is not less."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(s * power for s in _STEPS if s * power >= value * (1 - _NOISE))


def _round_below(value: float) -> float:
    """Return the greatest of 1, 2, 5 times a power of ten that is not more."""
    power = 10.0 ** math.floor(math.log10(value))
    return max(s * power for s in _STEPS if s * power <= value * (1 + _NOISE))
