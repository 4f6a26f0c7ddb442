"""Starting viewers and log viewers, and watching them."""

import os
import tempfile
from pathlib import Path

from PyQt5.QtCore import QObject, pyqtSignal

from vmt.errors import ExitCode, UserError
from vmt.paths import logs_dir
from vmt.qt import theme
from vmt.qt.launcher.runs import LaunchedRun
from vmt.qt.processes import ChildProcess, Outcome
from vmt.scenario import Scenario
from vmt.telemetry.files import new_run_path


class StartError(UserError):
    """A program could not be started."""

    exit_code = ExitCode.FAILURE


class Programs(QObject):
    """The programs that were started from this launcher.

    Parameters
    ----------
    command : list of str
        The command that ``view`` and ``logs`` are arguments of.
    """

    run_ended = pyqtSignal(object)
    """Sent with the `LaunchedRun`."""
    failed = pyqtSignal(str, str)
    """Sent with a sentence about a program that failed, and what it said."""

    def __init__(self, command: list[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.command = command
        self._processes: list[ChildProcess] = []

    def view(self, scenario: Scenario, seed: int) -> LaunchedRun:
        """Start the viewer on a scenario.

        Raises
        ------
        StartError
            There is no place to record the run.
        """
        recording = new_run_path(scenario.name, seed)
        output = recording.with_suffix(".log")
        try:
            recording.parent.mkdir(parents=True, exist_ok=True)
            output.touch()
        except OSError as error:
            raise StartError(
                self.tr(
                    "The folder of recordings cannot be written to: {0}. Make room"
                    " in it, or set VMT_DATA_DIR to another folder."
                ).format(error)
            ) from error
        arguments = ["view", str(scenario.path), "--seed", str(seed)]
        arguments += ["--db", str(recording)]
        look = theme.variables(theme.current())
        process = ChildProcess([*self.command, *arguments], output, self, look)
        run = LaunchedRun(scenario.name, seed, recording, process)
        process.ended.connect(lambda outcome: self._run_ended(run, outcome))
        self._start(process)
        return run

    def view_logs(self, path: Path) -> None:
        """Start the log viewer on a recording, or on a folder of them.

        Raises
        ------
        StartError
            There is no place for its output.
        """
        try:
            logs_dir().mkdir(parents=True, exist_ok=True)
            number, output = tempfile.mkstemp(prefix="vmt-logs-", suffix=".log")
        except OSError as error:
            raise StartError(str(error)) from error
        os.close(number)
        process = ChildProcess([*self.command, "logs", str(path)], Path(output), self)
        process.ended.connect(lambda outcome: self._log_viewer_ended(process, outcome))
        self._start(process)

    def let_go(self) -> None:
        """Leave everything running when this program ends."""
        while self._processes:
            process = self._processes.pop()
            if process.is_running:
                process.let_go()

    def _start(self, process: ChildProcess) -> None:
        self._processes.append(process)
        process.start()

    def _run_ended(self, run: LaunchedRun, outcome: Outcome) -> None:
        self.run_ended.emit(run)
        if outcome.is_failure:
            sentence = self.tr("{0} with seed {1} {2}.")
            self._report(
                sentence.format(run.name, run.seed, outcome), run.process.tail()
            )

    def _log_viewer_ended(self, process: ChildProcess, outcome: Outcome) -> None:
        self._processes.remove(process)
        if outcome.is_failure:
            sentence = self.tr("The log viewer {0}.").format(outcome)
            self._report(sentence, process.tail())
        process.output.unlink(missing_ok=True)
        process.deleteLater()

    def _report(self, sentence: str, said: str) -> None:
        self.failed.emit(sentence, said or self.tr("It said nothing."))
