"""The window of the log viewer."""

from pathlib import Path

from PyQt5.QtCore import QSize, Qt
from PyQt5.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PyQt5.QtWidgets import QFileDialog, QLabel, QMainWindow, QVBoxLayout, QWidget

from vmt.qt.logviewer.actions import Actions
from vmt.qt.logviewer.agents_page import AgentsPage
from vmt.qt.logviewer.bargaining_page import BargainingPage
from vmt.qt.logviewer.compare_dialog import CompareDialog
from vmt.qt.logviewer.debrief.window import DebriefWindow
from vmt.qt.logviewer.decisions_page import DecisionsPage
from vmt.qt.logviewer.event_pages import (
    harvests_page,
    preferences_page,
    resources_page,
    trades_page,
)
from vmt.qt.logviewer.export import Export, Target, ask_for_file
from vmt.qt.logviewer.filter import Filter
from vmt.qt.logviewer.filter_bar import FilterBar
from vmt.qt.logviewer.library import Recorded
from vmt.qt.logviewer.overview_page import OverviewPage
from vmt.qt.logviewer.page_tabs import PageTabs
from vmt.qt.logviewer.pages import Page, TextPage
from vmt.qt.logviewer.pairings_page import PairingsPage
from vmt.qt.logviewer.plots.page import PlotsPage
from vmt.qt.logviewer.recent import Recent
from vmt.qt.logviewer.recording import Recording
from vmt.qt.logviewer.run_bar import RunBar
from vmt.qt.logviewer.sql.page import SqlPage
from vmt.qt.logviewer.timeline import Timeline
from vmt.qt.placement import place
from vmt.qt.settings import open_settings
from vmt.qt.views import MessageBar
from vmt.telemetry.files import SUFFIX

