"""Queries that are answered by a program of their own; see `child`."""

import json
import marshal
import os
import selectors
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from vmt.qt.background import Pulse
from vmt.qt.logviewer.sql.answer import Piece, QueryError, Row
from vmt.qt.logviewer.sql.child import HEADER
from vmt.telemetry.errors import TelemetryError

MOST_ROWS = 100_000
"""Rows of an answer that are listed at most."""
MOST_BYTES = 24 * 1024**2
"""Memory that they take at most, unless one row takes more."""
_BEAT = 0.1  # seconds between two looks at whether the answer is still wanted
_CHILD = "vmt.qt.logviewer.sql.child"


@dataclass(frozen=True, slots=True)
class Question:
    """A query, and the files that it can read.

    Attributes
    ----------
    query : str
    path : Path
    beside : mapping of str to Path
        Others, by the prefix of their tables.
    """

    query: str
    path: Path
    beside: Mapping[str, Path] = field(default_factory=dict)


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
            pulse(len(rows), 0)
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
    request = {
        "query": question.query,
        "path": str(question.path),
        "beside": {prefix: str(path) for prefix, path in question.beside.items()},
    }
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", _CHILD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        bufsize=0,
    )
    assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018
    try:
        with suppress(BrokenPipeError):  # it has ended, which reading from it will tell
            process.stdin.write(f"{json.dumps(request)}\n".encode())
        yield from _pieces(process.stdout.fileno(), pulse)
    finally:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


def _pieces(pipe: int, pulse: Callable[[int, int], object]) -> Iterator[Piece]:
    n_rows = -1  # the first piece is the titles
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)

        def read(size: int) -> bytes:
            parts = bytearray()
            while len(parts) < size:
                while not selector.select(_BEAT):
                    pulse(max(0, n_rows), 0)
                part = os.read(pipe, min(size - len(parts), 1024**2))
                if not part:
                    raise TelemetryError(
                        "the program that answers queries has ended before its"
                        " answer; ask for less, or ask again"
                    )
                parts += part
            return bytes(parts)

        while True:
            (size,) = HEADER.unpack(read(HEADER.size))
            kind, content = marshal.loads(read(size))  # noqa: S302 - our own program's
            match kind:
                case "piece":
                    n_rows += len(content) if n_rows >= 0 else 1
                    yield content
                case "end":
                    return
                case "mistake":
                    raise QueryError(*content)
                case _:
                    raise TelemetryError(content)
