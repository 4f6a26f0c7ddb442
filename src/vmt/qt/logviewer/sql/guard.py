"""What a query that somebody has typed may do: read the tables of its file."""

import sqlite3

from vmt.telemetry.reader import Database

_ALLOWED = {
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_FUNCTION,
    sqlite3.SQLITE_RECURSIVE,
}
_REFUSED_FUNCTIONS = {"load_extension", "fts3_tokenizer"}
_OWN = {None, "main", "temp"}
_LONGEST_VALUE = 8 * 1024**2
_LONGEST_QUERY = 1024**2
_LONGEST_PATTERN = 1_000  # of LIKE and GLOB, for each character of what they look at


def guard(database: Database) -> None:
    """Let the connection to a file read from now on, and do nothing else.

    The file is open for reading only in any case. This also keeps a query from opening
    another file, from changing how SQLite works, and from filling the memory with one
    value. What is attached already is read through the views of it alone.
    """
    connection = database.connection
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
    connection.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, _LONGEST_QUERY)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, _LONGEST_PATTERN)
    connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    connection.set_authorizer(_judge)


def _judge(
    action: int, _one: str | None, name: str | None, file: str | None, by: str | None
) -> int:
    if action not in _ALLOWED:
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_FUNCTION and name in _REFUSED_FUNCTIONS:
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_READ and file not in _OWN and by is None:
        # The views of the file itself would find the blocks of the main one.
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK
