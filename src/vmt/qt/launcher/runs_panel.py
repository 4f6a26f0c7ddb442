"""The runs: those started here, and those recorded before; and what is done to them."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from PyQt5.QtCore import QFileSystemWatcher, Qt, QTimer, pyqtSignal
from PyQt5.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from vmt.errors import ExitCode
from vmt.paths import logs_dir
from vmt.qt.background import Background
from vmt.qt.dialogs import show_error
from vmt.qt.launcher.actions import Actions
from vmt.qt.launcher.files import ask, open_file, throw_away
from vmt.qt.launcher.programs import LaunchedRun, Programs, StartError
from vmt.qt.launcher.recordings import Library, Recording, parts_of
from vmt.qt.launcher.run_row import Check, RunRow
from vmt.qt.launcher.runs_view import RunsView
from vmt.qt.processes import Ending, Outcome
from vmt.qt.views import tool_button
from vmt.telemetry.errors import TelemetryError

_SETTLED = 200  # ms without a change after which the folder is looked at again
_BUTTONS = ("replay", "repeat", "verify", "report", "words", "delete_run")


class RunsPanel(QWidget):
    """Lists runs, and does what the user wants with them.

    Parameters
    ----------
    programs : Programs
    actions : Actions
        Those of the menu of runs are connected, and enabled as they make sense.
    title : str
        Of dialogs.
    """

    said = pyqtSignal(str)
    """Sent with a sentence for the status bar."""
    _known = pyqtSignal(object)

    def __init__(self, programs: Programs, actions: Actions, title: str) -> None:
        super().__init__()
        self._programs, self._actions, self._title = programs, actions, title
        self._launched: dict[Path, LaunchedRun] = {}
        self._checks: dict[Path, Check] = {}
        self._recordings: list[Recording] = []
        self._library = Library()
        self._background = Background(self)
        self._background.done.connect(lambda _folder, wrong: self._tell(wrong))
        self._known.connect(self._take)
        self.view = RunsView()
        self.view.selected_changed.connect(self.update_actions)
        self.view.doubleClicked.connect(lambda _: self._look_at())
        self.view.setContextMenuPolicy(Qt.ActionsContextMenu)
        self.view.addActions(
            [actions[name] for name in ("logs", *_BUTTONS, "repeat_headless", "stop")]
        )
        self._arrange()
        self._connect()
        self._watch()
        self.update_actions()

    @property
    def rows(self) -> list[RunRow]:
        """The runs, newest first."""
        return list(self.view.runs.rows)

    @property
    def selected(self) -> RunRow | None:
        """The one run that is selected."""
        selected = self.view.selected
        return selected[0] if len(selected) == 1 else None

    @property
    def is_reading(self) -> bool:
        """Whether the folder is being looked at."""
        return self._background.is_busy

    def add(self, run: LaunchedRun) -> None:
        """Put a run that was just started on top, and select it."""
        self._launched[run.recording] = run
        self._show()
        self.view.select(run.recording)
        self.look()

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

    def update_actions(self) -> None:
        """Enable what can be done with what is selected."""
        row, act = self.selected, self._actions
        readable = row is not None and row.is_readable
        act["replay"].setEnabled(readable and row is not None and not row.is_running)
        repeatable = row is not None and row.can_be_repeated
        act["repeat"].setEnabled(repeatable)
        act["repeat_headless"].setEnabled(repeatable)
        checking = row is not None and row.check and row.check.is_good is None
        act["verify"].setEnabled(repeatable and not checking)
        act["report"].setEnabled(readable)
        act["words"].setEnabled(row is not None)
        selected = self.view.selected
        act["delete_run"].setEnabled(any(not each.is_running for each in selected))
        launched = row.launched if row is not None and row.can_be_stopped else None
        act["stop"].setEnabled(launched is not None)
        insist = launched is not None and launched.process.is_stopping
        act["stop"].setIconText(self.tr("Kill") if insist else self.tr("Stop"))

    def _arrange(self) -> None:
        self.logs_button = tool_button(self._actions["logs"])
        self.stop_button = tool_button(self._actions["stop"])
        for button in (self.logs_button, self.stop_button):
            button.setToolButtonStyle(Qt.ToolButtonTextBesideIcon)
        self._actions["logs"].setIconText(self.tr("View logs"))
        bar = QHBoxLayout()
        bar.setSpacing(2)
        bar.addWidget(self.logs_button)
        for name in _BUTTONS:
            bar.addWidget(tool_button(self._actions[name]))
        bar.addStretch(1)
        bar.addWidget(self.stop_button)
        self.problem = QLabel()
        self.problem.setWordWrap(True)
        self.problem.setTextFormat(Qt.PlainText)
        self.problem.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(bar)
        column.addWidget(self.problem)
        column.addWidget(self.view, 1)

    def _connect(self) -> None:
        act = self._actions
        act["logs"].triggered.connect(self.view_logs)
        act["replay"].triggered.connect(self.replay)
        act["repeat"].triggered.connect(lambda: self.repeat(headless=False))
        act["repeat_headless"].triggered.connect(lambda: self.repeat(headless=True))
        act["verify"].triggered.connect(self.verify)
        act["report"].triggered.connect(self.report)
        act["words"].triggered.connect(self.show_words)
        act["delete_run"].triggered.connect(self.delete)
        act["stop"].triggered.connect(self.stop)
        self._programs.run_ended.connect(self._run_ended)

    def _watch(self) -> None:
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_SETTLED)
        self._settling.timeout.connect(self.look)
        self._watcher = QFileSystemWatcher(self)
        # A run that goes on writes all the time: not from the last change on.
        changed = self._settle
        self._watcher.directoryChanged.connect(changed)
        self._watcher.fileChanged.connect(changed)

    def _settle(self) -> None:
        if not self._settling.isActive():
            self._settling.start()

    def view_logs(self) -> None:
        """Open the log viewer on the selected run, else on the newest, else on all."""
        rows = self.rows
        row = self.selected or (rows[0] if rows else None)
        # A viewer that has just started has not made its file yet.
        target = row.path if row and row.path.exists() else logs_dir()
        self._open(["logs", str(target)], self.tr("The log viewer"))

    def replay(self) -> None:
        """Play the selected recording in the viewer."""
        if row := self.selected:
            arguments = ["view", "--replay", str(row.path)]
            self._open(arguments, self.tr("The viewer"))

    def repeat(self, *, headless: bool) -> None:
        """Run the selected run again, from what is recorded."""
        row = self.selected
        if row is None or row.seed is None:
            return
        try:
            run = self._programs.run(row.path, row.name, row.seed, headless=headless)
        except StartError as error:
            self._complain(self.tr("The run cannot be repeated."), str(error))
            return
        self.add(run)

    def verify(self) -> None:
        """Have the selected run repeated and compared; its row says what came of it."""
        row = self.selected
        if row is None:
            return
        path = row.path

        def ended(outcome: Outcome, said: str) -> None:
            self._checks[path] = self._check(outcome, said)
            self._show()
            self.said.emit(said.splitlines()[-1] if said else str(outcome))

        try:
            self._programs.ask(["verify", str(path), "--quiet"], ended)
        except StartError as error:
            self._complain(self.tr("The run cannot be verified."), str(error))
            return
        self._checks[path] = Check(self.tr("verifying …"))
        self._show()

    def report(self) -> None:
        """Write the report of the selected run beside its file, and open it."""
        row = self.selected
        if row is None:
            return
        page = row.path.with_suffix(".html")
        if not page.exists():
            self._report(row.path, page)
            return
        question = self.tr("There is a report {0} already. Write it anew?")
        yes = self.tr("&Write it anew")
        again = partial(self._report, row.path, page)
        ask(self, self._title, question.format(page.name), yes, again)

    def _report(self, recording: Path, page: Path) -> None:
        def ended(outcome: Outcome, said: str) -> None:
            if outcome.is_failure:
                self._complain(self.tr("The report cannot be written."), said)
                return
            open_file(page)
            self.said.emit(self.tr("The report is {0}").format(page))

        try:
            self._programs.ask(["report", str(recording), "--force"], ended)
        except StartError as error:
            self._complain(self.tr("The report cannot be written."), str(error))

    def stop(self) -> None:
        """Ask the selected run to end; the second time, make it end."""
        row = self.selected
        if row is not None and row.launched is not None and row.can_be_stopped:
            row.launched.process.stop()
            self._show()

    def show_words(self) -> None:
        """Show what is known of the selected run, and what its program said."""
        if row := self.selected:
            said = row.said or self.tr("It said nothing.")
            show_error(self, self._title, row.about, said)

    def delete(self) -> None:
        """Ask, and move the selected recordings to the trash; never what runs."""
        rows = [row for row in self.view.selected if not row.is_running]
        if not rows:
            return

        def throw() -> None:
            for row in rows:
                self._launched.pop(row.path, None)
            files = [file for row in rows for file in parts_of(row.path)]
            throw_away(self, self._title, files, self.look)

        question = self.tr("Move {0} recordings to the trash?").format(len(rows))
        if len(rows) == 1:
            question = self.tr("Move the recording of {0}, {1}, to the trash?").format(
                rows[0].name, rows[0].path.name
            )
        ask(self, self._title, question, self.tr("&Move to trash"), throw)

    def _look_at(self) -> None:
        row = self.selected
        if row is not None and (row.is_readable or row.is_running):
            self.view_logs()
        else:
            self.show_words()

    def _open(self, arguments: list[str], what: str) -> None:
        try:
            self._programs.open(arguments, what)
        except StartError as error:
            summary = self.tr("{0} cannot be started.").format(what)
            self._complain(summary, str(error))

    def _read(self, folder: Path) -> str:
        """Read the folder, in a thread; return what is wrong with it."""
        try:
            self._library.read(folder, self._known.emit)
        except TelemetryError as error:
            self._known.emit([])
            return str(error)
        return ""

    def _tell(self, wrong: str) -> None:
        """Say above the list why there may be less in it than there should be."""
        self.problem.setText(wrong)
        self.problem.setVisible(bool(wrong))

    def _take(self, recordings: list[Recording]) -> None:
        self._recordings = recordings
        self._show()

    def _show(self) -> None:
        """Show what is known now, and watch the files that grow."""
        found = {each.path: each for each in self._recordings}
        rows = [
            RunRow(
                path, found.get(path), self._launched.get(path), self._checks.get(path)
            )
            for path in dict.fromkeys([*reversed(self._launched), *found])
        ]
        rows.sort(key=lambda row: row.began, reverse=True)
        self.view.runs.set_rows(rows)
        self._watch_logs(row.path for row in rows if row.is_running)
        self.update_actions()

    def _watch_logs(self, running: Iterable[Path]) -> None:
        """Hear of each commit of the runs that go on."""
        logs = {f"{path}-wal" for path in running}
        wanted = {log for log in logs if Path(log).exists()}
        watched = set(self._watcher.files())
        if gone := watched - wanted:
            self._watcher.removePaths(sorted(gone))
        if new := wanted - watched:
            self._watcher.addPaths(sorted(new))

    def _run_ended(self, run: LaunchedRun) -> None:
        self._show()
        self.look()
        self.said.emit(f"{run.name}: {run.state}")

    def _check(self, outcome: Outcome, said: str) -> Check:
        """Return what came of verifying, from how the program ended."""
        if not outcome.is_failure:
            return Check(self.tr("verified"), is_good=True, said=said)
        differs = outcome.ending is Ending.STATUS and outcome.code == ExitCode.FAILURE
        text = self.tr("differs") if differs else self.tr("cannot be verified")
        return Check(text, is_good=False, said=said)

    def _complain(self, summary: str, text: str) -> None:
        self.said.emit(summary)
        show_error(self, self._title, summary, text)
