"""What a replay does next, and when."""

import time
from enum import Enum, auto

from vmt.viewer.source.pace import Pace
from vmt.viewer.source.replay.moments import Moments
from vmt.viewer.source.replay.position import Position

_FASTEST = 2000.0
"""Ticks a second that are as fast as possible: whatever is over at once is not seen."""
_SECONDS_BETWEEN_LOOKS = 0.25
"""How often it is asked whether a run that goes on has got further."""


class Task(Enum):
    """Something to do."""

    SHOW = auto()
    PLAY = auto()
    READ = auto()
    LOOK = auto()
    REST = auto()
    STOP = auto()


class Schedule:
    """Says what is due: the next tick, a look at the file, or to read on in it.

    Parameters
    ----------
    moments : Moments
    position : Position

    Attributes
    ----------
    reads : bool
        Whether it is to be read on in how the run went.
    """

    def __init__(self, moments: Moments, position: Position) -> None:
        self.reads = True
        self._moments, self._position = moments, position
        self._pace = Pace(time.monotonic())
        self._next_look = self._next_read = 0.0

    @property
    def ticks_per_second(self) -> float:
        """How fast it really goes."""
        return self._pace.ticks_per_second

    @property
    def has_to_read(self) -> bool:
        """Whether there is more to be known of how the run went."""
        return self.reads and not self._moments.chronicle.is_complete

    def next(self, *, can_go_on: bool) -> tuple[Task, float | None]:
        """Return what is due now, and how long to rest (None: until told).

        Parameters
        ----------
        can_go_on : bool
            Whether playing makes sense: not after something went wrong.
        """
        now, rest = time.monotonic(), None
        if self._moments.grows:
            rest = self._next_look - now
            if rest <= 0:
                return Task.LOOK, None
        if not can_go_on:
            return Task.REST, rest
        if self._position.rest_at_end():
            return Task.SHOW, None
        if not self._position.can_play:
            return Task.REST, rest
        due = self._pace.wait(now, min(self._position.speed, _FASTEST))
        if due > 0:
            return Task.REST, due if rest is None else min(due, rest)
        # Where it plays without a rest, half of the time is for reading on.
        if self.has_to_read and now >= self._next_read:
            return Task.READ, None
        return Task.PLAY, None

    def played(self) -> None:
        """Take note that it went on by a tick."""
        speed = min(self._position.speed, _FASTEST)
        self._pace.ticked(time.monotonic(), speed)

    def read(self, seconds: float) -> None:
        """Take note that it read on for some time."""
        self._next_read = time.monotonic() + seconds

    def looked(self) -> None:
        """Take note that the file was looked at."""
        self._next_look = time.monotonic() + _SECONDS_BETWEEN_LOOKS

    def rested(self) -> None:
        """Begin anew after a rest without an end: the next tick is due at once."""
        self._pace.restart(time.monotonic())
