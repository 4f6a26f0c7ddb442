"""Another client of an X server: it is told what is drawn, and presses keys."""

import select
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from Xlib import XK, X
from Xlib import display as xdisplay
from Xlib.ext import damage, xtest

_BURST_MILLISECONDS = 5
"""What is drawn with shorter pauses belongs to one frame; frames are 16 ms apart."""
_PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Drawn:
    """Something that was drawn on the screen.

    Attributes
    ----------
    milliseconds : int
        By the server's clock.
    area : int
        Of its rectangle [px].
    """

    milliseconds: int
    area: int


class Onlooker:
    """Watches the whole screen of a server through its damage extension.

    Parameters
    ----------
    name : str
        Of the display.
    """

    def __init__(self, name: str) -> None:
        self._display = xdisplay.Display(name)
        self._display.damage_query_version()  # the server ignores us before that
        self._notice = self._display.extension_event.DamageNotify
        self._root = self._display.screen().root

    def close(self) -> None:
        """End the connection."""
        self._display.close()

    def rectangles(self, seconds: float) -> list[Drawn]:
        """Return every single rectangle that is drawn in so many seconds."""
        until = time.monotonic() + seconds
        with self._told(damage.DamageReportRawRectangles) as told:
            return list(self._reports(told, until))

    def frames(self, seconds: float) -> int:
        """Return how many frames arrive in so many seconds.

        What is drawn in one go counts as one frame, in however many rectangles.
        """
        until, count, last = time.monotonic() + seconds, 0, -_BURST_MILLISECONDS
        with self._told(damage.DamageReportNonEmpty) as told:
            for report in self._reports(told, until):
                self._display.damage_subtract(told)
                count += report.milliseconds - last >= _BURST_MILLISECONDS
                last = report.milliseconds
        return count

    def wait_for_frame(self) -> Drawn:
        """Wait until something is drawn, and return the first of it."""
        with self._told(damage.DamageReportNonEmpty) as told:
            for report in self._reports(told, time.monotonic() + _PATIENCE):
                return report
        raise AssertionError("nothing was ever drawn")

    def wait_for_rest(self, seconds: float = 1.0) -> None:
        """Wait until nothing has been drawn for so many seconds."""
        deadline = time.monotonic() + _PATIENCE
        while self.frames(seconds):
            assert time.monotonic() < deadline, "the screen never came to rest"

    def pixel(self, at: tuple[int, int]) -> bytes:
        """Return what a pixel of the screen looks like."""
        image = self._root.get_image(*at, 1, 1, X.ZPixmap, 0xFFFFFFFF)
        return bytes(image.data)

    def tap(self, key: str) -> None:
        """Press a key and let it go."""
        code = self._display.keysym_to_keycode(XK.string_to_keysym(key))
        for event in (X.KeyPress, X.KeyRelease):
            xtest.fake_input(self._display, event, code)
        self._display.flush()

    def seconds_to_answer(self, key: str, at: tuple[int, int]) -> float:
        """Tap a key; return after how many seconds a pixel of the screen differs."""
        before = self.pixel(at)
        with self._told(damage.DamageReportNonEmpty) as told:
            began = time.monotonic()
            self.tap(key)
            for _ in self._reports(told, began + _PATIENCE):
                # What is drawn after this is told anew, so that nothing is missed.
                self._display.damage_subtract(told)
                if self.pixel(at) != before:
                    return time.monotonic() - began
        raise AssertionError(f"{key} changed nothing")

    @contextmanager
    def _told(self, level: int) -> Iterator[int]:
        made = self._root.damage_create(level)
        self._display.sync()
        # The first report is of the whole screen as it is. What is drawn until it is
        # subtracted is told at most once more; what is drawn after it, certainly.
        while self._display.pending_events():
            self._display.next_event()
        self._display.damage_subtract(made)
        self._display.sync()
        yield made
        self._display.damage_destroy(made)
        self._display.sync()

    def _reports(self, told: int, until: float) -> Iterator[Drawn]:
        """Wait for what is reported, until a moment of the monotonic clock."""
        while True:
            # Sending takes in what has arrived, too: only then is there nothing left.
            self._display.flush()
            if self._display.pending_events():
                event: Any = self._display.next_event()
                if event.type == self._notice and event.damage == told:
                    area = event.area.width * event.area.height
                    yield Drawn(event.timestamp, area)
                continue
            left = until - time.monotonic()
            if left <= 0:
                return
            select.select([self._display.fileno()], [], [], left)
