"""How many pictures may be on their way to a browser.

Between two pictures the plain protocol waits for the browser to ask, a round trip
each: 9 pictures a second at 80 ms. So several are sent ahead. Too many, and they queue
up in the network, and what is seen is old. The window is set as TCP Vegas sets it
(Brakmo, O'Malley, Peterson 1994): it grows while the answers come as fast as they ever
did, and shrinks when they come later, which is when a queue has begun.
"""

from collections import deque

LARGEST_WINDOW = 12
SLACK_SECONDS = 0.012
"""An answer this much later than the fastest is not late: a browser draws, a
thread is switched."""

SLACK_SHARE = 0.25
FORGET_SECONDS = 20.0
"""The fastest answer of this long counts; networks change."""


class Pacing:
    """The window of one browser. Times are seconds of a clock that only increases."""

    def __init__(self) -> None:
        self._window = 2.0
        self._sent: deque[float] = deque()
        self._fastest: tuple[float, float] | None = None

    @property
    def may_send(self) -> bool:
        """Whether another picture may go."""
        return len(self._sent) < int(self._window)

    @property
    def on_their_way(self) -> int:
        """How many pictures have not been answered."""
        return len(self._sent)

    def sent(self, now: float) -> None:
        """Take note of a picture that was sent."""
        self._sent.append(now)

    def answered(self, now: float) -> float | None:
        """Take note that the browser has read the oldest picture on its way.

        Returns
        -------
        float or None
            Seconds since it was sent; None if none is on its way.
        """
        if not self._sent:
            return None
        full = len(self._sent) >= int(self._window)
        took = now - self._sent.popleft()
        fastest = self._fastest
        if fastest is None or took <= fastest[0] or now - fastest[1] > FORGET_SECONDS:
            fastest = self._fastest = (took, now)
        slack = max(SLACK_SECONDS, fastest[0] * SLACK_SHARE)
        if took > fastest[0] + 2 * slack:
            self._window = max(1.0, self._window - 0.5)
        elif took <= fastest[0] + slack and full:
            self._window = min(LARGEST_WINDOW, self._window + 1 / self._window)
        return took
