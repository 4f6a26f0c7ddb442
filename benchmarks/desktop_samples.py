"""What was seen of a desktop in a browser, and the figures that follow from it."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

_FRAMES, _CLOCK, _PRESSES = 1 << 16, 1 << 32, 1 << 8
"""What a stamp counts modulo."""


class Seen(NamedTuple):
    """A strip when it said something new.

    Attributes
    ----------
    time : float
        Of the page's own clock [ms].
    clock : float
        Of the machine's clock, modulo 2³² [ms].
    frame, drawn, presses : int
        What the strip says: see `benchmarks.workers.desktop_stamp`.
    """

    time: float
    clock: float
    frame: int
    drawn: int
    presses: int


@dataclass(frozen=True, slots=True)
class Samples:
    """What a page saw between two moments.

    Attributes
    ----------
    began, ended : float
        Of the page's own clock [ms].
    seen : tuple of Seen
        In the order of time; the first may have been there before it began.
    pressed : tuple of float
        When keys and buttons were pressed in the page [ms].
    n_samples, n_torn : int
        Looks at the picture, and those that found parts of different frames.
    """

    began: float
    ended: float
    seen: tuple[Seen, ...]
    pressed: tuple[float, ...]
    n_samples: int
    n_torn: int

    @classmethod
    def of_page(cls, found: dict[str, Any]) -> "Samples":
        """Return what `desktop_sampler.js` gives."""
        seen = tuple(Seen(*one) for one in found["seen"])
        numbers = found["n_samples"], found["n_torn"]
        return cls(
            found["began"], found["ended"], seen, tuple(found["pressed"]), *numbers
        )

    @property
    def frames_per_second(self) -> float:
        """Distinct frames that came, a second."""
        return self._n_new / self._seconds

    @property
    def drawn_per_second(self) -> float:
        """Frames that the program drew in the same time, a second."""
        if not self.seen:
            return 0.0
        passed = self.seen[-1].frame - self.seen[0].frame
        return passed % _FRAMES / self._seconds

    @property
    def ages(self) -> list[float]:
        """How old each frame was when it was first seen [ms]."""
        return [(one.clock - one.drawn) % _CLOCK for one in self._first_sights()]

    @property
    def torn(self) -> float:
        """Share of the looks that found a torn picture."""
        return self.n_torn / self.n_samples if self.n_samples else 0.0

    @property
    def answers(self) -> list[float]:
        """From each press to the first picture that shows it [ms].

        Raises
        ------
        LostPressesError
            The program counted others than the page.
        """
        if not self.pressed:
            return []
        if not self.seen:
            raise LostPressesError("nothing was seen of the program")
        before = self.seen[0].presses
        times: list[float] = []
        for one in self.seen[1:]:
            n_counted = (one.presses - before) % _PRESSES
            times += [one.time] * (n_counted - len(times))
        if len(times) != len(self.pressed):
            counted, made = len(times), len(self.pressed)
            raise LostPressesError(f"the program counted {counted} of {made} presses")
        return [seen - made for made, seen in zip(self.pressed, times, strict=True)]

    @property
    def _seconds(self) -> float:
        return (self.ended - self.began) / 1000

    @property
    def _n_new(self) -> int:
        return sum(1 for _ in self._first_sights())

    def _first_sights(self) -> Iterable[Seen]:
        """Yield the first look at each frame that came while it was looked."""
        known = {self.seen[0].frame} if self.seen else set()
        for one in self.seen[1:]:
            if one.frame not in known:
                known.add(one.frame)
                yield one


class LostPressesError(Exception):
    """A program did not count what was pressed; the message says how many."""


def percentile(values: Sequence[float], share: float) -> float | None:
    """Return the value that so many of a hundred are at most; None without any."""
    return float(np.percentile(values, share)) if values else None


def luma(picture: np.ndarray) -> np.ndarray:
    """Return the brightness of a picture, 0 to 255 (ITU-R BT.601).

    Parameters
    ----------
    picture : ndarray of shape (height, width, 3)
        Red, green and blue.
    """
    return picture.astype(float) @ np.array([0.299, 0.587, 0.114])


def psnr(one: np.ndarray, other: np.ndarray) -> float:
    """Return the peak signal-to-noise ratio of two brightnesses [dB].

    99 at most, which is what pictures without a difference have here: a mean of them
    has to exist.
    """
    squared = float(np.mean((one - other) ** 2))
    return min(99.0, 10 * math.log10(255**2 / squared)) if squared else 99.0
