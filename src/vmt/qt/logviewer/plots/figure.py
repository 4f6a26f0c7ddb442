"""What a plot shows: marks with their data, axes, and a caption in words.

A figure knows nothing of windows. What is drawn, what is exported and what the caption
says come from the same arrays.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vmt.qt.logviewer.plots.marks import Band, Cells, Mark, Row


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
class Panel:
    """One of several plots that are shown side by side.

    Attributes
    ----------
    name : str
        Stands above it.
    marks : sequence of Mark
    why_empty : str
        Stands in the place of the marks where there are none.
    span : (low, high) or None
        What both axes show at least; None: that of the figure.
    x : Axis or None
        The horizontal axis; None: that of the figure.
    """

    name: str
    marks: Sequence[Mark] = ()
    why_empty: str = ""
    span: tuple[float, float] | None = None
    x: Axis | None = None


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
    panels : sequence of Panel
        What is shown side by side, each between axes of its own, instead of marks.
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
    panels: Sequence[Panel] = ()

    @property
    def parts(self) -> Sequence[Panel]:
        """What is drawn between axes: the panels, or all of it."""
        return self.panels or (Panel("", self.marks),)

    @property
    def all_marks(self) -> list[Mark]:
        """The marks of all parts."""
        return [mark for part in self.parts for mark in part.marks]

    def table(self) -> Iterator[Row]:
        """Yield a header and the data of all marks, exact.

        A map is a table of its own: a row for each y, a column for each x.
        """
        for part in self.parts:
            for mark in part.marks:
                if isinstance(mark, Cells):
                    yield from _matrix(self, part, mark)
        listed = [
            (part, mark)
            for part in self.parts
            for mark in part.marks
            if not isinstance(mark, Cells)
        ]
        if listed:
            has_bands = any(isinstance(mark, Band) for _, mark in listed)
            header = ("series", self.x.title, self.y.title, "low", "high")
            yield header if has_bands else header[:3]
            for part, mark in listed:
                for label, *values in mark.rows():
                    row = (_named(part, label), *values)
                    yield row if has_bands else row[:3]


def _matrix(figure: Figure, part: Panel, cells: Cells) -> Iterator[Row]:
    rows, columns = cells.values.shape
    corner = f"{figure.y.name} \\ {figure.x.name}"
    yield _named(part, corner), *range(columns)
    for number in range(rows):
        yield number, *cells.values[number].tolist()


def _named(part: Panel, name: str) -> str:
    return f"{part.name}: {name}" if part.name else name
