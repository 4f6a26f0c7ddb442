"""The scenarios on the disk, read again when a file or a folder of them changes."""

from PyQt5.QtCore import QFileSystemWatcher, QObject, QTimer, pyqtSignal

from vmt.paths import builtin_scenarios_dir, user_scenarios_dir
from vmt.qt.launcher.catalogue import Catalogue, Listed

_SETTLED = 150  # ms without a change after which the files are read again


class ScenarioList(QObject):
    """Tells which scenarios there are, as often as that changes."""

    changed = pyqtSignal(object)
    """Sent with the list of `Listed` scenarios."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._catalogue = Catalogue()
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_SETTLED)
        self._settling.timeout.connect(self.read)
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(self.look)
        self._watcher.fileChanged.connect(self.look)

    @property
    def is_settling(self) -> bool:
        """Whether the files are about to be read."""
        return self._settling.isActive()

    def look(self) -> None:
        """Read the files as soon as they keep still."""
        self._settling.start()

    def read(self) -> None:
        """Read the files now."""
        scenarios = self._catalogue.read()
        self._watch(scenarios)
        self.changed.emit(scenarios)

    def close_down(self) -> None:
        """Read nothing more."""
        self._settling.stop()

    def _watch(self, scenarios: list[Listed]) -> None:
        wanted = {str(each.path) for each in scenarios}
        for folder in (builtin_scenarios_dir(), user_scenarios_dir()):
            if folder is not None and folder.is_dir():
                wanted |= {str(folder)}
                wanted |= {str(f) for f in folder.rglob("*") if f.is_dir()}
        watched = {*self._watcher.files(), *self._watcher.directories()}
        if new := sorted(wanted - watched):
            failed = self._watcher.addPaths(new)
            if len(failed) < len(new):
                # What came into a new folder before it was watched has told nobody.
                self.look()
