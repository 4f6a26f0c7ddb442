"""Repeating a recorded run and comparing it, tick by tick."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vmt.engine.events import Trade
from vmt.engine.rules import RULE_SETS
from vmt.engine.simulation import Simulation
from vmt.engine.state import RESOURCE_A, State
from vmt.telemetry import tick_columns
from vmt.telemetry.errors import TelemetryError
from vmt.telemetry.reader import Database
from vmt.telemetry.records import Run, natural
from vmt.telemetry.selection import Selection
from vmt.telemetry.stored_configuration import from_json
from vmt.telemetry.tables import TABLES

_AT_ONCE = 64
"""Ticks that are read together."""
_TERMS = ("buyer_id", "seller_id", "dA", "dB")
Columns = dict[str, NDArray[Any]]
"""Columns of a table by name."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a repeated run first differs from the recorded one.

    Attributes
    ----------
    tick : int
        -1: the state before tick 0.
    where : str
        An agent, a cell, or what else of the state.
    field : str
    recorded, repeated : str
    """

    tick: int
    where: str
    field: str
    recorded: str
    repeated: str

    def __str__(self) -> str:
        values = f"recorded {self.recorded}, repeated {self.repeated}"
        return f"tick {self.tick}: {self.where}: {self.field}: {values}"


@dataclass(frozen=True, slots=True)
class Verification:
    """What came of repeating a run: the ticks that were equal, and what was not."""

    ticks: int
    difference: Difference | None


def repeated(run: Run) -> Simulation:
    """Return the simulation of a recorded run, before its first tick.

    Raises
    ------
    TelemetryError
        This version does not know the rule set or the configuration of the run.
    """
    rules = RULE_SETS.get(run.rule_set)
    if rules is None:
        raise TelemetryError(
            f"run {run.run_id} follows the rule set {run.rule_set!r}, which this"
            f" version of VMT does not know; it knows: {', '.join(RULE_SETS)}"
        )
    configuration = from_json(run.config_json)
    try:
        return Simulation(configuration, run.seed, rules)
    except (TypeError, ValueError, ArithmeticError) as error:
        raise TelemetryError(
            f"run {run.run_id} cannot be repeated: this version of VMT does not take"
            f" its configuration ({error}); repeat it with the version that recorded it"
        ) from error


def verify(
    database: Database, run_id: int, on_tick: Callable[[], object] = lambda: None
) -> Verification:
    """Repeat a run up to its last recorded tick, and compare what is recorded.

    The digests cover the world; agents and trades are compared, too, so that rows
    that were changed afterwards do not go for what happened.

    Parameters
    ----------
    on_tick : callable, optional
        Called after each tick.

    Raises
    ------
    TelemetryError
        The run is not there, or this version cannot repeat it.
    """
    simulation = repeated(database.run(run_id))
    recorded = _Recorded(database, run_id)
    for state in database.tick_states(run_id):
        trades: Sequence[Trade] = ()
        if state.tick >= 0:
            trades = simulation.step(decisions=False).trades
            on_tick()
        found = recorded.difference(simulation, state.tick, trades)
        now = simulation.digest()
        if found is None and now != state.digest:
            found = _difference_of_cells(database, run_id, state.tick, simulation)
            whole = Difference(state.tick, "run", "digest", state.digest, now)
            found = found or whole
        if found is not None:
            return Verification(simulation.tick - 1, found)
    return Verification(simulation.tick, None)


class _Recorded:
    """What a file says of agents and trades, tick by tick, read many at a time."""

    def __init__(self, database: Database, run_id: int) -> None:
        self._database, self._run_id = database, run_id
        self._ticks = range(0)
        self._agents: Columns = {}
        self._trades: Columns = {}

    def difference(
        self, simulation: Simulation, tick: int, trades: Sequence[Trade]
    ) -> Difference | None:
        """Return the first agent, or else trade, that a repeated tick has otherwise."""
        if tick not in self._ticks:
            self._read(range(tick, tick + _AT_ONCE))
        agents, made = (
            {name: column[columns["tick"] == tick] for name, column in columns.items()}
            for columns in (self._agents, self._trades)
        )
        decimals = simulation.configuration.quantity_decimals
        found = _difference_of_agents(agents, tick, simulation.state, decimals)
        return found or _difference_of_trades(made, tick, trades)

    def _read(self, ticks: range) -> None:
        self._ticks = ticks
        some = Selection(ticks[0], ticks[-1])
        read, run_id = self._database.columns, self._run_id
        self._agents = read(run_id, TABLES["agent_snapshots"], some)
        self._trades = read(run_id, TABLES["trades"], some)


def _difference_of_agents(
    recorded: Columns, tick: int, state: State, decimals: int
) -> Difference | None:
    """Return the first agent that differs, if a file tells of agents in the tick."""
    ids = recorded["agent_id"]
    if len(ids) and not 0 <= ids.min() <= ids.max() < len(state.x):
        raise TelemetryError(f"tick {tick} tells of agents that the run does not have")
    repeated = {
        name: column[ids] for name, column in tick_columns.agents(state).items()
    }
    unequal = {name: _differ(recorded[name], now) for name, now in repeated.items()}
    rows = np.flatnonzero(np.logical_or.reduce(list(unequal.values())))
    if not len(rows):
        return None
    row = rows[0]
    field = next(name for name, column in unequal.items() if column[row])
    was, now = (columns[field][row].item() for columns in (recorded, repeated))
    if field.startswith("inventory"):
        was, now = natural(was, decimals), natural(now, decimals)
    return Difference(tick, f"agent {ids[row]}", field, str(was), str(now))


def _differ(recorded: NDArray[Any], now: NDArray[Any]) -> NDArray[np.bool_]:
    """Return where two columns differ; what is not a number is as it was."""
    both_none = np.isnan(recorded) & np.isnan(now)
    differ: NDArray[np.bool_] = (recorded != now) & ~both_none
    return differ


def _difference_of_trades(
    recorded: Columns, tick: int, trades: Sequence[Trade]
) -> Difference | None:
    """Return the first trade of a tick that differs."""
    rows = zip(*(recorded[name].tolist() for name in _TERMS), strict=True)
    executed = [(t.buyer, t.seller, t.dA, t.dB) for t in trades]
    for number, (was, now) in enumerate(zip_longest(rows, executed)):
        if was != now:
            texts = (
                "none" if terms is None else _in_words(terms) for terms in (was, now)
            )
            return Difference(tick, f"trade {number}", "terms", *texts)
    return None


def _in_words(terms: tuple[int, ...]) -> str:
    return "buyer {} seller {} dA {} dB {} (minor units)".format(*terms)


def _difference_of_cells(
    database: Database, run_id: int, tick: int, simulation: Simulation
) -> Difference | None:
    """Return the first cell that differs, if a file tells of cells in the tick."""
    state, decimals = simulation.state, simulation.configuration.quantity_decimals
    recorded_cells = {
        (cell.x, cell.y): f"{cell.amount} {cell.resource_type}"
        for cell in database.resources_at(run_id, tick)
        if cell.tick == tick
    }
    if not recorded_cells:
        return None
    cells = zip(*state.amount.nonzero(), strict=True)
    found_cells = {
        (int(x), int(y)): f"{natural(int(state.amount[x, y]), decimals)}"
        f" {'A' if state.resource[x, y] == RESOURCE_A else 'B'}"
        for x, y in cells
    }
    for cell in sorted(recorded_cells.keys() | found_cells.keys()):
        was, now = recorded_cells.get(cell, "0"), found_cells.get(cell, "0")
        if was != now:
            return Difference(tick, f"cell {cell}", "amount", was, now)
    return None
