"""Long series in as many columns as there are pixels."""

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """What a series is like in each column; NaN where it has no value there.

    Attributes
    ----------
    low, mean, high : float64[n]
        The least value, the mean, the greatest one.
    """

    low: Floats
    mean: Floats
    high: Floats


class Envelope:
    """Takes the 2**level entries of a series that share a column together.

    What was taken in once is not looked at again: full columns are kept, and two made
    one when they become too many.
    """

    def __init__(self) -> None:
        self._key: Hashable = None
        self._level = 0
        self._full = _summary(np.zeros((0, 1)))

    def columns(self, key: Hashable, series: Floats, level: int) -> Columns:
        """Return the columns of a series that are full.

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
        Columns
            Of length n // 2**level.
        """
        if key != self._key or level < self._level:
            self._key, self._level = key, level
            self._full = _summary(np.zeros((0, 1)))
        while self._level < level:
            self._full = _halved(self._full)
            self._level += 1
        size = 1 << level
        n_full, known = len(series) // size, self._full.shape[1]
        if n_full > known:
            fresh = _summary(series[known * size : n_full * size].reshape(-1, size))
            self._full = np.concatenate([self._full, fresh], axis=1)
        low, high, total, count = self._full[:, :n_full]
        mean = np.divide(total, count, out=np.full_like(low, np.nan), where=count > 0)
        return Columns(low, mean, high)


def _summary(values: Floats) -> Floats:
    """Return least, greatest, sum and number of values by row, float64[4, n]."""
    known = np.isfinite(values)
    values = np.where(known, values, np.nan)
    return np.stack(
        [
            np.fmin.reduce(values, axis=1, initial=np.nan),
            np.fmax.reduce(values, axis=1, initial=np.nan),
            np.where(known, values, 0.0).sum(axis=1),
            known.sum(axis=1),
        ]
    )


def _halved(full: Floats) -> Floats:
    """Return the summary with two columns in one; an odd last one is left out."""
    n = full.shape[1] // 2 * 2
    (low, high, *sums), (low2, high2, *sums2) = full[:, :n:2], full[:, 1:n:2]
    return np.stack([np.fmin(low, low2), np.fmax(high, high2), *np.add(sums, sums2)])
