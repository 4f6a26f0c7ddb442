"""The window of the log viewer."""

from pathlib import Path

from PyQt5.QtCore import QFileSystemWatcher, QSignalBlocker, QSize, Qt, QTimer
from PyQt5.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence
from PyQt5.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QPushButton,
    QSizePolicy,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from vmt.qt.icons import icon
from vmt.qt.logviewer import columns
from vmt.qt.logviewer.agents_page import AgentsPage
from vmt.qt.logviewer.event_page import (
    EventPage,
    decisions_page,
    harvests_page,
    pairings_page,
    trades_page,
)
from vmt.qt.logviewer.export import Target, ask_for_file, export
from vmt.qt.logviewer.filter_bar import Filter
from vmt.qt.logviewer.library import Library, Recorded
from vmt.qt.logviewer.overview_page import OverviewPage
from vmt.qt.logviewer.pages import Page, TextPage
from vmt.qt.logviewer.recording import Recording
from vmt.qt.logviewer.tick_page import TickPage
from vmt.qt.logviewer.timeline import Timeline
from vmt.qt.placement import place
from vmt.qt.settings import open_settings
from vmt.qt.views import MessageBar, add_themes, make_action
from vmt.telemetry.errors import TelemetryError
from vmt.telemetry.files import SUFFIX
from vmt.telemetry.reader import Database
from vmt.telemetry.recorded_run import open_run

TITLE = "VMT Log Viewer"
_RECENT = 10
_TOLD = 20_000  # ms for which the status bar says what was done
_SETTLED = 300  # ms without a change after which the folder is read again


