"""Starting the other programs, and watching them."""

import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path

from PyQt5.QtCore import QCoreApplication, QObject, pyqtSignal

from vmt.errors import ExitCode, UserError
from vmt.paths import logs_dir
from vmt.qt import look
from vmt.qt.launcher.recordings import output_of
from vmt.qt.launcher.run_options import RunOptions
from vmt.qt.processes import ChildProcess, Outcome
from vmt.telemetry.files import new_run_path

_ROOM = 65_536  # bytes; with less of them a disk is full
VIEWER, HEADLESS = "view", "run"
"""The commands that run a scenario."""


class StartError(UserError):
    """A program could not be started."""

    exit_code = ExitCode.FAILURE


@dataclass(frozen=True, slots=True, eq=False)
class LaunchedRun:
    """A run that was started from this launcher.

    Attributes
    ----------
    name : str
        Of its scenario.
    seed : int
    recording : Path
        The file it records to; it may not be there yet.
    process : ChildProcess
    is_headless : bool
    """

    name: str
    seed: int
    recording: Path
    process: ChildProcess
    is_headless: bool = False

    @property
    def state(self) -> str:
        """How its program is doing, in a word or two."""
        if self.process.outcome is not None:
            return str(self.process.outcome)
        tr = QCoreApplication.translate
        if self.process.is_stopping:
            return str(tr("LaunchedRun", "stopping …"))
        return str(tr("LaunchedRun", "running"))


class Programs(QObject):
    """The programs that were started from this launcher.

    Parameters
    ----------
    command : list of str
        The command that ``view``, ``run``, ``logs`` and others are arguments of.
    """

    run_ended = pyqtSignal(object)
    """Sent with the `LaunchedRun`."""
    failed = pyqtSignal(str, str)
    """Sent with a sentence about a program that failed, and what it said."""

    def __init__(self, command: list[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.command = command
        self._processes: list[ChildProcess] = []
        self._paths: set[Path] = set()

    def run(
        self,
        what: Path,
        name: str,
        seed: int,
        options: RunOptions | None = None,
        *,
        headless: bool = False,
    ) -> LaunchedRun:
        """Start a run in the viewer, or without a window.

        Parameters
        ----------
        what : Path
            A scenario file, or a recorded run, which is run again.
        name : str
            Of the scenario.
        seed : int
        options : RunOptions, optional
        headless : bool

        Raises
        ------
        StartError
            There is no place to record the run.
        """
        recording = self._new_path(name, seed)
        output = output_of(recording)
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
        arguments = [HEADLESS if headless else VIEWER, str(what), "--seed", str(seed)]
        arguments += ["--db", str(recording), *(options or RunOptions()).arguments()]
        if headless:
            arguments.append("--quiet")
        process = self._child(arguments, output)
        run = LaunchedRun(name, seed, recording, process, headless)
        process.ended.connect(lambda outcome: self._run_ended(run, outcome))
        process.start()
        return run

    def open(self, arguments: list[str], title: str) -> None:
        """Start a program with a window of its own; a failure is told of by `failed`.

        Parameters
        ----------
        arguments : list of str
            The command and what it takes.
        title : str
            What the program is called in a sentence.

        Raises
        ------
        StartError
            There is no place for its output.
        """

        def ended(outcome: Outcome, said: str) -> None:
            if outcome.is_failure:
                sentence = self.tr("{0} {1}.").format(title, outcome)
                self._report(sentence, said)

        self.ask(arguments, ended)

    def ask(
        self, arguments: list[str], ended: Callable[[Outcome, str], None]
    ) -> ChildProcess:
        """Start a program, and call somebody with how it ended and what it said.

        Raises
        ------
        StartError
            There is no place for its output.
        """
        try:
            logs_dir().mkdir(parents=True, exist_ok=True)
            number, output = tempfile.mkstemp(prefix="vmt-", suffix=".log")
        except OSError as error:
            raise StartError(str(error)) from error
        os.close(number)
        process = self._child(arguments, Path(output))

        def end(outcome: Outcome) -> None:
            self._processes.remove(process)
            process.output.unlink(missing_ok=True)
            ended(outcome, process.tail())
            process.deleteLater()

        process.ended.connect(end)
        process.start()
        return process

    def let_go(self) -> None:
        """Leave everything running when this program ends."""
        while self._processes:
            process = self._processes.pop()
            if process.is_running:
                process.let_go()

    def _new_path(self, name: str, seed: int) -> Path:
        """Return a path that no run of this second has, though it has no file yet."""
        first = new_run_path(name, seed)
        later = (first.with_stem(f"{first.stem}-{n}") for n in count(2))
        path = next(
            path
            for path in chain([first], later)
            if path not in self._paths and not path.exists()
        )
        self._paths.add(path)
        return path

    def _child(self, arguments: list[str], output: Path) -> ChildProcess:
        everything = [*self.command, *arguments]
        process = ChildProcess(everything, output, self, look.variables())
        self._processes.append(process)
        return process

    def _run_ended(self, run: LaunchedRun, outcome: Outcome) -> None:
        self.run_ended.emit(run)
        if outcome.is_failure:
            sentence = self.tr("{0} with seed {1} {2}.")
            self._report(
                sentence.format(run.name, run.seed, outcome), run.process.tail()
            )

    def _report(self, sentence: str, said: str) -> None:
        self.failed.emit(sentence, said or _why_silent())


def _why_silent() -> str:
    """Return why a program that failed may have said nothing."""
    tr = QCoreApplication.translate
    try:
        is_full = shutil.disk_usage(logs_dir()).free < _ROOM
    except OSError:
        is_full = False
    if is_full:
        full = tr(
            "Programs",
            "The disk with the folder {0} is full: there was no room even for what the"
            " program had to say. Delete recordings that you do not need, or set"
            " VMT_DATA_DIR to a folder on another disk.",
        )
        return str(full).format(logs_dir())
    return str(tr("Programs", "It said nothing."))
