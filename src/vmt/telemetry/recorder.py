"""Recording a run to its file while it goes on."""

import sqlite3
import threading
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from vmt.engine.events import TickEvents
from vmt.telemetry import schema
from vmt.telemetry.errors import RecordingError, reason
from vmt.telemetry.writer import Frequencies, RunWriter, ScenarioText

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
    frequencies : Frequencies, optional

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
        frequencies: Frequencies | None = None,
    ) -> None:
        self.path = Path(path).absolute()
        self._simulation = simulation
        self._lock = threading.RLock()
        self._open = True
        self._broken = False
        self._ticks = self._committed_ticks = 0
        self._committed_at = time.monotonic()
        self._digest: str | None = simulation.digest()
        self._connection = schema.create(self.path)
        self._writer = RunWriter(
            self._connection, simulation, frequencies or Frequencies()
        )
        try:
            self._connection.execute("BEGIN")
            self._writer.begin(simulation, scenario, planned_ticks)
            self._connection.execute("COMMIT")
            self._inode = self.path.stat().st_ino
        except BaseException as error:
            self._connection.close()
            schema.discard(self.path)
            if isinstance(error, sqlite3.Error):
                raise schema.cannot_begin(self.path, error) from error
            raise

    def record(self, simulation: "Simulation", events: TickEvents) -> None:
        """Record the tick that was just done.

        Raises
        ------
        RecordingError
            The tick could not be written. What was committed before stays readable,
            and nothing more is recorded: a recording has no gaps.
        """
        with self._lock:
            if self._broken:
                raise self._failure("an earlier tick could not be written")
            digest = simulation.digest()
            try:
                self._write_whole(simulation, events, digest)
                self._ticks, self._digest = events.tick + 1, digest
                waited = time.monotonic() - self._committed_at
                pending = self._ticks - self._committed_ticks
                if waited >= BATCH_SECONDS or pending >= BATCH_TICKS:
                    self._commit()
            except sqlite3.Error as error:
                raise self._failure(reason(error)) from error

    def flush(self) -> None:
        """Commit what is recorded, so that readers see it: when a run is paused.

        Raises
        ------
        RecordingError
            It could not be written.
        """
        with self._lock:
            if not self._open or self._broken:
                return
            try:
                self._commit()
            except sqlite3.Error as error:
                raise self._failure(reason(error)) from error

    def finish(self, status: str, message: str | None = None) -> None:
        """Say how the run ended and close the file; a second call does nothing.

        Call it between two ticks: the resources are recorded once more, so that
        the last state is there in full.

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
        interrupted = isinstance(error, KeyboardInterrupt | SystemExit)
        status = "interrupted" if interrupted else "failed"
        message = f"{type(error).__name__}: {error}".rstrip(": ")
        # The first error is the one to tell of.
        with suppress(RecordingError):
            self._end(status, message, between_ticks=False)

    def _write_whole(
        self, simulation: "Simulation", events: TickEvents, digest: str
    ) -> None:
        """Write a tick into the open transaction, or nothing of it."""
        connection = self._connection
        if not connection.in_transaction:
            connection.execute("BEGIN")
        connection.execute("SAVEPOINT tick")
        try:
            self._writer.write(simulation, events, digest)
        except BaseException:
            # Also after an interrupt. A full disk has undone the whole transaction.
            if connection.in_transaction:
                connection.execute("ROLLBACK TO tick")
            raise
        finally:
            if connection.in_transaction:
                connection.execute("RELEASE tick")

    def _end(self, status: str, message: str | None, *, between_ticks: bool) -> None:
        with self._lock:
            if not self._open:
                return
            self._open = False
            try:
                if not self._connection.in_transaction:
                    self._connection.execute("BEGIN")
                if between_ticks and not self._broken:
                    last = self._ticks - 1
                    self._writer.write_last_resources(self._simulation, last)
                self._writer.end(status, message, self._digest)
                self._commit()
                self._leave_one_file()
            except sqlite3.Error as error:
                raise self._failure(reason(error)) from error
            finally:
                self._connection.close()

    def _commit(self) -> None:
        if self._connection.in_transaction:
            self._writer.count(self._ticks)
            self._connection.execute("COMMIT")
        self._committed_ticks = self._ticks
        self._committed_at = time.monotonic()
        self._require_file()

    def _require_file(self) -> None:
        # SQLite goes on writing into a file that no folder lists any more.
        with suppress(OSError):
            if self.path.stat().st_ino == self._inode:
                return
        self._broken = True
        raise RecordingError(
            f"{self.path} was removed or replaced while the run was being recorded;"
            " what was recorded is lost, so run it again"
        )

    def _leave_one_file(self) -> None:
        # A finished recording is one file that can be read anywhere, also where
        # nothing can be written. While somebody reads it the log beside it stays,
        # but has nothing in it that the file has not.
        with suppress(sqlite3.OperationalError):
            self._connection.execute("PRAGMA busy_timeout = 0")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._connection.execute("PRAGMA journal_mode = DELETE")

    def _failure(self, why: str) -> RecordingError:
        if not self._broken:
            self._broken = True
            self._ticks, self._digest = self._committed_ticks, None
            with suppress(sqlite3.Error):
                self._connection.rollback()
        return RecordingError(
            f"cannot record to {self.path} any more: {why}."
            f" The first {self._ticks} ticks are recorded and can be read"
        )
