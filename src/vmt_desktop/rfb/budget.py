"""How many pictures a second all who watch are sent together."""

MOST_PICTURES_A_SECOND = 350
"""Twelve for each of thirty. More would cost the network, and the one in control, more
than they would show."""

MADE_UP_AT_ONCE = 0.25
"""Of the time between two pictures. What came late is made up for, not by pictures
right behind each other: who is slow has to keep up."""


class Budget:
    """When the next picture is due.

    Parameters
    ----------
    now : float
        Seconds of a clock that only increases.
    """

    def __init__(self, now: float) -> None:
        self._due = now

    def pause_after(self, n_watchers: int, now: float) -> float:
        """Return the seconds to wait after a picture that so many have been sent."""
        period = n_watchers / MOST_PICTURES_A_SECOND
        self._due = max(self._due + period, now - MADE_UP_AT_ONCE * period)
        return max(self._due - now, 0.0)
