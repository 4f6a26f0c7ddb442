"""The runs that are looked at side by side."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PyQt5.QtCore import QCoreApplication, QObject, QTimer, pyqtSignal

from vmt.qt.background import Pulse, Readers
from vmt.telemetry.reader import Database
from vmt.telemetry.records import Run

Key = tuple[Path, int]
"""What tells a run from all others: its file, and its number there."""
LOOK = 1000
"""Milliseconds between two looks at runs that are being recorded."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A run among those that are looked at.

    Attributes
    ----------
    path : Path
    run : Run
    first, last : int
        Its recorded ticks; -1 is before tick 0.
    label : str
        What tells it from the other ones, in a table or a legend.
    colour : int
        Which of the colours of a plot is its own; it keeps it.
    """

    path: Path
    run: Run
    first: int
    last: int
    label: str = ""
    colour: int = 0

    @property
    def key(self) -> Key:
        """What tells it from all others."""
        return self.path, self.run.run_id

    @property
    def run_id(self) -> int:
        """Its number in its file."""
        return self.run.run_id


Found = tuple[Run, int, int]
"""A run, and its first and last recorded tick."""


class Comparison(QObject):
    """The run that is looked at, first, and those it is compared with.

    Attributes
    ----------
    runs : tuple of Compared
        Empty while no run is looked at.
    readers : Readers
        Answer what is about to be shown: short questions.
    computing : Readers
        Answer what takes long, so that the short questions need not wait for it.
    querying : Readers
        Answer queries that somebody has typed, and write long answers to files.
    """

    changed = pyqtSignal()
    """Sent when there are other runs."""
    grown = pyqtSignal()
    """Sent when more is recorded of the same runs, or one has ended."""
    failed = pyqtSignal(str)
    """Sent when one cannot be read; it is left out."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.runs: tuple[Compared, ...] = ()
        self.readers, self.computing = Readers(self), Readers(self)
        self.querying = Readers(self)
        self._all_readers = self.readers, self.computing, self.querying
        self._wanted: tuple[Key, ...] = ()
        self._coming: Path | None = None  # the file of the run that will be looked at
        self._looking = QTimer(self)
        self._looking.setInterval(LOOK)
        self._looking.timeout.connect(self.look)

    @property
    def main(self) -> Compared | None:
        """The run that is looked at."""
        return self.runs[0] if self.runs else None

    @property
    def others(self) -> tuple[Compared, ...]:
        """Those it is compared with."""
        return self.runs[1:]

    @property
    def has_others(self) -> bool:
        """Whether there is more than one run."""
        return len(self.runs) > 1

    @property
    def is_busy(self) -> bool:
        """Whether something is being read."""
        return any(readers.is_busy for readers in self._all_readers)

    def open_anew(self, path: Path) -> None:
        """Let go of a file, which another one may have taken the place of."""
        for readers in self._all_readers:
            readers.let_go(path)

    def find(
        self,
        key: Key,
        done: Callable[[Found], object],
        failed: Callable[[str], object],
    ) -> None:
        """Read what is recorded of the run that is, or will be, looked at."""
        self._coming, run_id = key
        self.readers.of(self._coming).submit(
            lambda database, pulse: find(database, run_id, pulse),
            done=done,
            failed=failed,
            key="find",
        )

    def look_at(self, path: Path, found: Found) -> None:
        """Look at a run; what it was compared with stays, except itself."""
        main = Compared(path, *found)
        self._coming = None
        before = self.main
        self._set((main, *(run for run in self.others if run.key != main.key)))
        if before is None or before.key != main.key:
            self.changed.emit()
        elif before != self.main:
            self.grown.emit()

    def compare_with(self, keys: Sequence[Key]) -> None:
        """Compare the run with others, as soon as they are read."""
        main = self.main
        if main is None:
            return
        self._wanted = tuple(key for key in dict.fromkeys(keys) if key != main.key)
        kept = [run for run in self.others if run.key in self._wanted]
        if len(kept) < len(self.others):
            self._set((main, *kept))
            self.changed.emit()
        known = {run.key for run in kept}
        for path, run_id in self._wanted:
            if (path, run_id) not in known:
                self._ask(path, run_id)

    def clear(self) -> None:
        """Look at nothing."""
        self._wanted, self._coming = (), None
        self._set(())
        self.changed.emit()

    def look(self) -> None:
        """See what has been recorded of the others since."""
        for run in self.others:
            if run.run.status == "running":
                self._ask(*run.key)

    def forget(self) -> None:
        """Have the readers keep nothing of what they have read."""
        for readers in (self.readers, self.computing):
            for path in {run.path for run in self.runs}:
                readers.of(path).submit(lambda database, _: database.forget())

    def close(self) -> None:
        """Close all files."""
        self._looking.stop()
        for readers in self._all_readers:
            readers.close()

    def _ask(self, path: Path, run_id: int) -> None:
        self.readers.of(path).submit(
            lambda database, pulse: find(database, run_id, pulse),
            done=lambda found: self._take(path, found),
            failed=lambda reason: self._leave_out((path, run_id), reason),
            key=("compare", path, run_id),
        )

    def _take(self, path: Path, found: Found) -> None:
        new = Compared(path, *found)
        if self.main is None or new.key not in self._wanted:
            return
        known = [run.key for run in self.runs]
        if new.key in known:
            grown = tuple(new if run.key == new.key else run for run in self.runs)
            before = self.runs
            self._set(grown)
            if before != self.runs:
                self.grown.emit()
        else:
            # In the order in which they were asked for, whatever is read first.
            others = sorted(
                (*self.others, new), key=lambda run: self._wanted.index(run.key)
            )
            self._set((self.main, *others))
            self.changed.emit()

    def _leave_out(self, key: Key, reason: str) -> None:
        self._wanted = tuple(each for each in self._wanted if each != key)
        kept = tuple(run for run in self.runs if run.key != key or run is self.main)
        if kept != self.runs:
            self._set(kept)
            self.changed.emit()
        self.failed.emit(reason)

    def _set(self, runs: tuple[Compared, ...]) -> None:
        """Take over runs, with labels and colours; let go of other files."""
        colours = {run.key: run.colour for run in self.runs}
        free = [c for c in range(len(runs) + 1) if c not in colours.values()]
        coloured = []
        for run in runs:
            colour = colours.get(run.key)
            coloured.append(
                replace(run, colour=free.pop(0) if colour is None else colour)
            )
        self.runs = tuple(
            replace(run, label=label)
            for run, label in zip(coloured, labels(coloured), strict=True)
        )
        needed = {run.path for run in runs} | {path for path, _ in self._wanted}
        if self._coming is not None:
            needed.add(self._coming)
        for readers in self._all_readers:
            readers.keep_only(needed)
        if any(run.run.status == "running" for run in self.others):
            self._looking.start()
        else:
            self._looking.stop()


def find(database: Database, run_id: int, _pulse: Pulse) -> Found:
    """Return a run with its recorded ticks.

    Raises
    ------
    TelemetryError
        It cannot be read.
    """
    return database.run(run_id), *database.tick_range(run_id)


def labels(runs: Sequence[Compared]) -> list[str]:
    """Return what tells runs from each other, as short as it can be."""
    tr = QCoreApplication.translate
    seed = tr("Comparison", "seed {0}")
    number = tr("Comparison", "run {0}")
    ways = [
        [run.run.scenario_name for run in runs],
        [f"{run.run.scenario_name}, {seed.format(run.run.seed)}" for run in runs],
        [f"{run.run.scenario_name}, {run.path.stem}" for run in runs],
        [f"{run.path.stem}, {number.format(run.run_id)}" for run in runs],
    ]
    for way in ways:
        if max(Counter(way).values(), default=1) == 1:
            return way
    return [f"{run.path}, {number.format(run.run_id)}" for run in runs]
