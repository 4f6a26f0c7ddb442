"""Reading recorded runs, also while they are being written; nothing is written."""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from vmt.telemetry import editions, schema
from vmt.telemetry.errors import TelemetryError, reason
from vmt.telemetry.records import (
    Agent,
    AgentSnapshot,
    DecisionRecord,
    HarvestRecord,
    ModeChangeRecord,
    PairingRecord,
    PreferenceRecord,
    ResourceSnapshot,
    Run,
    TickState,
    TradeRecord,
    natural,
)
from vmt.telemetry.selection import EVERYTHING, Selection, as_sql
from vmt.telemetry.tables import DTYPES, Column, Kind, Table

_TABLES: dict[type, tuple[str, str]] = {  # with the order of the rows
    Agent: ("agents", "agent_id"),
    AgentSnapshot: ("agent_snapshots", "tick, agent_id"),
    DecisionRecord: ("decisions", "tick, agent_id"),
    HarvestRecord: ("harvests", "tick, seq"),
    ModeChangeRecord: ("mode_changes", "tick"),
    PairingRecord: ("pairings", "tick, seq"),
    PreferenceRecord: ("preferences", "tick, agent_id, rank"),
    ResourceSnapshot: ("resource_snapshots", "tick, x, y"),
    TickState: ("tick_states", "tick"),
    TradeRecord: ("trades", "tick, seq"),
}
_QUANTITIES = {"inventory_A", "inventory_B", "amount", "dA", "dB"}
_FLAGS = {"is_paired", "is_foraging_committed"}
_PATIENCE = 2.0  # seconds for which another program may hold the file locked

R = TypeVar("R")


def open_database(path: Path | str) -> "Database":
    """Open a file of recorded runs for reading only.

    Raises
    ------
    TelemetryError
        There is no such file, it is not a file of recorded runs, it was written by
        a newer VMT, or it cannot be read.
    """
    path = Path(path).absolute()
    if not path.exists():
        raise TelemetryError(f"{path}: there is no such file")
    if not path.is_file():
        raise TelemetryError(f"{path}: this is not a file but a folder; choose a file")
    connection = _connect(path)
    try:
        _require_runs(path, connection)
    except BaseException:
        connection.close()
        raise
    return Database(path, connection)


