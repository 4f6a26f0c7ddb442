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

RATE_SECONDS, MOST_RATE = 2.0, 60.0
"""How long the highest rate counts, networks change; and what nobody sees more of."""

FASTEST_SECONDS, SUSPICION_SECONDS = 5.0, 0.7
"""After so long without an answer like the fastest, or without any that is not much
slower, the way may have become longer. A queue makes answers slow as well, so some
pictures are sent each by itself, when all others have been read, and the fastest of
their answers counts."""

LIKE, MUCH_SLOWER = 1.1, 2.5
"""Times the fastest. A window that is right makes answers up to 2.25 times as slow."""

PROBES = 5
"""Pictures that are sent by themselves; a busy machine makes one answer late."""


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
        self._fastest = float("inf")
        self._confirmed_at = self._plausible_at = 0.0
        # Pictures that are still to be sent by themselves, and their fastest answer.
        self._probes = 0
        self._probed = float("inf")

    @property
    def may_send(self) -> bool:
        """Whether another picture may go."""
        return len(self._sent) < (1 if self._probes else self._window)

    @property
    def excess(self) -> int:
        """How many more are on their way than the window has room for."""
        return max(len(self._sent) - self._window, 0)

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
        was_alone = self._read == read_before
        self._read += 1
        self._read_at = now
        took = now - sent_at
        self._judge(took, now, was_alone=was_alone)
        if now > since:
            self._note_rate((self._read - read_before) / (now - since), now)
        highest = self._rates[0][0] if self._rates else 0.0
        fills = min(highest, MOST_RATE) * self._fastest
        self._window = min(max(int(GAIN * fills) + 1, SMALLEST_WINDOW), LARGEST_WINDOW)
        return took

    def _judge(self, took: float, now: float, *, was_alone: bool) -> None:
        """Learn how fast an answer can be; begin or end a probe."""
        self._fastest = min(self._fastest, took)
        if self._probes and was_alone:
            self._probes -= 1
            self._probed = min(self._probed, took)
            if not self._probes:
                self._fastest = self._probed
                self._confirmed_at = self._plausible_at = now
        if took <= LIKE * self._fastest:
            self._confirmed_at = now
        if took <= MUCH_SLOWER * self._fastest:
            self._plausible_at = now
        if not self._probes and (
            now - self._confirmed_at > FASTEST_SECONDS
            or now - self._plausible_at > SUSPICION_SECONDS
        ):
            self._probes, self._probed = PROBES, float("inf")

    def _note_rate(self, rate: float, now: float) -> None:
        """Keep the highest rate of the last seconds in front of what may follow it."""
        while self._rates and self._rates[-1][0] <= rate:
            self._rates.pop()
        self._rates.append((rate, now))
        while now - self._rates[0][1] > RATE_SECONDS:
            self._rates.popleft()
