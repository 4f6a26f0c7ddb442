"""How a run went so far: what the small charts show, in as much memory after a year."""

import math
from dataclasses import dataclass

from vmt.viewer.source.bins import Bins, GrowingBins
from vmt.viewer.source.welfare import Welfare


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """Series over a run. Entry k is of the moment after k ticks; they are read only.

    Attributes
    ----------
    mean_utility, mrs_dispersion : Bins
        Of `Welfare`.
    n_trades : Bins
        Trades made in the tick before.
    price : Bins
        Their mean realised price, B per A; no value without any.
    n_ticks : int
        How many ticks are done. Of the last ones there may not be a full bin yet.
    """

    mean_utility: Bins
    n_trades: Bins
    price: Bins
    mrs_dispersion: Bins
    n_ticks: int

    def until(self, tick: int) -> "History":
        """Return the part up to the moment after `tick` ticks."""
        return History(
            self.mean_utility.until(tick + 1),
            self.n_trades.until(tick + 1),
            self.price.until(tick + 1),
            self.mrs_dispersion.until(tick + 1),
            tick,
        )


class HistoryKeeper:
    """Takes in one moment after the other.

    Its histories share memory with it: what was taken in never changes.
    """

    def __init__(self) -> None:
        self._n_ticks = -1
        self._mean_utility = GrowingBins()
        self._n_trades = GrowingBins()
        self._price = GrowingBins()
        self._mrs_dispersion = GrowingBins()

    def add(self, welfare: Welfare, n_trades: int, price_sum: float) -> None:
        """Take in the moment after a tick, or the one before the first.

        Parameters
        ----------
        welfare : Welfare
        n_trades : int
        price_sum : float
            Sum of their realised prices.
        """
        self._mean_utility.add(welfare.mean_utility)
        self._n_trades.add(n_trades)
        self._price.add(price_sum / n_trades if n_trades else math.nan)
        self._mrs_dispersion.add(welfare.mrs_dispersion)
        self._n_ticks += 1

    def history(self) -> History:
        """Return what was taken in so far."""
        return History(
            self._mean_utility.bins(),
            self._n_trades.bins(),
            self._price.bins(),
            self._mrs_dispersion.bins(),
            self._n_ticks,
        )
