"""How many pictures may be on their way to a browser.

Between two pictures the plain protocol waits for the browser to ask, a round trip
each: 9 pictures a second at 80 ms. So several are sent ahead. Too many, and they queue
up in the network or the browser, and what is seen is old. What fills the line and no
queue is the product of the highest rate at which pictures are read and the shortest
time an answer has taken, as in BBR (Cardwell, Cheng, Gunn, Yeganeh, Jacobson 2016):
unlike the delay of single answers, neither is raised by a machine that is busy.
"""

from collections import deque

SMALLEST_WINDOW, LARGEST_WINDOW = 2, 16
GAIN = 1.25
"""A little more than what fills the line, to find out whether it carries more."""

RATE_SECONDS, FASTEST_SECONDS = 2.0, 20.0
"""How long the highest rate and the fastest answer count; networks change."""


class Pacing:
    """The window of one browser. Times are seconds of a clock that only increases."""

    def __init__(self) -> None:
        self._window = SMALLEST_WINDOW
        # Of each picture on its way: when it was sent, how many had been read then,
        # and when the last of those was.
        self._sent: deque[tuple[float, int, float]] = deque()
        self._read = 0
        self._read_at = 0.0
        self._rates: deque[tuple[float, float]] = deque()
        self._fastest = (float("inf"), 0.0)

    @property
    def may_send(self) -> bool:
        """Whether another picture may go."""
        return len(self._sent) < self._window

    @property
    def on_their_way(self) -> int:
        """How many pictures have not been answered."""
        return len(self._sent)

    def sent(self, now: float) -> None:
        """Take note of a picture that was sent."""
        if not self._sent:
            self._read_at = now  # time in which there was nothing to read
        self._sent.append((now, self._read, self._read_at))

    def answered(self, now: float) -> float | None:
        """Take note that the browser has read the oldest picture on its way.

        Returns
        -------
        float or None
            Seconds since it was sent; None if none is on its way.
        """
        if not self._sent:
            return None
        sent_at, read_before, since = self._sent.popleft()
        self._read += 1
        self._read_at = now
        took = now - sent_at
        if took <= self._fastest[0] or now - self._fastest[1] > FASTEST_SECONDS:
            self._fastest = (took, now)
        if now > since:
            self._note_rate((self._read - read_before) / (now - since), now)
        highest = self._rates[0][0] if self._rates else 0.0
        fills = highest * self._fastest[0]
        self._window = min(max(int(GAIN * fills) + 1, SMALLEST_WINDOW), LARGEST_WINDOW)
        return took

    def _note_rate(self, rate: float, now: float) -> None:
        """Keep the highest rate of the last seconds in front of what may follow it."""
        while self._rates and self._rates[-1][0] <= rate:
            self._rates.pop()
        self._rates.append((rate, now))
        while now - self._rates[0][1] > RATE_SECONDS:
            self._rates.popleft()
