"""Answers to queries, some rows at a time: rows as SQLite has them."""

import sqlite3
from collections.abc import Iterator
from typing import Any

from vmt.qt.logviewer.sql.mistake import line_and_column, nearest, place_of
from vmt.telemetry.reader import Database

Row = tuple[Any, ...]
Piece = list[Any]
"""The titles first, then rows."""

LONGEST_ROW = 16 * 1024**2
"""Bytes of texts and blobs that a row has at most."""
_AT_ONCE = 1_000  # rows of a piece
_MOST_BYTES = 1024**2  # of texts and blobs of a piece, unless one row has more


class QueryError(Exception):
    """A query has no answer.

    Attributes
    ----------
    problem : str
        Why, and what to do.
    place : (int, int) or None
        Where in the query the mistake begins and ends.
    """

    def __init__(self, problem: str, place: tuple[int, int] | None = None) -> None:
        super().__init__(problem)
        self.problem, self.place = problem, place


def pieces(database: Database, query: str) -> Iterator[Piece]:
    """Ask a guarded file a question: yield the titles, and then rows, some at a time.

    Raises
    ------
    QueryError
        There is a mistake in the query, or it asks for too much.
    """
    connection = database.connection
    try:
        cursor = connection.execute(query)
        if cursor.description is None:
            raise QueryError("there is no query here; write one, as in SELECT 1")
        yield [title for title, *_ in cursor.description]
        rows: list[Row] = []
        n_bytes = 0
        for row in cursor:
            size = sum(len(value) for value in row if isinstance(value, str | bytes))
            if size > LONGEST_ROW:
                raise QueryError("a row takes more than 16 MB; ask for less")
            rows.append(row)
            n_bytes += size
            if len(rows) >= _AT_ONCE or n_bytes >= _MOST_BYTES:
                yield rows
                rows, n_bytes = [], 0
        if rows:
            yield rows
    except (sqlite3.Error, sqlite3.Warning) as error:
        raise _mistake(connection, query, error) from error
    except MemoryError as error:
        raise QueryError(
            "the query takes too much memory; ask for fewer columns, or for less in"
            " one value"
        ) from error


def _mistake(
    connection: sqlite3.Connection, query: str, error: Exception
) -> QueryError:
    message = str(error)
    if "one statement" in message:
        return QueryError("write one query at a time, without a semicolon inside")
    if any(word in message for word in ("not authorized", "denied", "prohibited")):
        return QueryError(
            f"{message}: a query can only read the tables that are listed beside it;"
            " begin it with SELECT or WITH"
        )
    if "too big" in message:
        return QueryError("a value takes more than 8 MB; ask for less")
    place = place_of(connection, query, message)
    if place is not None:
        line, column = line_and_column(query, place[0])
        message += f" (line {line}, column {column})"
    name = nearest(connection, str(error))
    if name:
        message += f"; did you mean {name}?"
    return QueryError(message, place)
