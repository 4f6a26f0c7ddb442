"""Partnerships from their beginning to their end, out of the events of a run."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import isnan

from vmt.qt.background import Pulse
from vmt.qt.logviewer.comparison import Compared
from vmt.telemetry.reader import Database
from vmt.telemetry.selection import Selection
from vmt.telemetry.tables import TABLES

_AT_ONCE = 500  # ticks that are read at once
_COLUMNS = ("tick", "agent_i", "agent_j", "event", "reason", "surplus_i")
MOST = 100_000
"""Partnerships that are kept: the last ones."""


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


Event = tuple[int, int, int, str, str, float]
"""Tick, the two agents, pair or unpair, why, and the overlap (NaN: none)."""


def spells(events: Iterable[Event], last_tick: int) -> list[Spell]:
    """Return the partnerships that events tell of, by their beginnings.

    Those that have not ended count up to the last tick.
    """
    going: dict[tuple[int, int], Event] = {}
    found: deque[Spell] = deque(maxlen=MOST)
    for event in events:
        _, i, j, kind, *_ = event
        if kind == "pair":
            going[i, j] = event
        else:
            found.append(_spell((i, j), going.pop((i, j), None), event, last_tick))
    found.extend(_spell(pair, begin, None, last_tick) for pair, begin in going.items())
    return sorted(found, key=lambda s: (-1 if s.first is None else s.first, s.agent_i))


def _spell(
    pair: tuple[int, int], begin: Event | None, end: Event | None, last_tick: int
) -> Spell:
    last, ended = (None, "") if end is None else (end[0], end[4])
    if begin is None:
        return Spell(*pair, None, last, None, "", ended, None)
    first, *_, made, surplus = begin
    until = last_tick if last is None else last
    overlap = None if isnan(surplus) else surplus
    return Spell(*pair, first, last, until - first + 1, made, ended, overlap)


def read_spells(run: Compared, database: Database, pulse: Pulse) -> list[Spell]:
    """Return the partnerships of a run up to its last tick; of very many, the last.

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

    return spells(events(), run.last)
