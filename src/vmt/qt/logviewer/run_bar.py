"""Which run is looked at: the list of those in a folder, kept up to date."""

from pathlib import Path

from PyQt5.QtCore import QFileSystemWatcher, QSignalBlocker, Qt, QTimer, pyqtSignal
from PyQt5.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from vmt.qt.icons import icon
from vmt.qt.logviewer.library import Library, Recorded
from vmt.telemetry.records import Run

_SETTLED = 300  # ms without a change after which the folder is read again


class RunBar(QWidget):
    """Lists the runs of a folder, or of a file, and lets one be chosen."""

    chosen = pyqtSignal(object)
    """Sent with the `Recorded` that is to be looked at, or None."""
    refused = pyqtSignal(str)
    """Sent with the reason why a file cannot be looked at."""
    outdated = pyqtSignal()
    """Sent when the folder has changed; `refresh` reads it again."""

    def __init__(self) -> None:
        super().__init__()
        self._library = Library()
        self.place = Path()
        self.selector = QComboBox()
        self.selector.setAccessibleName(self.tr("Run"))
        self.selector.setToolTip(self.tr("The run to look at, newest first (Alt+R)"))
        self.selector.setSizePolicy(QSizePolicy.Expanding, QSizePolicy.Fixed)
        self.selector.setSizeAdjustPolicy(
            QComboBox.AdjustToMinimumContentsLengthWithIcon
        )
        self.selector.setMinimumContentsLength(20)
        self.compare_button = QPushButton(self.tr("Co&mpare…"))
        self.compare_button.setToolTip(self.tr("Compare with other runs (Ctrl+D)"))
        self.open_button = QPushButton(icon("folder"), self.tr("&Open…"))
        self.open_button.setToolTip(self.tr("Open a recording (Ctrl+O)"))
        label = QLabel(self.tr("&Run"))
        label.setBuddy(self.selector)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(label)
        layout.addWidget(self.selector, 1)
        layout.addWidget(self.compare_button)
        layout.addWidget(self.open_button)
        self.selector.currentIndexChanged.connect(self._choose)
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_SETTLED)
        self._settling.timeout.connect(self._look_at_place)
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(lambda _: self._settling.start())

    @property
    def recorded(self) -> list[Recorded]:
        """The runs that can be chosen, and the files that cannot be read."""
        return [self.selector.itemData(i) for i in range(self.selector.count())]

    def open(self, path: Path, *, is_looking: bool) -> bool:
        """List a folder, or the folder of a file, and choose the newest run.

        Parameters
        ----------
        is_looking : bool
            Whether some run is looked at; then nothing changes if it is refused.

        Returns
        -------
        bool
            Whether there was something to open.
        """
        wanted = None
        if not path.is_dir():
            found = self._library.read(path)[0]
            if found.run is None:
                self.refused.emit(found.error)
                if not is_looking:
                    self._turn_to(path.parent)
                return False
            wanted = found.key
        # The neighbours of a file can be chosen from, too.
        self._turn_to(path if wanted is None else path.parent)
        index = self._first_readable() if wanted is None else self._index_of(wanted)
        if wanted is not None and index < 0:  # the folder lists other names only
            self.place = path
            self._list_runs()
            index = 0
        with QSignalBlocker(self.selector):
            self.selector.setCurrentIndex(index)
        self._choose(index)
        return True

    def refresh(self, *, is_looking: bool) -> None:
        """Read the list again; the choice stays."""
        before = self.selector.currentData()
        self._list_runs()
        index = self._index_of(before.key) if before is not None else -1
        with QSignalBlocker(self.selector):
            self.selector.setCurrentIndex(index)
        if index < 0 and not is_looking:
            self.selector.setCurrentIndex(self._first_readable())

    def update_run(self, run: Run) -> None:
        """Show that more of the chosen run is recorded."""
        index = self.selector.currentIndex()
        before: Recorded | None = self.selector.itemData(index)
        if before is not None and before.run is not None:
            now = Recorded(before.path, run, is_alone=before.is_alone)
            self.selector.setItemText(index, now.label)
            self.selector.setItemData(index, now)

    def close_down(self) -> None:
        """Watch the folder no longer."""
        self._settling.stop()
        if self._watcher.directories():
            self._watcher.removePaths(self._watcher.directories())

    def _choose(self, index: int) -> None:
        self.chosen.emit(self.selector.itemData(index))

    def _turn_to(self, folder: Path) -> None:
        self.place = folder
        if self._watcher.directories():
            self._watcher.removePaths(self._watcher.directories())
        if folder.is_dir():
            self._watcher.addPath(str(folder))
        self._list_runs()

    def _look_at_place(self) -> None:
        if self._library.has_changed(self.place):
            self.outdated.emit()

    def _list_runs(self) -> None:
        with QSignalBlocker(self.selector):
            self.selector.clear()
            for recorded in self._library.read(self.place):
                sign = icon("logs") if recorded.run else icon("warning")
                self.selector.addItem(sign, recorded.label, recorded)
                last = self.selector.count() - 1
                self.selector.setItemData(last, str(recorded.path), Qt.ToolTipRole)
            self.selector.setCurrentIndex(-1)

    def _index_of(self, key: tuple[Path, int]) -> int:
        keys = [recorded.key for recorded in self.recorded]
        return keys.index(key) if key in keys else -1

    def _first_readable(self) -> int:
        for index, recorded in enumerate(self.recorded):
            if recorded.run is not None:
                return index
        return 0 if self.selector.count() else -1
