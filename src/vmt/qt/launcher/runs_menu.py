"""What is done with runs: looked at, replayed, repeated, verified, thrown away."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PyQt5.QtCore import QObject, pyqtSignal
from PyQt5.QtWidgets import QWidget

from vmt.errors import ExitCode
from vmt.paths import logs_dir
from vmt.qt.dialogs import show_error
from vmt.qt.launcher.actions import Actions
from vmt.qt.launcher.files import ask, open_file, throw_away
from vmt.qt.launcher.programs import Programs, StartError
from vmt.qt.launcher.recordings import parts_of
from vmt.qt.launcher.run_list import RunList
from vmt.qt.launcher.run_row import Check, RunRow
from vmt.qt.processes import Ending, Outcome


class RunsMenu(QObject):
    """Does what the menu of runs says.

    Parameters
    ----------
    parent : QWidget
        Of the dialogs.
    programs : Programs
    actions : Actions
    runs : RunList
    selected : callable
        Returns the rows that are selected.
    title : str
        Of dialogs.
    """

    said = pyqtSignal(str)
    """Sent with a sentence for the status bar."""
    started = pyqtSignal(object)
    """Sent with a `LaunchedRun` that is run again."""

    def __init__(
        self,
        parent: QWidget,
        programs: Programs,
        actions: Actions,
        runs: RunList,
        selected: Callable[[], Sequence[RunRow]],
        title: str,
    ) -> None:
        super().__init__(parent)
        self._parent, self._title = parent, title
        self._programs, self._actions, self._runs = programs, actions, runs
        self._selected = selected
        for name, does in (
            ("logs", self.view_logs),
            ("replay", self.replay),
            ("repeat", partial(self.repeat, headless=False)),
            ("repeat_headless", partial(self.repeat, headless=True)),
            ("verify", self.verify),
            ("report", self.report),
            ("words", self.show_words),
            ("delete_run", self.delete),
            ("stop", self.stop),
        ):
            # Of a checked state, which triggered sends along, nobody knows here.
            actions[name].triggered.connect(lambda _checked, does=does: does())

    @property
    def row(self) -> RunRow | None:
        """The one run that is selected."""
        selected = self._selected()
        return selected[0] if len(selected) == 1 else None

    def update_actions(self) -> None:
        """Enable what can be done with what is selected."""
        row, act = self.row, self._actions
        readable = row is not None and row.is_readable
        act["replay"].setEnabled(readable and row is not None and not row.is_running)
        repeatable = row is not None and row.can_be_repeated
        act["repeat"].setEnabled(repeatable)
        act["repeat_headless"].setEnabled(repeatable)
        checking = row is not None and row.check and row.check.is_good is None
        act["verify"].setEnabled(repeatable and not checking)
        act["report"].setEnabled(readable)
        act["words"].setEnabled(row is not None)
        selected = self._selected()
        act["delete_run"].setEnabled(any(not each.is_running for each in selected))
        launched = row.launched if row is not None and row.can_be_stopped else None
        act["stop"].setEnabled(launched is not None)
        insist = launched is not None and launched.process.is_stopping
        act["stop"].setIconText(self.tr("Kill") if insist else self.tr("Stop"))

    def look_at(self) -> None:
        """Open the log of the selected run, or say why there is none."""
        row = self.row
        if row is not None and (row.is_readable or row.is_running):
            self.view_logs()
        else:
            self.show_words()

    def view_logs(self) -> None:
        """Open the log viewer on the selected run, else on the newest, else on all."""
        rows = self._runs.rows
        row = self.row or (rows[0] if rows else None)
        # A viewer that has just started has not made its file yet.
        target = row.path if row and row.path.exists() else logs_dir()
        self._open(["logs", str(target)], self.tr("The log viewer"))

    def replay(self) -> None:
        """Play the selected recording in the viewer."""
        if row := self.row:
            arguments = ["view", "--replay", str(row.path)]
            self._open(arguments, self.tr("The viewer"))

    def repeat(self, *, headless: bool) -> None:
        """Run the selected run again, from what is recorded."""
        row = self.row
        if row is None or row.seed is None:
            return
        try:
            run = self._programs.run(row.path, row.name, row.seed, headless=headless)
        except StartError as error:
            self._complain(self.tr("The run cannot be repeated."), str(error))
            return
        self.started.emit(run)

    def verify(self) -> None:
        """Have the selected run repeated and compared; its row says what came of it."""
        row = self.row
        if row is None:
            return
        path = row.path

        def ended(outcome: Outcome, said: str) -> None:
            self._runs.set_check(path, self._check(outcome, said))
            self.said.emit(said.splitlines()[-1] if said else str(outcome))

        try:
            self._programs.ask(["verify", str(path), "--quiet"], ended)
        except StartError as error:
            self._complain(self.tr("The run cannot be verified."), str(error))
            return
        self._runs.set_check(path, Check(self.tr("verifying …")))

    def report(self) -> None:
        """Write the report of the selected run beside its file, and open it."""
        row = self.row
        if row is None:
            return
        page = row.path.with_suffix(".html")
        if not page.exists():
            self._report(row.path, page)
            return
        question = self.tr("There is a report {0} already. Write it anew?")
        yes = self.tr("&Write it anew")
        again = partial(self._report, row.path, page)
        ask(self._parent, self._title, question.format(page.name), yes, again)

    def stop(self) -> None:
        """Ask the selected run to end; the second time, make it end."""
        row = self.row
        if row is not None and row.launched is not None and row.can_be_stopped:
            row.launched.process.stop()
            self._runs.refresh()

    def show_words(self) -> None:
        """Show what is known of the selected run, and what its program said."""
        if row := self.row:
            said = row.said or self.tr("It said nothing.")
            show_error(self._parent, self._title, row.about, said)

    def delete(self) -> None:
        """Ask, and move the selected recordings to the trash; never what runs."""
        rows = [row for row in self._selected() if not row.is_running]
        if not rows:
            return

        def throw() -> None:
            self._runs.forget(row.path for row in rows)
            files = [file for row in rows for file in parts_of(row.path)]
            throw_away(self._parent, self._title, files, self._runs.look)

        question = self.tr("Move {0} recordings to the trash?").format(len(rows))
        if len(rows) == 1:
            question = self.tr("Move the recording of {0}, {1}, to the trash?").format(
                rows[0].name, rows[0].path.name
            )
        ask(self._parent, self._title, question, self.tr("&Move to trash"), throw)

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

    def _open(self, arguments: list[str], what: str) -> None:
        try:
            self._programs.open(arguments, what)
        except StartError as error:
            summary = self.tr("{0} cannot be started.").format(what)
            self._complain(summary, str(error))

    def _check(self, outcome: Outcome, said: str) -> Check:
        """Return what came of verifying, from how the program ended."""
        if not outcome.is_failure:
            return Check(self.tr("verified"), is_good=True, said=said)
        differs = outcome.ending is Ending.STATUS and outcome.code == ExitCode.FAILURE
        text = self.tr("differs") if differs else self.tr("cannot be verified")
        return Check(text, is_good=False, said=said)

    def _complain(self, summary: str, text: str) -> None:
        self.said.emit(summary)
        show_error(self._parent, self._title, summary, text)
