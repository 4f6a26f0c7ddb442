"""The window of the launcher."""

import random
from pathlib import Path

from PyQt5.QtCore import QEvent, QFileSystemWatcher, QSize, Qt, QTimer
from PyQt5.QtGui import QCloseEvent, QKeySequence, QResizeEvent
from PyQt5.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QMessageBox,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

import vmt
from vmt.paths import builtin_scenarios_dir, logs_dir, user_scenarios_dir
from vmt.qt.dialogs import show_error
from vmt.qt.icons import icon
from vmt.qt.launcher.catalogue import Catalogue, Listed, listed
from vmt.qt.launcher.pane import InformationPane
from vmt.qt.launcher.picker import Picker
from vmt.qt.launcher.programs import Programs, StartError
from vmt.qt.launcher.runs import LaunchedRun, RunsView
from vmt.qt.placement import place
from vmt.qt.settings import open_settings
from vmt.qt.views import add_themes, make_action, tool_button

TITLE = "VMT Launcher"
DEFAULT_SEED = 42
LARGEST_SEED = 999_999_999
_WIDE = 52  # ems from which the pane stands beside the list and not below it
_SETTLED = 150  # ms without a change after which the files are read again


class LauncherWindow(QMainWindow):
    """Lets the user pick a scenario and a seed, and run it.

    Parameters
    ----------
    program : list of str
        The command that ``view`` and ``logs`` are arguments of.
    """

    def __init__(self, program: list[str]) -> None:
        super().__init__()
        self.programs = Programs(program, self)
        self._settings = open_settings("launcher")
        self._catalogue = Catalogue()
        self._scenario: Listed | None = None

        self.setWindowTitle(TITLE)
        self._make_widgets()
        self._make_actions()
        self._make_menus()
        self._arrange()
        self._watch_files()
        self.programs.run_ended.connect(self._run_ended)
        self.programs.failed.connect(self._complain)
        self.picker.picked.connect(self._show_scenario)
        self.picker.chosen.connect(self.run_action.trigger)
        self.runs.selectionModel().selectionChanged.connect(self._update_actions)
        self.read_scenarios()
        self._restore()
        self._update_actions()
        self.picker.tree.setFocus()

    def _make_widgets(self) -> None:
        self.picker = Picker()
        self.pane = InformationPane()
        self.runs = RunsView()
        self.seed_field = QSpinBox()
        self.seed_field.setRange(0, LARGEST_SEED)
        self.seed_field.setValue(DEFAULT_SEED)
        self.seed_field.setAccessibleName(self.tr("Seed"))
        self.seed_field.setToolTip(
            self.tr("The same scenario with the same seed gives the same run (Alt+S)")
        )
        self.run_button = QPushButton(icon("run"), self.tr("Run"))
        self.run_button.setObjectName("primary")
        self.run_button.setSizePolicy(QSizePolicy.Expanding, QSizePolicy.Fixed)
        self.logs_button = QPushButton(icon("logs"), self.tr("View &logs"))
        self.stop_button = QPushButton(icon("stop"), self.tr("S&top"))

    def _make_actions(self) -> None:
        self.run_action = make_action(
            self, self.tr("&Run the scenario"), [Qt.Key_Return, Qt.Key_Enter], "run"
        )
        self.run_action.triggered.connect(self.run)
        self.random_action = make_action(
            self, self.tr("Random &seed"), "Ctrl+R", "dice"
        )
        self.random_action.triggered.connect(self.draw_seed)
        self.stop_action = make_action(self, self.tr("S&top the run"), "Ctrl+T", "stop")
        self.stop_action.triggered.connect(self.stop)
        self.logs_action = make_action(self, self.tr("View &logs"), "Ctrl+L", "logs")
        self.logs_action.triggered.connect(self.view_logs)
        self.find_action = make_action(
            self, self.tr("&Find a scenario"), QKeySequence.Find
        )
        self.find_action.triggered.connect(self._find)
        self.reload_action = make_action(
            self, self.tr("Read the files &again"), QKeySequence.Refresh
        )
        self.reload_action.triggered.connect(self.read_scenarios)
        self.quit_action = make_action(
            self, self.tr("&Quit"), ["Ctrl+Q", "Ctrl+W", "Ctrl+D"]
        )
        self.quit_action.triggered.connect(self.close)
        for button, action in (
            (self.run_button, self.run_action),
            (self.stop_button, self.stop_action),
            (self.logs_button, self.logs_action),
        ):
            button.clicked.connect(action.trigger)
            button.setToolTip(action.toolTip())
            action.changed.connect(
                lambda b=button, a=action: b.setEnabled(a.isEnabled())
            )

    def _make_menus(self) -> None:
        bar = self.menuBar()
        scenario = bar.addMenu(self.tr("&Scenario"))
        scenario.addActions([self.run_action, self.random_action])
        scenario.addSeparator()
        scenario.addActions([self.find_action, self.reload_action])
        scenario.addSeparator()
        scenario.addAction(self.quit_action)
        bar.addMenu(self.tr("&Runs")).addActions([self.stop_action, self.logs_action])
        add_themes(self, bar.addMenu(self.tr("&View")))
        about = bar.addMenu(self.tr("&Help")).addAction(self.tr("&About VMT"))
        about.triggered.connect(self._about)

    def _arrange(self) -> None:
        seed_label = QLabel(self.tr("&Seed"))
        seed_label.setBuddy(self.seed_field)
        start = QHBoxLayout()
        start.addWidget(seed_label)
        start.addWidget(self.seed_field)
        start.addWidget(tool_button(self.random_action))
        start.addWidget(self.run_button, 1)

        self.halves = QSplitter(Qt.Vertical)
        self.halves.addWidget(self.picker)
        self.halves.addWidget(self.pane)
        buttons = QHBoxLayout()
        buttons.addWidget(self.logs_button)
        buttons.addStretch(1)
        buttons.addWidget(self.stop_button)
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(start)
        column.addWidget(self.runs, 1)
        column.addLayout(buttons)

        self.splitter = QSplitter(Qt.Vertical)
        self.splitter.addWidget(self.halves)
        self.splitter.addWidget(below)
        for splitter in (self.halves, self.splitter):
            splitter.setChildrenCollapsible(False)
        self.splitter.setStretchFactor(0, 1)
        line = self.fontMetrics().height()
        self.pane.setMinimumHeight(5 * line)
        self.picker.setMinimumHeight(6 * line)
        self.halves.setSizes([42, 58])
        self.splitter.setSizes([74, 26])

        middle = QWidget()
        layout = QVBoxLayout(middle)
        layout.setContentsMargins(8, 8, 8, 4)
        layout.addWidget(self.splitter)
        self.setCentralWidget(middle)

    def _watch_files(self) -> None:
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_SETTLED)
        self._settling.timeout.connect(self.read_scenarios)
        self._watcher = QFileSystemWatcher(self)
        self._watcher.directoryChanged.connect(lambda _: self._settling.start())
        self._watcher.fileChanged.connect(lambda _: self._settling.start())

    def read_scenarios(self) -> None:
        """Show the scenarios as they are on the disk now."""
        scenarios = self._catalogue.read()
        self.picker.show_scenarios(scenarios)
        wanted = {str(each.path) for each in scenarios}
        for folder in (builtin_scenarios_dir(), user_scenarios_dir()):
            if folder is not None and folder.is_dir():
                wanted |= {str(folder)}
                wanted |= {str(f) for f in folder.rglob("*") if f.is_dir()}
        watched = {*self._watcher.files(), *self._watcher.directories()}
        if wanted - watched:
            self._watcher.addPaths(sorted(wanted - watched))
        broken = sum(each.scenario is None for each in scenarios)
        text = self.tr("%n scenario(s)", "", len(scenarios))
        # Without a translation Qt leaves the plural open.
        text = text.replace("(s)", "" if len(scenarios) == 1 else "s")
        if broken:
            text += self.tr(", {0} cannot be run").format(broken)
        self._say(text)

    def run(self) -> None:
        """Start the viewer on the picked scenario."""
        picked = self._scenario
        if picked is None:
            return
        # The file may have been changed since it was listed.
        now = listed(picked.path, picked.label, picked.origin)
        if now.scenario is None:
            self.read_scenarios()
            self._complain(
                self.tr("{0} cannot be run.").format(picked.title), now.error
            )
            return
        self.seed_field.interpretText()
        seed = self.seed_field.value()
        try:
            run = self.programs.view(now.scenario, seed)
        except StartError as error:
            self._complain(self.tr("The run cannot be recorded."), str(error))
            return
        self.runs.add(run)
        if run.process.is_running:
            self._say(self.tr("{0} runs with seed {1}").format(run.name, seed))
        self._update_actions()

    def stop(self) -> None:
        """Ask the selected run to end; the second time, make it end."""
        run = self.runs.selected
        if run is not None and run.process.is_running:
            run.process.stop()
            self._refresh_runs()

    def view_logs(self) -> None:
        """Open the log viewer on the selected run, else on the last, else on all."""
        runs = self.runs.runs.records
        run = self.runs.selected or (runs[0] if runs else None)
        # A viewer that has just started has not made its file yet.
        target = run.recording if run and run.recording.exists() else logs_dir()
        try:
            self.programs.view_logs(target)
        except StartError as error:
            self._complain(self.tr("The log viewer cannot be started."), str(error))

    def draw_seed(self) -> None:
        """Put a seed into the field that nobody has thought of."""
        self.seed_field.setValue(random.SystemRandom().randint(0, LARGEST_SEED))

    def event(self, event: QEvent) -> bool:
        """Look for changed files when the user comes back to the window."""
        if event.type() == QEvent.WindowActivate:
            self._settling.start()
        return bool(super().event(event))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the pane beside the list where there is room, else below it."""
        super().resizeEvent(event)
        wide = self.width() >= _WIDE * self.fontMetrics().averageCharWidth() * 2
        orientation = Qt.Horizontal if wide else Qt.Vertical
        if self.halves.orientation() != orientation:
            self.halves.setOrientation(orientation)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember where everything was; what runs goes on."""
        self._settings.setValue("geometry", self.saveGeometry())
        self._settings.setValue("splitter", self.splitter.saveState())
        self._settings.setValue("seed", self.seed_field.value())
        if self._scenario is not None:
            self._settings.setValue("scenario", str(self._scenario.path))
        self._settings.sync()
        self.programs.let_go()
        super().closeEvent(event)

    def _restore(self) -> None:
        remembered = self._settings
        scenario = remembered.value("scenario")
        if scenario and self.picker.pick(Path(str(scenario))):
            seed = str(remembered.value("seed", ""))
            if seed.isdecimal():
                self.seed_field.setValue(int(seed))
        place(self, QSize(460, 720), QSize(400, 480), at_left=True)
        geometry, splitter = remembered.value("geometry"), remembered.value("splitter")
        if geometry is not None:
            self.restoreGeometry(geometry)
        if splitter is not None:
            self.splitter.restoreState(splitter)

    def _show_scenario(self, picked: Listed | None) -> None:
        is_another = (picked and picked.path) != (
            self._scenario and self._scenario.path
        )
        self._scenario = picked
        self.pane.show_scenario(picked)
        if picked and picked.scenario and is_another:
            seed = picked.scenario.seed
            self.seed_field.setValue(DEFAULT_SEED if seed is None else seed)
        self._update_actions()

    def _run_ended(self, run: LaunchedRun) -> None:
        self._refresh_runs()
        self._say(f"{run.name}: {run.state}")

    def _refresh_runs(self) -> None:
        self.runs.runs.refresh()
        self._update_actions()

    def _update_actions(self) -> None:
        run = self.runs.selected
        stoppable = run is not None and run.process.is_running
        self.run_action.setEnabled(self._scenario is not None)
        self.stop_action.setEnabled(stoppable)
        insist = stoppable and run is not None and run.process.is_stopping
        self.stop_button.setText(self.tr("Ki&ll") if insist else self.tr("S&top"))

    def _find(self) -> None:
        self.picker.filter_field.setFocus(Qt.ShortcutFocusReason)
        self.picker.filter_field.selectAll()

    def _say(self, sentence: str) -> None:
        self.statusBar().showMessage(sentence)

    def _complain(self, summary: str, text: str) -> None:
        self._say(summary)
        show_error(self, TITLE, summary, text)

    def _about(self) -> None:
        QMessageBox.about(
            self,
            TITLE,
            self.tr(
                "<h3>VMT {0}</h3><p>Visualizing Microeconomic Theory: agents with"
                " different tastes forage on a grid and barter.</p>"
            ).format(vmt.__version__),
        )
