"""The small charts of the panel: what they show, and what there is to say about it."""

import math
from dataclasses import dataclass, replace

import pygame

from vmt.viewer.canvas import Canvas
from vmt.viewer.panels.figures import figure
from vmt.viewer.panels.scale import Scale
from vmt.viewer.panels.sparkline import Series, Sparkline, Style
from vmt.viewer.panels.tip import draw_tip
from vmt.viewer.source.snapshot import Snapshot

NAMES = ("price", "mean_utility", "n_trades", "mrs_dispersion")
"""Of the charts, the most important first: attributes of `History`."""


@dataclass(frozen=True, slots=True, eq=False)
class Chart:
    """What a chart shows of a moment.

    Attributes
    ----------
    title, value : str
    short_title : str
        For where there is no room for a note.
    note : str
        In a few words; may be empty.
    hints : tuple of str
        Sentences for who points at it.
    series : Series
    """

    title: str
    short_title: str
    value: str
    note: str
    hints: tuple[str, ...]
    series: Series


class Charts:
    """Draws the curves, and remembers what saves work for the next frame."""

    def __init__(self) -> None:
        self._curves = {
            "price": Sparkline(Style.DOTS, may_be_log=True),
            "mean_utility": Sparkline(Style.LINE),
            "n_trades": Sparkline(Style.BARS, least_high=1.0),
            "mrs_dispersion": Sparkline(Style.LINE, least_high=0.01),
        }

    def draw(self, canvas: Canvas, box: pygame.Rect, name: str, chart: Chart) -> Scale:
        """Draw the curve of a chart into a box and return its scale."""
        self._curves[name].draw(canvas, box, chart.series)
        return self._curves[name].scale

    def draw_hint(
        self,
        canvas: Canvas,
        box: pygame.Rect,
        name: str,
        chart: Chart,
        pointer: tuple[int, int],
    ) -> None:
        """Draw what a chart whose curve is in a box says where the pointer is."""
        curve, values = self._curves[name], chart.series.values
        lines = [chart.title]
        ticks = curve.ticks_at(canvas, box, pointer[0], chart.series)
        if ticks is not None:
            first, last = ticks
            mark = pygame.Rect(pointer[0], box.top, 1, box.height)
            canvas.surface.fill(canvas.theme.quiet, mark)
            when = f"Tick {first}" if first == last else f"Ticks {first} to {last}"
            extremes = values.extremes(first, last + 1)
            lines.append(f"{when}: {_range(*extremes)}")
        if values.n_entries:
            scale = curve.scale
            kind = ", logarithmic" if scale.is_log else ""
            lines.append(
                f"Shown: ticks 0 to {values.n_entries - 1}, values"
                f" {figure(scale.low)} to {figure(scale.high)}{kind}"
            )
        beside = canvas.parts.panel.left
        draw_tip(canvas, [*lines, *chart.hints], pointer, left_of=beside)


def describe(name: str, snapshot: Snapshot) -> Chart:
    """Return what a chart shows.

    Parameters
    ----------
    name : str
        One of `NAMES`.
    snapshot : Snapshot
    """
    values = getattr(snapshot.history, name)
    n_ticks = snapshot.history.n_ticks
    if snapshot.span is not None:
        n_ticks = max(n_ticks, snapshot.span.n_ticks)
    series = Series((snapshot.run, snapshot.seed), values, n_ticks + 1)
    match name:
        case "price":
            return _price(snapshot, series)
        case "mean_utility":
            return _mean_utility(snapshot, series)
        case "n_trades":
            title, hint = "Trades per tick", "How many were made in each tick."
            value = figure(snapshot.market.n_new)
            return Chart(title, title, value, "", (hint,), series)
    hints = (
        "Standard deviation of log MRS over the agents who have both goods.",
        "At 0 all value A alike, and no two could both gain from trade.",
    )
    title, note = "MRS dispersion", "0: no gains from trade are left"
    value = figure(snapshot.welfare.mrs_dispersion)
    return Chart(title, title, value, note, hints, series)


def _price(snapshot: Snapshot, series: Series) -> Chart:
    market, benchmark = snapshot.market, snapshot.benchmark
    hints = ["Mean of the trades of each tick, B per A."]
    if market.n_trades:
        hints.append(
            f"Mean of the last 10 trades {figure(market.mean_price_10)}, of the last 50"
            f" {figure(market.mean_price_50)}, of all {figure(market.mean_price)}."
        )
    if benchmark.price is None:
        why = _lowered(benchmark.why_none)
        note, short = f"no p*: {why}", "no p*"
        hints.append(f"There is no competitive price p*: {why}")
    else:
        short = f"p* {figure(benchmark.price)}"
        note = f"{short}: competitive price, dashed"
        hints.append(
            f"Dashed: p* {figure(benchmark.price)}, the competitive (Walrasian) price"
            f" of what agents held after {benchmark.tick} ticks."
        )
        series = replace(series, reference=benchmark.price)
    title = "Price, B per A"
    return Chart(
        title, f"Price ({short})", figure(market.price), note, tuple(hints), series
    )


def _mean_utility(snapshot: Snapshot, series: Series) -> Chart:
    note, hints = "", ["Mean over all agents, in utils."]
    if len(snapshot.configuration.population) > 1:
        note = "unlike tastes: compare in time only"
        hints.append(
            "Utils of different utility functions have no common measure: the level"
            " means nothing, only whether it rises or falls."
        )
    title, value = "Mean utility", figure(snapshot.welfare.mean_utility)
    return Chart(title, title, value, note, tuple(hints), series)


def _range(least: float, greatest: float) -> str:
    if math.isnan(least):
        return "none"
    low, high = figure(least), figure(greatest)
    return low if low == high else f"{low} to {high}"


def _lowered(sentence: str) -> str:
    """Return a sentence for after a colon; names keep their capitals."""
    second = sentence[1:2]
    return sentence if second.isupper() else sentence[:1].lower() + sentence[1:]
