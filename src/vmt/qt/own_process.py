"""Work that is done by a process of its own, which can be ended at any moment.

Threads take turns in running Python, so that a window waits for one that has much to
do at each of its hundreds of small steps; and a step of SQLite can take hours. A
process does not hold up the window, and has an end.
"""

import marshal
import os
import pickle
import selectors
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Generator
from contextlib import suppress
from typing import Any

from vmt.telemetry.errors import TelemetryError

_HEADER = struct.Struct("<Q")  # the length of what follows
_BEAT = 0.1  # seconds between two looks at whether the work is still wanted
_END, _FAILED = "end", "failed"

Message = tuple[str, Any]
"""A kind, and values of Python's own types."""
Send = Callable[[str, Any], None]
"""Sends a message."""


def messages(
    work: Callable[[Any, Send], object], request: object, beat: Callable[[], object]
) -> Generator[Message, None, None]:
    """Have a function called in a process, and yield what it sends.

    The process ends with the generator.

    Parameters
    ----------
    work : callable
        A function of a module that needs no Qt.
    request : object
        What it gets.
    beat : callable
        Called while there is nothing new; what it raises ends the work.

    Raises
    ------
    TelemetryError
        It cannot do its work.
    """
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", __name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        bufsize=0,
    )
    assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018
    try:
        with suppress(BrokenPipeError):  # it has ended, which reading from it will tell
            written = pickle.dumps((work, request))
            process.stdin.write(_HEADER.pack(len(written)))
            process.stdin.write(written)
        yield from _read(process.stdout.fileno(), beat)
    finally:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


def serve() -> None:
    """Do what is asked on the standard input, whose end is the end of the process."""
    with suppress(AttributeError, OSError):
        os.nice(5)  # the window comes first
    asked, out = sys.stdin.buffer, sys.stdout.buffer
    (size,) = _HEADER.unpack(asked.read(_HEADER.size))
    work, request = pickle.loads(asked.read(size))  # noqa: S301 - of our own program
    threading.Thread(target=_end_with_input, daemon=True).start()

    def send(kind: str, content: Any) -> None:
        message = marshal.dumps((kind, content))
        out.write(_HEADER.pack(len(message)) + message)
        out.flush()

    try:
        work(request, send)
    except TelemetryError as error:
        send(_FAILED, str(error))
    else:
        send(_END, None)


def _end_with_input() -> None:
    # Not through `sys.stdin`, which could not be closed at the end meanwhile.
    while os.read(sys.stdin.fileno(), 1):
        pass
    os._exit(0)  # the work may be in the middle of a step that takes hours


def _read(pipe: int, beat: Callable[[], object]) -> Generator[Message, None, None]:
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)

        def read(size: int) -> bytes:
            parts = bytearray()
            while len(parts) < size:
                while not selector.select(_BEAT):
                    beat()
                part = os.read(pipe, min(size - len(parts), 1024**2))
                if not part:
                    raise TelemetryError(
                        "the program that was to do this has ended before it was done;"
                        " ask for less, or try again"
                    )
                parts += part
            return bytes(parts)

        while True:
            (size,) = _HEADER.unpack(read(_HEADER.size))
            kind, content = marshal.loads(read(size))  # noqa: S302 - our own program's
            if kind == _END:
                return
            if kind == _FAILED:
                raise TelemetryError(content)
            yield kind, content


if __name__ == "__main__":
    serve()
