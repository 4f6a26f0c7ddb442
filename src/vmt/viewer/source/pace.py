"""How fast a run goes, and when its next tick is due."""

import math

SPEEDS = (0.25, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, math.inf)
"""Ticks a second; the last is as fast as possible."""
START_SPEED = 5.0

_SECONDS_TO_CATCH_UP = 0.1
_MEASURED_SECONDS = 0.5


def faster(speed: float) -> float:
    """Return the next higher speed, or the same if there is none."""
    return next((s for s in SPEEDS if s > speed), SPEEDS[-1])


def slower(speed: float) -> float:
    """Return the next lower speed, or the same if there is none."""
    return next((s for s in reversed(SPEEDS) if s < speed), SPEEDS[0])


def describe(speed: float) -> str:
    """Return a speed in words."""
    if math.isinf(speed):
        return "as fast as possible"
    return "1 tick/s" if speed == 1 else f"{speed:g} ticks/s"


class Pace:
    """Says when ticks are due, and how many were really done in a second.

    Times are seconds of one clock that only goes forward.
    """

    def __init__(self, now: float) -> None:
        self._due = now
        self._measured_from = now
        self._ticks = 0
        self.ticks_per_second = 0.0

    def wait(self, now: float, speed: float) -> float:
        """Return the seconds until the next tick is due; 0 or less: it is."""
        # After a change from a slow speed to a fast one the old due time is too far.
        self._due = min(self._due, now + 1 / speed)
        return self._due - now

    def ticked(self, now: float, speed: float) -> None:
        """Take note that a tick was done, and set when the next one is due."""
        # What was late is caught up with a little, so that the mean speed is right;
        # but never in a burst.
        self._due = max(self._due + 1 / speed, now - _SECONDS_TO_CATCH_UP)
        self._ticks += 1
        passed = now - self._measured_from
        if passed >= _MEASURED_SECONDS:
            self.ticks_per_second = self._ticks / passed
            self._measured_from, self._ticks = now, 0

    def restart(self, now: float) -> None:
        """Begin anew after a pause: a tick is due at once."""
        self._due = self._measured_from = now
        self._ticks = 0
        self.ticks_per_second = 0.0
