"""How a run went so far, a value a tick: what the small charts show."""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from vmt.economy.preferences.preference import MRS_CEILING

Floats = NDArray[np.float64]
_FIRST_ROOM = 1024


@dataclass(frozen=True, slots=True, eq=False)
class History:
    """Series over a run. Entry k tells of the moment after k ticks; they are read only.

    Attributes
    ----------
    mean_utility : float64[T + 1]
        Mean over all agents, utils.
    n_trades : float64[T + 1]
        Trades made in the tick before.
    price : float64[T + 1]
        Their mean realised price, B per A; NaN without any.
    mrs_dispersion : float64[T + 1]
        Standard deviation of log MRS over the agents; NaN where less than two have one.
    """

    mean_utility: Floats
    n_trades: Floats
    price: Floats
    mrs_dispersion: Floats

    @property
    def n_ticks(self) -> int:
        """T: how many ticks are done."""
        return len(self.price) - 1

    def until(self, tick: int) -> "History":
        """Return the part up to the moment after `tick` ticks."""
        parts = {f.name: getattr(self, f.name)[: tick + 1] for f in fields(self)}
        return History(**parts)


class HistoryKeeper:
    """Takes in one moment after the other.

    Its histories share memory with it: what was taken in never changes.
    """

    def __init__(self) -> None:
        self._length = 0
        self._columns = np.full((len(fields(History)), _FIRST_ROOM), np.nan)

    def add(
        self, utility: Floats, mrs: Floats, n_trades: int, price_sum: float
    ) -> None:
        """Take in the moment after a tick, or the one before the first.

        Parameters
        ----------
        utility, mrs : float64[n_agents]
            As `mrs_of` has them: NaN where there is none.
        n_trades : int
        price_sum : float
            Sum of their realised prices.
        """
        if self._length == self._columns.shape[1]:
            room = np.full_like(self._columns, np.nan)
            self._columns = np.concatenate([self._columns, room], axis=1)
        price = price_sum / n_trades if n_trades else np.nan
        row = (utility.mean(), n_trades, price, dispersion(mrs))
        self._columns[:, self._length] = row
        self._length += 1

    def history(self) -> History:
        """Return what was taken in so far."""
        columns = self._columns[:, : self._length]
        columns.flags.writeable = False
        return History(*columns)


def mrs_of(
    A: NDArray[np.int64], B: NDArray[np.int64], p_min: Floats, p_max: Floats
) -> Floats:
    """Return marginal rates of substitution, B per A, float64[n_agents].

    NaN where an agent lacks a good, or has no single positive rate.

    Parameters
    ----------
    A, B : int64[n_agents]
        Holdings, minor units.
    p_min, p_max : float64[n_agents]
        Reservation bounds.
    """
    usable = (p_min == p_max) & (A > 0) & (B > 0) & (p_min != MRS_CEILING)
    # The extremes stand for "at any price", by satiation or hunger.
    usable &= (p_min > 1.0 / MRS_CEILING**2) & (p_min < np.inf)
    return np.where(usable, p_min, np.nan)


def dispersion(mrs: Floats) -> float:
    """Return the standard deviation of log MRS; NaN for less than two of them.

    It is 0 where no two agents could both gain from a small exchange.
    """
    known = mrs[~np.isnan(mrs)]
    return float(np.log(known).std()) if len(known) > 1 else np.nan
