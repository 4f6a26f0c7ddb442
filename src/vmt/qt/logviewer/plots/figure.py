"""What a plot shows: marks with their data, axes, and a caption in words.

A figure knows nothing of windows. What is drawn, what is exported and what the caption
says come from the same arrays.
"""

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
    """A map: values[row, column] of cells of side 1, the first around (0, 0)."""

    label: str
    values: Floats

    @property
    def span(self) -> tuple[float, float]:
        """The least and the greatest value, never the same; from 0 on."""
        greatest = float(np.nanmax(self.values, initial=0.0))
        return 0.0, greatest if greatest > 0.0 else 1.0


Mark = Line | Dots | Band | Bars | Level | Cells


def with_data(marks: Sequence[Mark]) -> Sequence[Mark]:
    """Return marks, or none at all if there is nothing in any of them to be seen."""
    found = [mark for mark in marks if isinstance(mark, Line | Dots | Band | Bars)]
    values = [mark.high if isinstance(mark, Band) else mark.y for mark in found]
    return marks if any(np.isfinite(each).any() for each in values) else ()


@dataclass(frozen=True)
class Axis:
    """What an axis measures.

    Attributes
    ----------
    name, unit : str
        The unit may be empty: it has none.
    is_log : bool
    marked : tuple of str
        What stands at 0, 1, 2 and so on, where it is not numbers.
    """

    name: str
    unit: str = ""
    is_log: bool = False
    marked: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """What stands at the axis."""
        return f"{self.name} ({self.unit})" if self.unit else self.name


@dataclass(frozen=True)
class Figure:
    """A plot, as far as it is known.

    Attributes
    ----------
    title : str
    x, y : Axis
    marks : sequence of Mark
        From the bottom to the top; those without a label have no place in the legend.
    caption : str
        What is shown, in words.
    why_empty : str
        Why there are no marks; empty where there are.
    is_over_time : bool
        Whether x counts ticks.
    is_map : bool
        Whether both axes count cells, which are squares.
    x_span, least_span : (low, high) or None
        What the horizontal and the vertical axis show at least.
    """

    title: str
    x: Axis
    y: Axis
    marks: Sequence[Mark] = ()
    caption: str = ""
    why_empty: str = ""
    is_over_time: bool = True
    is_map: bool = False
    x_span: tuple[float, float] | None = None
    least_span: tuple[float, float] | None = None

    def table(self) -> Iterator[Row]:
        """Yield a header and the data of all marks, exact.

        A map is a table of its own: a row for each y, a column for each x.
        """
        for mark in self.marks:
            if isinstance(mark, Cells):
                yield from _matrix(self, mark)
        listed = [mark for mark in self.marks if not isinstance(mark, Cells)]
        if listed:
            has_bands = any(isinstance(mark, Band) for mark in listed)
            header = ("series", self.x.title, self.y.title, "low", "high")
            yield header if has_bands else header[:3]
            for mark in listed:
                for row in mark.rows():
                    yield row if has_bands else row[:3]


def _matrix(figure: Figure, cells: Cells) -> Iterator[Row]:
    rows, columns = cells.values.shape
    yield f"{figure.y.name} \\ {figure.x.name}", *range(columns)
    for number in range(rows):
        yield number, *cells.values[number].tolist()
