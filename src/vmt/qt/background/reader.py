"""Questions to a recorded file, answered in a thread beside the windows."""

import sqlite3
from collections import deque
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PyQt5.QtCore import QObject, QRunnable, QThreadPool, pyqtSignal

from vmt.telemetry.connection import cannot_read
from vmt.telemetry.errors import TelemetryError
from vmt.telemetry.reader import Database, open_database

_STEPS = 20_000
"""Steps of SQLite's machine between two looks at whether the answer is still wanted."""


class CanceledError(Exception):
    """Nobody wants the answer any more."""


class Job(QObject):
    """A question that was asked; its signals arrive in the thread that asked it.

    Exactly one of `done` and `failed` is sent, and none of them after `cancel`.
    """

    done = pyqtSignal(object)
    """Sent with what the function returned."""
    failed = pyqtSignal(str)
    """Sent with the reason if the file cannot be read."""
    progressed = pyqtSignal(int, int)
    """Sent with how much has been done, and of how much."""

    def __init__(self, work: "Work", key: object) -> None:
        super().__init__()
        self.work, self.key = work, key
        self._is_canceled = False

    @property
    def is_canceled(self) -> bool:
        """Whether nobody wants the answer any more."""
        return self._is_canceled

    def cancel(self) -> None:
        """Have it ended as soon as it can be; nothing more is told of it."""
        self._is_canceled = True
        self.blockSignals(True)  # noqa: FBT003 - as Qt has it


class Pulse:
    """What a function that works for a job calls now and then.

    Parameters
    ----------
    job : Job
    tell : callable
        Is called with the job, how much is done, and of how much.
    """

    def __init__(self, job: Job, tell: Callable[[Job, int, int], object]) -> None:
        self._job, self._tell = job, tell

    def __call__(self, done: int, total: int) -> None:
        """Tell how much is done; ends the function if the answer is not wanted.

        Raises
        ------
        CanceledError
            The function lets it through.
        """
        if self._job.is_canceled:
            raise CanceledError
        self._tell(self._job, done, total)


Work = Callable[[Database, Pulse], Any]
"""Answers a question out of an open file, in the thread of its reader.

It calls the pulse between steps that take long; while SQLite is at work, the job
can be canceled without it. It must not touch any widget or model.
"""


class Reader(QObject):
    """Reads one file in a thread of its own, through a connection of its own.

    The questions are answered one after the other, in their order.

    Parameters
    ----------
    path : Path
        The file; it is opened with the first question, and again after a failure.
    """

    idle = pyqtSignal()
    """Sent when there is nothing left to do."""
    # Both by way of this object's thread: whoever asked has connected to the job's own
    # signals by the time they arrive there, however fast the thread was.
    _progressed = pyqtSignal(object, int, int)
    _ended = pyqtSignal(object, object, object)

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path = path
        self._database: Database | None = None
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._waiting: deque[Job] = deque()
        self._now: Job | None = None
        self._progressed.connect(self._pass_on_progress)
        self._ended.connect(self._take)

    @property
    def is_busy(self) -> bool:
        """Whether a question is being answered, or waits."""
        return self._now is not None

    def submit(
        self,
        work: Work,
        *,
        done: Callable[[Any], object] | None = None,
        failed: Callable[[str], object] | None = None,
        key: object = None,
    ) -> Job:
        """Have a question answered, and return at once.

        Parameters
        ----------
        work : callable
            Gets the `Database` and a `Pulse`, and returns the answer.
        done, failed : callable, optional
            Connected to the signals of the job.
        key : object, optional
            What was asked under the same key before, and not answered yet, is
            canceled: nobody wants to know that any more.
        """
        if key is not None:
            self.cancel(key)
        job = Job(work, key)
        if done is not None:
            job.done.connect(done)
        if failed is not None:
            job.failed.connect(failed)
        self._waiting.append(job)
        self._go_on()
        return job

    def cancel(self, key: object) -> None:
        """Cancel what was asked under a key and has not been answered."""
        for job in (self._now, *self._waiting):
            if job is not None and job.key == key:
                job.cancel()

    def close(self) -> None:
        """Cancel everything, wait for the thread, and close the file."""
        for job in (self._now, *self._waiting):
            if job is not None:
                job.cancel()
        self._waiting.clear()
        self._pool.waitForDone()
        self.blockSignals(True)  # noqa: FBT003 - as Qt has it
        self._now = None
        self._let_go()

    def _go_on(self) -> None:
        while self._now is None and self._waiting:
            job = self._waiting.popleft()
            if not job.is_canceled:
                self._now = job
                self._pool.start(_Call(partial(self._answer, job)))

    def _answer(self, job: Job) -> None:
        """Answer a question; called in the thread."""
        answer, failure = None, None
        try:
            answer = job.work(self._opened(job), Pulse(job, self._progressed.emit))
        except CanceledError:
            pass
        except Exception as error:  # noqa: BLE001 - told where it can be seen
            failure = error
        self._ended.emit(job, answer, failure)

    def _opened(self, job: Job) -> Database:
        if self._database is None:
            self._database = open_database(self.path)
        # SQLite's own interruption could hit the question after this one.
        self._database.connection.set_progress_handler(lambda: job.is_canceled, _STEPS)
        return self._database

    def _pass_on_progress(self, job: Job, done: int, total: int) -> None:
        job.progressed.emit(done, total)

    def _take(self, job: Job, answer: object, failure: Exception | None) -> None:
        self._now = None
        if job.is_canceled:
            failure = None
        elif failure is not None:
            self._let_go()  # the next question may find the file in order again
        self._go_on()
        try:
            if isinstance(failure, sqlite3.Error):
                failure = cannot_read(self.path, failure)
            if isinstance(failure, TelemetryError):
                job.failed.emit(str(failure))
            elif failure is not None:
                raise failure
            else:
                job.done.emit(answer)
        finally:
            if not self.is_busy:
                self.idle.emit()

    def _let_go(self) -> None:
        if self._database is not None:
            self._database.close()
            self._database = None


class Readers(QObject):
    """A reader for each file that is looked at."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._readers: dict[Path, Reader] = {}

    @property
    def is_busy(self) -> bool:
        """Whether one of them is at work."""
        return any(reader.is_busy for reader in self._readers.values())

    def of(self, path: Path) -> Reader:
        """Return the reader of a file; it stays until `keep_only` or `close`."""
        if path not in self._readers:
            self._readers[path] = Reader(path, self)
        return self._readers[path]

    def keep_only(self, paths: set[Path]) -> None:
        """Close the readers of all other files."""
        for path in self._readers.keys() - paths:
            self.let_go(path)

    def let_go(self, path: Path) -> None:
        """Close the reader of a file, if there is one; the next one opens it anew."""
        reader = self._readers.pop(path, None)
        if reader is not None:
            reader.close()
            reader.deleteLater()

    def close(self) -> None:
        """Close all of them."""
        self.keep_only(set())


class _Call(QRunnable):
    """One piece of work."""

    def __init__(self, work: Callable[[], None]) -> None:
        super().__init__()
        self._work = work

    def run(self) -> None:
        self._work()
