"""Where a replay is in its run, and whether it moves on by itself."""

from vmt.viewer.source.pace import START_SPEED


class Position:
    """A moment of a run between its first and its last; without a clock or a thread.

    Parameters
    ----------
    first, last : int
        Moments that can be shown.
    grows : bool
        Whether more may follow the last.
    paused : bool

    Attributes
    ----------
    moment : int
    paused : bool
    speed : float
        Ticks a second; infinity: as fast as possible.
    """

    def __init__(self, first: int, last: int, *, grows: bool, paused: bool) -> None:
        self._first, self._last, self._grows = first, last, grows
        self.moment = first
        self.paused = paused
        self.speed = START_SPEED
        self._goal: int | None = None
        self._paused_by_end = False

    @property
    def can_play(self) -> bool:
        """Whether it is to go on to the next moment, and there is one."""
        return not self.paused and self.moment < self._last

    def set_paused(self, *, paused: bool) -> None:
        """Stay, or go on; from the end of a run that is over, from its start."""
        if not paused and self.moment == self._last and not self._grows:
            self.moment = self._first
        self._set(paused=paused)

    def step(self) -> None:
        """Go to the next moment, if paused."""
        if self.paused and self.moment < self._last:
            self.moment += 1

    def step_back(self) -> None:
        """Go to the moment before, and stay there."""
        self.moment = max(self._first, self.moment - 1)
        self._set(paused=True)

    def seek(self, moment: int) -> None:
        """Go to a moment, or to the nearest there is; it goes on from there."""
        self.moment = min(max(moment, self._first), self._last)
        # It had stopped because there was no more; now there is.
        if self._paused_by_end and self.moment < self._last:
            self._set(paused=False)

    def run_to(self, moment: int) -> None:
        """Go to a moment and stay there, as soon as it is recorded."""
        self.seek(moment)
        self._set(paused=moment <= self._last or not self._grows)
        self._goal = None if self.paused else moment

    def restart(self) -> None:
        """Go to the first moment."""
        self.seek(self._first)
        self._goal = None

    def play(self) -> None:
        """Go on to the next moment; pause where it was to go, and at the end."""
        self.moment += 1
        if self._goal is not None and self.moment >= self._goal:
            self._set(paused=True)

    def rest_at_end(self) -> bool:
        """Pause at the end of a run that is over; return whether it did just now."""
        if self.paused or self._grows or self.moment < self._last:
            return False
        self._set(paused=True)
        self._paused_by_end = True
        return True

    def grow(self, last: int, *, grows: bool) -> None:
        """Take note of how much there is by now."""
        self._last, self._grows = last, grows
        if self._goal is not None:
            self.run_to(self._goal)

    def _set(self, *, paused: bool) -> None:
        self.paused = paused
        self._paused_by_end = False
        self._goal = None
