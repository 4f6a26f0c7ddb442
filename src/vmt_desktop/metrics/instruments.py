"""What counts, and what is asked when somebody wants to know."""

from bisect import bisect_left
from collections.abc import Callable, Sequence

ROUND_TRIPS = (0.005, 0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56)
"""Upper bounds of the classes of round trips, in seconds."""

Sample = tuple[str, dict[str, str], float]
"""What goes behind the name of the family, the labels, and the value."""


class Counter:
    """A number that only grows.

    Attributes
    ----------
    value : int
    """

    __slots__ = ("value",)

    def __init__(self) -> None:
        self.value = 0

    def add(self, amount: int = 1) -> None:
        """Count so many more."""
        self.value += amount

    def samples(self) -> list[Sample]:
        """Return its one value."""
        return [("", {}, self.value)]


class Gauge:
    """A number that is asked for when it is wanted.

    Parameters
    ----------
    ask : callable
        Returns it.
    """

    __slots__ = ("_ask",)

    def __init__(self, ask: Callable[[], float]) -> None:
        self._ask = ask

    def samples(self) -> list[Sample]:
        """Return its one value."""
        return [("", {}, self._ask())]


class Histogram:
    """How many values are how large.

    Parameters
    ----------
    bounds : sequence of float
        Upper bounds of the classes, increasing.
    """

    __slots__ = ("_bounds", "_counts", "_sum")

    def __init__(self, bounds: Sequence[float]) -> None:
        self._bounds = tuple(bounds)
        self._counts = [0] * (len(bounds) + 1)
        self._sum = 0.0

    def observe(self, value: float) -> None:
        """Count a value."""
        self._counts[bisect_left(self._bounds, value)] += 1
        self._sum += value

    def samples(self) -> list[Sample]:
        """Return the counts up to each bound, the sum, and the count of all."""
        samples: list[Sample] = []
        up_to = 0
        for bound, count in zip((*self._bounds, "+Inf"), self._counts, strict=True):
            up_to += count
            samples.append(("_bucket", {"le": str(bound)}, up_to))
        return [*samples, ("_sum", {}, self._sum), ("_count", {}, up_to)]


Instrument = Counter | Gauge | Histogram
