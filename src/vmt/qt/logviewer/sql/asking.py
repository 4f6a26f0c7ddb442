"""Queries that are answered by a program of their own; see `child`."""

import sys
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass, field
from time import monotonic

from vmt.qt.background import Pulse
from vmt.qt.logviewer.sql import child
from vmt.qt.logviewer.sql.answer import Piece, QueryError, Row
from vmt.qt.logviewer.sql.child import Question
from vmt.qt.own_process import messages

MOST_ROWS = 100_000
"""Rows of an answer that are listed at most."""
MOST_BYTES = 24 * 1024**2
"""Memory that they take at most, unless one row takes more."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a question.

    Attributes
    ----------
    question : Question
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

    question: Question
    titles: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    is_whole: bool = True
    seconds: float = 0.0
    problem: str = ""
    place: tuple[int, int] | None = None


def answer(question: Question, pulse: Pulse) -> Answer:
    """Return as many rows as can be listed; a mistake is told in the answer.

    Raises
    ------
    TelemetryError
        A file cannot be read.
    """
    began = monotonic()
    titles: list[str] = []
    rows: list[Row] = []
    n_bytes, is_whole = 0, True
    found = asked(question, pulse)
    try:
        titles = next(found)
        for piece in found:
            for row in piece:
                if len(rows) >= MOST_ROWS or n_bytes >= MOST_BYTES:
                    is_whole = False
                    break
                rows.append(row)
                n_bytes += sys.getsizeof(row) + sum(map(sys.getsizeof, row))
            if not is_whole:
                break
    except QueryError as error:
        return Answer(question, problem=error.problem, place=error.place)
    finally:
        found.close()
    return Answer(question, titles, rows, is_whole, monotonic() - began)


def asked(
    question: Question, pulse: Callable[[int, int], object]
) -> Generator[Piece, None, None]:
    """Yield the titles of an answer and then all of its rows, some at a time.

    The program that answers ends with the generator.

    Raises
    ------
    QueryError
        There is a mistake in the query.
    TelemetryError
        A file cannot be read.
    """
    n_rows = -1  # the first piece is the titles

    with closing(
        messages(child.answer, question, lambda: pulse(max(0, n_rows), 0))
    ) as found:
        for kind, content in found:
            if kind == child.MISTAKE:
                raise QueryError(*content)
            n_rows += len(content) if n_rows >= 0 else 1
            pulse(n_rows, 0)
            yield content
