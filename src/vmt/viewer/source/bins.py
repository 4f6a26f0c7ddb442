"""A series of any length in few numbers: what it was like in each stretch of time."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MOST_BINS = 1 << 13
"""Of a long series; it has half as many at least, which is more than a chart shows."""


@dataclass(frozen=True, slots=True, eq=False)
class Bins:
    """What a series was like in bins of 2**level entries, from its beginning.

    Attributes
    ----------
    low, high : float64[n]
        The least value of each and the greatest one; NaN where it has none.
    total, count : float64[n]
        Sum of its values, and how many there are.
    level : int
    """

    low: Floats
    high: Floats
    total: Floats
    count: Floats
    level: int = 0

    @classmethod
    def of(cls, values: Floats) -> "Bins":
        """Return a series itself, a bin an entry.

        Parameters
        ----------
        values : float64[n]
            Infinities count as NaN.
        """
        known = np.isfinite(values)
        low = np.where(known, values, np.nan)
        return cls(low, low, np.where(known, values, 0.0), known.astype(np.float64))

    @property
    def n_entries(self) -> int:
        """How many entries they tell of."""
        return len(self.low) << self.level

    @property
    def mean(self) -> Floats:
        """Mean of the values in each, float64[n]; NaN without any."""
        nothing = np.full_like(self.low, np.nan)
        return np.divide(self.total, self.count, out=nothing, where=self.count > 0)

    def until(self, n_entries: int) -> "Bins":
        """Return those that tell of the first `n_entries` alone."""
        n = n_entries >> self.level
        parts = self.low[:n], self.high[:n], self.total[:n], self.count[:n]
        return Bins(*parts, self.level)

    def merged(self, level: int) -> "Bins":
        """Return the bins of 2**level entries that are full.

        Raises
        ------
        ValueError
            These are larger than that.
        """
        if level < self.level:
            raise ValueError(f"level {level} is below {self.level}")
        size = 1 << (level - self.level)
        n = len(self.low) // size

        def rows(part: Floats) -> Floats:
            return part[: n * size].reshape(n, size)

        return Bins(
            np.fmin.reduce(rows(self.low), axis=1),
            np.fmax.reduce(rows(self.high), axis=1),
            rows(self.total).sum(axis=1),
            rows(self.count).sum(axis=1),
            level,
        )

    def extremes(self, first: int, end: int) -> tuple[float, float]:
        """Return the least and the greatest value from entry `first` to below `end`.

        They are NaN without any. A bin counts as a whole.
        """
        part = slice(first >> self.level, -(-end >> self.level))
        low = np.fmin.reduce(self.low[part], initial=np.nan)
        high = np.fmax.reduce(self.high[part], initial=np.nan)
        return float(low), float(high)


class GrowingBins:
    """Takes in a series entry by entry; when there are too many bins, two become one.

    What is taken out shares memory with it, and stays as it is.
    """

    def __init__(self) -> None:
        self._level = 0
        self._n_bins = 0
        self._rows = _room()
        self._low = self._high = math.nan  # of the bin that is not full yet
        self._total, self._count, self._n_entries = 0.0, 0, 0

    def add(self, value: float) -> None:
        """Take in the next entry; infinities count as NaN."""
        if math.isfinite(value):
            self._low = value if self._count == 0 else min(self._low, value)
            self._high = value if self._count == 0 else max(self._high, value)
            self._total += value
            self._count += 1
        self._n_entries += 1
        if self._n_entries == 1 << self._level:
            self._close()

    def bins(self) -> Bins:
        """Return those that are full."""
        rows = self._rows[:, : self._n_bins]
        rows.flags.writeable = False
        low, high, total, count = rows
        return Bins(low, high, total, count, self._level)

    def _close(self) -> None:
        """Keep the bin that is full, and begin the next one."""
        whole = self._low, self._high, self._total, self._count
        self._rows[:, self._n_bins] = whole
        self._n_bins += 1
        self._low = self._high = math.nan
        self._total, self._count, self._n_entries = 0.0, 0, 0
        if self._n_bins == MOST_BINS:
            halved = self.bins().merged(self._level + 1)
            self._level, self._n_bins = halved.level, len(halved.low)
            self._rows = _room()  # the old one may be in use
            parts = halved.low, halved.high, halved.total, halved.count
            self._rows[:, : self._n_bins] = parts


def _room() -> Floats:
    """Return room for all bins there may be, taken from the machine at once."""
    return np.full((4, MOST_BINS), np.nan)
