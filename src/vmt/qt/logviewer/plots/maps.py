"""Maps: of one run, or of several side by side."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from vmt.qt.logviewer.plots.figure import Axis, Figure, Panel
from vmt.qt.logviewer.plots.known import Known
from vmt.qt.logviewer.plots.words import runs, sentence, short, tr

MOST_MAPS = 4
"""With more of them side by side a small window shows too little of each."""


def with_maps(known: Sequence[Known]) -> Sequence[Known]:
    """Return the runs whose maps are shown."""
    return known[:MOST_MAPS]


def maps(
    known: Sequence[Known],
    title: str,
    axes: tuple[Axis, Axis],
    panel: Callable[[Known], Panel],
    *notes: str,
    about: Callable[[Known], str],
) -> Figure:
    """Return the maps of runs as one figure.

    Parameters
    ----------
    known : sequence of Known
    title : str
    axes : (Axis, Axis)
        Across and up.
    panel : callable
        Returns the map of a run.
    *notes : str
        What the caption says of all of them.
    about : callable
        Returns what it says of one; empty: nothing.
    """
    shown = with_maps(known)
    panels = [replace(panel(each), name=short(shown, each)) for each in shown]
    first = panels[0]
    has_any = any(each.marks for each in panels)
    is_one = len(panels) == 1
    return Figure(
        title=title,
        x=axes[0],
        y=axes[1],
        marks=first.marks if is_one else (),
        caption=sentence(
            *(_said(each, about(each), is_one=is_one) for each in shown),
            *notes,
            _left_out(len(known)),
        ),
        why_empty="" if has_any else first.why_empty,
        is_over_time=False,
        is_map=True,
        x_span=first.span if is_one else None,
        least_span=first.span if is_one else None,
        panels=panels if has_any and not is_one else (),
    )


def whole(size: int) -> tuple[float, float]:
    """Return the ends of a map of so many cells."""
    return -0.5, size - 0.5


def _said(known: Known, text: str, *, is_one: bool) -> str:
    """Return the name of a run, with what there is to say of it."""
    name = runs([known])
    if not text:
        return name
    return sentence(name, text) if is_one else f"{name}: {text}"


def _left_out(number: int) -> str:
    if number <= MOST_MAPS:
        return ""
    return tr("Only the first {0} of {1} runs: more maps do not fit").format(
        MOST_MAPS, number
    )
