"""The rows of one run, tick by tick, through an open connection."""

import json
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from vmt.engine.events import TickEvents
from vmt.telemetry import rows
from vmt.telemetry.provenance import versions
from vmt.telemetry.stored_configuration import to_json

if TYPE_CHECKING:
    from vmt.engine.simulation import Simulation

BEFORE_FIRST = -1
"""The tick under which the state before tick 0 is recorded."""
_RUN = 1  # one run a file: SQLite has one writer, and sweeps have many


class ScenarioText(Protocol):
    """What a recording keeps of a scenario file; `vmt.scenario.Scenario` is one."""

    @property
    def text(self) -> str:
        """The whole file."""

    @property
    def sha256(self) -> str:
        """Its hash, hexadecimal."""

    @property
    def path(self) -> Path | None:
        """Where it lies."""


@dataclass(frozen=True, slots=True)
class Frequencies:
    """Record agents and resources every so many ticks; 0: never."""

    agents: int = 1
    resources: int = 10


class RunWriter:
    """Turns a simulation and its events into rows; transactions are the caller's.

    Parameters
    ----------
    connection : sqlite3.Connection
        Of a file with the tables of schema.sql, without a run.
    simulation : Simulation
        Before its first tick. It is only read.
    frequencies : Frequencies
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        simulation: "Simulation",
        frequencies: Frequencies,
    ) -> None:
        self._connection = connection
        self._frequencies = frequencies
        self._resources_tick = BEFORE_FIRST
        state = simulation.state
        self._positions = state.x.copy(), state.y.copy()
        names = simulation.utility_names
        self._utility_types = [names[mix] for mix in state.preference.tolist()]

    def begin(
        self,
        simulation: "Simulation",
        scenario: ScenarioText | None,
        planned_ticks: int | None,
    ) -> None:
        """Write the row of the run, its agents and the state before tick 0."""
        configuration = simulation.configuration
        columns: dict[str, object] = {
            "run_id": _RUN,
            "scenario_name": configuration.name,
            "start_time": _now(),
            "num_agents": configuration.n_agents,
            "grid_width": configuration.grid_size,
            "grid_height": configuration.grid_size,
            "config_json": to_json(configuration),
            "seed": simulation.seed,
            "rule_set": simulation.rules.name,
            "planned_ticks": planned_ticks,
            "quantity_decimals": configuration.quantity_decimals,
            "quantity_scale": configuration.quantity_scale,
            "agent_snapshot_frequency": self._frequencies.agents,
            "resource_snapshot_frequency": self._frequencies.resources,
            **versions(),
        }
        for role in ("search", "matching", "bargaining"):
            protocol = getattr(configuration, role)
            columns[f"{role}_protocol"] = protocol.name
            columns[f"{role}_params"] = json.dumps(protocol.parameters)
        if scenario is not None:
            columns["scenario_yaml"] = scenario.text
            columns["scenario_sha256"] = scenario.sha256
            columns["scenario_path"] = scenario.path and str(scenario.path.absolute())
        statement = rows.insert("simulation_runs", " ".join(columns))
        self._connection.execute(statement, tuple(columns.values()))
        state, names = simulation.state, simulation.utility_names
        parameters = [share.parameters for share in configuration.population]
        found = rows.agents(_RUN, state, names, parameters)
        self._connection.executemany(rows.AGENTS, found)
        self._write_state(BEFORE_FIRST, simulation, simulation.digest())

    def write(self, simulation: "Simulation", events: TickEvents, digest: str) -> None:
        """Write the tick that was just done."""
        write, tick = self._connection.executemany, events.tick
        if events.mode_change is not None:
            change = events.mode_change
            write(rows.MODE_CHANGES, [(_RUN, tick, change.old.value, change.new.value)])
        write(rows.DECISIONS, rows.decisions(_RUN, events))
        if simulation.configuration.parameters.log_preferences:
            found = rows.preferences(_RUN, events, *self._positions)
            write(rows.PREFERENCES, found)
            state = simulation.state
            self._positions = state.x.copy(), state.y.copy()
        write(rows.PAIRINGS, rows.pairings(_RUN, events.pairings))
        write(rows.TRADES, rows.trades(_RUN, events.trades))
        write(rows.HARVESTS, rows.harvests(_RUN, events.harvests))
        self._write_state(tick, simulation, digest)

    def write_last_resources(self, simulation: "Simulation", tick: int) -> None:
        """Write the resources of the last tick, if they are not there yet."""
        if self._frequencies.resources and self._resources_tick != tick:
            found = rows.resource_snapshots(_RUN, tick, simulation.state)
            self._connection.executemany(rows.RESOURCE_SNAPSHOTS, found)

    def count(self, ticks: int) -> None:
        """Say how many ticks are recorded in full."""
        statement = "UPDATE simulation_runs SET total_ticks = ? WHERE run_id = ?"
        self._connection.execute(statement, (ticks, _RUN))

    def end(self, status: str, message: str | None, digest: str | None) -> None:
        """Say how the run ended."""
        self._connection.execute(
            "UPDATE simulation_runs SET status = ?, message = ?, end_time = ?,"
            " final_digest = ? WHERE run_id = ?",
            (status, message, _now(), digest, _RUN),
        )

    def _write_state(self, tick: int, simulation: "Simulation", digest: str) -> None:
        write, state = self._connection.executemany, simulation.state
        if _is_due(tick, self._frequencies.agents):
            types = self._utility_types
            found = rows.agent_snapshots(_RUN, tick, state, types)
            write(rows.AGENT_SNAPSHOTS, found)
        if _is_due(tick, self._frequencies.resources):
            write(rows.RESOURCE_SNAPSHOTS, rows.resource_snapshots(_RUN, tick, state))
            self._resources_tick = tick
        row = rows.tick_state(_RUN, tick, simulation.mode.value, digest)
        write(rows.TICK_STATES, [row])


def _is_due(tick: int, every: int) -> bool:
    return every > 0 and (tick == BEFORE_FIRST or tick % every == 0)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
