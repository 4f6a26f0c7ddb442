"""The recorded run that is looked at, and the tick."""

from pathlib import Path

from PyQt5.QtCore import QObject, QTimer, pyqtSignal

from vmt.telemetry.errors import TelemetryError
from vmt.telemetry.reader import Database, open_database
from vmt.telemetry.records import Run

_LOOK = 1000  # ms between two looks at a run that is being recorded


class Recording(QObject):
    """One run of an open file; it is followed while it is recorded.

    Attributes
    ----------
    database : Database
        Valid while `run` is not None.
    run : Run or None
        The run that is looked at.
    first, last, tick : int
        The recorded ticks, and the one that is looked at; -1 is before tick 0.
    """

    changed = pyqtSignal()
    """Sent when another run is looked at, or none."""
    grown = pyqtSignal()
    """Sent when more of the run is recorded, or when it has ended."""
    moved = pyqtSignal()
    """Sent when another tick is looked at."""
    failed = pyqtSignal(str)
    """Sent when the file cannot be read any more."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._database: Database | None = None
        self.run: Run | None = None
        self.first = self.last = self.tick = -1
        self._looking = QTimer(self)
        self._looking.setInterval(_LOOK)
        self._looking.timeout.connect(self.look)

    @property
    def database(self) -> Database:
        """The open file."""
        if self._database is None:
            raise TelemetryError(self.tr("no file is open; open one"))
        return self._database

    @property
    def path(self) -> Path | None:
        """Where the open file lies."""
        return self._database.path if self._database else None

    def open(self, path: Path, run_id: int) -> None:
        """Look at the last tick of a run.

        Raises
        ------
        TelemetryError
            It cannot be read; what was open before stays open.
        """
        database = open_database(path)
        try:
            run = database.run(run_id)
            first, last = database.tick_range(run_id)
        except TelemetryError:
            database.close()
            raise
        self._close_database()
        self._database, self.run = database, run
        self.first, self.last, self.tick = first, last, last
        self._follow()
        self.changed.emit()

    def close(self) -> None:
        """Look at nothing."""
        self._close_database()
        self.first = self.last = self.tick = -1
        self.changed.emit()

    def go_to(self, tick: int) -> None:
        """Look at a tick, or at the nearest one that is recorded."""
        tick = min(max(tick, self.first), self.last)
        if tick != self.tick:
            self.tick = tick
            self.moved.emit()

    def look(self) -> None:
        """See what has been recorded since; at the last tick, go on to the new one."""
        if self._database is None or self.run is None:
            return
        try:
            run = self._database.run(self.run.run_id)
            first, last = self._database.tick_range(run.run_id)
        except TelemetryError as error:
            self._looking.stop()
            self.failed.emit(str(error))
            return
        if not self._database.path.exists():
            self._looking.stop()
            self.failed.emit(
                self.tr(
                    "{0} was removed. What was read can still be looked at until"
                    " another run is opened."
                ).format(self._database.path)
            )
            return
        if (run, first, last) == (self.run, self.first, self.last):
            return
        was_at_end = self.tick == self.last
        self.run, self.first, self.last = run, first, last
        self._follow()
        self.grown.emit()
        if was_at_end:
            self.go_to(last)

    def _follow(self) -> None:
        if self.run is not None and self.run.status == "running":
            self._looking.start()
        else:
            self._looking.stop()

    def _close_database(self) -> None:
        self._looking.stop()
        if self._database is not None:
            self._database.close()
        self._database = self.run = None
