"""Which run is looked at: the list of those in a folder, kept up to date."""

from collections.abc import Callable, Sequence
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
from vmt.qt.logviewer.folder_reading import FolderReading, Listed, Wish
from vmt.qt.logviewer.library import Recorded
from vmt.qt.logviewer.progress_strip import ProgressStrip
from vmt.telemetry.records import Run

_SETTLED = 300  # ms without a change after which the folder is read again


class RunBar(QWidget):
    """Lists the runs of a folder, or of a file, and lets one be chosen.

    Parameters
    ----------
    is_looking : callable
        Returns whether some run is looked at.

    Attributes
    ----------
    strip : ProgressStrip
        Shows how much of the folder has been read.
    """

    chosen = pyqtSignal(object)
    """Sent with the `Recorded` that is to be looked at, or None."""
    refused = pyqtSignal(str)
    """Sent with the reason why a file cannot be looked at."""
    opened = pyqtSignal(object)
    """Sent with the file or folder that was opened."""
    listed = pyqtSignal()
    """Sent when the list is there."""
    lost = pyqtSignal()
    """Sent when the run that is looked at is not in the list any more."""

    def __init__(self, is_looking: Callable[[], bool]) -> None:
        super().__init__()
        self._is_looking = is_looking
        self._reading = FolderReading(self)
        self._is_opening = False
        self._opened: list[Recorded] = []
        self.place = Path()
        self.strip = ProgressStrip(
            self.tr("Runs that have been read"), self.tr("List only those")
        )
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
        self._reading.first.connect(self._begin)
        self._reading.progressed.connect(self.strip.show_progress)
        self._reading.ended.connect(self._end)
        self.strip.canceled.connect(self._reading.stop)

    @property
    def is_busy(self) -> bool:
        """Whether the list is being read."""
        return self._reading.is_busy

    @property
    def recorded(self) -> list[Recorded]:
        """The runs that can be chosen, and the files that cannot be read."""
        return [self.selector.itemData(i) for i in range(self.selector.count())]

    def open(self, path: Path) -> None:
        """List a folder, or the folder of a file, and choose the newest run.

        The list is read beside the window; the run is chosen as soon as it is known.
        If it cannot be read while another one is looked at, nothing changes.
        """
        if path.is_dir():
            self._ask(Wish(path, is_opening=True))
        else:  # its neighbours can be chosen from, too
            self._ask(Wish(path.parent, path, is_opening=True))

    def refresh(self) -> None:
        """Read the list again; the choice stays."""
        if not (self._reading.is_busy and self._is_opening):
            self._ask(Wish(self.place))

    def update_run(self, run: Run) -> None:
        """Show that more of the chosen run is recorded."""
        index = self.selector.currentIndex()
        before: Recorded | None = self.selector.itemData(index)
        if before is not None and before.run is not None:
            now = Recorded(before.path, run, is_alone=before.is_alone)
            self.selector.setItemText(index, now.label)
            self.selector.setItemData(index, now)

    def close_down(self) -> None:
        """Watch the folder no longer, and read no more."""
        self._settling.stop()
        self._watch(None)
        self._reading.close()
        self.strip.end()

    def _choose(self, index: int) -> None:
        self.chosen.emit(self.selector.itemData(index))

    def _ask(self, wish: Wish) -> None:
        self._is_opening = wish.is_opening
        self._opened = []
        words = self.tr("Reading which runs are in {0}").format(wish.place.name)
        self.strip.begin(words)
        self._reading.ask(wish)

    def _begin(self, wish: Wish, runs: list[Recorded]) -> None:
        """Look at a run as soon as it is known, before the others of the list."""
        newest = runs[0]
        if newest.run is None and wish.file is not None:
            if self._is_looking():
                self._reading.forget()
                self.strip.end()
            self.refused.emit(newest.error)
            return
        self._opened, self.place = runs, wish.place
        index = self._index_of(newest.key)
        if index < 0:
            self._list(runs)
            index = 0
        self._go_to(index)
        self.opened.emit(wish.file or wish.place)

    def _end(self, wish: Wish, listed: Listed | None) -> None:
        self.strip.end()
        if listed is None:
            return
        if listed.problem:
            self.refused.emit(listed.problem)
            return
        runs, place = listed.runs, wish.place
        if self._opened and self._opened[0].key not in {each.key for each in runs}:
            # The folder lists other names only, or not all of it was read.
            runs = self._opened if listed.is_whole else [*self._opened, *runs]
            place = wish.file or place
        before: Recorded | None = self.selector.currentData()
        self.place = place
        self._watch(wish.place)
        self._list(runs)
        index = self._index_of(before.key) if before is not None else -1
        with QSignalBlocker(self.selector):
            self.selector.setCurrentIndex(index)
        if wish.is_opening and wish.file is None and not self._opened:
            self._go_to(0 if runs else -1)  # there is none that can be read
            self.opened.emit(place)
        elif index < 0 and not wish.is_opening and not self._is_looking():
            self.selector.setCurrentIndex(self._first_readable())
        elif index < 0 and before is not None:
            gone = self.tr("{0} (no longer there)").format(before.label)
            self.selector.setPlaceholderText(gone)
            self.lost.emit()
        if not listed.is_whole:
            self.refused.emit(
                self.tr("Only some of the runs in {0} are listed; F5 reads on").format(
                    place
                )
            )
        self.listed.emit()

    def _go_to(self, index: int) -> None:
        with QSignalBlocker(self.selector):
            self.selector.setCurrentIndex(index)
        self._choose(index)

    def _watch(self, folder: Path | None) -> None:
        watched = self._watcher.directories()
        wanted = [str(folder)] if folder is not None and folder.is_dir() else []
        if watched != wanted:
            if watched:
                self._watcher.removePaths(watched)
            if wanted:
                self._watcher.addPaths(wanted)

    def _look_at_place(self) -> None:
        if not self._reading.is_busy:
            self._ask(Wish(self.place, only_changes=True))
        else:
            self._settling.start()

    def _list(self, runs: Sequence[Recorded]) -> None:
        with QSignalBlocker(self.selector):
            self.selector.clear()
            signs = icon("logs"), icon("warning")
            for number, recorded in enumerate(runs):
                sign = signs[recorded.run is None]
                self.selector.addItem(sign, recorded.label, recorded)
                self.selector.setItemData(number, str(recorded.path), Qt.ToolTipRole)
            self.selector.setCurrentIndex(-1)

    def _index_of(self, key: tuple[Path, int]) -> int:
        keys = [recorded.key for recorded in self.recorded]
        return keys.index(key) if key in keys else -1

    def _first_readable(self) -> int:
        for index, recorded in enumerate(self.recorded):
            if recorded.run is not None:
                return index
        return 0 if self.selector.count() else -1
