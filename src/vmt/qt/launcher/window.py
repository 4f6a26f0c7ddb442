"""The window of the launcher."""

from pathlib import Path

from PyQt5.QtCore import QEvent, QSize, Qt, QTimer
from PyQt5.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QResizeEvent
from PyQt5.QtWidgets import QMainWindow, QMessageBox, QSplitter, QVBoxLayout, QWidget

import vmt
from vmt.qt.dialogs import show_error
from vmt.qt.launcher.actions import Actions
from vmt.qt.launcher.catalogue import Listed
from vmt.qt.launcher.choice import Choice
from vmt.qt.launcher.help import HelpWindow
from vmt.qt.launcher.options_dialog import OptionsDialog
from vmt.qt.launcher.pane import InformationPane
from vmt.qt.launcher.picker import Picker
from vmt.qt.launcher.programs import Programs, StartError
from vmt.qt.launcher.run_options import RunOptions
from vmt.qt.launcher.runs_panel import RunsPanel
from vmt.qt.launcher.scenario_list import ScenarioList
from vmt.qt.launcher.scenario_menu import ScenarioMenu
from vmt.qt.launcher.start_bar import StartBar
from vmt.qt.placement import place
from vmt.qt.settings import open_settings
from vmt.qt.views import add_themes

TITLE = "VMT Launcher"
_WIDE = 52  # ems from which the pane stands beside the tree and not below it
_WIDE_TREE, _NARROW_TREE = 0.24, 0.4
"""Shares of the tree; the pane has the rest."""


