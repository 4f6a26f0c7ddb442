"""A whole run as an SQLite file that any program can read.

Goods have two columns each: ``dA`` in natural units, a real, and ``dA_minor`` in minor
units, exact. The one row of simulation_runs tells what the run is.
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

from vmt.telemetry.errors import TelemetryError, reason
from vmt.telemetry.export.chunks import chunks, nothing
from vmt.telemetry.export.values import values
from vmt.telemetry.recorded_run import RecordedRun
from vmt.telemetry.selection import EVERYTHING, Selection
from vmt.telemetry.tables import TABLES, Kind

_TYPES = {
    Kind.INTEGER: "INTEGER",
    Kind.QUANTITY: "REAL",
    Kind.REAL: "REAL",
    Kind.FLAG: "INTEGER",
    Kind.TEXT: "TEXT",
}


def write_sqlite(
    run: RecordedRun,
    path: Path,
    selection: Selection = EVERYTHING,
    names: Iterable[str] = tuple(TABLES),
    on_ticks: Callable[[int], object] = nothing,
) -> int:
    """Write tables of a run to an empty file and return the number of their rows.

    Raises
    ------
    TelemetryError
        The run cannot be read, or the file not written.
    """
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            # Nobody sees the file before it is whole, so that it needs no journal.
            connection.execute("PRAGMA journal_mode = OFF")
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute("BEGIN")
            about = asdict(run.run)
            _create(connection, "simulation_runs", [(name, "") for name in about])
            _insert(connection, "simulation_runs", [tuple(about.values())])
            count = sum(
                _write(connection, run, name, selection, on_ticks) for name in names
            )
            connection.execute("COMMIT")
    except sqlite3.Error as error:
        raise TelemetryError(f"{path}: {reason(error)}") from error
    return count


def _write(
    connection: sqlite3.Connection,
    run: RecordedRun,
    name: str,
    selection: Selection,
    on_ticks: Callable[[int], object],
) -> int:
    table, scale, count = TABLES[name], 10**run.run.quantity_decimals, 0
    columns = []
    for column in table.columns:
        columns.append((column.name, _TYPES[column.kind]))
        if column.kind is Kind.QUANTITY:
            columns.append((f"{column.name}_minor", "INTEGER"))
    _create(connection, name, columns)
    for part in chunks(run, name, selection, on_ticks):
        found: list[Sequence[Any]] = []
        for column in table.columns:
            if column.kind is Kind.QUANTITY:
                found.append((part[column.name] / scale).tolist())
            found.append(values(column, part[column.name]))
        _insert(connection, name, zip(*found, strict=True))
        count += len(part)
    return count


def _create(
    connection: sqlite3.Connection, name: str, columns: Sequence[tuple[str, str]]
) -> None:
    listed = ", ".join(f"{column} {kind}".rstrip() for column, kind in columns)
    connection.execute(f"CREATE TABLE {name} ({listed})")


def _insert(
    connection: sqlite3.Connection, name: str, rows: Iterable[Sequence[Any]]
) -> None:
    found = connection.execute(f"SELECT * FROM {name} LIMIT 0").description  # noqa: S608 - our names
    marks = ", ".join("?" * len(found))
    connection.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)  # noqa: S608 - our names
