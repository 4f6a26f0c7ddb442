"""Prices and quantities over time, in windows of whole ticks."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vmt.analysis.observed import Floats, Ints, Observed

MOST_WINDOWS = 60


@dataclass(frozen=True)
class PricePath:
    """Realised prices, B per A.

    Attributes
    ----------
    ticks : int array, shape (k,)
        Of the single trades.
    prices : float array, shape (k,)
    middles : float array, shape (m,)
        Middle tick of each window with trades.
    means : float array, shape (m,)
        Geometric mean of the prices in the window.
    deviations : float array, shape (m,)
        Standard deviation of their natural logarithms.
    window : int
        Ticks in a window.
    """

    ticks: Ints
    prices: Floats
    middles: Floats
    means: Floats
    deviations: Floats
    window: int

    @property
    def mean(self) -> float:
        """Geometric mean of all prices; NaN without trades."""
        return _geometric_mean(self.prices)


@dataclass(frozen=True)
class Volume:
    """Quantities per tick, in windows of whole ticks.

    Attributes
    ----------
    starts : float array, shape (m,)
        First tick of each window.
    A, B : float arrays, shape (m,)
        Units per tick, on average over the ticks of the window.
    window : int
        Ticks in a window; the last one may have fewer.
    """

    starts: Floats
    A: Floats
    B: Floats
    window: int


def price_path(observed: Observed) -> PricePath:
    """Return the prices of a run; see `price_path_of`."""
    return price_path_of(observed.trades, observed.last_tick + 1)


def price_path_of(trades: NDArray[np.void], n_ticks: int) -> PricePath:
    """Return the prices of trades.

    Means of prices are geometric, so that it does not matter which of the two goods
    is the numeraire.

    Parameters
    ----------
    trades : structured array
        With ``tick`` and ``price``.
    n_ticks : int
        Of the whole run, which the width of the windows follows.
    """
    prices, ticks = trades["price"], trades["tick"]
    usable = (prices > 0.0) & (prices < np.inf)  # the logarithm needs it
    if not usable.all():
        prices, ticks = prices[usable], ticks[usable]
    window = window_of(n_ticks)
    middles, means, deviations = [], [], []
    place = ticks // window
    for k in np.unique(place):
        log_prices = np.log(prices[place == k])
        middles.append(k * window + (window - 1) / 2)
        means.append(np.exp(log_prices.mean()))
        deviations.append(log_prices.std())
    return PricePath(
        ticks,
        prices,
        np.array(middles, dtype=float),
        np.array(means, dtype=float),
        np.array(deviations, dtype=float),
        window,
    )


def traded(observed: Observed) -> Volume:
    """Return what changed hands: A, and the B that was paid for it."""
    return traded_of(observed.trades, observed.last_tick + 1)


def traded_of(trades: NDArray[np.void], n_ticks: int) -> Volume:
    """Return what changed hands in trades: A, and the B that was paid for it.

    Parameters
    ----------
    trades : structured array
        With ``tick``, ``dA`` and ``dB``.
    n_ticks : int
        Of the whole run.
    """
    return _volume(n_ticks, trades["tick"], trades["dA"], trades["dB"])


def pair_counts(trades: NDArray[np.void], n_agents: int) -> Ints:
    """Return how often each agent sold A to each other one, shape (n, n).

    Parameters
    ----------
    trades : structured array
        With ``seller_id``, the row, and ``buyer_id``, the column.
    n_agents : int
        Whose numbers are 0 to n - 1; trades of others, in a damaged file, do not count.
    """
    sellers, buyers = trades["seller_id"], trades["buyer_id"]
    pairs = sellers.astype(np.int64)
    pairs *= n_agents
    pairs += buyers
    known = (np.minimum(sellers, buyers) >= 0) & (
        np.maximum(sellers, buyers) < n_agents
    )
    if not known.all():
        pairs = pairs[known]
    return np.bincount(pairs, minlength=n_agents**2).reshape(n_agents, n_agents)


def harvested(observed: Observed) -> Volume:
    """Return what was taken from the ground."""
    harvests = observed.harvests
    of_A, amount = harvests["good"] == "A", harvests["amount"]
    total = observed.last_tick + 1
    return _volume(total, harvests["tick"], amount * of_A, amount * ~of_A)


def mrs_dispersion(observed: Observed) -> Floats:
    """Return the standard deviation of log MRS over the agents, shape (T,).

    It is 0 where no two agents could both gain from a small exchange. NaN where less
    than two have a rate of substitution.
    """
    logs = np.log(observed.mrs)
    enough = (~np.isnan(logs)).sum(axis=1) > 1
    dispersion = np.full(len(logs), np.nan)
    dispersion[enough] = np.nanstd(logs[enough], axis=1)
    return dispersion


def utility_by_taste(observed: Observed) -> list[Floats]:
    """Return (10 % quantile, mean, 90 % quantile) by taste, shape (3, T).

    Utilities are compared among agents with the same utility function only.
    """
    found = []
    for k in range(len(observed.tastes)):
        own = observed.utility[:, observed.taste == k]
        if own.shape[1] == 0:
            found.append(np.full((3, len(own)), np.nan))
            continue
        low, high = np.quantile(own, [0.1, 0.9], axis=1)
        found.append(np.array([low, own.mean(axis=1), high]))
    return found


def window_of(ticks: int) -> int:
    """Return how many ticks a window has, 1, 2, 5, 10, ...: for 60 of them at most."""
    size = 1
    while True:
        for factor in (1, 2, 5):
            if ticks <= MOST_WINDOWS * size * factor:
                return size * factor
        size *= 10


def _volume(total: int, ticks: Ints, A: Floats, B: Floats) -> Volume:
    window = window_of(total)
    n = -(-total // window)
    place = ticks // window
    lengths = np.minimum(window, total - window * np.arange(n))
    of_A, of_B = (np.bincount(place, of, n)[:n] / lengths for of in (A, B))
    return Volume(np.arange(n, dtype=np.float64) * window, of_A, of_B, window)


def _geometric_mean(prices: Floats) -> float:
    return float(np.exp(np.log(prices).mean())) if len(prices) else float("nan")