class LauncherWindow(QMainWindow):
    """Lets the user pick a scenario and a seed, and run it.

    Parameters
    ----------
    program : list of str
        The command that ``view``, ``run``, ``logs`` and others are arguments of.
    """

    def __init__(self, program: list[str]) -> None:
        super().__init__()
        self.setWindowTitle(TITLE)
        self.setAcceptDrops(True)
        self.programs = Programs(program, self)
        self._settings = open_settings("launcher")
        self.list = ScenarioList(self)
        self._options_dialog: OptionsDialog | None = None
        self.act = Actions(self)
        self._name_themes()
        self.picker = Picker()
        self.pane = InformationPane()
        self.start = StartBar(self.act)
        self.choice = Choice(self.start.seed, self)
        self.runs = RunsPanel(self.programs, self.act, TITLE)
        self.scenarios = ScenarioMenu(
            self, self.act, lambda: self.picker.scenario, TITLE, program
        )
        self._arrange()
        self._connect()
        self.list.read()
        self._restore()
        self.runs.look()
        self.picker.tree.setFocus()

    def _name_themes(self) -> None:
        add_themes(self, self.act.view_menu)
        for action, keys in zip(
            self.act.view_menu.actions(), ("Ctrl+Alt+L", "Ctrl+Alt+D"), strict=True
        ):
            action.setShortcut(keys)

    def _connect(self) -> None:
        for name, does in (
            ("run", self.run),
            ("headless", lambda: self.run(headless=True)),
            ("options", self.open_options),
            ("reset", self._reset_options),
            ("find", self.picker.find),
            ("reload", self._reload),
            ("quit", self.close),
            ("help", self._help),
            ("about", self._about),
        ):
            # Of a checked state, which triggered sends along, nobody knows here.
            self.act[name].triggered.connect(lambda _checked, does=does: does())
        tree = self.picker.tree
        names = ("run", "headless", "edit", "edit_copy", "folder", "copy_path")
        tree.addActions([self.act[name] for name in (*names, "delete_scenario")])
        self.picker.picked.connect(self._pick)
        self.picker.chosen.connect(self.act["run"].trigger)
        self.start.seed_changed.connect(
            lambda: self.choice.set_seed(self.start.seed_field.value())
        )
        self.choice.changed.connect(self._show_choice)
        self.programs.failed.connect(self._complain)
        self.runs.said.connect(self._say)
        self.scenarios.said.connect(self._say)
        self.scenarios.came.connect(self._came)
        self.scenarios.went.connect(self.list.read)
        self.list.changed.connect(self._show_scenarios)

    def _arrange(self) -> None:
        self.halves = QSplitter(Qt.Vertical)
        self.halves.addWidget(self.picker)
        self.halves.addWidget(self.pane)
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.start)
        column.addWidget(self.runs, 1)
        self.splitter = QSplitter(Qt.Vertical)
        self.splitter.addWidget(self.halves)
        self.splitter.addWidget(below)
        for splitter in (self.halves, self.splitter):
            splitter.setChildrenCollapsible(False)
        self.splitter.setStretchFactor(0, 1)
        line = self.fontMetrics().height()
        self.pane.setMinimumHeight(5 * line)
        self.picker.setMinimumHeight(6 * line)
        self._share(_NARROW_TREE)
        self.halves.setStretchFactor(0, 2)
        self.halves.setStretchFactor(1, 3)
        self.splitter.setSizes([68, 32])
        middle = QWidget()
        layout = QVBoxLayout(middle)
        layout.setContentsMargins(8, 8, 8, 4)
        layout.addWidget(self.splitter)
        self.setCentralWidget(middle)

    def _share(self, tree: float) -> None:
        """Divide the room between the tree and the pane."""
        # More than there is, so that only the ratio counts.
        whole = 10_000
        self.halves.setSizes([round(whole * tree), round(whole * (1 - tree))])

    def _show_scenarios(self, scenarios: list[Listed]) -> None:
        self.picker.show_scenarios(scenarios)
        broken = sum(each.scenario is None for each in scenarios)
        text = self.tr("%n scenario(s)", "", len(scenarios))
        # Without a translation Qt leaves the plural open.
        text = text.replace("(s)", "" if len(scenarios) == 1 else "s")
        if broken:
            text += self.tr(", {0} cannot be run").format(broken)
        self._say(text)

    def run(self, *, headless: bool = False) -> None:
        """Start a run of what is chosen, in the viewer or without a window."""
        # The file may have been changed since it was listed.
        now = self.choice.read_again()
        if now is None:
            return
        if now.scenario is None:
            self.list.read()
            self._complain(self.tr("{0} cannot be run.").format(now.title), now.error)
            return
        name, seed, options = now.scenario.name, self.start.seed, self.choice.options
        try:
            run = self.programs.run(now.path, name, seed, options, headless=headless)
        except StartError as error:
            self._complain(self.tr("The run cannot be recorded."), str(error))
            return
        self.runs.add(run)
        if run.process.is_running:
            self._say(self.tr("{0} runs with seed {1}").format(name, seed))

    def open_options(self) -> None:
        """Open the options of the picked scenario, beside this window."""
        listed = self.choice.listed
        if listed is None or listed.scenario is None:
            return
        if self._options_dialog is not None:
            self._options_dialog.close()
        dialog = OptionsDialog(self, listed.scenario, self.choice.options)
        dialog.changed.connect(self.choice.set_options)
        dialog.run_wanted.connect(self.act["run"].trigger)
        dialog.finished.connect(self._options_closed)
        self._options_dialog = dialog
        room = self.screen().availableGeometry()
        frame = self.frameGeometry()
        left = min(frame.right() + 8, room.right() - dialog.width())
        dialog.move(max(room.left(), left), max(room.top(), frame.top()))
        self._show_choice()
        dialog.show()

    def event(self, event: QEvent) -> bool:
        """Look for changed files when the user comes back to the window."""
        if event.type() == QEvent.WindowActivate:
            self.list.look()
            self.runs.look()
        return bool(super().event(event))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the pane beside the tree where there is room, else below it."""
        super().resizeEvent(event)
        is_wide = self.width() >= _WIDE * self.fontMetrics().averageCharWidth() * 2
        orientation = Qt.Horizontal if is_wide else Qt.Vertical
        if self.halves.orientation() != orientation:
            self.halves.setOrientation(orientation)
            self._share(_WIDE_TREE if is_wide else _NARROW_TREE)
            self.start.set_wide(is_wide=is_wide)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files that come from elsewhere."""
        is_ours = event.source() is self.picker.tree
        if not is_ours and any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Copy scenario files to the user's."""
        urls = event.mimeData().urls()
        event.acceptProposedAction()
        files = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
        # Whoever drags waits for an answer, and questions take time.
        QTimer.singleShot(0, lambda: self.scenarios.bring_in(files))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember where everything was; what runs goes on."""
        self._settings.setValue("geometry", self.saveGeometry())
        self._settings.setValue("splitter", self.splitter.saveState())
        self._settings.setValue("halves", self.halves.saveState())
        self._settings.setValue("folded", ["/".join(w) for w in self.picker.folded])
        self._settings.setValue("seed", self.start.seed)
        if self.choice.listed is not None:
            self._settings.setValue("scenario", str(self.choice.listed.path))
        self._settings.sync()
        self.list.close_down()
        self.choice.close_down()
        self.runs.close_down()
        self.programs.let_go()
        super().closeEvent(event)

    def _restore(self) -> None:
        remembered = self._settings
        scenario = remembered.value("scenario")
        if scenario and self.picker.pick(Path(str(scenario))):
            seed = str(remembered.value("seed", ""))
            if seed.isdecimal():
                self.start.set_seed(int(seed))
        folded = remembered.value("folded") or []
        folded = [folded] if isinstance(folded, str) else folded
        self.picker.fold([tuple(way.split("/")) for way in folded])
        place(self, QSize(460, 720), QSize(400, 480), at_left=True)
        for name, restore in (
            ("geometry", self.restoreGeometry),
            ("splitter", self.splitter.restoreState),
            ("halves", self.halves.restoreState),
        ):
            if (state := remembered.value(name)) is not None:
                restore(state)

    def _pick(self, picked: Listed | None) -> None:
        before = self.choice.listed
        is_another = (picked and picked.path) != (before and before.path)
        if is_another and self._options_dialog is not None:
            self._options_dialog.close()
        if picked and picked.scenario and is_another:
            self.start.set_seed(picked.scenario.seed)
        self.choice.pick(picked)

    def _show_choice(self) -> None:
        """Show what would run now, and enable what can be done with it."""
        choice = self.choice
        as_run, options = choice.as_run, choice.options
        scenario = as_run.scenario if as_run else None
        self.pane.show_scenario(
            choice.listed, scenario, choice.error, options, choice.preview
        )
        self.start.show_options(options)
        if self._options_dialog is not None and as_run is not None:
            self._options_dialog.show_problems(as_run.problems, as_run.error)
        for name in ("run", "headless"):
            self.act[name].setEnabled(choice.listed is not None)
        is_fine = choice.listed is not None and choice.listed.scenario is not None
        self.act["options"].setEnabled(is_fine)
        self.act["reset"].setEnabled(options.is_changed)
        self.scenarios.update_actions()

    def _reset_options(self) -> None:
        self.choice.set_options(RunOptions())
        if self._options_dialog is not None:
            self._options_dialog.show_options(RunOptions())

    def _options_closed(self) -> None:
        self._options_dialog = None

    def _came(self, path: Path) -> None:
        """Show a scenario file that is new or has changed."""
        self.picker.filter_field.clear()
        self.list.read()
        self.picker.pick(path)

    def _reload(self) -> None:
        self.list.read()
        self.runs.look()

    def _help(self) -> None:
        window = HelpWindow(self)
        window.setAttribute(Qt.WA_DeleteOnClose)
        window.show()

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
