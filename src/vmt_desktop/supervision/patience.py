"""How long a program that keeps failing waits before it is started again."""

from collections import defaultdict
from math import exp2

LONGEST_PAUSE = 10.0
"""Seconds between two starts, at most."""

CONTENT_SECONDS = 5.0
"""A program that lived so long and ended with 0 was closed by somebody."""

FORGIVING_SECONDS = 5.0
"""A life so long makes up for one failure."""

BRISK_FAILURES, BRISK_PAUSE = 4, 0.25
"""So many unforgiven failures may just be bad luck, and cost no more than so many
seconds: whoever looks at the desktop has a picture again within three."""


class Patience:
    """Doubles the time from start to start while a program keeps failing.

    supervisord has no pause for what failed after its first second: a launcher that
    cannot show its window would be started over and over, and take all of a processor.
    A program that was killed now and then comes back at once.
    """

    def __init__(self) -> None:
        self._failures: dict[str, float] = defaultdict(float)

    def pause(self, name: str, lived: float, *, failed: bool) -> float:
        """Return for how many seconds a program that ended waits; 0: not at all.

        Parameters
        ----------
        name : str
        lived : float
            Seconds since its start.
        failed : bool
        """
        if not failed and lived >= CONTENT_SECONDS:
            self.forget(name)
            return 0.0
        self.forgive(name, lived)
        failures = self._failures[name]
        doublings = max(0.0, failures - BRISK_FAILURES)
        pause = min(BRISK_PAUSE * exp2(doublings), LONGEST_PAUSE)
        # What has the longest pause needs no further count: a desktop may stand for
        # years, and all of it would have to be forgiven.
        self._failures[name] = failures + (pause < LONGEST_PAUSE)
        return max(0.0, pause - lived)

    def forgive(self, name: str, lived: float) -> None:
        """Have a life of so many seconds make up for earlier failures."""
        left = self._failures[name] - lived / FORGIVING_SECONDS
        self._failures[name] = max(0.0, left)

    def forget(self, name: str) -> None:
        """Begin anew with a program: somebody looks after it."""
        self._failures[name] = 0
