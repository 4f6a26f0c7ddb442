"""Long series in as many columns as there are pixels."""

from collections.abc import Hashable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Envelope:
    """The least and the greatest value of each column of 2**level entries of a series.

    What was taken in once is not looked at again: columns that are full are kept, and
    halved when they become too many.
    """

    def __init__(self) -> None:
        self._key: Hashable = None
        self._level = 0
        self._low = self._high = np.zeros(0)

    def columns(
        self, key: Hashable, series: Floats, level: int
    ) -> tuple[Floats, Floats]:
        """Return the columns of a series; the last one may not be full.

        Parameters
        ----------
        key : hashable
            Series with the same key have the same values where both have one.
        series : float64[n]
            Infinities count as NaN.
        level : int
            At least 0.

        Returns
        -------
        low, high : float64[ceil(n / 2**level)]
            NaN where a column has no value.
        """
        if key != self._key or level < self._level:
            self._key, self._level = key, level
            self._low = self._high = np.zeros(0)
        while self._level < level:
            self._halve()
        size = 1 << level
        n_full, known = len(series) // size, len(self._low)
        if n_full > known:
            fresh = _finite(series[known * size : n_full * size]).reshape(-1, size)
            self._low = np.append(self._low, np.fmin.reduce(fresh, axis=1))
            self._high = np.append(self._high, np.fmax.reduce(fresh, axis=1))
        low, high = self._low[:n_full], self._high[:n_full]
        rest = _finite(series[n_full * size :])
        if len(rest):
            low = np.append(low, np.fmin.reduce(rest))
            high = np.append(high, np.fmax.reduce(rest))
        return low, high

    def _halve(self) -> None:
        n = len(self._low) // 2 * 2
        self._low = np.fmin(self._low[:n:2], self._low[1:n:2])
        self._high = np.fmax(self._high[:n:2], self._high[1:n:2])
        self._level += 1


def _finite(values: Floats) -> Floats:
    return np.where(np.isfinite(values), values, np.nan)
