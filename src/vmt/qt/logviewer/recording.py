"""The recorded run that is looked at, and the tick."""

from pathlib import Path

from PyQt5.QtCore import QObject, QTimer, pyqtSignal

from vmt.qt.background import Reader
from vmt.qt.logviewer.comparison import LOOK, Comparison, Found, Key
from vmt.telemetry.errors import TelemetryError
from vmt.telemetry.records import Run


class Recording(QObject):
    """One run of a file; it is followed while it is recorded.

    Attributes
    ----------
    comparison : Comparison
        This run, and those it is compared with.
    run : Run or None
        The run that is looked at.
    path : Path or None
        Where its file lies.
    first, last, tick : int
        The recorded ticks, and the one that is looked at; -1 is before tick 0.
    """

    changed = pyqtSignal()
    """Sent when another run is looked at, or none, or it is compared with others."""
    grown = pyqtSignal()
    """Sent when more of the runs is recorded, or when one has ended."""
    moved = pyqtSignal()
    """Sent when another tick is looked at."""
    failed = pyqtSignal(str)
    """Sent when a file cannot be read, or not any more."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.comparison = Comparison(self)
        self.run: Run | None = None
        self.path: Path | None = None
        self.first = self.last = self.tick = -1
        self._opening: Key | None = None
        self._looking = QTimer(self)
        self._looking.setInterval(LOOK)
        self._looking.timeout.connect(self.look)
        self.comparison.changed.connect(self.changed)
        self.comparison.grown.connect(self.grown)
        self.comparison.failed.connect(self.failed)

    @property
    def is_busy(self) -> bool:
        """Whether something is being read."""
        return self.comparison.is_busy

    @property
    def reader(self) -> Reader:
        """Answers questions about the run that is looked at.

        Raises
        ------
        TelemetryError
            None is.
        """
        if self.path is None:
            raise TelemetryError(self.tr("no file is open; open one"))
        return self.comparison.readers.of(self.path)

    def open(self, path: Path, run_id: int) -> None:
        """Look at the last tick of a run as soon as it is read.

        If it cannot be read, `failed` is sent and nothing is looked at.
        """
        self._looking.stop()
        self._opening = key = path, run_id
        self.comparison.open_anew(path)
        self.comparison.find(key, lambda found: self._begin(key, found), self._give_up)

    def close(self) -> None:
        """Look at nothing."""
        self._looking.stop()
        self._opening = self.run = self.path = None
        self.first = self.last = self.tick = -1
        self.comparison.clear()

    def end(self) -> None:
        """Close all files, and tell nobody of it."""
        self._looking.stop()
        self.blockSignals(True)  # noqa: FBT003 - as Qt has it
        self.comparison.close()

    def go_to(self, tick: int) -> None:
        """Look at a tick, or at the nearest one that is recorded."""
        tick = min(max(tick, self.first), self.last)
        if tick != self.tick:
            self.tick = tick
            self.moved.emit()

    def look(self) -> None:
        """See what has been recorded since; at the last tick, go on to the new one."""
        if self.path is None or self.run is None or self._opening is not None:
            return
        if not self.path.exists():
            self._looking.stop()
            self.failed.emit(
                self.tr(
                    "{0} was removed. What was read can still be looked at until"
                    " another run is opened."
                ).format(self.path)
            )
            return
        key = self.path, self.run.run_id
        self.comparison.find(key, lambda found: self._go_on(key, found), self._lose)

    def _begin(self, key: Key, found: Found) -> None:
        if key != self._opening:
            return
        self._opening = None
        self.path = key[0]
        self.run, self.first, self.last = found
        self.tick = self.last
        self._follow()
        main = self.comparison.main
        if main is not None and main.key == key:
            self.changed.emit()  # it was opened again
        self.comparison.look_at(self.path, found)

    def _give_up(self, reason: str) -> None:
        self.close()
        self.failed.emit(reason)

    def _lose(self, reason: str) -> None:
        self._looking.stop()
        self.failed.emit(reason)

    def _go_on(self, key: Key, found: Found) -> None:
        if self.run is None or key != (self.path, self.run.run_id):
            return
        if found == (self.run, self.first, self.last):
            return
        was_at_end = self.tick == self.last
        self.run, self.first, self.last = found
        self._follow()
        self.comparison.look_at(key[0], found)  # which tells that it has grown
        if was_at_end:
            self.go_to(self.last)

    def _follow(self) -> None:
        if self.run is not None and self.run.status == "running":
            self._looking.start()
        else:
            self._looking.stop()
