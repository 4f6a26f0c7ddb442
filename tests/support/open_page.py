"""A page that stays open, without a browser: it comes back as the real one does."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from websockets.exceptions import InvalidHandshake, WebSocketException

from running import PATIENCE
from visiting import View, Visit

Box = tuple[int, int, int, int]

FIRST_PAUSE, LONGEST_PAUSE, GROWTH = 0.1, 2.0, 1.5
"""Of the page's own attempts to come back, in seconds."""

GONE = (OSError, EOFError, AssertionError, WebSocketException, InvalidHandshake)
"""What ends a look at the desktop, or an attempt to look."""


@dataclass(frozen=True, slots=True)
class Sight:
    """A picture, or the first change of it.

    Attributes
    ----------
    connected, asked, seen : float
        When the connection was begun, this asked for and there (monotonic).
    is_change : bool
    """

    connected: float
    asked: float
    seen: float
    is_change: bool


class OpenPage:
    """Looks at a part of the desktop all the time, whatever happens to it.

    Parameters
    ----------
    visit : Visit
    path : str
        Of the WebSocket.
    box : (int, int, int, int)
        x, y, width and height of the part.
    """

    def __init__(self, visit: Visit, path: str, box: Box) -> None:
        self._visit, self._path, self._box = visit, path, box
        self._closing = threading.Event()
        self._news = threading.Condition()
        self._sight: Sight | None = None
        self._thread = threading.Thread(target=self._stay)
        self._thread.start()

    def wait_for_picture(self, since: float) -> float:
        """Return how long after a moment there was a picture, of a later connection."""
        return self._wait(lambda sight: sight.connected > since) - since

    def wait_for_change(self, since: float, *, anew: bool = False) -> float:
        """Return how long after a moment something moved that was asked for later.

        Parameters
        ----------
        since : float
            The moment (monotonic).
        anew : bool
            Whether the connection has to be one that was begun later, too.
        """

        def fits(sight: Sight) -> bool:
            began = sight.connected if anew else sight.asked
            return sight.is_change and began > since

        return self._wait(fits) - since

    def close(self) -> None:
        """Leave."""
        self._closing.set()
        self._thread.join(PATIENCE)

    def _wait(self, fits: Callable[[Sight], bool]) -> float:
        with self._news:
            came = self._news.wait_for(
                lambda: self._sight is not None and fits(self._sight), PATIENCE
            )
            assert came, "the picture never came back"
            assert self._sight is not None
            return self._sight.seen

    def _stay(self) -> None:
        pause = FIRST_PAUSE
        while not self._closing.wait(pause):
            pause = min(pause * GROWTH, LONGEST_PAUSE)
            began = time.monotonic()
            try:
                view = self._visit.view(self._path)
            except GONE:
                continue
            pause = FIRST_PAUSE
            try:
                self._look(view, began)
            except GONE:
                continue
            finally:
                view.close()

    def _look(self, view: View, began: float) -> None:
        is_change = False
        while not self._closing.is_set():
            asked = time.monotonic()
            view.ask(self._box, incremental=is_change)
            view.update()
            with self._news:
                self._sight = Sight(began, asked, time.monotonic(), is_change)
                self._news.notify_all()
            is_change = True
