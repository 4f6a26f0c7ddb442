"""Opening a file of recorded runs for reading only, whatever edition wrote it."""

import sqlite3
from pathlib import Path

from vmt.telemetry import editions, migrations, schema
from vmt.telemetry.errors import DamageError, TelemetryError, reason
from vmt.telemetry.files import alike
from vmt.telemetry.tables import TABLES

_PATIENCE = 2.0  # seconds for which another program may hold the file locked


def open_readonly(path: Path) -> tuple[sqlite3.Connection, bool]:
    """Open a file for reading only, with the tables of `vmt.telemetry.tables`.

    Returns
    -------
    sqlite3.Connection
    bool
        Whether some of the tables are views of blocks, which need `vmt_value`.

    Raises
    ------
    TelemetryError
        There is no such file, it is not a file of recorded runs, it was written by
        a newer VMT, or it cannot be read.
    """
    if not path.exists():
        raise TelemetryError(f"{path}: there is no such file{alike(path)}")
    if not path.is_file():
        raise TelemetryError(f"{path}: this is not a file but a folder; choose a file")
    connection = _connect(path)
    try:
        return connection, _prepare(path, connection)
    except sqlite3.Error as error:
        connection.close()
        raise cannot_read(path, error) from error
    except BaseException:
        connection.close()
        raise


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
            raise cannot_read(path, error) from error
        log = path.with_name(f"{path.name}-wal")
        if log.exists():
            raise TelemetryError(
                f"{path}: the run in it goes on or was ended by force, and SQLite can"
                " read such a file only in a folder that may be written to; copy it"
                f" to one, together with {log.name}"
            ) from error
    except sqlite3.DatabaseError as error:
        raise cannot_read(path, error) from error
    try:
        return _answering(f"{uri}&immutable=1")
    except sqlite3.DatabaseError as error:
        raise cannot_read(path, error) from error


def _answering(uri: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        uri, uri=True, timeout=_PATIENCE, isolation_level=None, check_same_thread=False
    )
    try:
        # Only a question makes SQLite look into the file.
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except UnicodeDecodeError as error:  # of SQLite's own message
        connection.close()
        raise DamageError("the name of a table is no text") from error
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(path: Path, connection: sqlite3.Connection) -> bool:
    """Give the connection the tables that readers know; whether there are blocks."""
    ((application_id,),) = connection.execute("PRAGMA application_id")
    ((version,),) = connection.execute("PRAGMA user_version")
    found = connection.execute("SELECT name FROM sqlite_schema")
    tables = {name for (name,) in found}
    if application_id == schema.APPLICATION_ID:
        if version > schema.VERSION:
            raise TelemetryError(
                f"{path}: a newer VMT wrote this (schema {version}; this version reads"
                f" up to {schema.VERSION}); open it with that version"
            )
        migrations.migrate(connection, version)
        added = connection.execute("SELECT name FROM sqlite_temp_schema")
        tables |= {name for (name,) in added}
        missing = sorted({"simulation_runs", *TABLES} - tables)
        if missing:
            raise TelemetryError(
                f"{path}: tables are missing from this recording"
                f" ({', '.join(missing)}); it is damaged: take a copy of it from before"
            )
        return int(version) >= schema.FIRST_WITH_BLOCKS
    if editions.is_public(connection):
        editions.add_views(connection)
        return False
    if "simulation_runs" in tables:
        raise TelemetryError(
            f"{path}: another edition of VMT wrote this, and this version cannot read"
            " its tables; open it with the edition that wrote it"
        )
    if not tables:
        raise TelemetryError(
            f"{path}: there is nothing in this file; a run that was ended by force"
            " before its first tick leaves such a one behind, and it can be deleted"
        )
    raise TelemetryError(f"{path}: this is a database, but not one of recorded runs")


def cannot_read(path: Path, error: sqlite3.Error) -> TelemetryError:
    """Return the error for a file that SQLite cannot read."""
    return TelemetryError(f"{path}: {reason(error)}")
