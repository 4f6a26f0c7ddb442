"""The tables of schema.sql in a new file, and the marks of such a file."""

import os
import sqlite3
from contextlib import suppress
from importlib.resources import files
from pathlib import Path

from vmt.telemetry.errors import TelemetryError, cannot_make, reason

VERSION = 2
"""Of the tables (PRAGMA user_version); readers refuse what is newer."""
FIRST_WITH_BLOCKS = 2
"""The version since which snapshots, decisions and harvests are stored in blocks."""
APPLICATION_ID = int.from_bytes(b"VMTd", "big")
"""Marks a file as ours (PRAGMA application_id), so that no other is taken for one."""
PATIENCE = 5.0
"""Seconds for which another program may hold the file locked before a run gives up."""


def schema_sql() -> str:
    """Return the text of schema.sql."""
    return files("vmt.telemetry").joinpath("schema.sql").read_text(encoding="utf-8")


def create(path: Path) -> sqlite3.Connection:
    """Make a new file with empty tables and return the connection that writes to it.

    The tables are part of a transaction that the caller commits with the first row of
    the run: a file either tells of a run or has nothing in it. The connection commits
    what it is told to (``isolation_level`` None) and may be used from any thread, by
    one at a time.

    Raises
    ------
    TelemetryError
        The file cannot be made. Nothing is left behind.
    """
    try:
        # SQLite would open what is there; this fails instead.
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
    except OSError as error:
        raise cannot_make(path, error) from error
    try:
        connection = sqlite3.connect(
            f"{path.as_uri()}?mode=rw",
            uri=True,
            timeout=PATIENCE,
            isolation_level=None,
            check_same_thread=False,
        )
    except sqlite3.Error as error:
        discard(path)
        raise cannot_begin(path, error) from error
    try:
        # Blocks are longer than a page of the usual 4096 bytes: fewer, larger ones.
        connection.execute("PRAGMA page_size = 8192")
        # Readers go on while we write, and we write while they read.
        connection.execute("PRAGMA journal_mode = WAL")
        # With WAL this cannot damage the file; a power cut may take the last
        # transactions, which a killed process may not. FULL waits for the disk at
        # each commit for nothing that matters here.
        connection.execute("PRAGMA synchronous = NORMAL")
        # Rows name the one run of the file: looking it up each time finds nothing new.
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.executescript(
            f"BEGIN; PRAGMA application_id = {APPLICATION_ID};"
            f" PRAGMA user_version = {VERSION}; {schema_sql()}"
        )
    except BaseException as error:
        connection.close()
        discard(path)
        if isinstance(error, sqlite3.Error):
            raise cannot_begin(path, error) from error
        raise
    return connection


def discard(path: Path) -> None:
    """Remove a file that was just made, with what SQLite put beside it."""
    for end in ("", "-wal", "-shm", "-journal"):
        with suppress(OSError):
            path.with_name(path.name + end).unlink()


def cannot_begin(path: Path, error: sqlite3.Error) -> TelemetryError:
    """Return the error for a new file that SQLite cannot write to."""
    return TelemetryError(f"cannot record to {path}: {reason(error)}")