TITLE = "VMT Log Viewer"
_TOLD = 20_000  # ms for which the status bar says what was done


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
        self.recording = Recording(self)
        self.filter = Filter(self)
        self.export = Export(self)
        self.setWindowTitle(TITLE)
        self.setAcceptDrops(True)
        self.run_bar = RunBar(lambda: self.recording.run is not None)
        self.selector = self.run_bar.selector
        self.timeline = Timeline()
        self.message = MessageBar()
        self.tabs = PageTabs(self.recording)
        self._add_pages()
        self.actions_ = Actions(self, self.timeline)
        self._recent = Recent(self._settings, self.actions_.recent, self.open_path)
        self._arrange()
        self._connect()
        place(self, QSize(1180, 760), QSize(480, 360), at_left=False)
        geometry = self._settings.value("geometry")
        if geometry is not None:
            self.restoreGeometry(geometry)
        self.open_path(path)

    def _add_pages(self) -> None:
        self.overview = OverviewPage()
        self.plots = PlotsPage(self.filter)
        self.agents = AgentsPage(self.filter)
        self.trades = trades_page(self.filter)
        self.bargaining = BargainingPage(self.filter)
        self.decisions = DecisionsPage(self.filter)
        self.rankings = preferences_page(self.filter)
        self.pairings = PairingsPage(self.filter)
        self.harvests = harvests_page(self.filter)
        self.resources = resources_page(self.filter)
        self.sql = SqlPage(self._settings)
        self.scenario = TextPage()
        pages: list[tuple[Page, str]] = [
            (self.overview, self.tr("Overvie&w")),
            (self.plots, self.tr("Plot&s")),
            (self.agents, self.tr("&Agents")),
            (self.trades, self.tr("Trad&es")),
            (self.bargaining, self.tr("&Bargaining")),
            (self.decisions, self.tr("&Decisions")),
            (self.rankings, self.tr("Ran&kings")),
            (self.pairings, self.tr("&Pairings")),
            (self.harvests, self.tr("&Harvests")),
            (self.resources, self.tr("Reso&urces")),
            (self.sql, self.tr("S&QL")),
            (self.scenario, self.tr("S&cenario")),
        ]
        for page, title in pages:
            self.tabs.add(page, title)

    def _arrange(self) -> None:
        middle = QWidget()
        layout = QVBoxLayout(middle)
        layout.setContentsMargins(8, 8, 8, 4)
        layout.addWidget(self.run_bar)
        layout.addWidget(self.timeline)
        layout.addWidget(self.message)
        layout.addWidget(self.tabs, 1)
        self.setCentralWidget(middle)
        self.where = QLabel()
        self.where.setTextInteractionFlags(Qt.TextSelectableByMouse)
        self.where.setMinimumWidth(1)  # a long path must not widen the window
        self.statusBar().addWidget(self.where, 1)
        for strip in (self.run_bar.strip, self.export.strip):
            self.statusBar().addPermanentWidget(strip)

    def _connect(self) -> None:
        actions = self.actions_
        for action, do in (
            (actions.open, self.choose_file),
            (actions.folder, self.choose_folder),
            (actions.compare, self.choose_others),
            (actions.refresh, self.refresh),
            (actions.export, self.export_shown),
            (actions.debrief, self.debrief),
            (actions.plot_agent, self.plot_agent),
            (actions.quit, self.close),
            (actions.find, self._choose_agents),
            (actions.condition, self._add_condition),
            (actions.clear, self.filter.clear),
        ):
            action.triggered.connect(lambda _checked, do=do: do())
        self.agents.plots_wanted.connect(self.plot_agent)
        self.run_bar.open_button.clicked.connect(actions.open.trigger)
        self.run_bar.compare_button.clicked.connect(actions.compare.trigger)
        self.run_bar.chosen.connect(self._look_at)
        self.run_bar.refused.connect(self.message.say)
        self.run_bar.opened.connect(self._recent.add)
        self.run_bar.listed.connect(self._tell_where)
        self.run_bar.lost.connect(self.recording.look)
        self.timeline.follow(self.recording)
        self.filter.changed.connect(self._show_tick)
        self.recording.changed.connect(self._show_run)
        self.recording.grown.connect(self._show_growth)
        self.recording.moved.connect(self._show_tick)
        self.recording.failed.connect(self.message.say)
        self.tabs.failed.connect(self.message.say)
        self.tabs.shown.connect(self._offer_export)
        self.export.changed.connect(self._offer_export)
        self.export.failed.connect(self.message.say)
        for done in (self.export.done, self.plots.saved):
            done.connect(lambda words: self.statusBar().showMessage(words, _TOLD))

    @property
    def is_busy(self) -> bool:
        """Whether something that it is to show is still being read."""
        return self.recording.is_busy or self.run_bar.is_busy or self.export.is_busy

    def open_path(self, path: Path) -> None:
        """Look at a file, or at the newest run of a folder of files."""
        self.message.dismiss()
        self.run_bar.open(path.absolute())

    def choose_file(self) -> None:
        """Ask for a file and look at it."""
        name, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("Open a recording"),
            str(self.run_bar.place),
            self.tr("Recordings (*{0});;All files (*)").format(SUFFIX),
        )
        if name:
            self.open_path(Path(name))

    def choose_folder(self) -> None:
        """Ask for a folder and look at the newest run in it."""
        name = QFileDialog.getExistingDirectory(
            self, self.tr("Open a folder of recordings"), str(self.run_bar.place)
        )
        if name:
            self.open_path(Path(name))

    def choose_others(self) -> None:
        """Ask which runs this one is compared with."""
        if self.recording.run is None:
            return
        comparison = self.recording.comparison
        bar = self.run_bar
        dialog = CompareDialog(self, comparison, bar.recorded, bar.place)
        if dialog.exec() == CompareDialog.Accepted:
            comparison.compare_with(dialog.chosen)
        dialog.deleteLater()

    def debrief(self) -> None:
        """Tell of the runs that are looked at on a full screen, for an audience."""
        comparison = self.recording.comparison
        runs = [(run, comparison.readers.of(run.path)) for run in comparison.runs]
        if runs:
            DebriefWindow(runs, self).showFullScreen()

    def plot_agent(self) -> None:
        """Show the plots of the selected agent, or where one can be selected."""
        selected = self.agents.selected
        if selected is None:
            self.tabs.setCurrentWidget(self.agents)
        else:
            self.plots.show_agent(selected.agent_id)
            self.tabs.setCurrentWidget(self.plots)

    def export_shown(self) -> None:
        """Ask for a file and write to it what the page shows."""
        if self.tabs.page is self.plots:
            self.plots.save()
            return
        shown = self.tabs.page.shown()
        if shown is None:
            return
        name = f"{self.recording.reader.path.stem}-{shown[0]}"
        folder = Path(self._settings.value("export_folder") or Path.home())
        target = ask_for_file(self, folder, name)
        if target is not None:
            self._settings.setValue("export_folder", str(target.path.parent))
            self.export_to(target)

    def export_to(self, target: Target) -> None:
        """Write what the page shows to a file; what came of it is told later."""
        page = self.tabs.page
        shown, runs = page.shown(), page.shown_runs()
        if shown is not None and runs:
            self.export.begin(runs, shown[0], target)

    def refresh(self) -> None:
        """Read the list of runs again, and what was added to this one."""
        self.run_bar.refresh()
        self.recording.look()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a file that is dragged over the window."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            _take_a_look(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Look at a file that was dropped on the window."""
        files = [u.toLocalFile() for u in event.mimeData().urls() if u.isLocalFile()]
        if files:
            _take_a_look(event)
            self.open_path(Path(files[0]))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember where everything was, and close the files."""
        self._settings.setValue("geometry", self.saveGeometry())
        self._settings.sync()
        for debrief in self.findChildren(DebriefWindow):
            debrief.close()
        self.run_bar.close_down()
        self.export.end()
        self.timeline.pause()
        self.tabs.end()
        self.recording.end()
        super().closeEvent(event)

    def _look_at(self, recorded: Recorded | None) -> None:
        self.message.dismiss()
        if recorded is None:
            self.recording.close()
        elif recorded.run is None:
            self.recording.close()
            self.message.say(recorded.error)
        else:
            self.recording.open(recorded.path, recorded.run.run_id)

    def _show_run(self) -> None:
        path = self.recording.path
        self.setWindowTitle(f"{TITLE} – {path.name}" if path else TITLE)
        self._tell_where()
        self._show_growth()

    def _tell_where(self) -> None:
        path, text = self.recording.path, ""
        if path is not None:
            text = str(path)
            others = [run.label for run in self.recording.comparison.others]
            if others:
                text = self.tr("{0}, beside {1}").format(text, "; ".join(others))
        elif not self.run_bar.recorded:
            nothing = self.tr("There are no recordings in {0} yet")
            text = nothing.format(self.run_bar.place)
        self.where.setText(text)
        self.where.setToolTip(text)

    def _show_growth(self) -> None:
        recording = self.recording
        self.timeline.show_range(recording.first, recording.last)
        if recording.run is not None:
            self.run_bar.update_run(recording.run)
        self._show_tick()

    def _show_tick(self) -> None:
        self.timeline.show_tick(self.recording.tick)
        self.tabs.refill()

    def _offer_export(self) -> None:
        page = self.tabs.page
        can_be_saved = page is self.plots or (
            page.has_table and not self.export.is_busy
        )
        self.actions_.export.setEnabled(can_be_saved)

    def _bar(self) -> FilterBar:
        """Return the filter of the page in front, or that of the trades, then there."""
        bar = self.tabs.page.filter_bar
        if bar is None:
            self.tabs.setCurrentWidget(self.trades)
            bar = self.trades.bar
        return bar

    def _choose_agents(self) -> None:
        field = self._bar().agents
        if not field.isEnabled():
            self.statusBar().showMessage(field.toolTip(), _TOLD)
        field.setFocus()
        field.selectAll()

    def _add_condition(self) -> None:
        self._bar().editor.open()


def _take_a_look(event: QDropEvent) -> None:
    """Take what is dragged, but never as moved: its owner might remove the file."""
    event.setDropAction(Qt.CopyAction)
    event.accept()
