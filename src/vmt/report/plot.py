"""Plots over ticks as inline SVG, with axes, and their legends as HTML."""

from collections.abc import Sequence
from html import escape

import numpy as np

from vmt.analysis.scale import linear, logarithmic
from vmt.report.marks import BOTTOM, LEFT, RIGHT, Frame, Mark, px

NARROW, WIDE = (480, 280), (960, 360)
"""Width and height of a plot, in units of its own."""


def plot(
    name: str,
    title: str,
    description: str,
    marks: Sequence[Mark],
    unit: str,
    *,
    ticks: tuple[float, float],
    size: tuple[int, int] = NARROW,
    log: bool = False,
) -> str:
    """Return a plot as an SVG element; the horizontal axis is ticks.

    Parameters
    ----------
    name : str
        Of the element, different from all others on the page.
    title, description : str
        For who cannot see it.
    marks : sequence of Mark
        In the order of drawing; what is NaN is left out.
    unit : str
        Of the vertical axis.
    ticks : (first, last)
        Ends of the horizontal axis.
    size : (width, height)
        `NARROW` or `WIDE`.
    log : bool
        Make the vertical axis logarithmic.
    """
    frame = _frame(marks, ticks, size, log=log)
    width, height = size
    drawn = "".join(mark.draw(frame) for mark in marks)
    return (
        f'<svg id="{name}" viewBox="0 0 {width} {height}" role="img"'
        f' aria-labelledby="{name}-t {name}-d">'
        f'<title id="{name}-t">{escape(title)}</title>'
        f'<desc id="{name}-d">{escape(description)}</desc>'
        f"{_axes(frame, unit)}{drawn}</svg>"
    )


def legend(marks: Sequence[Mark]) -> str:
    """Return the legend of a plot as an HTML list; marks without a label have none."""
    items = "".join(
        f'<li><svg class="key {mark.style}" viewBox="0 0 24 12" aria-hidden="true">'
        f"{mark.key}</svg>{escape(mark.label)}</li>"
        for mark in marks
        if mark.label
    )
    return f'<ul class="legend">{items}</ul>'


def _frame(
    marks: Sequence[Mark],
    ticks: tuple[float, float],
    size: tuple[int, int],
    *,
    log: bool,
) -> Frame:
    y = np.concatenate([mark.values() for mark in marks])
    y = y[np.isfinite(y)]
    width, height = size
    across = linear(*ticks, most=width // 70, tight=True)
    vertical = logarithmic if log else linear
    up = vertical(float(y.min()), float(y.max()), most=height // 50)
    return Frame(across, up, width, height)


def _axes(frame: Frame, unit: str) -> str:
    """Return grid lines with their labels; the unit stands above the vertical axis."""
    end, bottom = frame.width - RIGHT, frame.height - BOTTOM
    lines = "".join(f"M{LEFT} {px(y)}H{end}" for y in frame.up(np.array(frame.y.ticks)))
    texts = "".join(
        f'<text x="{LEFT - 7}" y="{px(y + 4)}" class="end">{label}</text>'
        for y, label in zip(
            frame.up(np.array(frame.y.ticks)), frame.y.labels(), strict=True
        )
    )
    stubs = ""
    for tick, label in zip(frame.x.ticks, frame.x.labels(), strict=True):
        if not tick.is_integer():
            continue  # a short run
        x = px(frame.across(np.array([tick]))[0])
        stubs += f"M{x} {bottom}v5"
        texts += f'<text x="{x}" y="{bottom + 18}" class="middle">{label}</text>'
    return (
        f'<path class="grid" d="{lines}"/>'
        f'<path class="axis" d="M{LEFT} {bottom}H{end}{stubs}"/>'
        f'<g class="text">{texts}'
        f'<text x="{LEFT}" y="13" class="unit">{escape(unit)}</text>'
        f'<text x="{end}" y="{frame.height - 3}" class="end unit">tick</text></g>'
    )
