"""The rows of one run, tick by tick, through an open connection."""

import json
import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from vmt.engine.configuration import Configuration
from vmt.engine.decisions import Decisions
from vmt.engine.events import TickEvents
from vmt.engine.harvests import Harvests
from vmt.engine.state import State
from vmt.telemetry import layout, rows, tick_columns
from vmt.telemetry.block_buffer import BlockBuffer
from vmt.telemetry.detail import Detail, LogLevel
from vmt.telemetry.pairing_buffer import PairingBuffer
from vmt.telemetry.pending_tick import PendingTick
from vmt.telemetry.provenance import versions
from vmt.telemetry.stored_configuration import to_json

if TYPE_CHECKING:
    from vmt.engine.simulation import Simulation

BEFORE_FIRST = -1
"""The tick under which the state before tick 0 is recorded."""


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

    @property
    def overrides(self) -> Mapping[str, str]:
        """What is not as the file says: values in YAML by their keys."""


class RunWriter:
    """Takes in a simulation tick by tick, and writes many ticks at once.

    Transactions are the caller's.

    Parameters
    ----------
    connection : sqlite3.Connection
        Of a file with the tables of schema.sql, without a run.
    simulation : Simulation
        Before its first tick. It is only read.
    detail : Detail

    Attributes
    ----------
    ranks : bool
        Whether the partners that agents ranked are recorded.
    """

    def __init__(
        self, connection: sqlite3.Connection, simulation: "Simulation", detail: Detail
    ) -> None:
        self._connection = connection
        self._detail = detail
        state = simulation.state
        n, n_places = len(state.x), len(state.place_x)
        self.ranks = (
            detail.level is LogLevel.DEBUG
            or simulation.configuration.parameters.log_preferences
        )
        self._no_harvests = Harvests(BEFORE_FIRST, state)
        self._buffers = {
            layout.AGENTS: BlockBuffer(layout.AGENTS, n),
            layout.ACTIONS: BlockBuffer(layout.ACTIONS, n),
            layout.PLACES: BlockBuffer(layout.PLACES, n_places),
        }
        self._places_tick = BEFORE_FIRST
        self._pairings = PairingBuffer()
        self._ticks: list[PendingTick] = []
        self._written: PendingTick | None = None

    @property
    def ticks(self) -> int:
        """How many ticks were taken in."""
        last = self._last()
        return 0 if last is None else last.tick + 1

    @property
    def digest(self) -> str | None:
        """The digest after the last tick that was taken in."""
        last = self._last()
        return None if last is None else last.digest

    def begin(
        self,
        simulation: "Simulation",
        scenario: ScenarioText | None,
        planned_ticks: int | None,
    ) -> None:
        """Write the row of the run, its agents and the state before tick 0."""
        configuration, state = simulation.configuration, simulation.state
        overrides = {} if scenario is None else scenario.overrides
        columns: dict[str, object] = {
            "scenario_name": configuration.name,
            "start_time": _now(),
            "num_agents": configuration.n_agents,
            "grid_width": configuration.grid_size,
            "grid_height": configuration.grid_size,
            "config_json": to_json(configuration, overrides),
            "seed": simulation.seed,
            "rule_set": simulation.rules.name,
            "planned_ticks": planned_ticks,
            "quantity_decimals": configuration.quantity_decimals,
            "quantity_scale": configuration.quantity_scale,
            "log_level": self._detail.level.value,
            "agent_snapshot_frequency": self._detail.agents_every,
            "resource_snapshot_frequency": self._detail.resources_every,
            **_protocols(configuration),
            **versions(),
        }
        if scenario is not None:
            columns["scenario_yaml"] = scenario.text
            columns["scenario_sha256"] = scenario.sha256
            columns["scenario_path"] = scenario.path and str(scenario.path.absolute())
        statement = rows.insert("simulation_runs", " ".join(columns))
        self._connection.execute(statement, tuple(columns.values()))
        names = simulation.utility_names
        parameters = [share.parameters for share in configuration.population]
        write = self._connection.executemany
        write(rows.AGENTS, rows.agents(state, names, parameters))
        write(rows.PLACES, rows.places(state))
        self._add(BEFORE_FIRST, simulation, simulation.digest(), None)
        self.flush()

    def add(self, simulation: "Simulation", events: TickEvents, digest: str) -> None:
        """Take in the tick that was just done, whole or, interrupted, not at all."""
        self._add(events.tick, simulation, digest, events)

    def add_last_resources(self, simulation: "Simulation") -> None:
        """Write the resources of the last tick, if they are not there yet."""
        tick = self.ticks - 1
        if self._detail.resources_every and self._places_tick != tick:
            self._add_places(tick, simulation.state)
            (block,) = self._buffers[layout.PLACES].take(tick)
            self._connection.execute(rows.insert_block(layout.PLACES), block)
            self._connection.execute(
                "UPDATE tick_states SET has_places = 1 WHERE run_id = ? AND tick = ?",
                (rows.RUN, tick),
            )

    def flush(self) -> None:
        """Write all ticks that were taken in, and how many there are now.

        Where that fails the transaction has to be taken back, and nothing more can be
        written but `end`.
        """
        ticks = self._ticks
        if not ticks:
            return
        write = self._connection.executemany
        for table, buffer in self._buffers.items():
            write(rows.insert_block(table), buffer.take(ticks[-1].tick))
        changes = (tick.mode_change for tick in ticks if tick.mode_change)
        write(rows.MODE_CHANGES, ((c.tick, c.old.value, c.new.value) for c in changes))
        blocks, reasons = self._pairings.blocks(tick.pairings for tick in ticks)
        write(rows.insert_block(layout.PAIRINGS), blocks)
        write(rows.REASONS, reasons)
        # SQLite's module is quicker with plain tuples.
        write(rows.TRADES, map(tuple, chain(*(tick.trades for tick in ticks))))
        write(rows.PREFERENCES, chain(*(tick.preferences for tick in ticks)))
        tried = (rows.trade_attempts(tick.attempts) for tick in ticks)
        write(rows.TRADE_ATTEMPTS, chain(*tried))
        write(rows.TICK_STATES, (tick.state for tick in ticks))
        statement = "UPDATE simulation_runs SET total_ticks = ? WHERE run_id = ?"
        self._connection.execute(statement, (self.ticks, rows.RUN))
        self._written, self._ticks = ticks[-1], []

    def end(self, status: str, message: str | None, digest: str | None) -> None:
        """Say how the run ended."""
        self._connection.execute(
            "UPDATE simulation_runs SET status = ?, message = ?, end_time = ?,"
            " final_digest = ? WHERE run_id = ?",
            (status, message, _now(), digest, rows.RUN),
        )

    def _add(
        self,
        tick: int,
        simulation: "Simulation",
        digest: str,
        events: TickEvents | None,
    ) -> None:
        state, detail = simulation.state, self._detail
        has_agents = _is_due(tick, detail.agents_every)
        has_places = _is_due(tick, detail.resources_every)
        decisions = None
        if events is not None and (detail.needs_decisions or self.ranks):
            if not isinstance(events.decisions, Decisions):
                raise TypeError("the events of the tick do not tell of decisions")
            decisions = events.decisions
        has_actions = events is not None and detail.needs_decisions
        if has_agents:
            self._buffers[layout.AGENTS].add(tick, tick_columns.agents(state))
        if has_actions and decisions is not None and events is not None:
            harvests = events.harvests
            if not isinstance(harvests, Harvests):  # nobody forages in trade mode
                harvests = self._no_harvests
            columns = tick_columns.actions(decisions, harvests)
            self._buffers[layout.ACTIONS].add(tick, columns)
        if has_places:
            self._add_places(tick, state)
        last = self._last()
        taken = PendingTick(
            tick,
            simulation.mode.value,
            digest,
            has_agents,
            has_actions,
            has_places,
            first_trade=1 if last is None else last.first_trade + len(last.trades),
        )
        if events is not None:
            taken = taken._replace(
                mode_change=events.mode_change,
                pairings=events.pairings,
                trades=tuple(events.trades),
                attempts=tuple(events.attempts or ()),
            )
        if decisions and self.ranks:
            taken = taken._replace(preferences=tuple(rows.preferences(decisions)))
        # What is not in this list by now was never taken in.
        self._ticks.append(taken)

    def _last(self) -> PendingTick | None:
        return self._ticks[-1] if self._ticks else self._written

    def _add_places(self, tick: int, state: State) -> None:
        self._buffers[layout.PLACES].add(tick, {"amount": state.place_amount})
        self._places_tick = tick


def _protocols(configuration: Configuration) -> dict[str, object]:
    columns: dict[str, object] = {}
    for role in ("search", "matching", "bargaining"):
        protocol = getattr(configuration, role)
        columns[f"{role}_protocol"] = protocol.name
        columns[f"{role}_params"] = json.dumps(protocol.parameters)
    return columns


def _is_due(tick: int, every: int) -> bool:
    return every > 0 and (tick == BEFORE_FIRST or tick % every == 0)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
