"""Repeating a recorded run and comparing it, tick by tick."""

from collections.abc import Callable
from dataclasses import dataclass

from vmt.engine.rules import RULE_SETS
from vmt.engine.simulation import Simulation
from vmt.engine.state import RESOURCE_A
from vmt.telemetry.errors import TelemetryError
from vmt.telemetry.reader import Database
from vmt.telemetry.records import Run, natural
from vmt.telemetry.stored_configuration import from_json


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
    return Simulation(from_json(run.config_json), run.seed, rules)


def verify(
    database: Database, run_id: int, on_tick: Callable[[], object] = lambda: None
) -> Verification:
    """Repeat a run up to its last recorded tick and compare the digests.

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
    for state in database.tick_states(run_id):
        if state.tick >= 0:
            simulation.run(1)
            on_tick()
        if simulation.digest() != state.digest:
            found = _first_difference(database, run_id, state.tick, simulation)
            digests = (state.digest, simulation.digest())
            found = found or Difference(state.tick, "run", "digest", *digests)
            return Verification(simulation.tick - 1, found)
    return Verification(simulation.tick, None)


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
