"""How a recorded run went, read from its beginning, a piece whenever there is time."""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from vmt.viewer.source.history import History, HistoryKeeper
from vmt.viewer.source.replay.calendar import Calendar
from vmt.viewer.source.replay.ticks import Columns, Ticks
from vmt.viewer.source.replay.trades import Block, Trades
from vmt.viewer.source.welfare import Welfare

_VALUES = 32_000  # agents times moments of a piece, some milliseconds' work
_MOST_MOMENTS = 256


@dataclass(frozen=True, slots=True)
class Records:
    """What was remarkable in the part that is read, by moment.

    Attributes
    ----------
    largest : (int, int, int) or None
        The trade of most A, with its A and B in minor units; None, too, where several
        are as large.
    busiest : (int, int) or None
        When there were most trades in a tick, and how many.
    """

    largest: tuple[int, int, int] | None = None
    busiest: tuple[int, int] | None = None


class Chronicle:
    """Takes in one moment of a recording after the other.

    Attributes
    ----------
    known : int
        The last moment that was taken in; -1: none.
    records : Records
    """

    def __init__(
        self, ticks: Ticks, trades: Trades, calendar: Calendar, n_agents: int
    ) -> None:
        self._ticks, self._trades, self._calendar = ticks, trades, calendar
        self._piece = int(np.clip(_VALUES // n_agents, 1, _MOST_MOMENTS))
        self._keeper = HistoryKeeper()
        self._price_sums = array("d")
        self._largest = 0
        self.known = -1
        self.records = Records()

    @property
    def is_complete(self) -> bool:
        """Whether there is nothing left to take in, for now."""
        return self.known == self._calendar.last

    def history(self, moment: int) -> History:
        """Return the series up to a moment, or as far as they are known."""
        return self._keeper.history().until(min(moment, self.known))

    def price_sum(self, moment: int) -> float | None:
        """Return the sum of the prices until a moment; None: not known yet."""
        return self._price_sums[moment] if moment <= self.known else None

    def go_on(self) -> None:
        """Take in the next piece.

        Raises
        ------
        TelemetryError
            The file is damaged, or cannot be read.
        """
        calendar, first = self._calendar, self.known + 1
        end = min(first + self._piece, calendar.last + 1)
        for moment, trades in self._with_trades(first, end):
            # The sum of each tick first, as a run that is being made adds them up.
            price_sum = sum(price for price, _, _ in trades)
            before = self._price_sums[-1] if self._price_sums else 0.0
            welfare = Welfare()
            if calendar.has_agents(moment):
                welfare = welfare_of(self._ticks.welfare(moment - 1))
            self._keeper.add(welfare, len(trades), price_sum)
            self._price_sums.append(before + price_sum)
            self._note(moment, trades)
            self.known = moment

    def _with_trades(self, first: int, end: int) -> Iterator[tuple[int, list[Block]]]:
        """Yield moments with the trades that were made in the tick before each."""
        calendar = self._calendar
        ends = [calendar.n_trades(moment) for moment in range(first, end)]
        start = before = calendar.n_trades(first - 1) if first else 0
        trades = self._trades.blocks(start, ends[-1] if ends else start)
        for moment, n_trades in zip(range(first, end), ends, strict=True):
            yield moment, trades[before - start : n_trades - start]
            before = n_trades

    def _note(self, moment: int, trades: list[Block]) -> None:
        largest, busiest = self.records.largest, self.records.busiest
        for _, dA, dB in trades:
            if dA > self._largest:
                largest, self._largest = (moment, dA, dB), dA
            elif dA == self._largest:
                largest = None
        if trades and (busiest is None or len(trades) > busiest[1]):
            busiest = moment, len(trades)
        self.records = Records(largest, busiest)


def welfare_of(agents: Columns) -> Welfare:
    """Return the welfare of agents as they are recorded."""
    holdings = agents["inventory_A"], agents["inventory_B"]
    return Welfare.of(agents["utility"], *holdings, agents["p_min"], agents["p_max"])