class Database:
    """An open file of recorded runs; made by `open_database`.

    Each call sees what has been committed until then, so that a run can be
    followed while it is recorded. May be used from any thread, by one at a time.

    Attributes
    ----------
    path : Path
    connection : sqlite3.Connection
        Read-only, for queries of one's own; the views ``*_in_units`` have natural
        units.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self.connection = connection
        self._decimals: dict[int, int] = {}

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def runs(self) -> list[Run]:
        """Return the runs of the file, newest first."""
        columns = ", ".join(
            "grid_width" if field.name == "grid_size" else field.name
            for field in fields(Run)
        )
        query = f"SELECT {columns} FROM simulation_runs ORDER BY run_id DESC"  # noqa: S608 - our names
        return [Run(*row) for row in self._query(query, ())]

    def run(self, run_id: int) -> Run:
        """Return one run.

        Raises
        ------
        TelemetryError
            The file has no such run; the message lists those it has.
        """
        runs = self.runs()
        for run in runs:
            if run.run_id == run_id:
                return run
        known = ", ".join(str(run.run_id) for run in reversed(runs)) or "none"
        raise TelemetryError(
            f"{self.path}: there is no run {run_id} in this file; it has: {known}"
        )

    def tick_range(self, run_id: int) -> tuple[int, int]:
        """Return the first and the last recorded tick; -1: before tick 0."""
        query = "SELECT min(tick), max(tick) FROM tick_states WHERE run_id = ?"
        ((first, last),) = self._query(query, (run_id,))
        return (-1, -1) if first is None else (first, last)

    def agents(self, run_id: int) -> list[Agent]:
        """Return what each agent is, by id."""
        return self._records(Agent, run_id)

    def agents_at(self, run_id: int, tick: int) -> list[AgentSnapshot]:
        """Return the agents in the last snapshot up to a tick, by id."""
        return self._latest(AgentSnapshot, run_id, tick)

    def agent_history(self, run_id: int, agent_id: int) -> list[AgentSnapshot]:
        """Return one agent in all its snapshots, by tick."""
        # Rows lie by tick: a look-up for each tick beats reading all of them.
        where = "tick IN (SELECT tick FROM tick_states WHERE run_id = ?1)"
        return self._records(
            AgentSnapshot, run_id, f"{where} AND agent_id = ?", agent_id
        )

    def resources_at(self, run_id: int, tick: int) -> list[ResourceSnapshot]:
        """Return the cells that hold something in the last snapshot up to a tick."""
        return self._latest(ResourceSnapshot, run_id, tick)

    def decisions(self, run_id: int, tick: int) -> list[DecisionRecord]:
        """Return what each agent chose to do in a tick, by id."""
        return self._records(DecisionRecord, run_id, "tick = ?", tick)

    def trades(self, run_id: int, tick: int | None = None) -> list[TradeRecord]:
        """Return the trades of a tick, or of the whole run, as they were executed."""
        return self._of_tick(TradeRecord, run_id, tick)

    def trades_of(self, run_id: int, agent_id: int) -> list[TradeRecord]:
        """Return the trades in which an agent bought or sold, as they were executed."""
        return self._records(
            TradeRecord, run_id, "? IN (buyer_id, seller_id)", agent_id
        )

    def decisions_of(
        self, run_id: int, agent_id: int, first: int, last: int
    ) -> list[DecisionRecord]:
        """Return what an agent chose to do from one tick to another, both included."""
        where = "tick BETWEEN ? AND ? AND agent_id = ?"
        return self._records(DecisionRecord, run_id, where, first, last, agent_id)

    def harvests(self, run_id: int, tick: int | None = None) -> list[HarvestRecord]:
        """Return the harvests of a tick, or of the whole run, in their order."""
        return self._of_tick(HarvestRecord, run_id, tick)

    def pairings(self, run_id: int, tick: int | None = None) -> list[PairingRecord]:
        """Return partnerships made and dissolved in a tick, or in the whole run."""
        return self._of_tick(PairingRecord, run_id, tick)

    def preferences(self, run_id: int, tick: int) -> list[PreferenceRecord]:
        """Return the partners that agents ranked in a tick, by agent and rank."""
        return self._records(PreferenceRecord, run_id, "tick = ?", tick)

    def mode_changes(self, run_id: int) -> list[ModeChangeRecord]:
        """Return the ticks whose mode differs from that of the tick before."""
        return self._records(ModeChangeRecord, run_id)

    def tick_states(self, run_id: int) -> list[TickState]:
        """Return the mode and the digest of each recorded tick."""
        return self._records(TickState, run_id)

    def columns(
        self, run_id: int, table: Table, selection: Selection = EVERYTHING
    ) -> dict[str, NDArray[Any]]:
        """Return the columns of a table of a run, goods in minor units.

        Where there is nothing, an integer is -1 and a real NaN.
        """
        where, parameters = as_sql(selection, table.name, by_tick=table.by_tick)
        listed = ", ".join(_or_nothing(column) for column in table.columns)
        query = (
            f"SELECT {listed} FROM {table.name}"  # noqa: S608 - our names
            f" WHERE run_id = ?{where} ORDER BY {table.order}"
        )
        rows = self._query(query, (run_id, *parameters))
        values = zip(*rows, strict=True) if rows else ([] for _ in table.columns)
        return {
            column.name: np.array(found, DTYPES[column.kind])
            for column, found in zip(table.columns, values, strict=True)
        }

    def _of_tick(self, record: type[R], run_id: int, tick: int | None) -> list[R]:
        if tick is None:
            return self._records(record, run_id)
        return self._records(record, run_id, "tick = ?", tick)

    def _latest(self, record: type[R], run_id: int, tick: int) -> list[R]:
        table, _ = _TABLES[record]
        latest = (
            f"tick = (SELECT max(tick) FROM {table}"  # noqa: S608 - our names
            " WHERE run_id = ?1 AND tick <= ?)"
        )
        return self._records(record, run_id, latest, tick)

    def _records(
        self, record: type[R], run_id: int, where: str = "1", *parameters: int
    ) -> list[R]:
        """Return rows of a run as records, in the order of the primary key."""
        names = [field.name for field in fields(record)]  # type: ignore[arg-type]
        table, order = _TABLES[record]
        query = (
            f"SELECT {', '.join(names)} FROM {table}"  # noqa: S608 - our names
            f" WHERE run_id = ?1 AND {where} ORDER BY {order}"
        )
        quantities = [i for i, name in enumerate(names) if name in _QUANTITIES]
        flags = [i for i, name in enumerate(names) if name in _FLAGS]
        decimals = self._quantity_decimals(run_id) if quantities else 0

        def converted() -> Iterator[R]:
            for row in self._query(query, (run_id, *parameters)):
                values = list(row)
                for i in quantities:
                    values[i] = natural(values[i], decimals)
                for i in flags:
                    values[i] = bool(values[i])
                yield record(*values)

        return list(converted())

    def _quantity_decimals(self, run_id: int) -> int:
        if run_id not in self._decimals:
            self._decimals[run_id] = self.run(run_id).quantity_decimals
        return self._decimals[run_id]

    def _query(self, query: str, parameters: Sequence[int]) -> list[tuple[Any, ...]]:
        try:
            return self.connection.execute(query, parameters).fetchall()
        except sqlite3.Error as error:
            raise _cannot_read(self.path, error) from error


def _or_nothing(column: Column) -> str:
    if column.nullable and column.kind is Kind.INTEGER:
        return f"ifnull({column.name}, -1)"
    return column.name


def _connect(path: Path) -> sqlite3.Connection:
    uri = f"{path.as_uri()}?mode=ro"
    try:
        return _answering(uri)
    except sqlite3.OperationalError as error:
        # A run that goes on or was killed, in a folder that may not be written to:
        # SQLite has nowhere to keep account of the readers. Without a log beside the
        # file nobody writes, and there is no account to keep.
        code = error.sqlite_errorcode & 0xFF
        if code not in {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY}:
            raise _cannot_read(path, error) from error
        log = path.with_name(f"{path.name}-wal")
        if log.exists():
            raise TelemetryError(
                f"{path}: the run in it goes on or was ended by force, and SQLite can"
                " read such a file only in a folder that may be written to; copy it"
                f" to one, together with {log.name}"
            ) from error
    except sqlite3.DatabaseError as error:
        raise _cannot_read(path, error) from error
    try:
        return _answering(f"{uri}&immutable=1")
    except sqlite3.DatabaseError as error:
        raise _cannot_read(path, error) from error


def _answering(uri: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        uri, uri=True, timeout=_PATIENCE, isolation_level=None, check_same_thread=False
    )
    try:
        # Only a question makes SQLite look into the file.
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _require_runs(path: Path, connection: sqlite3.Connection) -> None:
    ((application_id,),) = connection.execute("PRAGMA application_id")
    ((version,),) = connection.execute("PRAGMA user_version")
    found = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
    tables = {name for (name,) in found}
    if application_id == schema.APPLICATION_ID:
        if version > schema.VERSION:
            raise TelemetryError(
                f"{path}: a newer VMT wrote this (schema {version}; this version reads"
                f" up to {schema.VERSION}); open it with that version"
            )
        if tables >= {"simulation_runs", *(table for table, _ in _TABLES.values())}:
            return
        raise TelemetryError(
            f"{path}: tables are missing from this recording; it is damaged"
        )
    if editions.is_public(connection):
        editions.add_views(connection)
        return
    if "simulation_runs" in tables:
        raise TelemetryError(
            f"{path}: another edition of VMT wrote this, and this version cannot read"
            " its tables; open it with the edition that wrote it"
        )
    raise TelemetryError(f"{path}: this is a database, but not one of recorded runs")


def _cannot_read(path: Path, error: sqlite3.Error) -> TelemetryError:
    return TelemetryError(f"{path}: {reason(error)}")
