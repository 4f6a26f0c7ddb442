"""The recorded runs in the logs folder, and how they went."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from vmt.qt.launcher.open_files import OpenFiles
from vmt.telemetry.errors import TelemetryError
from vmt.telemetry.files import list_run_files
from vmt.telemetry.reader import open_database
from vmt.telemetry.records import Run

Stamp = tuple[int, int, int, int]
"""Time and size of a file and of the log beside it."""

BATCH = 20
"""Files that are read before somebody is told; later, twice as many each time."""


_TRADES = "SELECT count(*) FROM trades WHERE run_id = ?"


@dataclass(frozen=True, slots=True)
class Recording:
    """A file in the logs folder.

    Attributes
    ----------
    path : Path
    stamp : Stamp
    run : Run or None
        Its newest run; None where it cannot be read.
    trades : int
    error : str
        Why it cannot be read.
    is_open : bool
        Whether another program has it open, as far as that is known.
    """

    path: Path
    stamp: Stamp
    run: Run | None = None
    trades: int = 0
    error: str = ""
    is_open: bool = False

    @property
    def is_running(self) -> bool:
        """Whether its run goes on."""
        return self.run is not None and self.run.status == "running" and self.is_open

    @property
    def was_killed(self) -> bool:
        """Whether its run ended without a word."""
        return (
            self.run is not None and self.run.status == "running" and not self.is_open
        )


class Library:
    """Reads the recordings of a folder; again only what has changed since.

    May be used from any thread, by one at a time.
    """

    def __init__(self) -> None:
        self._read: dict[Path, Recording] = {}
        self.stop = threading.Event()
        """Ends a reading early."""

    def read(self, folder: Path, tell: Callable[[list[Recording]], None]) -> None:
        """Read what is in a folder, newest first.

        Parameters
        ----------
        folder : Path
        tell : callable
            Called with what is known so far, at the end with all.

        Raises
        ------
        TelemetryError
            The folder may not be read.
        """
        files = list_run_files(folder)
        opened = OpenFiles()
        before, self._read = self._read, {}
        fresh, batch = 0, BATCH
        for number, path in enumerate(files):
            if self.stop.is_set():
                return
            stamp = _stamp(path)
            known = before.get(path)
            if known is None or known.stamp != stamp:
                known = _recording(path, stamp)
                fresh += 1
            if known.run is not None and known.run.status == "running":
                known = replace(known, is_open=opened.has(path))
            self._read[path] = known
            if fresh == batch:
                fresh, batch = 0, 2 * batch
                # What has not been read again yet is told as it was.
                rest = (before[p] for p in files[number + 1 :] if p in before)
                tell([*self._read.values(), *rest])
        tell([*self._read.values()])


def output_of(path: Path) -> Path:
    """Return the file with what the program said that made a recording."""
    return path.with_suffix(".log")


def parts_of(path: Path) -> list[Path]:
    """Return the files of a recording that are there: the log and its output, too."""
    names = [path.name, f"{path.name}-wal", f"{path.name}-shm"]
    parts = [path.with_name(name) for name in names] + [output_of(path)]
    return [part for part in parts if part.exists()]


def _recording(path: Path, stamp: Stamp) -> Recording:
    try:
        with open_database(path) as database:
            runs = database.runs()
            if not runs:
                return Recording(path, stamp, error=f"{path}: there is no run in it")
            newest = (runs[0].run_id,)
            ((trades,),) = database.query(_TRADES, newest)
    except TelemetryError as error:
        return Recording(path, stamp, error=str(error))
    return Recording(path, stamp, runs[0], trades)


def _stamp(path: Path) -> Stamp:
    return (*_of_one(path), *_of_one(_log(path)))


def _of_one(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError:
        return (0, 0)
    # A log without anything in it is made by whoever looks.
    return (status.st_mtime_ns, status.st_size) if status.st_size else (0, 0)


def _log(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")