class LogViewerWindow(QMainWindow):
    """Shows recorded runs, read-only.

    Parameters
    ----------
    path : Path
        A file, or a folder of files.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._settings = open_settings("logviewer")
        self._library = Library()
        self._place = path
        self._stale: set[Page] = set()
        self.recording = Recording(self)
        self.filter = Filter(self)

        self.setWindowTitle(TITLE)
        self.setAcceptDrops(True)
        self._make_widgets()
        self._make_menus()
        self._arrange()
        self._connect()
        self._restore()
        self.open_path(path)

    def _make_widgets(self) -> None:
        self.message = MessageBar()
        self.selector = QComboBox()
        self.selector.setAccessibleName(self.tr("Run"))
        self.selector.setToolTip(self.tr("The run to look at, newest first (Alt+R)"))
        self.selector.setSizePolicy(QSizePolicy.Expanding, QSizePolicy.Fixed)
        self.selector.setMinimumContentsLength(20)
        self.open_button = QPushButton(icon("folder"), self.tr("&Open…"))
        self.open_button.setToolTip(self.tr("Open a recording (Ctrl+O)"))
        self.timeline = Timeline()
        self.overview = OverviewPage()
        self.agents = AgentsPage()
        self.trades = trades_page(self.filter)
        self.decisions = decisions_page(self.filter)
        self.pairings = pairings_page(self.filter)
        self.harvests = harvests_page(self.filter)
        self.resources = TickPage(
            self.tr("Resources"),
            "resource_snapshots",
            columns.resource_columns(),
            Database.resources_at,
        )
        self.scenario = TextPage()
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for page, title in (
            (self.overview, self.tr("O&verview")),
            (self.agents, self.tr("&Agents")),
            (self.trades, self.tr("&Trades")),
            (self.decisions, self.tr("&Decisions")),
            (self.pairings, self.tr("&Pairings")),
            (self.harvests, self.tr("&Harvests")),
            (self.resources, self.tr("Reso&urces")),
            (self.scenario, self.tr("S&cenario")),
        ):
            self.tabs.addTab(page, title)
            page.failed.connect(self.message.say)

    def _make_menus(self) -> None:
        self.open_action = make_action(
            self, self.tr("&Open a recording…"), QKeySequence.Open, "folder"
        )
        self.open_action.triggered.connect(self.choose_file)
        self.folder_action = make_action(
            self, self.tr("Open a &folder of recordings…"), "Ctrl+Shift+O"
        )
        self.folder_action.triggered.connect(self.choose_folder)
        self.refresh_action = make_action(
            self, self.tr("&Refresh"), QKeySequence.Refresh
        )
        self.refresh_action.triggered.connect(self.refresh)
        self.export_action = make_action(
            self, self.tr("&Export what is shown…"), "Ctrl+E"
        )
        self.export_action.triggered.connect(self.export_shown)
        self.find_action = make_action(
            self, self.tr("Choose a&gents to list"), QKeySequence.Find
        )
        self.find_action.triggered.connect(self._choose_agents)
        self.clear_action = make_action(
            self, self.tr("&Clear the filter"), "Ctrl+Shift+F"
        )
        self.clear_action.triggered.connect(self.filter.clear)
        self.quit_action = make_action(self, self.tr("&Quit"), ["Ctrl+Q", "Ctrl+W"])
        self.quit_action.triggered.connect(self.close)
        file = self.menuBar().addMenu(self.tr("&File"))
        file.addActions([self.open_action, self.folder_action])
        self.recent_menu = file.addMenu(self.tr("Open r&ecent"))
        self.recent_menu.aboutToShow.connect(self._fill_recent)
        file.addSeparator()
        file.addActions([self.refresh_action, self.export_action])
        file.addSeparator()
        file.addAction(self.quit_action)
        tick = self.menuBar().addMenu(self.tr("&Tick"))
        tick.addActions(self.timeline.actions())
        view = self.menuBar().addMenu(self.tr("&View"))
        view.addActions([self.find_action, self.clear_action])
        view.addSeparator()
        add_themes(self, view)

    def _arrange(self) -> None:
        label = QLabel(self.tr("&Run"))
        label.setBuddy(self.selector)
        top = QHBoxLayout()
        top.addWidget(label)
        top.addWidget(self.selector, 1)
        top.addWidget(self.open_button)
        middle = QWidget()
        layout = QVBoxLayout(middle)
        layout.setContentsMargins(8, 8, 8, 4)
        layout.addLayout(top)
        layout.addWidget(self.timeline)
        layout.addWidget(self.message)
        layout.addWidget(self.tabs, 1)
        self.setCentralWidget(middle)
        self.where = QLabel()
        self.where.setTextInteractionFlags(Qt.TextSelectableByMouse)
        self.statusBar().addWidget(self.where, 1)

    def _connect(self) -> None:
        self.selector.currentIndexChanged.connect(self._select)
        self.open_button.clicked.connect(self.open_action.trigger)
        self.timeline.moved.connect(self.recording.go_to)
        self.tabs.currentChanged.connect(lambda _: self._show_page())
        self.filter.changed.connect(self._show_tick)
        self.recording.changed.connect(self._show_run)
        self.recording.grown.connect(self._show_growth)
        self.recording.moved.connect(self._show_tick)
        self.recording.failed.connect(self.message.say)
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_SETTLED)
        self._settling.timeout.connect(self._look_at_place)
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(lambda _: self._settling.start())

    @property
    def is_busy(self) -> bool:
        """Whether something that it is to show is still being read."""
        return self.recording.is_busy

    def open_path(self, path: Path) -> None:
        """Look at a file, or at the newest run of a folder of files."""
        path = path.absolute()
        wanted = None
        if not path.is_dir():
            found = self._library.read(path)[0]
            if found.run is None:
                self.message.say(found.error)
                if self.recording.run is None:
                    self._turn_to(path.parent)
                return
            wanted = found.key
        self.message.dismiss()
        # The neighbours of a file can be chosen from, too.
        self._turn_to(path if wanted is None else path.parent)
        self._remember(path)
        index = self._first_readable() if wanted is None else self._index_of(wanted)
        if wanted is not None and index < 0:  # the folder lists other names only
            self._place = path
            self._list_runs()
            index = 0
        with QSignalBlocker(self.selector):
            self.selector.setCurrentIndex(index)
        self._select(index)

    def choose_file(self) -> None:
        """Ask for a file and look at it."""
        name, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("Open a recording"),
            str(self._place),
            self.tr("Recordings (*{0});;All files (*)").format(SUFFIX),
        )
        if name:
            self.open_path(Path(name))

    def choose_folder(self) -> None:
        """Ask for a folder and look at the newest run in it."""
        name = QFileDialog.getExistingDirectory(
            self, self.tr("Open a folder of recordings"), str(self._place)
        )
        if name:
            self.open_path(Path(name))

    def export_shown(self) -> None:
        """Ask for a file and write to it what the page shows."""
        shown = self.tabs.currentWidget().shown()
        if shown is None:
            return
        name = f"{self.recording.reader.path.stem}-{shown[0]}"
        folder = Path(self._settings.value("export_folder") or Path.home())
        target = ask_for_file(self, folder, name)
        if target is not None:
            self._settings.setValue("export_folder", str(target.path.parent))
            self.export_to(target)

    def export_to(self, target: Target) -> None:
        """Write what the page shows to a file, and tell what came of it."""
        shown, run = self.tabs.currentWidget().shown(), self.recording.run
        if shown is None or run is None:
            return
        table, selection = shown
        try:
            with open_run(self.recording.reader.path, run.run_id) as recorded:
                done = export(self, recorded, table, selection, target)
        except TelemetryError as error:
            self.message.say(str(error))
        else:
            self.statusBar().showMessage(done, _TOLD)

    def refresh(self) -> None:
        """Read the list of runs again, and what was added to this one."""
        self._read_place()
        self.recording.look()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a file that is dragged over the window."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Look at a file that was dropped on the window."""
        files = [u.toLocalFile() for u in event.mimeData().urls() if u.isLocalFile()]
        if files:
            event.acceptProposedAction()
            self.open_path(Path(files[0]))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember where everything was, and close the file."""
        self._settings.setValue("geometry", self.saveGeometry())
        self._settings.sync()
        self._settling.stop()
        self._watcher.removePaths(self._watcher.directories())
        self.timeline.pause()
        self.recording.end()
        super().closeEvent(event)

    def _restore(self) -> None:
        place(self, QSize(1180, 760), QSize(480, 360), at_left=False)
        geometry = self._settings.value("geometry")
        if geometry is not None:
            self.restoreGeometry(geometry)

    def _turn_to(self, folder: Path) -> None:
        self._place = folder
        if self._watcher.directories():
            self._watcher.removePaths(self._watcher.directories())
        if folder.is_dir():
            self._watcher.addPath(str(folder))
        self._list_runs()

    def _look_at_place(self) -> None:
        if self._library.has_changed(self._place):
            self._read_place()

    def _read_place(self) -> None:
        chosen = self.selector.currentData()
        self._list_runs()
        index = self._index_of(chosen.key) if chosen is not None else -1
        with QSignalBlocker(self.selector):
            self.selector.setCurrentIndex(index)
        if index < 0 and self.recording.run is None:
            self.selector.setCurrentIndex(self._first_readable())

    def _list_runs(self) -> None:
        with QSignalBlocker(self.selector):
            self.selector.clear()
            for recorded in self._library.read(self._place):
                sign = icon("logs") if recorded.run else icon("warning")
                self.selector.addItem(sign, recorded.label, recorded)
                last = self.selector.count() - 1
                self.selector.setItemData(last, str(recorded.path), Qt.ToolTipRole)
            self.selector.setCurrentIndex(-1)
        if not self.selector.count():
            self.where.setText(
                self.tr("There are no recordings in {0} yet").format(self._place)
            )

    def _index_of(self, key: tuple[Path, int]) -> int:
        keys = [self.selector.itemData(i).key for i in range(self.selector.count())]
        return keys.index(key) if key in keys else -1

    def _first_readable(self) -> int:
        for index in range(self.selector.count()):
            if self.selector.itemData(index).run is not None:
                return index
        return 0 if self.selector.count() else -1

    def _select(self, index: int) -> None:
        recorded: Recorded | None = self.selector.itemData(index)
        if recorded is None:
            self.recording.close()
            return
        if recorded.run is None:
            self.message.say(recorded.error)
            self.recording.close()
            return
        self.message.dismiss()
        self.recording.open(recorded.path, recorded.run.run_id)

    def _show_run(self) -> None:
        path = self.recording.path
        self.setWindowTitle(f"{TITLE} – {path.name}" if path else TITLE)
        if path is not None:
            self.where.setText(str(path))
        self._show_growth()

    def _show_growth(self) -> None:
        recording = self.recording
        self.timeline.show_range(recording.first, recording.last)
        run, index = recording.run, self.selector.currentIndex()
        chosen: Recorded | None = self.selector.itemData(index)
        if run is not None and chosen is not None and chosen.run is not None:
            now = Recorded(chosen.path, run, is_alone=chosen.is_alone)
            self.selector.setItemText(index, now.label)
            self.selector.setItemData(index, now)
        self._show_tick()

    def _show_tick(self) -> None:
        self.timeline.show_tick(self.recording.tick)
        self._stale = {self.tabs.widget(i) for i in range(self.tabs.count())}
        self._show_page()

    def _choose_agents(self) -> None:
        page = self.tabs.currentWidget()
        if not isinstance(page, EventPage):
            self.tabs.setCurrentWidget(self.trades)
            page = self.trades
        page.bar.agents.setFocus()
        page.bar.agents.selectAll()

    def _show_page(self) -> None:
        page = self.tabs.currentWidget()
        self.export_action.setEnabled(not isinstance(page, OverviewPage | TextPage))
        if page not in self._stale:
            return
        try:
            page.show_recording(self.recording)
        except TelemetryError as error:
            page.clear()
            self.message.say(str(error))
        self._stale.discard(page)

    def _remember(self, path: Path) -> None:
        recent = [str(path), *(each for each in self._recent() if each != str(path))]
        self._settings.setValue("recent", recent[:_RECENT])

    def _recent(self) -> list[str]:
        recent = self._settings.value("recent") or []
        return [recent] if isinstance(recent, str) else list(recent)

    def _fill_recent(self) -> None:
        self.recent_menu.clear()
        for name in self._recent():
            action = self.recent_menu.addAction(name)
            action.triggered.connect(
                lambda _checked, path=Path(name): self.open_path(path)
            )
