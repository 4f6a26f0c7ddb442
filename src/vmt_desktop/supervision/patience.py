"""How long a program that keeps failing waits before it is started again."""

from collections import defaultdict

LONGEST_PAUSE = 10.0
"""Seconds between two starts, at most."""

CONTENT_SECONDS = 5.0
"""A program that lived so long and ended with 0 was closed by somebody."""

STEADY_SECONDS = 5.0
"""A program that lived so long and failed starts well, and comes back at once."""


class Patience:
    """Doubles the time from start to start while a program keeps failing.

    supervisord has no pause for what failed after its first second: a launcher that
    cannot show its window would be started over and over, and take all of a processor.
    """

    def __init__(self) -> None:
        self._failures: dict[str, int] = defaultdict(int)

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
        if lived >= STEADY_SECONDS:
            self.forget(name)
        # The exponent is kept small: a desktop may stand for years.
        pause = min(2.0 ** min(self._failures[name], 6), LONGEST_PAUSE)
        self._failures[name] += 1
        return max(0.0, pause - lived)

    def forget(self, name: str) -> None:
        """Begin anew with a program: somebody looks after it."""
        self._failures[name] = 0
