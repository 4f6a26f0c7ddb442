"""The marks of plots: lines, dots, bands, bars, levels and maps, with their data."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vmt.qt.logviewer.plots.palette import Role

Floats = NDArray[np.float64]
Row = tuple[Any, ...]
"""Series, x, y, and the lower and upper end of a band; None where there is none."""


@dataclass(frozen=True)
class Style:
    """How a mark looks: whose colour, which dashes, and how thick in pixels."""

    role: Role
    dash: int = 0
    width: float = 2.0


@dataclass(frozen=True)
class Line:
    """A line through points; interrupted where y is NaN."""

    label: str
    style: Style
    x: Floats
    y: Floats

    def rows(self) -> Iterator[Row]:
        """Yield the points."""
        for x, y in zip(self.x.tolist(), self.y.tolist(), strict=True):
            yield self.label, x, y, None, None


@dataclass(frozen=True)
class Dots:
    """Single points.

    Attributes
    ----------
    size : float
        Their diameter in pixels.
    drawn : (x, y) or None
        Those that are drawn where there are very many; all of them are exported.
    """

    label: str
    style: Style
    x: NDArray[Any]
    y: Floats
    size: float = 6.0
    drawn: tuple[NDArray[Any], Floats] | None = None

    def rows(self) -> Iterator[Row]:
        """Yield the points."""
        for x, y in zip(self.x.tolist(), self.y.tolist(), strict=True):
            yield self.label, x, y, None, None


@dataclass(frozen=True)
class Band:
    """What lies between two lines; interrupted where one of them is NaN."""

    label: str
    style: Style
    x: Floats
    low: Floats
    high: Floats

    def rows(self) -> Iterator[Row]:
        """Yield both ends at each x."""
        ends = zip(self.x.tolist(), self.low.tolist(), self.high.tolist(), strict=True)
        for x, low, high in ends:
            yield self.label, x, None, low, high


@dataclass(frozen=True)
class Bars:
    """Bars on zero that begin at x and are all as wide."""

    label: str
    style: Style
    x: Floats
    width: float
    y: Floats

    def rows(self) -> Iterator[Row]:
        """Yield the bars."""
        for x, y in zip(self.x.tolist(), self.y.tolist(), strict=True):
            yield self.label, x, y, None, None


@dataclass(frozen=True)
class Level:
    """A horizontal line all across."""

    label: str
    style: Style
    y: float

    def rows(self) -> Iterator[Row]:
        """Yield its height, which it has at every x."""
        yield self.label, None, self.y, None, None


@dataclass(frozen=True)
class Cells:
    """A map: values[row, column] of cells of side 1, the first around (0, 0).

    Attributes
    ----------
    top : float or None
        The value of the last colour, where other maps have the same colours; None: the
        greatest of the values.
    """

    label: str
    values: Floats
    top: float | None = None

    @property
    def span(self) -> tuple[float, float]:
        """The values of the first and the last colour, never the same; from 0 on."""
        greatest = self.top
        if greatest is None:
            greatest = float(np.nanmax(self.values, initial=0.0))
        return 0.0, greatest if greatest > 0.0 else 1.0


Mark = Line | Dots | Band | Bars | Level | Cells


def with_data(marks: Sequence[Mark]) -> Sequence[Mark]:
    """Return marks, or none at all if there is nothing in any of them to be seen."""
    found = [mark for mark in marks if isinstance(mark, Line | Dots | Band | Bars)]
    values = [mark.high if isinstance(mark, Band) else mark.y for mark in found]
    return marks if any(np.isfinite(each).any() for each in values) else ()
