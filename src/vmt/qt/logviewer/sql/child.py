"""The program that answers queries: one of its own, that can be ended at any moment.

SQLite looks whether it is to stop between the steps of its machine only, and there are
functions that take days for one step, or all the memory there is. What somebody has
typed must not do that to the program with the windows.

It gets its question, in JSON, on the standard input, whose end is its own end; it
writes what `vmt.qt.logviewer.sql.asking` reads.
"""

import json
import marshal
import os
import struct
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, BinaryIO

from vmt.qt.logviewer.sql.answer import Piece, QueryError, pieces
from vmt.qt.logviewer.sql.beside import put_beside
from vmt.qt.logviewer.sql.guard import guard
from vmt.telemetry.errors import TelemetryError
from vmt.telemetry.reader import open_database

HEADER = struct.Struct("<Q")
"""Before each message: its length."""
_SQLITE_MEMORY = 64 * 1024**2
_MEMORY = 1024**3
_TEMPORARY = 4 * 1024**3  # bytes of a file that SQLite sorts with


def main() -> None:
    """Answer one question."""
    _be_modest()
    question = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_end_with_input, daemon=True).start()
    out = sys.stdout.buffer
    try:
        for piece in _answer(question):
            _send(out, "piece", piece)
        _send(out, "end", None)
    except QueryError as error:
        _send(out, "mistake", (error.problem, error.place))
    except TelemetryError as error:
        _send(out, "failure", str(error))


def _answer(question: dict[str, Any]) -> Iterator[Piece]:
    with ExitStack() as opened:
        database = opened.enter_context(open_database(question["path"]))
        beside = {name: Path(path) for name, path in question["beside"].items()}
        for other in put_beside(database, beside):
            opened.enter_context(other)
        # It counts what all connections take, also for sorting and for one value.
        database.query(f"PRAGMA hard_heap_limit = {_SQLITE_MEMORY}")
        guard(database)
        yield from pieces(database, question["query"])


def _send(out: BinaryIO, kind: str, content: Any) -> None:
    message = marshal.dumps((kind, content))
    out.write(HEADER.pack(len(message)))
    out.write(message)
    out.flush()


def _end_with_input() -> None:
    # Not through `sys.stdin`, which could not be closed at the end meanwhile.
    while os.read(sys.stdin.fileno(), 1):
        pass
    os._exit(0)  # SQLite may be in the middle of a step


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
    with suppress(AttributeError, OSError):
        os.nice(5)


if __name__ == "__main__":
    main()
