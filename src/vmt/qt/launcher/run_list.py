"""The runs that were started here, and those that are recorded, as one list."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from PyQt5.QtCore import QFileSystemWatcher, QObject, QTimer, pyqtSignal

from vmt.paths import logs_dir
from vmt.qt.background import Background
from vmt.qt.launcher.programs import LaunchedRun
from vmt.qt.launcher.recordings import Library, Recording
from vmt.qt.launcher.run_row import Check, RunRow
from vmt.telemetry.errors import TelemetryError

_SETTLED = 200  # ms after a change after which the folder is looked at again


class RunList(QObject):
    """Keeps the list as it is now: it hears of every file that comes, grows or goes.

    How far a run is stands in its recording, which SQLite writes to at each commit; so
    all runs are followed in one way, wherever they were started, and nobody asks in
    vain.
    """

    changed = pyqtSignal()
    """Sent when there are other rows, or a row is another."""
    failed = pyqtSignal(str)
    """Sent with why the folder cannot be read; with nothing when it can be again."""
    _known = pyqtSignal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[RunRow] = []
        """The runs, newest first."""
        self._launched: dict[Path, LaunchedRun] = {}
        self._checks: dict[Path, Check] = {}
        self._recordings: list[Recording] = []
        self._library = Library()
        self._background = Background(self)
        self._background.done.connect(lambda _folder, wrong: self.failed.emit(wrong))
        self._known.connect(self._take)
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_SETTLED)
        self._settling.timeout.connect(self.look)
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(self._settle)
        self._watcher.fileChanged.connect(self._hear)

    @property
    def is_reading(self) -> bool:
        """Whether the folder is being looked at."""
        return self._background.is_busy

    def add(self, run: LaunchedRun) -> None:
        """Put a run that was just started on top."""
        self._launched[run.recording] = run
        self.refresh()
        self.look()

    def forget(self, paths: Iterable[Path]) -> None:
        """Leave out runs that were started here and are thrown away."""
        for path in paths:
            self._launched.pop(path, None)

    def set_check(self, path: Path, check: Check) -> None:
        """Say what came of verifying a recording."""
        self._checks[path] = check
        self.refresh()

    def look(self) -> None:
        """Look what is in the logs folder, and tell of it when that is known."""
        folder = logs_dir()
        if folder.is_dir() and str(folder) not in self._watcher.directories():
            self._watcher.addPath(str(folder))
        self._background.ask(folder, partial(self._read, folder))

    def close_down(self) -> None:
        """Read nothing more."""
        self._settling.stop()
        self._library.stop.set()
        self._background.close()

    def refresh(self) -> None:
        """Make the rows of what is known now, and hear of the files that grow."""
        found = {each.path: each for each in self._recordings}
        # Those that have no file yet come in the order in which they were started.
        paths = dict.fromkeys([*reversed(self._launched), *found])
        started, checks = self._launched, self._checks
        rows = [
            RunRow(path, found.get(path), started.get(path), checks.get(path))
            for path in paths
        ]
        self.rows = sorted(rows, key=lambda row: row.began, reverse=True)
        self._watch_logs(row.path for row in rows if row.is_running)
        self.changed.emit()

    def _hear(self, log: str) -> None:
        # A commit writes hundreds of pages, and one of them is enough to know of it;
        # the log is watched again when the folder has been looked at.
        self._watcher.removePath(log)
        self._settle()

    def _settle(self) -> None:
        # A run that goes on writes all the time: not from the last change on.
        if not self._settling.isActive():
            self._settling.start()

    def _read(self, folder: Path) -> str:
        """Read the folder, in a thread; return what is wrong with it."""
        try:
            self._library.read(folder, self._known.emit)
        except TelemetryError as error:
            return str(error)
        return ""

    def _take(self, recordings: list[Recording]) -> None:
        self._recordings = recordings
        self.refresh()

    def _watch_logs(self, running: Iterable[Path]) -> None:
        """Hear of each commit of the runs that go on."""
        logs = {f"{path}-wal" for path in running}
        wanted = {log for log in logs if Path(log).exists()}
        watched = set(self._watcher.files())
        if gone := watched - wanted:
            self._watcher.removePaths(sorted(gone))
        if new := wanted - watched:
            self._watcher.addPaths(sorted(new))
