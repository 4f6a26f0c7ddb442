"""The trades of a recorded run by number, from 0, in the order of their execution."""

from math import nan
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from vmt.engine.events import Trade
from vmt.telemetry.recorded_run import RecordedRun
from vmt.telemetry.tables import TABLES
from vmt.viewer.source.market import KEPT, MarketSummary
from vmt.viewer.source.replay.calendar import Calendar
from vmt.viewer.source.snapshot import FLASH_TICKS, N_LATEST_TRADES

_SHORT, _LONG = 10, 50
_ROWS = """
    SELECT tick, x, y, buyer_id, seller_id, dA, dB, price, quoted_price,
           buyer_surplus, seller_surplus, protocol, proposer_id
    FROM trades WHERE run_id = ? AND id > ? AND id <= ? ORDER BY id
"""
_BLOCKS = """
    SELECT price, dA, dB FROM trades WHERE run_id = ? AND id > ? AND id <= ?
    ORDER BY id
"""
_REALS = slice(7, 11)
_OF_AGENT = """
    SELECT id FROM trades WHERE run_id = ?1 AND (buyer_id = ?2 OR seller_id = ?2)
    ORDER BY id
"""


Block: TypeAlias = tuple[float, int, int]
"""Price, A and B in minor units."""


class Trades(Protocol):
    """Reads trades by number.

    Raises
    ------
    TelemetryError
        By all methods: the file is damaged, or cannot be read.
    """

    def between(self, first: int, end: int) -> list[Trade]:
        """Return the trades from number `first` to below `end`."""

    def blocks(self, first: int, end: int) -> list[Block]:
        """Return what changed hands in the trades from `first` to below `end`."""

    def of(self, agent: int) -> NDArray[np.int64]:
        """Return the numbers of the trades that an agent took part in, in order."""


class BlockTrades:
    """Trades of a file in which they have ids from 1; see `Trades`."""

    def __init__(self, recorded: RecordedRun) -> None:
        self._database, self._run_id = recorded.database, recorded.run.run_id

    def between(self, first: int, end: int) -> list[Trade]:
        """Return the trades of some numbers."""
        if first >= end:
            return []
        rows = self._database.query(_ROWS, (self._run_id, first, end))
        return [_trade(row) for row in rows]

    def blocks(self, first: int, end: int) -> list[Block]:
        """Return what changed hands in some trades."""
        if first >= end:
            return []
        return self._database.query(_BLOCKS, (self._run_id, first, end))

    def of(self, agent: int) -> NDArray[np.int64]:
        """Return the numbers of an agent's trades."""
        rows = self._database.query(_OF_AGENT, (self._run_id, agent))
        return np.array([number - 1 for (number,) in rows], np.int64)


class RowTrades:
    """Trades of a file of another edition, all of them in memory; see `Trades`."""

    def __init__(self, recorded: RecordedRun) -> None:
        found = recorded.database.columns(recorded.run.run_id, TABLES["trades"])
        names = (
            *("tick", "x", "y", "buyer_id", "seller_id", "dA", "dB", "price"),
            *("quoted_price", "buyer_surplus", "seller_surplus", "protocol"),
        )
        columns = [found[name].tolist() for name in names]
        proposers = [None if p == -1 else p for p in found["proposer_id"].tolist()]
        rows = zip(*columns, proposers, strict=True)
        self._trades = [Trade._make(row) for row in rows]
        self.ticks: NDArray[np.int64] = found["tick"]
        self._parties = found["buyer_id"], found["seller_id"]

    def between(self, first: int, end: int) -> list[Trade]:
        """Return the trades of some numbers."""
        return self._trades[first:end]

    def blocks(self, first: int, end: int) -> list[Block]:
        """Return what changed hands in some trades."""
        return [(t.price, t.dA, t.dB) for t in self._trades[first:end]]

    def of(self, agent: int) -> NDArray[np.int64]:
        """Return the numbers of an agent's trades."""
        buyer, seller = self._parties
        return np.flatnonzero((buyer == agent) | (seller == agent))


class Newest:
    """Keeps the trades that were asked for last: most of the next ones are the same."""

    def __init__(self, trades: Trades) -> None:
        self._trades = trades
        self._first = 0
        self._kept: list[Trade] = []

    def between(self, first: int, end: int) -> list[Trade]:
        """Return the trades of some numbers."""
        begin, stop = self._first, self._first + len(self._kept)
        read, kept = self._trades.between, self._kept
        if begin <= first <= stop <= end:
            found = kept[first - begin :] + read(stop, end)
        elif first <= begin <= end <= stop:
            found = read(first, begin) + kept[: end - begin]
        else:
            found = read(first, end)
        self._first, self._kept = first, found
        return found


def market_at(
    trades: Newest, calendar: Calendar, moment: int, price_sum: float | None
) -> tuple[MarketSummary, tuple[Trade, ...]]:
    """Return the market as it stood in a moment, and the trades that still show.

    Parameters
    ----------
    trades : Newest
    calendar : Calendar
    moment : int
    price_sum : float or None
        Of all trades until then; None: it is not known yet.
    """
    n_trades = calendar.n_trades(moment)
    if not n_trades:
        return MarketSummary(), ()
    oldest = max(0, moment - FLASH_TICKS)
    shown = min(KEPT, n_trades - calendar.n_trades(oldest))
    when = calendar.moment_of_trade(n_trades - 1)
    together = n_trades - (calendar.n_trades(when - 1) if when else 0)
    n_read = max(shown, _LONG, together)
    newest = trades.between(max(0, n_trades - n_read), n_trades)[::-1]
    summary = MarketSummary(
        n_trades,
        together if when == moment else 0,
        _mean_price(newest[:_SHORT]),
        _mean_price(newest[:_LONG]),
        None if price_sum is None else price_sum / n_trades,
        _mean_price(newest[:together][::-1]),  # in the order of that tick
        tuple(newest[:N_LATEST_TRADES]),
    )
    return summary, tuple(newest[:shown])


def _mean_price(trades: list[Trade]) -> float:
    # In the order in which a run that is being made adds them up: the sum is the same.
    return sum(trade.price for trade in trades) / len(trades)


def _trade(row: tuple[Any, ...]) -> Trade:
    """Return a row as it was before SQLite took NaN for nothing."""
    if None not in row[_REALS]:
        return Trade._make(row)
    reals = (nan if value is None else value for value in row[_REALS])
    return Trade._make((*row[: _REALS.start], *reals, *row[_REALS.stop :]))
