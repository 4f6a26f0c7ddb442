"""The draws of the public program, made from raw PCG64 output."""

from typing import Any

from numpy.random import PCG64


class Stream:
    """One stream of random numbers.

    Parameters
    ----------
    seed : int
        Seed of the generator.
    """

    def __init__(self, seed: int) -> None:
        self._generator = PCG64(seed)
        self._kept: int | None = None

    def double(self) -> float:
        """Return a number of [0, 1)."""
        return float(int(self._generator.random_raw()) >> 11) / 2.0**53

    def shuffle(self, items: list[Any]) -> None:
        """Put a list into random order."""
        for i in range(len(items) - 1, 0, -1):
            j = self._at_most(i)
            items[i], items[j] = items[j], items[i]

    def below(self, n: int) -> int:
        """Return a whole number of 0 to n - 1, by Lemire's multiplication."""
        if n == 1:
            return 0
        product = self._half() * n
        while product % 2**32 < 2**32 % n:
            product = self._half() * n
        return product >> 32

    def choice(self, weights: list[float]) -> int:
        """Return the index of one of the weights."""
        cumulative = []
        total = 0.0
        for weight in weights:
            total += weight
            cumulative.append(total)
        v = self.double()
        return sum(c / total <= v for c in cumulative)

    def _at_most(self, m: int) -> int:
        mask = 2 ** m.bit_length() - 1
        while True:
            r = self._half() & mask
            if r <= m:
                return r

    def _half(self) -> int:
        if self._kept is not None:
            half, self._kept = self._kept, None
            return half
        raw = int(self._generator.random_raw())
        self._kept = raw >> 32
        return raw & 0xFFFFFFFF
