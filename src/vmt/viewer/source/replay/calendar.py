"""Which moments of a run are recorded, and how much had happened by then.

Moment t is the one after t ticks; what is recorded of it bears the number of the last
of them, t - 1.
"""

from array import array
from bisect import bisect_right

import numpy as np
from numpy.typing import NDArray

from vmt.engine.configuration import Mode
from vmt.telemetry.connection import cannot_read
from vmt.telemetry.errors import DamageError
from vmt.telemetry.recorded_run import RecordedRun
from vmt.telemetry.tables import TABLES

# All in one statement, so that it is of one moment while the run is being recorded.
_TICKS = """
    SELECT tick, current_mode, has_agents, has_places, first_trade,
           ifnull((SELECT id FROM trades WHERE run_id = ?1 ORDER BY id DESC LIMIT 1), 0)
    FROM tick_states WHERE run_id = ?1 AND tick >= ?2 ORDER BY tick
"""


_MODES = {mode.value for mode in Mode}


class Calendar:
    """The moments of a run, from `first` to `last`; made by a function below.

    Attributes
    ----------
    first, last : int
        Moments that can be shown; `last` is below `first` where there is none.
    mode_changes : list of int
        Those whose mode is not that of the moment before.
    """

    def __init__(self) -> None:
        self.first, self.last = 0, -1
        self.mode_changes: list[int] = []
        # By moment; what happened before the first one is not recorded.
        self._modes: list[Mode] = []
        self._with_agents = array("q")
        self._with_places = array("q")
        self._n_trades = array("q")

    def mode(self, moment: int) -> Mode:
        """Return the mode of the tick before a moment; of tick 0 before the first."""
        return self._modes[moment]

    def n_trades(self, moment: int) -> int:
        """Return how many trades had been made by a moment."""
        return self._n_trades[moment]

    def moment_of_trade(self, number: int) -> int:
        """Return the moment after the tick in which a trade was made."""
        return bisect_right(self._n_trades, number)

    def agents_at(self, moment: int) -> int:
        """Return the last moment up to one in which the agents are recorded."""
        return self._with_agents[moment]

    def places_at(self, moment: int) -> int | None:
        """Return the last moment up to one in which the places are, if there is one."""
        found = self._with_places[moment]
        return None if found < 0 else found

    def has_agents(self, moment: int) -> bool:
        """Return whether the agents are recorded in a moment itself."""
        return self._with_agents[moment] == moment

    def add(
        self, mode: Mode, n_trades: int, *, has_agents: bool, has_places: bool
    ) -> None:
        """Take in the next moment.

        Parameters
        ----------
        n_trades : int
            Made by then.
        """
        moment = len(self._modes)
        before = self._with_agents[-1] if self._with_agents else -1
        self._with_agents.append(moment if has_agents else before)
        before = self._with_places[-1] if self._with_places else -1
        self._with_places.append(moment if has_places else before)
        if moment and mode is not self._modes[-1]:
            self.mode_changes.append(moment)
        self._modes.append(mode)
        self._n_trades.append(n_trades)
        if self.last < self.first and self._with_agents[-1] >= 0:
            self.first = moment
        self.last = moment if self._with_agents[-1] >= 0 else self.first - 1


def read_blocks(recorded: RecordedRun, calendar: Calendar) -> None:
    """Add to a calendar what was recorded since, in a file with blocks.

    Raises
    ------
    TelemetryError
        The file is damaged, or cannot be read.
    """
    first = calendar.last
    rows = recorded.database.query(_TICKS, (recorded.run.run_id, first))
    ends = [row[4] for row in rows[1:]] + [row[5] + 1 for row in rows[-1:]]
    for place, (row, end) in enumerate(zip(rows, ends, strict=True)):
        tick, mode, has_agents, has_places, *_ = row
        if tick != first + place or mode not in _MODES or not isinstance(end, int):
            damage = DamageError(f"tick {first + place} in tick_states")
            raise cannot_read(recorded.path, damage)
        calendar.add(
            Mode(mode),
            end - 1,
            has_agents=bool(has_agents),
            has_places=bool(has_places),
        )


def read_rows(recorded: RecordedRun, trades: NDArray[np.int64]) -> Calendar:
    """Return the calendar of a run in a file without blocks.

    Parameters
    ----------
    recorded : RecordedRun
    trades : int64[n_trades]
        The ticks of its trades, in order.

    Raises
    ------
    TelemetryError
        The file is damaged, or cannot be read.
    """
    database, run_id = recorded.database, recorded.run.run_id
    states = database.columns(run_id, TABLES["tick_states"])
    modes = dict(
        zip(states["tick"].tolist(), states["current_mode"].tolist(), strict=True)
    )
    found = {}
    for table in ("agent_snapshots", "resource_snapshots"):
        query = f"SELECT DISTINCT tick FROM {table} WHERE run_id = ?"  # noqa: S608 - our names
        found[table] = {tick for (tick,) in database.query(query, (run_id,))}
    last = max([-1, *modes, *found["agent_snapshots"]])
    n_trades = np.searchsorted(trades, np.arange(last + 2)).tolist()
    calendar = Calendar()
    for tick in range(-1, last + 1):
        mode = modes.get(max(tick, 0), Mode.BOTH)
        calendar.add(
            Mode(mode) if mode in _MODES else Mode.BOTH,
            n_trades[tick + 1],
            has_agents=tick in found["agent_snapshots"],
            has_places=tick in found["resource_snapshots"],
        )
    return calendar
