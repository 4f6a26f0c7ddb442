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

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from vmt.engine.state import whole

if TYPE_CHECKING:
    import cython

LOW_32_BITS = 0xFFFFFFFF
NO_HALF = -1
BATCH = 64
"""Raw outputs that are taken from numpy at once."""


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

    def __init__(self, seed: int, key: tuple[int, ...] = ()) -> None:
        self._bits = np.random.PCG64(np.random.SeedSequence(seed, spawn_key=key))
        self._high_half = NO_HALF
        self._outputs = whole(np.zeros(BATCH, np.uint64))
        self._used = BATCH
        self._batch_began: Any = None
        self.drawn = 0

    def double(self) -> float:
        """Return a multiple of 2**-53 in [0, 1)."""
        return (self._raw() >> 11) * (1.0 / 9007199254740992.0)

    def at_most(self, largest: cython.longlong) -> cython.longlong:
        """Return an integer in [0, largest], for 1 <= largest < 2**32."""
        mask: cython.longlong = 1
        value: cython.longlong
        while mask < largest:
            mask = 2 * mask + 1
        while True:
            value = self._half() & mask
            if value <= largest:
                return value

    def shuffle(self, items: list[Any]) -> None:
        """Shuffle a list in place, from its end (Fisher-Yates)."""
        i: cython.Py_ssize_t
        j: cython.Py_ssize_t
        for i in range(len(items) - 1, 0, -1):
            j = self.at_most(i)
            items[i], items[j] = items[j], items[i]

    def shuffle_numbers(self, items: memoryview[int], count: cython.Py_ssize_t) -> None:
        """Shuffle the first `count` items of a view of int32 as `shuffle` does."""
        i: cython.Py_ssize_t
        j: cython.Py_ssize_t
        kept: cython.int
        for i in range(count - 1, 0, -1):
            j = self.at_most(i)
            kept = items[i]
            items[i] = items[j]
            items[j] = kept

    def below(self, bound: int) -> int:
        """Return an integer in [0, bound), for 1 <= bound <= 2**32, by Lemire."""
        if bound == 1:
            return 0
        threshold = (1 << 32) % bound
        while True:
            product = int(self._half()) * bound
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
        return len([entry for entry in cumulative if entry <= value])

    def state(self) -> tuple[int, int, int | None]:
        """Return the generator's state, its increment, and the kept 32-bit half."""
        bits = self._bits
        if self._used < BATCH:
            # The generator is ahead of what was used of its last batch.
            bits = np.random.PCG64()
            bits.state = self._batch_began
            bits.advance(self._used)
        state = bits.state["state"]
        half = None if self._high_half == NO_HALF else int(self._high_half)
        return int(state["state"]), int(state["inc"]), half

    @property
    def has_half(self) -> bool:
        """Whether a 32-bit half is kept for the next draw."""
        return self._high_half != NO_HALF

    def _raw(self) -> cython.ulonglong:
        output: cython.ulonglong
        if self._used == BATCH:
            self._batch_began = self._bits.state
            self._outputs = whole(self._bits.random_raw(BATCH))
            self._used = 0
        output = self._outputs[self._used]
        self._used += 1
        self.drawn += 1
        return output

    def _half(self) -> cython.longlong:
        """Return 32 bits: the low half of a raw output, then its high half."""
        value: cython.longlong
        raw: cython.ulonglong
        if self._high_half != NO_HALF:
            value = self._high_half
            self._high_half = NO_HALF
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
