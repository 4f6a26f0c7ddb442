"""What was traded: the few numbers about all trades that the panel shows."""

from collections import deque
from dataclasses import dataclass
from itertools import islice

from vmt.engine.events import Trade

KEPT = 1000


@dataclass(frozen=True, slots=True)
class MarketSummary:
    """The market as it stands at one moment.

    Attributes
    ----------
    n_trades, n_new : int
        Trades since the start of the run, and in the last tick.
    mean_price_10, mean_price_50, mean_price : float or None
        Mean realised price of the last 10 trades, of the last 50, and of all
        (B per A); None before the first trade.
    price : float or None
        Of the trades of the last tick that had any.
    latest : tuple of Trade
        The newest trades, newest first.
    """

    n_trades: int = 0
    n_new: int = 0
    mean_price_10: float | None = None
    mean_price_50: float | None = None
    mean_price: float | None = None
    price: float | None = None
    latest: tuple[Trade, ...] = ()


class Market:
    """Keeps the newest trades of a run and the sums over all of them."""

    def __init__(self) -> None:
        self._newest_first: deque[Trade] = deque(maxlen=KEPT)
        self._n_trades = self._n_new = 0
        self._price_sum = 0.0
        self._price: float | None = None

    def add(self, trades: list[Trade]) -> None:
        """Take in the trades of a tick, in order of execution."""
        self._newest_first.extendleft(trades)
        self._n_new = len(trades)
        self._n_trades += self._n_new
        price_sum = sum(trade.price for trade in trades)
        self._price_sum += price_sum
        if trades:
            self._price = price_sum / len(trades)

    def summary(self, n_latest: int) -> MarketSummary:
        """Return the market as it stands, with its `n_latest` newest trades."""
        if not self._n_trades:
            return MarketSummary()
        return MarketSummary(
            self._n_trades,
            self._n_new,
            self._mean_price(10),
            self._mean_price(50),
            self._price_sum / self._n_trades,
            self._price,
            tuple(islice(self._newest_first, n_latest)),
        )

    def since(self, tick: int) -> tuple[Trade, ...]:
        """Return the trades of `tick` and later that are still kept, newest first."""
        found = []
        for trade in self._newest_first:
            if trade.tick < tick:
                break
            found.append(trade)
        return tuple(found)

    def _mean_price(self, n_trades: int) -> float:
        prices = [trade.price for trade in islice(self._newest_first, n_trades)]
        return sum(prices) / len(prices)
