"""Reading recorded runs, also while they are being written; nothing is written."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import fields
from math import isnan
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from vmt.telemetry.block_rows import BlockRows
from vmt.telemetry.conditions import applicable, rows_let_through
from vmt.telemetry.connection import cannot_read, open_readonly
from vmt.telemetry.errors import DamageError, TelemetryError
from vmt.telemetry.records import (
    Agent,
    AgentSnapshot,
    AttemptRecord,
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
from vmt.telemetry.tables import DTYPES, TABLES, Column, Kind, Table

RECORDS: dict[type, Table] = {
    Agent: TABLES["agents"],
    AgentSnapshot: TABLES["agent_snapshots"],
    AttemptRecord: TABLES["trade_attempts"],
    DecisionRecord: TABLES["decisions"],
    HarvestRecord: TABLES["harvests"],
    ModeChangeRecord: TABLES["mode_changes"],
    PairingRecord: TABLES["pairings"],
    PreferenceRecord: TABLES["preferences"],
    ResourceSnapshot: TABLES["resource_snapshots"],
    TickState: TABLES["tick_states"],
    TradeRecord: TABLES["trades"],
}
"""The table that each record is a row of."""

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
    connection, has_blocks = open_readonly(path)
    return Database(path, connection, has_blocks=has_blocks)


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

    def __init__(
        self, path: Path, connection: sqlite3.Connection, *, has_blocks: bool
    ) -> None:
        self.path = path
        self.connection = connection
        self._blocks = BlockRows(connection) if has_blocks else None
        self._decimals: dict[int, int] = {}

    @property
    def has_blocks(self) -> bool:
        """Whether it has the tables of blocks, which older files do not have."""
        return self._blocks is not None

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    def forget(self) -> None:
        """Let go of what is kept to be read again soon: megabytes of a large run."""
        if self._blocks is not None:
            self._blocks.forget()

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
        return [Run(*row) for row in self.query(query, ())]

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
        ((first, last),) = self.query(query, (run_id,))
        return (-1, -1) if first is None else (first, last)

    def agents(self, run_id: int) -> list[Agent]:
        """Return what each agent is, by id."""
        return self._records(Agent, run_id)

    def agents_at(self, run_id: int, tick: int) -> list[AgentSnapshot]:
        """Return the agents in the last snapshot up to a tick, by id."""
        return self._latest(AgentSnapshot, run_id, tick)

    def agent_history(self, run_id: int, agent_id: int) -> list[AgentSnapshot]:
        """Return one agent in all its snapshots, by tick."""
        return self._records(AgentSnapshot, run_id, Selection(agents=(agent_id,)))

    def resources_at(self, run_id: int, tick: int) -> list[ResourceSnapshot]:
        """Return the cells that hold something in the last snapshot up to a tick."""
        return self._latest(ResourceSnapshot, run_id, tick)

    def decisions(self, run_id: int, tick: int) -> list[DecisionRecord]:
        """Return what each agent chose to do in a tick, by id."""
        return self._records(DecisionRecord, run_id, Selection(tick, tick))

    def trades(self, run_id: int, tick: int | None = None) -> list[TradeRecord]:
        """Return the trades of a tick, or of the whole run, as they were executed."""
        return self._records(TradeRecord, run_id, Selection(tick, tick))

    def trades_of(self, run_id: int, agent_id: int) -> list[TradeRecord]:
        """Return the trades in which an agent bought or sold, as they were executed."""
        return self._records(TradeRecord, run_id, Selection(agents=(agent_id,)))

    def decisions_of(
        self, run_id: int, agent_id: int, first: int, last: int
    ) -> list[DecisionRecord]:
        """Return what an agent chose to do from one tick to another, both included."""
        return self._records(
            DecisionRecord, run_id, Selection(first, last, (agent_id,))
        )

    def harvests(self, run_id: int, tick: int | None = None) -> list[HarvestRecord]:
        """Return the harvests of a tick, or of the whole run, in their order."""
        return self._records(HarvestRecord, run_id, Selection(tick, tick))

    def pairings(self, run_id: int, tick: int | None = None) -> list[PairingRecord]:
        """Return partnerships made and dissolved in a tick, or in the whole run."""
        return self._records(PairingRecord, run_id, Selection(tick, tick))

    def preferences(self, run_id: int, tick: int) -> list[PreferenceRecord]:
        """Return the partners that agents ranked in a tick, by agent and rank."""
        return self._records(PreferenceRecord, run_id, Selection(tick, tick))

    def mode_changes(self, run_id: int) -> list[ModeChangeRecord]:
        """Return the ticks whose mode differs from that of the tick before."""
        return self._records(ModeChangeRecord, run_id)

    def tick_states(self, run_id: int) -> list[TickState]:
        """Return the mode and the digest of each recorded tick."""
        return self._records(TickState, run_id)

    def records(
        self, record: type[R], run_id: int, selection: Selection = EVERYTHING
    ) -> list[R]:
        """Return rows of a run as records of a type of `RECORDS`, in their order."""
        return self._records(record, run_id, selection)

    def columns(
        self, run_id: int, table: Table, selection: Selection = EVERYTHING
    ) -> dict[str, NDArray[Any]]:
        """Return the columns of a table of a run, goods in minor units.

        Where there is nothing, an integer is -1 and a real NaN.
        """
        found: Mapping[str, Any] | None
        if self._blocks is not None and table.name in self._blocks:
            try:
                found = self._blocks.columns(table.name, run_id, selection)
            except sqlite3.Error as error:
                raise cannot_read(self.path, error) from error
        else:
            where, parameters = as_sql(selection, table.name, by_tick=table.by_tick)
            source, instead = table.name, {}
            if self._blocks is not None and table.name == "trades":
                # Each trade looks up its tick; the other way round takes very long.
                source += " CROSS JOIN tick_states USING (run_id, tick)"
                instead = {"seq": "id - first_trade AS seq"}
                if selection.first_tick is not None:
                    # They lie in the order of their ids, and have no other index.
                    where += (
                        " AND id >= (SELECT first_trade FROM tick_states"
                        " WHERE run_id = ?1 AND tick >= ?2 ORDER BY tick LIMIT 1)"
                    )
                if selection.last_tick is not None:
                    number = 2 if selection.first_tick is None else 3
                    where += (
                        " AND id < ifnull((SELECT first_trade FROM tick_states"  # noqa: S608 - our numbers
                        f" WHERE run_id = ?1 AND tick > ?{number}"
                        f" ORDER BY tick LIMIT 1), {2**63 - 1})"
                    )
            listed = ", ".join(
                instead.get(column.name) or _or_nothing(column)
                for column in table.columns
            )
            query = (
                f"SELECT {listed} FROM {source}"  # noqa: S608 - our names
                f" WHERE run_id = ?1{where} ORDER BY {table.order}"
            )
            rows = self.query(query, (run_id, *parameters))
            names = [column.name for column in table.columns]
            found = (
                dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else None
            )
        try:
            columns = {
                column.name: np.array(
                    found[column.name] if found else (), DTYPES[column.kind]
                )
                for column in table.columns
            }
        except (TypeError, ValueError, OverflowError) as error:
            # SQLite keeps texts in columns of numbers, too.
            damage = DamageError(f"a value in {table.name}: {error}")
            raise cannot_read(self.path, damage) from error
        if applicable(selection.conditions, table.name):
            decimals = self._quantity_decimals(run_id)
            kept = rows_let_through(table, columns, selection.conditions, decimals)
            columns = {name: values[kept] for name, values in columns.items()}
        return columns

    def query(
        self, query: str, parameters: Sequence[int] = ()
    ) -> list[tuple[Any, ...]]:
        """Return the rows that answer a query.

        Raises
        ------
        TelemetryError
            The file cannot be read.
        """
        try:
            return self.connection.execute(query, parameters).fetchall()
        except sqlite3.Error as error:
            raise cannot_read(self.path, error) from error

    def _latest(self, record: type[R], run_id: int, tick: int) -> list[R]:
        """Return the records of the last tick up to one that has any."""
        table = RECORDS[record].name
        if self._blocks is not None:
            flag = "has_agents" if record is AgentSnapshot else "has_places"
            query = (
                "SELECT max(tick) FROM tick_states"  # noqa: S608 - our names
                f" WHERE run_id = ? AND tick <= ? AND {flag}"
            )
        else:
            query = f"SELECT max(tick) FROM {table} WHERE run_id = ? AND tick <= ?"  # noqa: S608
        ((latest,),) = self.query(query, (run_id, tick))
        if latest is None:
            return []
        return self._records(record, run_id, Selection(latest, latest))

    def _records(
        self, record: type[R], run_id: int, selection: Selection = EVERYTHING
    ) -> list[R]:
        """Return rows of a run as records, in their order."""
        table = RECORDS[record]
        found = self.columns(run_id, table, selection)
        decimals = self._quantity_decimals(run_id)
        columns = [_values(c, found[c.name], decimals) for c in table.columns]
        return [record(*values) for values in zip(*columns, strict=True)]

    def _quantity_decimals(self, run_id: int) -> int:
        if run_id not in self._decimals:
            self._decimals[run_id] = self.run(run_id).quantity_decimals
        return self._decimals[run_id]


def _or_nothing(column: Column) -> str:
    if column.nullable and column.kind is Kind.INTEGER:
        return f"ifnull({column.name}, -1)"
    return column.name


def _values(column: Column, found: NDArray[Any], decimals: int) -> list[Any]:
    """Return the values of a column as records have them."""
    values: list[Any] = found.tolist()
    if column.kind is Kind.QUANTITY:
        return [natural(value, decimals) for value in values]
    if column.nullable and column.kind is Kind.INTEGER:
        return [None if value == -1 else value for value in values]
    if column.nullable and column.kind is Kind.REAL:
        return [None if isnan(value) else value for value in values]
    return values
