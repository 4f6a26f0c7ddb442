"""Where the ticks of a run lie in a small chart."""

from dataclasses import dataclass
from typing import Self

WIDEST_TICK = 8
"""Pixels from one tick to the next while a run is short."""


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """An axis that grows by doubling: in between, what is drawn stays in its place.

    Attributes
    ----------
    pixels : int
        From one column to the next.
    level : int
        A column has 2**level ticks; more than one only where `pixels` is 1.
    """

    pixels: int
    level: int

    @classmethod
    def fitting(cls, n_entries: int, width: int) -> Self:
        """Return the axis that has room for entries within `width` pixels.

        Parameters
        ----------
        n_entries, width : int
            At least 1.
        """
        pixels, level = WIDEST_TICK, 0
        while pixels > 1 and n_entries * pixels > width:
            pixels //= 2
        while n_entries > width << level:
            level += 1
        return cls(pixels, level)

    def ticks_at(self, x: int, n_entries: int) -> tuple[int, int] | None:
        """Return the first and the last tick at `x` pixels; None: there are none yet.

        Parameters
        ----------
        x : int
            From the left end.
        n_entries : int
            How many there are.
        """
        first = x // self.pixels << self.level
        last = min(first + (1 << self.level), n_entries) - 1
        return (first, last) if 0 <= first <= last else None
