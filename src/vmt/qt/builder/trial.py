"""Trying a scenario: a run of it in the viewer, which is not recorded."""

import os
import tempfile
from pathlib import Path

from PyQt5.QtWidgets import QWidget

from vmt.qt import look
from vmt.qt.dialogs import show_error
from vmt.qt.processes import ChildProcess, Outcome


class Trial:
    """Starts viewers, and tells if one of them fails.

    Parameters
    ----------
    program : list of str
        The command that ``view`` is an argument of.
    window : QWidget
        Who is told.
    """

    def __init__(self, program: list[str], window: QWidget) -> None:
        self._program = program
        self._window = window
        self.processes: list[ChildProcess] = []

    def start(self, path: Path) -> None:
        """Show a run of a scenario file."""
        number, output = tempfile.mkstemp(prefix="vmt-trial-", suffix=".log")
        os.close(number)
        command = [*self._program, "view", str(path)]
        process = ChildProcess(command, Path(output), self._window, look.variables())
        process.ended.connect(lambda outcome: self._ended(process, outcome))
        self.processes.append(process)
        process.start()

    def let_go(self) -> None:
        """Leave everything running when the window is closed."""
        while self.processes:
            process = self.processes.pop()
            if process.is_running:
                process.let_go()

    def _ended(self, process: ChildProcess, outcome: Outcome) -> None:
        self.processes.remove(process)
        if outcome.is_failure:
            summary = self._window.tr("The viewer {0}.").format(outcome)
            said = process.tail() or self._window.tr("It said nothing.")
            show_error(self._window, self._window.windowTitle(), summary, said)
        process.output.unlink(missing_ok=True)
        process.deleteLater()
