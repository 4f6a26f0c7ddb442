"""What answers queries in a process of its own, while somebody wants to know.

SQLite looks whether it is to stop between the steps of its machine only, and there are
functions that take hours for one step, or all the memory there is. What somebody has
typed must not do that to the program with the windows.
"""

from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

from vmt.qt.logviewer.sql.answer import QueryError, pieces
from vmt.qt.logviewer.sql.beside import put_beside
from vmt.qt.logviewer.sql.guard import guard
from vmt.qt.own_process import Send
from vmt.telemetry.reader import open_database

PIECE, MISTAKE = "piece", "mistake"
_SQLITE_MEMORY = 64 * 1024**2
_MEMORY = 1024**3
_TEMPORARY = 4 * 1024**3  # bytes of a file that SQLite sorts with


@dataclass(frozen=True, slots=True)
class Question:
    """A query, and the files that it can read.

    Attributes
    ----------
    query : str
    path : Path
    beside : dict of str to Path
        Others, by the prefix of their tables.
    """

    query: str
    path: Path
    beside: dict[str, Path] = field(default_factory=dict)


def answer(question: Question, send: Send) -> None:
    """Send the titles and the rows of an answer, or the mistake in the query.

    Raises
    ------
    TelemetryError
        A file cannot be read.
    """
    _be_modest()
    with ExitStack() as opened:
        database = opened.enter_context(open_database(question.path))
        for other in put_beside(database, question.beside):
            opened.enter_context(other)
        # It counts what all connections take, also for sorting and for one value.
        database.query(f"PRAGMA hard_heap_limit = {_SQLITE_MEMORY}")
        guard(database)
        try:
            for piece in pieces(database, question.query):
                send(PIECE, piece)
        except QueryError as error:
            send(MISTAKE, (error.problem, error.place))


def _be_modest() -> None:
    """Take no more of the machine than an answer needs."""
    with suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415 - not every system has it

        for kind, most in (
            (resource.RLIMIT_DATA, _MEMORY),
            (resource.RLIMIT_FSIZE, _TEMPORARY),
        ):
            _, hard = resource.getrlimit(kind)
            unlimited = hard == resource.RLIM_INFINITY
            resource.setrlimit(kind, (most if unlimited else min(most, hard), hard))
