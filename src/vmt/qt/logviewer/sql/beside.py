"""Other files that a query can read beside its own, as views with a prefix."""

import re
import sqlite3
from collections.abc import Mapping
from pathlib import Path

from vmt.telemetry.block_reader import BlockReader
from vmt.telemetry.connection import cannot_read
from vmt.telemetry.errors import TelemetryError
from vmt.telemetry.reader import Database, open_database

MOST = 9
"""Files that SQLite can have open beside the first one, but for one of its own."""
_CREATE = re.compile(r"^CREATE VIEW \w+ AS\b")
_NAMED = re.compile(r"\b(FROM|JOIN) (\w+)\b")

Described = list[tuple[str, str]]


def tables(database: Database) -> Described:
    """Return the names of the tables and views for readers, with the SQL of them.

    A temporary one stands in the way of another one of the same name.

    Raises
    ------
    TelemetryError
        The file cannot be read.
    """
    found = database.query(
        "SELECT name, sql FROM sqlite_temp_schema WHERE type IN ('table', 'view')"
        " UNION ALL SELECT name, sql FROM main.sqlite_schema"
        " WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'"
    )
    described: dict[str, str] = {}
    for name, sql in found:
        described.setdefault(name, sql or "")
    return list(described.items())


def can_be_beside(database: Database) -> bool:
    """Return whether the tables of a file can be read beside those of another one.

    Those of older files and of the public VMT are views that its own connection has.
    """
    ((n_own,),) = database.query("SELECT count(*) FROM sqlite_temp_schema")
    return database.has_blocks and n_own == 0


def put_beside(database: Database, others: Mapping[str, Path]) -> list[Database]:
    """Let a connection read other files, too.

    Parameters
    ----------
    database : Database
        Not guarded yet.
    others : mapping of str to Path
        By the prefix of their names: with ``run2`` its trades are ``run2_trades``.

    Returns
    -------
    list of Database
        The other files, to be closed after the first one.

    Raises
    ------
    TelemetryError
        One of them cannot be read.
    """
    opened = []
    for prefix, path in others.items():
        other = open_database(path)
        opened.append(other)
        if not can_be_beside(other):
            raise TelemetryError(
                f"{path}: a query can read this file only when it is looked at"
            )
        try:
            _attach(database.connection, prefix, other)
        except sqlite3.Error as error:
            raise cannot_read(path, error) from error
    return opened


def _attach(connection: sqlite3.Connection, prefix: str, other: Database) -> None:
    (uri,) = (
        f"{Path(path).as_uri()}?mode=ro"
        for _, name, path in other.connection.execute("PRAGMA database_list")
        if name == "main"
    )
    connection.execute(f"ATTACH ? AS {prefix}", (uri,))
    value = f"vmt_value_of_{prefix}"
    # Blocks are found by the number of a run and a tick, which each file has its own.
    reader = BlockReader(other.connection)
    connection.create_function(value, 5, reader.value, deterministic=True)
    described = tables(other)
    names = {name for name, _ in described}

    def prefixed(found: re.Match[str]) -> str:
        name = found[2]
        return f"{found[1]} {prefix}_{name}" if name in names else found[0]

    for name, sql in described:
        if _CREATE.match(sql):
            body = _NAMED.sub(prefixed, _CREATE.sub("", sql, count=1))
            body = body.replace("vmt_value(", f"{value}(")
        else:
            body = f" SELECT * FROM {prefix}.{name}"  # noqa: S608 - the file's names
        connection.execute(f"CREATE TEMP VIEW {prefix}_{name} AS{body}")
