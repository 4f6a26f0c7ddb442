"""The recorded runs that can be chosen from."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PyQt5.QtCore import QCoreApplication

from vmt.telemetry.errors import TelemetryError
from vmt.telemetry.files import list_run_files
from vmt.telemetry.reader import open_database
from vmt.telemetry.records import Run

Stamp = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Recorded:
    """A run in a file, or a file that cannot be read.

    Attributes
    ----------
    path : Path
    run : Run or None
    error : str
        Why the file cannot be read.
    is_alone : bool
        Whether the file has no other run.
    """

    path: Path
    run: Run | None
    error: str = ""
    is_alone: bool = True

    @property
    def key(self) -> tuple[Path, int]:
        """What tells it from the others."""
        return self.path, self.run.run_id if self.run else 0

    @property
    def label(self) -> str:
        """What it is called in a list."""
        tr = QCoreApplication.translate
        run = self.run
        if run is None:
            unreadable = tr("Recorded", "{0} cannot be read")
            return str(unreadable).format(self.path.name)
        parts = [
            run.scenario_name,
            tr("Recorded", "seed {0}").format(run.seed),
            tr("Recorded", "{0} agents").format(run.num_agents),
            tr("Recorded", "{0} ticks").format(run.total_ticks),
            run.status,
        ]
        if run.seed < 0:  # a file of the public VMT that does not tell it
            parts.pop(1)
        if not self.is_alone:
            parts.insert(0, tr("Recorded", "run {0}").format(run.run_id))
        return " · ".join(parts)


class Library:
    """Reads the runs of a file, or of all files in a folder; again what changed.

    May be used from any thread, by one at a time.
    """

    def __init__(self) -> None:
        self._read: dict[Path, tuple[Stamp, list[Recorded]]] = {}

    def read(
        self, path: Path, tell: Callable[[int, int, list[Recorded]], bool]
    ) -> tuple[list[Recorded], bool]:
        """Return the runs, newest first, and whether they are all that there are.

        Parameters
        ----------
        tell : callable
            Called with how many files have been read, of how many, and the runs of the
            last one; returns whether to go on.

        Raises
        ------
        TelemetryError
            The folder may not be read.
        """
        files = _files(path)
        before, self._read = self._read, {}
        for number, (file, stamp) in enumerate(files.items(), start=1):
            known = before.get(file)
            if known is None or known[0] != stamp or _is_changing(known[1]):
                known = stamp, recorded_in(file)
            self._read[file] = known
            if not tell(number, len(files), known[1]):
                break
        runs = [run for _, runs in self._read.values() for run in runs]
        is_whole = len(self._read) == len(files)
        if not is_whole:  # what was known of the others saves time the next time
            self._read = {**before, **self._read}
        return runs, is_whole

    def has_changed(self, path: Path) -> bool:
        """Whether files came, went or changed since they were read.

        Reading a run that was killed touches what lies beside its file, so that a
        folder says that it has changed when only its reader was there.
        """
        return _files(path) != {file: stamp for file, (stamp, _) in self._read.items()}


def recorded_in(path: Path) -> list[Recorded]:
    """Return the runs of a file, newest first."""
    try:
        with open_database(path) as database:
            runs = database.runs()
    except TelemetryError as error:
        return [Recorded(path, None, str(error))]
    if not runs:
        nothing = QCoreApplication.translate("Recorded", "there is no run in it")
        return [Recorded(path, None, f"{path}: {nothing}")]
    return [Recorded(path, run, is_alone=len(runs) == 1) for run in runs]


def _files(path: Path) -> dict[Path, Stamp]:
    files = list_run_files(path) if path.is_dir() else [path]
    return {file: _stamp(file) for file in files}


def _is_changing(runs: list[Recorded]) -> bool:
    # What is being written lies beside the file first, and the file looks the same.
    return any(each.run is None or each.run.status == "running" for each in runs)


def _stamp(path: Path) -> Stamp:
    try:
        status = path.stat()
    except OSError:
        return (0, 0)
    return status.st_mtime_ns, status.st_size
