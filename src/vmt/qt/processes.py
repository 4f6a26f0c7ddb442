"""Programs that were started from a window, and how they ended."""

import signal
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from PyQt5 import sip
from PyQt5.QtCore import (
    QCoreApplication,
    QObject,
    QProcess,
    QProcessEnvironment,
    pyqtSignal,
)

_TAIL = 8000  # bytes of a program's output that are worth showing

_OOM_SCORE = "/proc/{}/oom_score_adj"
_GOES_FIRST, _MOST = 200, 1000
"""Thousandths of all memory that a program counts for more than it has; the most."""


class Ending(Enum):
    """The ways in which a program can end."""

    NORMAL = "normal"
    STATUS = "status"
    CRASH = "crash"
    STOPPED = "stopped"
    NOT_STARTED = "not started"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a program ended.

    Attributes
    ----------
    ending : Ending
    code : int
        Its exit status, or the number of the signal that ended it.
    detail : str
        What the system said where it did not start.
    """

    ending: Ending
    code: int = 0
    detail: str = ""

    @property
    def is_failure(self) -> bool:
        """Whether somebody should have a look at it."""
        return self.ending not in {Ending.NORMAL, Ending.STOPPED}

    def __str__(self) -> str:
        tr = QCoreApplication.translate
        match self.ending:
            case Ending.NORMAL:
                return tr("Outcome", "ended")
            case Ending.STOPPED:
                return tr("Outcome", "stopped")
            case Ending.STATUS:
                return tr("Outcome", "exited with status {0}").format(self.code)
            case Ending.CRASH if _signal_name(self.code) == "SIGKILL":
                # The kernel says no word when it makes room.
                return tr("Outcome", "was killed, perhaps out of memory")
            case Ending.CRASH:
                return tr("Outcome", "crashed ({0})").format(_signal_name(self.code))
            case Ending.NOT_STARTED:
                return tr("Outcome", "did not start: {0}").format(self.detail)


class ChildProcess(QObject):
    """A program that runs beside this one and may outlive it.

    Its output goes to a file and not to a pipe, so that nothing breaks when this
    program ends first. The file is removed when it ended well and said nothing.

    Parameters
    ----------
    command : list of str
        The program and its arguments.
    output : Path
        Where its output goes; the folder is there.
    variables : mapping, optional
        Changes to the environment; None leaves a variable out.
    """

    ended = pyqtSignal(object)
    """Sent once, with the `Outcome`."""

    def __init__(
        self,
        command: list[str],
        output: Path,
        parent: QObject | None = None,
        variables: Mapping[str, str | None] | None = None,
    ) -> None:
        super().__init__(parent)
        self.command = command
        self.output = output
        self.outcome: Outcome | None = None
        self._tail = ""
        self._is_stopping = False
        self._process = QProcess()
        self._process.setProgram(command[0])
        self._process.setArguments(command[1:])
        environment = QProcessEnvironment.systemEnvironment()
        for name, value in (variables or {}).items():
            if value is None:
                environment.remove(name)
            else:
                environment.insert(name, value)
        self._process.setProcessEnvironment(environment)
        self._process.setStandardInputFile(QProcess.nullDevice())
        self._process.setProcessChannelMode(QProcess.MergedChannels)
        self._process.setStandardOutputFile(str(output))
        self._process.started.connect(self._let_it_go_first)
        self._process.finished.connect(self._finish)
        self._process.errorOccurred.connect(self._fail)

    @property
    def is_running(self) -> bool:
        """Whether it was started and has not ended."""
        return self.outcome is None

    @property
    def is_stopping(self) -> bool:
        """Whether it was asked to end and has not done so yet."""
        return self._is_stopping and self.is_running

    @property
    def process_id(self) -> int:
        """The number that the system gave it."""
        return int(self._process.processId())

    def start(self) -> None:
        """Start it and return at once."""
        self._process.start()

    def stop(self) -> None:
        """Ask it to end; if it was asked before, make it end."""
        if self._is_stopping:
            self._process.kill()
        else:
            self._is_stopping = True
            self._process.terminate()

    def tail(self) -> str:
        """Return the last lines of what it said."""
        return self._tail if self.outcome else last_lines(self.output)

    def let_go(self) -> None:
        """Stop watching it, and leave it running when this program ends."""
        self._process.finished.disconnect(self._finish)
        self._process.errorOccurred.disconnect(self._fail)
        # A QProcess ends its program when it is destroyed; so nobody destroys it.
        sip.transferto(self._process, None)

    def _let_it_go_first(self) -> None:
        """Have Linux kill it before this program, which tells of it, for memory."""
        with suppress(OSError, ValueError):
            ours = int(Path(_OOM_SCORE.format("self")).read_text("ascii"))
            score = min(ours + _GOES_FIRST, _MOST)
            Path(_OOM_SCORE.format(self.process_id)).write_text(str(score), "ascii")

    def _finish(self, code: int, status: int) -> None:
        if self._is_stopping:
            self._end(Outcome(Ending.STOPPED, code))
        elif status == QProcess.CrashExit:
            self._end(Outcome(Ending.CRASH, code))
        else:
            self._end(Outcome(Ending.STATUS if code else Ending.NORMAL, code))

    def _fail(self, error: int) -> None:
        if error == QProcess.FailedToStart:
            reason = self._process.errorString()
            self._end(Outcome(Ending.NOT_STARTED, detail=reason))

    def _end(self, outcome: Outcome) -> None:
        self._tail = last_lines(self.output)
        if not (self._tail and outcome.is_failure):
            with suppress(OSError):
                self.output.unlink()
        self.outcome = outcome
        self.ended.emit(outcome)


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def last_lines(path: Path) -> str:
    """Return the last lines of a file; nothing where it cannot be read."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - _TAIL))
            text = file.read().decode(errors="replace")
    except OSError:
        return ""
    if size > _TAIL:
        _, _, text = text.partition("\n")
    return text.strip()
