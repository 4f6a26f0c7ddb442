"""The scenes of several runs as one: side by side, with each run named."""

from collections.abc import Sequence
from dataclasses import replace

from vmt.qt.logviewer.debrief.stages import Scene
from vmt.qt.logviewer.plots.figure import Figure, Panel


def together(labels: Sequence[str], scenes: Sequence[Scene]) -> Scene:
    """Return what a stage shows of several runs.

    Parameters
    ----------
    labels : sequence of str
        What tells the runs from each other.
    scenes : sequence of Scene
        One for each run, all of the same stage.
    """
    first = scenes[0]
    if len(scenes) == 1:
        return first
    figures = [each.figure for each in scenes if each.figure is not None]
    return replace(
        first,
        sentence=_each(labels, [each.sentence for each in scenes]),
        figure=_side_by_side(labels, scenes, figures[0]) if figures else None,
        words=_each(labels, [each.words for each in scenes]),
        meaning=next((each.meaning for each in scenes if each.meaning), ""),
    )


def _each(labels: Sequence[str], texts: Sequence[str]) -> str:
    """Return what is said of each run, a line each, or once if it is the same."""
    if len(set(texts)) == 1:
        return texts[0]
    told = zip(labels, texts, strict=True)
    return "\n".join(f"{label}: {text}" for label, text in told if text)


def _side_by_side(
    labels: Sequence[str], scenes: Sequence[Scene], pattern: Figure
) -> Figure:
    panels = []
    for label, scene in zip(labels, scenes, strict=True):
        figure = scene.figure
        if figure is None:
            panels.append(Panel(label, (), scene.words))
        else:
            own = figure.x if figure.x.marked else None
            panels.append(Panel(label, figure.marks, figure.why_empty, x=own))
    known = [scene.figure for scene in scenes if scene.figure is not None]
    return replace(
        pattern,
        marks=(),
        why_empty=pattern.why_empty,
        x_span=_around([figure.x_span for figure in known]),
        least_span=_around([figure.least_span for figure in known]),
        panels=panels,
    )


def _around(
    spans: Sequence[tuple[float, float] | None],
) -> tuple[float, float] | None:
    """Return the least span with all of these in it."""
    found = [span for span in spans if span is not None]
    if not found:
        return None
    return min(low for low, _ in found), max(high for _, high in found)
