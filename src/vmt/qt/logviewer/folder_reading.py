"""Reads which runs there are in a folder, beside the window."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from time import monotonic

from PyQt5.QtCore import QObject, pyqtSignal

from vmt.qt.background import Background
from vmt.qt.logviewer.library import Library, Recorded, recorded_in
from vmt.telemetry.errors import TelemetryError

_BEAT = 0.05  # seconds between two words on how far it is


@dataclass(frozen=True, eq=False)
class Wish:
    """What is to be read.

    Attributes
    ----------
    place : Path
        A folder, or a file that is listed alone.
    file : Path or None
        What is to be opened; None: nothing, or the newest run that can be read.
    is_opening : bool
        Whether something is to be opened at all.
    only_changes : bool
        Whether nothing is read where nothing has changed.
    stop : threading.Event
        Ends the reading early.
    """

    place: Path
    file: Path | None = None
    is_opening: bool = False
    only_changes: bool = False
    stop: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True)
class Listed:
    """What was found.

    Attributes
    ----------
    runs : list of Recorded
        Newest first.
    is_whole : bool
        Whether there are no more.
    problem : str
        Why the folder cannot be read.
    """

    runs: list[Recorded] = field(default_factory=list)
    is_whole: bool = True
    problem: str = ""


class FolderReading(QObject):
    """Reads one folder at a time; what is wished for last counts."""

    first = pyqtSignal(object, list)
    """Sent with a wish and the runs that it opens, as soon as they are read."""
    progressed = pyqtSignal(int, int)
    """Sent with how many files have been read, and of how many."""
    ended = pyqtSignal(object, object)
    """Sent with a wish and what is `Listed`, or None if nothing has changed."""
    _first, _progressed = pyqtSignal(object, list), pyqtSignal(object, int, int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = Library()
        self._background = Background(self)
        self._now: Wish | None = None
        self._background.done.connect(self._take)
        self._first.connect(self._pass_on_first)
        self._progressed.connect(self._pass_on_progress)

    @property
    def is_busy(self) -> bool:
        """Whether something is being read."""
        return self._now is not None

    def ask(self, wish: Wish) -> None:
        """Read this, and nothing else any more."""
        self.stop()
        self._now = wish
        self._background.ask(wish, partial(self._read, wish))

    def stop(self) -> None:
        """Be content with what has been read."""
        if self._now is not None:
            self._now.stop.set()

    def forget(self) -> None:
        """Read no more, and tell nobody of it."""
        self.stop()
        self._now = None

    def close(self) -> None:
        """Read no more, and wait for the thread."""
        self.forget()
        self._background.close()

    def _pass_on_first(self, wish: Wish, runs: list[Recorded]) -> None:
        if wish is self._now:
            self.first.emit(wish, runs)

    def _pass_on_progress(self, wish: Wish, done: int, total: int) -> None:
        if wish is self._now:
            self.progressed.emit(done, total)

    def _take(self, wish: Wish, listed: Listed | None) -> None:
        if wish is self._now:
            self._now = None
            self.ended.emit(wish, listed)

    # These are called in the thread, and change nothing here but the library.

    def _read(self, wish: Wish) -> Listed | None:
        try:
            if wish.file is not None:
                self._first.emit(wish, recorded_in(wish.file))
            elif wish.only_changes and not self._library.has_changed(wish.place):
                return None
            return Listed(*self._library.read(wish.place, self._teller(wish)))
        except TelemetryError as error:
            return Listed(problem=str(error))

    def _teller(self, wish: Wish) -> Callable[[int, int, list[Recorded]], bool]:
        """Return what is told of each file: it finds the first that can be opened."""
        is_open = not wish.is_opening or wish.file is not None
        told = monotonic()

        def tell(done: int, total: int, runs: list[Recorded]) -> bool:
            nonlocal is_open, told
            if not is_open and runs[0].run is not None:
                is_open = True
                self._first.emit(wish, runs)
            if monotonic() - told > _BEAT:
                told = monotonic()
                self._progressed.emit(wish, done, total)
            return not wish.stop.is_set()

        return tell
