"""Answers to queries: rows as SQLite has them, so many as can be looked at."""

import sqlite3
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from vmt.qt.background import Pulse
from vmt.qt.logviewer.sql.mistake import line_and_column, place_of
from vmt.telemetry.reader import Database

MOST_ROWS = 100_000
"""Rows that an answer has at most."""
_MOST_BYTES = 64 * 1024**2  # of texts and blobs
_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a query.

    Attributes
    ----------
    titles : list of str
    rows : list of tuple
    is_whole : bool
        Whether there are no more rows than these.
    seconds : float
    problem : str
        Why there is no answer.
    place : (int, int) or None
        Where in the query the mistake begins and ends.
    """

    titles: list[str] = field(default_factory=list)
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    is_whole: bool = True
    seconds: float = 0.0
    problem: str = ""
    place: tuple[int, int] | None = None


def answer(database: Database, pulse: Pulse, *, query: str) -> Answer:
    """Ask a guarded file a question; a mistake in it is told in the answer."""
    began = monotonic()
    connection = database.connection
    rows: list[tuple[Any, ...]] = []
    try:
        cursor = connection.execute(query)
        if cursor.description is None:
            return Answer(problem="there is no query here; write one, as in SELECT 1")
        titles = [title for title, *_ in cursor.description]
        is_whole = True
        n_bytes = 0
        while found := cursor.fetchmany(_AT_ONCE):
            rows += found
            n_bytes += sum(_size(value) for row in found for value in row)
            pulse(len(rows), MOST_ROWS)
            if len(rows) >= MOST_ROWS or n_bytes > _MOST_BYTES:
                is_whole = len(rows) <= MOST_ROWS and cursor.fetchone() is None
                break
        cursor.close()
    except (sqlite3.Error, sqlite3.Warning) as error:
        pulse(0, 0)  # if it was canceled, there is nothing to say
        return _mistake(connection, query, error)
    return Answer(titles, rows[:MOST_ROWS], is_whole, monotonic() - began)


def _mistake(connection: sqlite3.Connection, query: str, error: Exception) -> Answer:
    message = str(error)
    if "one statement" in message:
        return Answer(problem="write one query at a time, without a semicolon inside")
    if "not authorized" in message or "prohibited" in message:
        return Answer(
            problem=f"{message}: a query can only read the tables of this file;"
            " begin it with SELECT or WITH"
        )
    if "too big" in message:
        return Answer(problem="a value takes more than 32 MB; ask for less")
    place = place_of(connection, query, message)
    if place is not None:
        line, column = line_and_column(query, place[0])
        message += f" (line {line}, column {column})"
    return Answer(problem=message, place=place)


def _size(value: object) -> int:
    return len(value) if isinstance(value, str | bytes) else 8
