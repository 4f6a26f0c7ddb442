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
from vmt.engine.state import RESOURCE_A
from vmt.telemetry.errors import TelemetryError
from vmt.telemetry.reader import Database
from vmt.telemetry.records import Run, natural
from vmt.telemetry.selection import Selection
from vmt.telemetry.stored_configuration import from_json
from vmt.telemetry.tables import TABLES

_AT_ONCE = 64
"""Ticks that are read together."""
_TERMS = ("buyer_id", "seller_id", "dA", "dB")
_COLUMNS = {
    "x": "x",
    "y": "y",
    "inventory_A": "A",
    "inventory_B": "B",
    "utility": "utility",
    "ask_A_in_B": "ask",
    "bid_A_in_B": "bid",
}
"""Columns of a snapshot, and of the state."""


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
        same = simulation.digest() == state.digest
        if same and recorded.is_what(simulation, state.tick, trades):
            continue
        found = _first_difference(database, run_id, state.tick, simulation)
        found = found or _difference_of_trades(database, run_id, state.tick, trades)
        digests = (state.digest, simulation.digest())
        found = found or Difference(state.tick, "run", "digest", *digests)
        return Verification(simulation.tick - 1, found)
    return Verification(simulation.tick, None)


class _Recorded:
    """What a file says of agents and trades, tick by tick, read many at a time."""

    def __init__(self, database: Database, run_id: int) -> None:
        self._database, self._run_id = database, run_id
        self._ticks = range(0)
        self._agents: dict[str, NDArray[Any]] = {}
        self._trades: dict[str, NDArray[Any]] = {}

    def is_what(
        self, simulation: Simulation, tick: int, trades: Sequence[Trade]
    ) -> bool:
        """Whether it is what a simulation says after a tick; digests say the rest."""
        if tick not in self._ticks:
            self._read(range(tick, tick + _AT_ONCE))
        rows = self._trades["tick"] == tick
        terms = [self._trades[name][rows] for name in _TERMS]
        executed = [(t.buyer, t.seller, t.dA, t.dB) for t in trades]
        if list(zip(*(column.tolist() for column in terms), strict=True)) != executed:
            return False
        rows = self._agents["tick"] == tick
        state = simulation.state
        # A file need not have every tick.
        return not rows.any() or all(
            np.array_equal(self._agents[name][rows], getattr(state, column))
            for name, column in _COLUMNS.items()
        )

    def _read(self, ticks: range) -> None:
        self._ticks = ticks
        some = Selection(ticks[0], ticks[-1])
        read, run_id = self._database.columns, self._run_id
        self._agents = read(run_id, TABLES["agent_snapshots"], some)
        self._trades = read(run_id, TABLES["trades"], some)


def _first_difference(
    database: Database, run_id: int, tick: int, simulation: Simulation
) -> Difference | None:
    """Return the first agent or cell that differs, where the tick has a snapshot."""
    state, decimals = simulation.state, simulation.configuration.quantity_decimals
    for agent in database.agents_at(run_id, tick):
        i = agent.agent_id
        if agent.tick != tick:
            break
        pairs = {
            "x": (agent.x, int(state.x[i])),
            "y": (agent.y, int(state.y[i])),
            "inventory_A": (agent.inventory_A, natural(int(state.A[i]), decimals)),
            "inventory_B": (agent.inventory_B, natural(int(state.B[i]), decimals)),
            "utility": (agent.utility, float(state.utility[i])),
            "ask_A_in_B": (agent.ask_A_in_B, float(state.ask[i])),
            "bid_A_in_B": (agent.bid_A_in_B, float(state.bid[i])),
        }
        for field, (recorded, now) in pairs.items():
            if recorded != now:
                return Difference(tick, f"agent {i}", field, str(recorded), str(now))
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


def _difference_of_trades(
    database: Database, run_id: int, tick: int, trades: Sequence[Trade]
) -> Difference | None:
    """Return the first trade of a tick that differs."""
    recorded = database.columns(run_id, TABLES["trades"], Selection(tick, tick))
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
