"""Recording a run to its file while it goes on."""

import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from vmt.engine.events import TickEvents
from vmt.telemetry import schema
from vmt.telemetry.detail import STANDARD, Detail, LogLevel
from vmt.telemetry.errors import RecordingError, reason
from vmt.telemetry.writer import RunWriter, ScenarioText

if TYPE_CHECKING:
    from vmt.engine.simulation import Simulation

BATCH_TICKS = 2000
BATCH_SECONDS = 0.5


class Recorder:
    """Writes a run to a new file, in transactions of whole ticks.

    A killed process loses at most the ticks of the last half second, and the file
    stays readable; its run is then still marked ``running``. May be called from
    any thread. As a context manager it says at its end how the run ended:
    ``interrupted`` on KeyboardInterrupt and SystemExit, ``failed`` on any other
    exception, else ``finished``.

    Parameters
    ----------
    path : path
        The file to make. Nothing may be there.
    scenario : ScenarioText or None
        The scenario file, kept in the recording as it is.
    simulation : Simulation
        Before its first tick. It is only read, until `finish`.
    planned_ticks : int, optional
        Ticks that were asked for; None for an open-ended run.
    detail : Detail, optional
    on_error : callable, optional
        Called, once, with the error when the run can no longer be recorded; nothing
        more is recorded then, and the run may go on. Without it, the error is raised.

    Attributes
    ----------
    path : Path
    detail : Detail
    problem : str or None
        Why the run is no longer recorded.

    Raises
    ------
    TelemetryError
        The file cannot be made; nothing is left behind.
    """

    def __init__(
        self,
        path: Path | str,
        scenario: ScenarioText | None,
        simulation: "Simulation",
        planned_ticks: int | None = None,
        detail: Detail = STANDARD,
        on_error: Callable[[RecordingError], None] | None = None,
    ) -> None:
        self.path = Path(path).absolute()
        self.detail = detail
        self.problem: str | None = None
        self._on_error = on_error
        self._simulation = simulation
        self._lock = threading.RLock()
        self._open = True
        self._status_of_problem = "failed"
        self._committed_ticks = 0
        self._committed_at = time.monotonic()
        self._connection = schema.create(self.path)
        try:
            self._writer = RunWriter(self._connection, simulation, detail)
            self._writer.begin(simulation, scenario, planned_ticks)
            self._connection.execute("COMMIT")
            self._inode = self.path.stat().st_ino
        except BaseException as error:
            self._connection.close()
            schema.discard(self.path)
            if isinstance(error, sqlite3.Error):
                raise schema.cannot_begin(self.path, error) from error
            raise

    @property
    def needs_decisions(self) -> bool:
        """Whether the events of a tick must say what agents decided."""
        return self.detail.needs_decisions or self._writer.ranks

    @property
    def needs_attempts(self) -> bool:
        """Whether they should say what was tried in negotiations."""
        return self.detail.level is LogLevel.DEBUG

    @property
    def recorded_ticks(self) -> int:
        """How many ticks are recorded in full, or wait to be written."""
        if self.problem is not None:
            return self._committed_ticks
        return self._writer.ticks

    def record(self, simulation: "Simulation", events: TickEvents) -> None:
        """Record the tick that was just done.

        Raises
        ------
        RecordingError
            The run can no longer be recorded. What was committed before stays
            readable, and nothing more is recorded: a recording has no gaps.
        """
        with self._lock:
            if self.problem is not None:
                self._tell(RecordingError(self.problem))
                return
            if events.tick != self._writer.ticks:
                raise ValueError(
                    f"tick {events.tick} cannot follow {self._writer.ticks} recorded"
                    " ticks: a recording has no gaps"
                )
            self._writer.add(simulation, events, simulation.digest())
            waited = time.monotonic() - self._committed_at
            pending = self._writer.ticks - self._committed_ticks
            if waited >= BATCH_SECONDS or pending >= BATCH_TICKS:
                self.flush()

    def flush(self) -> None:
        """Commit what is recorded, so that readers see it: when a run is paused.

        Raises
        ------
        RecordingError
            It could not be written.
        """
        with self._lock:
            if self._open and self.problem is None:
                try:
                    self._commit()
                except RecordingError as error:
                    self._tell(error)

    def finish(self, status: str, message: str | None = None) -> None:
        """Say how the run ended and close the file; a second call does nothing.

        Call it between two ticks: the resources are recorded once more, so that
        the last state is there in full. A run that was not recorded to its end is
        marked ``failed``, with the reason.

        Parameters
        ----------
        status : str
            ``finished``, ``interrupted`` or ``failed``.
        message : str, optional
            Why.

        Raises
        ------
        RecordingError
            The end could not be written.
        """
        self._end(status, message, between_ticks=status != "failed")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error is None:
            self.finish("finished")
            return
        message = f"{type(error).__name__}: {error}".rstrip(": ")
        # The first error is the one to tell of.
        with suppress(RecordingError):
            self._end(_status_after(error), message, between_ticks=False)

    def _end(self, status: str, message: str | None, *, between_ticks: bool) -> None:
        with self._lock:
            if not self._open:
                return
            self._open = False
            failure: RecordingError | None = None

            def end() -> None:
                if between_ticks and self._simulation.tick == self._writer.ticks:
                    self._writer.add_last_resources(self._simulation)
                self._writer.end(status, message, self._writer.digest)

            try:
                if self.problem is None:
                    self._commit(end)
            except RecordingError as error:
                failure = error
            try:
                if self.problem is not None:
                    self._writer.end(self._status_of_problem, self.problem, None)
                self._leave_one_file()
            except sqlite3.Error as error:
                failure = failure or self._give_up(reason(error))
            finally:
                self._connection.close()
            if failure is not None:
                self._tell(failure)

    def _commit(self, also: Callable[[], None] = lambda: None) -> None:
        """Write what was taken in since the last time, all of it or nothing."""
        try:
            # So that nobody can lock it between reading and writing.
            self._connection.execute("BEGIN IMMEDIATE")
            self._writer.flush()
            also()
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise self._give_up(reason(error)) from error
        except BaseException as error:
            # Of Ctrl-C, too: what is half written cannot be written once more.
            self._status_of_problem = _status_after(error)
            self._give_up(f"{type(error).__name__} interrupted the writing")
            raise
        self._committed_ticks = self._writer.ticks
        self._committed_at = time.monotonic()
        self._require_file()

    def _require_file(self) -> None:
        # SQLite goes on writing into a file that no folder lists any more.
        with suppress(OSError):
            if self.path.stat().st_ino == self._inode:
                return
        self.problem = (
            f"{self.path} was removed or replaced while the run was being recorded;"
            " what was recorded is lost, so run it again"
        )
        raise RecordingError(self.problem)

    def _leave_one_file(self) -> None:
        # A finished recording is one file that can be read anywhere, also where
        # nothing can be written. Somebody who has it open keeps the log beside it, with
        # nothing in it that the file has not; only in the middle of a transaction that
        # reads, or on a full disk, does the log go on holding a part of the recording.
        with suppress(sqlite3.OperationalError):
            self._connection.execute("PRAGMA busy_timeout = 0")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._connection.execute("PRAGMA journal_mode = DELETE")

    def _give_up(self, why: str) -> RecordingError:
        """Record nothing more; what was committed stays."""
        if self.problem is None:
            self.problem = (
                f"cannot record to {self.path} any more: {why}."
                f" The first {self._committed_ticks} ticks are recorded and can be read"
            )
            with suppress(sqlite3.Error):
                self._connection.rollback()
                # Whoever holds the file was waited for.
                self._connection.execute("PRAGMA busy_timeout = 0")
        return RecordingError(self.problem)

    def _tell(self, error: RecordingError) -> None:
        if self._on_error is None:
            raise error
        tell, self._on_error = self._on_error, _say_nothing
        tell(error)


def _status_after(error: BaseException) -> str:
    """Return how a run ended that an exception ended."""
    interrupted = isinstance(error, KeyboardInterrupt | SystemExit)
    return "interrupted" if interrupted else "failed"


def _say_nothing(_error: RecordingError) -> None:
    """Do nothing: it was told already."""
