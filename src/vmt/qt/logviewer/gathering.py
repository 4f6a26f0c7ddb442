"""One question to several runs at once."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PyQt5 import sip
from PyQt5.QtCore import QObject, pyqtSignal

from vmt.qt.background import Job, Pulse, Readers
from vmt.qt.logviewer.comparison import Compared
from vmt.telemetry.reader import Database

Question = Callable[[Compared, Database, Pulse], Any]
"""Answers a question about a run out of its file, in the thread of its reader."""


class Gathering(QObject):
    """Collects the answers of several files, in the order of the runs.

    Either `done` or `failed` is sent, once, and neither after `cancel`.

    Parameters
    ----------
    readers : Readers
        Of a `Comparison`: `readers` for short questions, `computing` for long ones.
    runs : sequence of Compared
    question : callable
    key : object
        What was asked under the same key before, and not answered yet, is canceled.
    """

    done = pyqtSignal(list)
    failed = pyqtSignal(str)
    progressed = pyqtSignal(int, int)
    """Sent with how much has been done, and of how much, in all runs together."""

    def __init__(
        self,
        readers: Readers,
        runs: Sequence[Compared],
        question: Question,
        key: object,
    ) -> None:
        super().__init__(readers)
        self.key = key
        for earlier in readers.findChildren(Gathering):
            if earlier is not self and earlier.key == key:
                earlier.cancel()
        self._answers: dict[int, Any] = {}
        self._progress: dict[int, tuple[int, int]] = {}
        self._has_ended = False
        self._jobs: list[Job] = []
        for number, run in enumerate(runs):
            job = readers.of(run.path).submit(partial(question, run))
            job.done.connect(partial(self._take, number))
            job.failed.connect(self._fail)
            job.progressed.connect(partial(self._tell, number))
            self._jobs.append(job)

    @property
    def is_canceled(self) -> bool:
        """Whether nobody wants the answers any more."""
        return any(job.is_canceled for job in self._jobs)

    @property
    def _is_over(self) -> bool:
        """Whether what arrives was on its way from the thread of a reader too long.

        It goes with its parent, too, when the window is closed meanwhile.
        """
        return self._has_ended or sip.isdeleted(self)

    def cancel(self) -> None:
        """Have all of it ended as soon as it can be; nothing more is told of it."""
        for job in self._jobs:
            job.cancel()
        self._end()

    def _take(self, number: int, answer: object) -> None:
        self._answers[number] = answer
        if len(self._answers) == len(self._jobs) and not self._is_over:
            answers = [self._answers[i] for i in range(len(self._jobs))]
            self._end()
            self.done.emit(answers)

    def _fail(self, reason: str) -> None:
        if not self._is_over:
            self.cancel()
            self.failed.emit(reason)

    def _tell(self, number: int, done: int, total: int) -> None:
        if self._is_over:
            return
        self._progress[number] = done, total
        self.progressed.emit(*map(sum, zip(*self._progress.values(), strict=True)))

    def _end(self) -> None:
        self._has_ended = True
        self.deleteLater()
