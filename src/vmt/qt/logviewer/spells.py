"""Partnerships from their beginning to their end, out of the events of a run."""

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import isnan, nan

import numpy as np
from numpy.typing import NDArray

from vmt.qt.background import Pulse
from vmt.qt.logviewer.comparison import Compared
from vmt.telemetry.reader import Database
from vmt.telemetry.selection import Selection
from vmt.telemetry.tables import TABLES

_AT_ONCE = 500  # ticks that are read at once
_COLUMNS = ("tick", "agent_i", "agent_j", "event", "reason", "surplus_i")
_NEVER = -2  # before any tick

Event = tuple[int, int, int, str, str, float]
"""Tick, the two agents, pair or unpair, why, and the overlap (NaN: none)."""


@dataclass(frozen=True, slots=True)
class Spell:
    """A partnership.

    Attributes
    ----------
    agent_i, agent_j : int
    first : int or None
        The tick in which they became partners; None: it is not recorded.
    last : int or None
        The tick in which they parted; None: they had not until the last tick.
    ticks : int or None
        How long it lasted, from the first to the last tick, both included.
    made, ended : str
        Why they became partners, and why they parted; empty: not known.
    surplus : float or None
        Overlap of their quotes when they were paired, in B per A.
    """

    agent_i: int
    agent_j: int
    first: int | None
    last: int | None
    ticks: int | None
    made: str
    ended: str
    surplus: float | None


class Spells:
    """The partnerships of a run, by their beginnings; a few dozen bytes for each.

    Parameters
    ----------
    events : iterable of Event
        In the order in which they happened.
    last_tick : int
        Up to which those count that have not ended.
    """

    def __init__(self, events: Iterable[Event], last_tick: int) -> None:
        self._last_tick = last_tick
        self._reasons: dict[str, int] = {"": 0}
        self._whole = array("i")  # agents, first and last tick, why made, why ended
        self._surpluses = array("d")
        going: dict[tuple[int, int], Event] = {}
        for event in events:
            _, i, j, kind, *_ = event
            if kind == "pair":
                going[i, j] = event
            else:
                self._add((i, j), going.pop((i, j), None), event)
        for pair, begin in going.items():
            self._add(pair, begin, None)
        self._words = list(self._reasons)
        table = np.frombuffer(self._whole, np.intc).reshape(-1, 6)
        order = np.lexsort((table[:, 1], table[:, 0], table[:, 2]))
        self._table: NDArray[np.intc] = table[order]
        surpluses = np.frombuffer(self._surpluses, np.float64)
        self._surplus: NDArray[np.float64] = surpluses[order]
        del self._whole, self._surpluses

    def __len__(self) -> int:
        return len(self._table)

    def __getitem__(self, number: int) -> Spell:
        i, j, begin, end, made, ended = self._table[number].tolist()
        first = None if begin == _NEVER else begin
        last = None if end == _NEVER else end
        until = self._last_tick if last is None else last
        surplus = float(self._surplus[number])
        return Spell(
            i,
            j,
            first,
            last,
            None if first is None else until - first + 1,
            self._words[made],
            self._words[ended],
            None if isnan(surplus) else surplus,
        )

    def meant(self, selection: Selection) -> NDArray[np.intp]:
        """Return which go on in one of the ticks, with one of the agents."""
        i, j, begin, end = self._table[:, :4].T
        mask = np.ones(len(self), bool)
        if selection.last_tick is not None:
            mask &= begin <= selection.last_tick
        if selection.first_tick is not None:
            mask &= (end == _NEVER) | (end >= selection.first_tick)
        if selection.agents is not None:
            agents = list(selection.agents)
            mask &= np.isin(i, agents) | np.isin(j, agents)
        return np.flatnonzero(mask)

    def mean_ticks(self, numbers: NDArray[np.intp]) -> float | None:
        """Return how long some of them lasted in the mean, if that is known of any."""
        begin, end = self._table[numbers, 2], self._table[numbers, 3]
        until = np.where(end == _NEVER, self._last_tick, end)
        lengths = (until - begin + 1)[begin != _NEVER]
        return float(lengths.mean()) if len(lengths) else None

    def _add(
        self, pair: tuple[int, int], begin: Event | None, end: Event | None
    ) -> None:
        first, made, surplus = _NEVER, "", nan
        if begin is not None:
            first, *_, made, surplus = begin
        last, ended = (_NEVER, "") if end is None else (end[0], end[4])
        known = self._reasons
        for reason in (made, ended):
            known.setdefault(reason, len(known))
        self._whole.extend((*pair, first, last, known[made], known[ended]))
        self._surpluses.append(surplus)


def read_spells(run: Compared, database: Database, pulse: Pulse) -> Spells:
    """Return the partnerships of a run up to its last tick.

    Raises
    ------
    TelemetryError
        The file cannot be read.
    """

    def events() -> Iterator[Event]:
        for first in range(run.first, run.last + 1, _AT_ONCE):
            pulse(first, run.last)
            part = Selection(first, min(run.last, first + _AT_ONCE - 1))
            found = database.columns(run.run_id, TABLES["pairings"], part)
            yield from zip(*(found[name].tolist() for name in _COLUMNS), strict=True)

    return Spells(events(), run.last)
