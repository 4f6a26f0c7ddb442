"""What plots are made of, as SVG: lines, points, bands, bars and levels.

Colours are classes ``c0`` to ``c4`` of the page's style sheet, so that a plot follows
it into the dark and onto paper.
"""

from dataclasses import dataclass
from typing import ClassVar, Protocol

import numpy as np
from numpy.typing import NDArray

from vmt.analysis.observed import Floats
from vmt.analysis.scale import Scale

MOST_POINTS = 4000
"""More points than this are thinned to one for each spot of the plot."""

LEFT, RIGHT, TOP, BOTTOM = 58, 22, 26, 38
"""Room beside the area that marks are drawn in."""


@dataclass(frozen=True)
class Frame:
    """The area that marks are drawn in.

    Attributes
    ----------
    x, y : Scale
    width, height : int
        Of the whole plot.
    """

    x: Scale
    y: Scale
    width: int
    height: int

    def across(self, values: Floats) -> Floats:
        """Return the horizontal places of values."""
        return LEFT + self.x.place(values) * (self.width - LEFT - RIGHT)

    def up(self, values: Floats) -> Floats:
        """Return the vertical places of values, counted from the top."""
        inside = self.height - TOP - BOTTOM
        return TOP + (1.0 - self.y.place(values)) * inside


class Mark(Protocol):
    """Something drawn in a frame.

    Attributes
    ----------
    label : str
        For the legend.
    style : str
        Classes.
    key : str
        What stands for it in the legend, SVG in a box of 24 by 12.
    """

    key: ClassVar[str]

    @property
    def label(self) -> str: ...  # noqa: D102 - see the class
    @property
    def style(self) -> str: ...  # noqa: D102 - see the class

    def values(self) -> Floats:
        """Return the y that have to be in the frame; what is NaN need not."""

    def draw(self, frame: Frame) -> str:
        """Return SVG."""


@dataclass(frozen=True)
class Line:
    """A line through points; it is interrupted where y is NaN."""

    x: Floats
    y: Floats
    label: str
    style: str
    key: ClassVar[str] = '<path class="line" d="M1 6h22"/>'

    def values(self) -> Floats:
        """Return the y that have to be in the frame; what is NaN need not."""
        return self.y

    def draw(self, frame: Frame) -> str:
        """Return SVG."""
        known = ~np.isnan(self.y)
        across, up = frame.across(self.x[known]), frame.up(self.y[known])
        starts = np.diff(known.astype(int), prepend=0)[known] == 1
        d = "".join(
            f"{'M' if start else 'L'}{px(x)} {px(y)}"
            for x, y, start in zip(across, up, starts, strict=True)
        )
        # A single point has no line; a round cap makes it a dot.
        return f'<path class="line {self.style}" d="{d}h0"/>' if d else ""


@dataclass(frozen=True)
class Level:
    """A horizontal line all across."""

    at: float
    label: str
    style: str
    key: ClassVar[str] = '<path class="line" d="M1 6h22"/>'

    def values(self) -> Floats:
        """Return the y that have to be in the frame; what is NaN need not."""
        return np.array([self.at])

    def draw(self, frame: Frame) -> str:
        """Return SVG."""
        up = px(frame.up(np.array([self.at]))[0])
        end = frame.width - RIGHT
        return f'<path class="line {self.style}" d="M{LEFT} {up}H{end}"/>'


@dataclass(frozen=True)
class Points:
    """Points; those that fall on one spot are drawn once where there are many."""

    x: Floats
    y: Floats
    label: str
    style: str
    key: ClassVar[str] = '<path class="points" d="M6 6h0M12 4h0M18 7h0"/>'

    def values(self) -> Floats:
        """Return the y that have to be in the frame; what is NaN need not."""
        return self.y

    def draw(self, frame: Frame) -> str:
        """Return SVG."""
        spot, exact = 0.5, (frame.across(self.x), frame.up(self.y))
        while len(places := _spots(*exact, spot)) > MOST_POINTS:
            spot *= 1.25
        d = "".join(f"M{px(place.real)} {px(place.imag)}h0" for place in places)
        return f'<path class="points {self.style}" d="{d}"/>'


@dataclass(frozen=True)
class Band:
    """What lies between two lines; interrupted where one of them is NaN."""

    x: Floats
    low: Floats
    high: Floats
    label: str
    style: str
    key: ClassVar[str] = '<path class="band" d="M1 1h22v10H1z"/>'

    def values(self) -> Floats:
        """Return the y that have to be in the frame; what is NaN need not."""
        return np.concatenate([self.low, self.high])

    def draw(self, frame: Frame) -> str:
        """Return SVG."""
        known = ~(np.isnan(self.low) | np.isnan(self.high))
        places = np.flatnonzero(known)
        pieces = np.split(places, np.flatnonzero(np.diff(places) > 1) + 1)
        d = ""
        for piece in pieces:
            across = frame.across(np.concatenate([self.x[piece], self.x[piece[::-1]]]))
            up = frame.up(np.concatenate([self.high[piece], self.low[piece[::-1]]]))
            there = [f"{px(x)} {px(y)}" for x, y in zip(across, up, strict=True)]
            d += f"M{'L'.join(there)}z" if there else ""
        return f'<path class="band {self.style}" d="{d}"/>'


@dataclass(frozen=True)
class Bars:
    """Bars from `low` to `high`; each as wide as its window."""

    starts: Floats
    window: float
    low: Floats
    high: Floats
    label: str
    style: str
    key: ClassVar[str] = '<path class="bars" d="M4 11v-6h6v6zM13 11v-10h6v10z"/>'

    def values(self) -> Floats:
        """Return the y that have to be in the frame; what is NaN need not."""
        return np.concatenate([[0.0], self.high])

    def draw(self, frame: Frame) -> str:
        """Return SVG."""
        there = self.high > self.low
        left = frame.across(self.starts[there])
        right = frame.across(self.starts[there] + self.window)
        gap = 1.0 if len(left) and right[0] - left[0] > 3.0 else 0.0
        bottom, top = frame.up(self.low[there]), frame.up(self.high[there])
        d = "".join(
            f"M{px(a)} {px(z)}V{px(y)}H{px(b - gap)}V{px(z)}z"
            for a, b, y, z in zip(left, right, top, bottom, strict=True)
        )
        return f'<path class="bars {self.style}" d="{d}"/>'


def _spots(across: Floats, up: Floats, size: float) -> NDArray[np.complex128]:
    """Return the spots of a size that points fall on, each once, as x + iy."""
    spots: NDArray[np.complex128] = (across / size).round() + 1j * (up / size).round()
    return np.unique(spots) * np.complex128(size)


def px(place: float) -> str:
    """Return a place as SVG has it, with one decimal."""
    return f"{place:.1f}".removesuffix(".0")
