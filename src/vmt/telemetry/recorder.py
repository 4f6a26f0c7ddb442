"""Writing a run to its file while it goes on."""

import json
import sqlite3
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from vmt.engine.events import TickEvents
from vmt.telemetry import rows, schema
from vmt.telemetry.errors import RecordingError, reason
from vmt.telemetry.provenance import versions
from vmt.telemetry.stored_configuration import to_json

if TYPE_CHECKING:
    from vmt.engine.simulation import Simulation

BATCH_TICKS = 2000
BATCH_SECONDS = 0.5
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
    def path(self) -> Path:
        """Where it lies."""


@dataclass(frozen=True, slots=True)
class Frequencies:
    """Record agents and resources every so many ticks; 0: never."""

    agents: int = 1
    resources: int = 10


class Recorder:
    """Writes a run to a new file, in transactions of whole ticks.

    A killed process loses at most the ticks of the last half second, and the file
    stays readable; its run is then still marked ``running``. May be called from
    any thread. As a context manager it says at its end how the run ended:
    ``interrupted`` on KeyboardInterrupt and SystemExit, ``failed`` on any other
    exception, else ``finished``.

    Parameters
    ----------
    path : path
        The file to make. Nothing may be there.
    scenario : ScenarioText or None
        The scenario file, kept in the recording as it is.
    simulation : Simulation
        Before its first tick. It is only read, until `finish`.
    planned_ticks : int, optional
        Ticks that were asked for; None for an open-ended run.
    frequencies : Frequencies, optional

    Raises
    ------
    TelemetryError
        The file cannot be made; nothing is left behind.
    """

    def __init__(
        self,
        path: Path | str,
        scenario: ScenarioText | None,
        simulation: "Simulation",
        planned_ticks: int | None = None,
        frequencies: Frequencies | None = None,
    ) -> None:
        self.path = Path(path).absolute()
        self._simulation = simulation
        self._frequencies = frequencies or Frequencies()
        self._lock = threading.RLock()
        self._open = True
        self._ticks = self._committed_ticks = 0
        self._committed_at = time.monotonic()
        self._digest: str | None = simulation.digest()
        self._broken = False
        self._resources_tick = BEFORE_FIRST
        self._positions = simulation.state.x.copy(), simulation.state.y.copy()
        self._utility_types = [
            simulation.utility_names[mix]
            for mix in simulation.state.preference.tolist()
        ]
        self._connection = schema.create(self.path)
        try:
            self._connection.execute("BEGIN")
            self._write_beginning(scenario, planned_ticks)
            self._connection.execute("COMMIT")
            self._inode = self.path.stat().st_ino
        except BaseException as error:
            self._connection.close()
            schema.discard(self.path)
            if isinstance(error, sqlite3.Error):
                raise self._failure(error) from error
            raise

    def record(self, simulation: "Simulation", events: TickEvents) -> None:
        """Record the tick that was just done.

        Raises
        ------
        RecordingError
            The tick could not be written. What was committed before stays readable.
        """
        with self._lock:
            if self._broken:
                raise self._failure(None)
            connection = self._connection
            try:
                if not connection.in_transaction:
                    connection.execute("BEGIN")
                connection.execute("SAVEPOINT tick")
                try:
                    self._write_tick(simulation, events)
                except BaseException:
                    # Whole ticks only, also after an interrupt in the middle of one.
                    # A full disk has already undone the whole transaction.
                    if connection.in_transaction:
                        connection.execute("ROLLBACK TO tick")
                    raise
                finally:
                    if connection.in_transaction:
                        connection.execute("RELEASE tick")
                self._ticks = events.tick + 1
                waited = time.monotonic() - self._committed_at
                if (
                    waited >= BATCH_SECONDS
                    or self._ticks - self._committed_ticks >= BATCH_TICKS
                ):
                    self._commit()
            except sqlite3.Error as error:
                raise self._failure(error) from error

    def flush(self) -> None:
        """Commit what is recorded, so that readers see it: when a run is paused.

        Raises
        ------
        RecordingError
            It could not be written.
        """
        with self._lock:
            if not self._open or self._broken:
                return
            try:
                self._commit()
            except sqlite3.Error as error:
                raise self._failure(error) from error

    def finish(self, status: str, message: str | None = None) -> None:
        """Say how the run ended and close the file; a second call does nothing.

        Call it between two ticks: the resources are recorded once more, so that
        the last state is there in full.

        Parameters
        ----------
        status : str
            ``finished``, ``interrupted`` or ``failed``.
        message : str, optional
            Why.

        Raises
        ------
        RecordingError
            The end could not be written.
        """
        self._end(status, message, state_is_whole=status != "failed")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error is None:
            self.finish("finished")
            return
        interrupted = isinstance(error, KeyboardInterrupt | SystemExit)
        message = f"{type(error).__name__}: {error}".rstrip(": ")
        # The first error is the one to tell of.
        with suppress(RecordingError):
            self._end(
                "interrupted" if interrupted else "failed",
                message,
                state_is_whole=False,
            )

    def _end(self, status: str, message: str | None, *, state_is_whole: bool) -> None:
        with self._lock:
            if not self._open:
                return
            self._open = False
            try:
                if not self._connection.in_transaction:
                    self._connection.execute("BEGIN")
                if state_is_whole and not self._broken:
                    self._write_last_resources()
                self._connection.execute(
                    "UPDATE simulation_runs SET status = ?, message = ?, end_time = ?,"
                    " final_digest = ?",
                    (status, message, _now(), self._digest),
                )
                self._commit()
                self._leave_one_file()
            except sqlite3.Error as error:
                raise self._failure(error) from error
            finally:
                self._connection.close()

    def _write_beginning(
        self, scenario: ScenarioText | None, planned_ticks: int | None
    ) -> None:
        simulation, state = self._simulation, self._simulation.state
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
            "scenario_yaml": scenario and scenario.text,
            "scenario_sha256": scenario and scenario.sha256,
            "scenario_path": scenario and str(scenario.path),
            "agent_snapshot_frequency": self._frequencies.agents,
            "resource_snapshot_frequency": self._frequencies.resources,
            **versions(),
        }
        for role in ("search", "matching", "bargaining"):
            protocol = getattr(configuration, role)
            columns[f"{role}_protocol"] = protocol.name
            columns[f"{role}_params"] = json.dumps(protocol.parameters)
        statement = rows.insert("simulation_runs", " ".join(columns))
        write = self._connection
        write.execute(statement, tuple(columns.values()))
        parameters = [share.parameters for share in configuration.population]
        names = simulation.utility_names
        write.executemany(rows.AGENTS, rows.agents(_RUN, state, names, parameters))
        self._write_state(BEFORE_FIRST, simulation)

    def _write_tick(self, simulation: "Simulation", events: TickEvents) -> None:
        write, tick = self._connection.executemany, events.tick
        if events.mode_change is not None:
            change = events.mode_change
            modes = (change.old.value, change.new.value)
            write(rows.MODE_CHANGES, [(_RUN, tick, *modes)])
        write(rows.DECISIONS, rows.decisions(_RUN, events))
        if simulation.configuration.parameters.log_preferences:
            found = rows.preferences(_RUN, events, *self._positions)
            write(rows.PREFERENCES, found)
            state = simulation.state
            self._positions = state.x.copy(), state.y.copy()
        write(rows.PAIRINGS, rows.pairings(_RUN, events.pairings))
        write(rows.TRADES, rows.trades(_RUN, events.trades))
        write(rows.HARVESTS, rows.harvests(_RUN, events.harvests))
        self._digest = simulation.digest()
        self._write_state(tick, simulation)

    def _write_state(self, tick: int, simulation: "Simulation") -> None:
        write = self._connection.executemany
        state, every = simulation.state, self._frequencies
        if _is_due(tick, every.agents):
            types = self._utility_types
            found = rows.agent_snapshots(_RUN, tick, state, types)
            write(rows.AGENT_SNAPSHOTS, found)
        if _is_due(tick, every.resources):
            write(rows.RESOURCE_SNAPSHOTS, rows.resource_snapshots(_RUN, tick, state))
            self._resources_tick = tick
        mode = simulation.mode.value
        state_of_tick = rows.tick_state(_RUN, tick, mode, simulation.digest())
        write(rows.TICK_STATES, [state_of_tick])

    def _write_last_resources(self) -> None:
        last = self._ticks - 1
        if self._frequencies.resources and self._resources_tick != last:
            found = rows.resource_snapshots(_RUN, last, self._simulation.state)
            self._connection.executemany(rows.RESOURCE_SNAPSHOTS, found)

    def _commit(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute(
                "UPDATE simulation_runs SET total_ticks = ?", (self._ticks,)
            )
            self._connection.execute("COMMIT")
        self._committed_ticks = self._ticks
        self._committed_at = time.monotonic()
        self._require_file()

    def _require_file(self) -> None:
        # SQLite goes on writing into a file that no folder lists any more.
        with suppress(OSError):
            if self.path.stat().st_ino == self._inode:
                return
        raise RecordingError(
            f"{self.path} was removed or replaced while the run was being recorded;"
            f" what was recorded in it is lost, run it again"
        )

    def _leave_one_file(self) -> None:
        # A finished recording is one file that can be read anywhere, also where
        # nothing can be written. While somebody reads it, it stays as it is.
        with suppress(sqlite3.OperationalError):
            self._connection.execute("PRAGMA busy_timeout = 0")
            self._connection.execute("PRAGMA journal_mode = DELETE")

    def _failure(self, error: sqlite3.Error | None) -> RecordingError:
        # A recording has no gaps: nothing is added to one that lost a tick.
        if not self._broken:
            self._broken = True
            self._digest = None
            self._ticks = self._committed_ticks
            with suppress(sqlite3.Error):
                self._connection.rollback()
        why = f": {reason(error)}" if error else ""
        return RecordingError(
            f"cannot record to {self.path} any more{why}."
            f" The first {self._ticks} ticks are recorded and can be read"
        )


def _is_due(tick: int, every: int) -> bool:
    return every > 0 and (tick == BEFORE_FIRST or tick % every == 0)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
