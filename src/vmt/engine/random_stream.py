"""One stream of random numbers, with primitives of our own.

numpy promises the raw bits of PCG64 for ever, but not what its generators make of
them. So a run draws raw bits and nothing else from numpy, and the four things that
it needs are made here. They equal those of ``numpy.random.Generator``.

References
----------
O'Neill (2014), PCG: a family of simple fast space-efficient statistically good
algorithms for random number generation. Lemire (2019), Fast random integer
generation in an interval.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

LOW_32_BITS = 0xFFFFFFFF
DOUBLE_UNIT = 2.0**-53


class RandomStream:
    """Random numbers from PCG64.

    Parameters
    ----------
    seed : int
        At least 0.
    key : tuple of int, optional
        The empty key is the main stream of a run. Any other gives a further stream
        that never shifts the main one.
    """

    __slots__ = ("_bits", "_high_half")

    def __init__(self, seed: int, key: tuple[int, ...] = ()) -> None:
        self._bits = np.random.PCG64(np.random.SeedSequence(seed, spawn_key=key))
        self._high_half: int | None = None

    def double(self) -> float:
        """Return a multiple of 2**-53 in [0, 1)."""
        return (self._raw() >> 11) * DOUBLE_UNIT

    def at_most(self, largest: int) -> int:
        """Return an integer in [0, largest], for 1 <= largest < 2**32."""
        mask = (1 << largest.bit_length()) - 1
        while True:
            value = self._half() & mask
            if value <= largest:
                return value

    def shuffle(self, items: list[Any]) -> None:
        """Shuffle a list in place, from its end (Fisher-Yates)."""
        for i in range(len(items) - 1, 0, -1):
            j = self.at_most(i)
            items[i], items[j] = items[j], items[i]

    def below(self, bound: int) -> int:
        """Return an integer in [0, bound), for 1 <= bound <= 2**32, by Lemire."""
        if bound == 1:
            return 0
        threshold = (1 << 32) % bound
        while True:
            product = self._half() * bound
            if product & LOW_32_BITS >= threshold:
                return product >> 32

    def index(self, cumulative: Sequence[float]) -> int:
        """Return the number of entries of `cumulative` that a new double reaches.

        Parameters
        ----------
        cumulative : sequence of float
            Cumulative weights, ascending, the last of them 1.
        """
        value = self.double()
        return sum(1 for entry in cumulative if entry <= value)

    def state(self) -> tuple[int, int, int | None]:
        """Return the generator's state, its increment, and the kept 32-bit half."""
        state = self._bits.state["state"]
        return int(state["state"]), int(state["inc"]), self._high_half

    def _raw(self) -> int:
        return int(self._bits.random_raw())

    def _half(self) -> int:
        """Return 32 bits: the low half of a raw output, then its high half."""
        if self._high_half is not None:
            value, self._high_half = self._high_half, None
            return value
        raw = self._raw()
        self._high_half = raw >> 32
        return raw & LOW_32_BITS


def cumulative_weights(weights: Sequence[float]) -> list[float]:
    """Return running sums of `weights`, divided by the last so that it is 1."""
    sums: list[float] = []
    total = 0.0
    for weight in weights:
        total += weight
        sums.append(total)
    return [entry / total for entry in sums]
