"""The plots of a report, each as one HTML figure."""

from collections.abc import Sequence
from html import escape

import numpy as np

from vmt.analysis.figures import Figures
from vmt.analysis.numbers import number, percent
from vmt.analysis.series import Volume
from vmt.report.marks import Band, Bars, Level, Line, Mark, Points
from vmt.report.plot import NARROW, WIDE
from vmt.report.plot import legend as legend_of
from vmt.report.plot import plot as drawn

MOST_TASTES = 8
"""Utility functions with a plot of their own."""


def prices(figures: Figures) -> str:
    """Return the price path beside the competitive price."""
    path, b = figures.prices, figures.benchmark
    if not len(path.prices):
        return _nothing("Prices", "There was no trade, so there is no price.")
    band = np.exp(path.deviations)
    marks: list[Mark] = [
        Band(path.middles, path.means / band, path.means * band, "± 1 sd", "c3"),
        Points(path.ticks.astype(float), path.prices, "a trade", "c1"),
        Line(path.middles, path.means, _mean_of(path.window), "c3"),
    ]
    marks += _competitive(figures)
    text = f"Each point is a trade; {len(path.prices)} in all. Logarithmic axis."
    known = b.prices[~np.isnan(b.prices)]
    if len(known):
        text += (
            f" p* is {number(known[-1])} for what people own in the end"
            f" (tick {figures.observed.last_tick})."
        )
        if figures.observed.forages:
            text += " Goods were harvested, so p* follows what there is to exchange."
    return _figure(
        figures,
        "prices",
        "Realised prices",
        marks,
        "B per A",
        text,
        log=True,
        whole=True,
    )


def gains(figures: Figures) -> str:
    """Return the gains from trade over time."""
    b, title = figures.benchmark, "Gains from trade realised"
    if np.isnan(b.realised).all():
        return _nothing(title, b.why_no_gains)
    ticks = figures.observed.ticks.astype(float)
    marks: list[Mark] = [
        Level(100.0, "all that can be gained", "c2 dash"),
        Line(ticks, 100.0 * b.realised, "realised", "c1"),
    ]
    text = (
        f"In the end {percent(b.realised[-1])}: the same living standards would take"
        f" {percent(b.utilisation[-1])} of all goods, and"
        f" {percent(b.untraded[-1])} without any trade."
    )
    return _figure(figures, "gains", title, marks, "% of the gains attainable", text)


def dispersion(figures: Figures) -> str:
    """Return the dispersion of the rates of substitution over time."""
    title = "Dispersion of the marginal rates of substitution"
    if np.isnan(figures.dispersion).all():
        why = (
            "No two agents hold both goods and have a single positive rate of"
            " substitution at any tick that is recorded."
        )
        return _nothing(title, why)
    ticks = figures.observed.ticks.astype(float)
    marks: list[Mark] = [
        Level(0.0, "", "c0"),
        Line(ticks, figures.dispersion, "all agents who hold both goods", "c1"),
    ]
    known = figures.dispersion[~np.isnan(figures.dispersion)]
    text = (
        f"From {number(known[0], 3)} to {number(known[-1], 3)}. At 0 no two of them"
        " could both gain by a small exchange."
    )
    return _figure(figures, "dispersion", title, marks, "sd of ln MRS", text)


def traded(figures: Figures) -> str:
    """Return what changed hands over time."""
    volume = figures.traded
    title = "Trade volume"
    if not len(figures.observed.trades):
        return _nothing(title, "There was no trade.")
    nothing = np.zeros_like(volume.A)
    marks = [Bars(volume.starts, volume.window, nothing, volume.A, "A traded", "c1")]
    text, whole = _per(volume), False
    if not figures.observed.forages:
        whole = True
        text += (
            " Nothing was harvested: this is pure exchange."
            if figures.observed.harvest_is_known
            else " What was harvested is not in the recording."
        )
    unit = "units of A per tick"
    return _figure(figures, "traded", title, marks, unit, text, whole=whole)


def harvested(figures: Figures) -> str:
    """Return what was harvested over time; nothing in pure exchange."""
    volume = figures.harvested
    if not figures.observed.forages:
        return ""
    nothing, starts, window = np.zeros_like(volume.A), volume.starts, volume.window
    marks = [
        Bars(starts, window, nothing, volume.A, "A", "c1"),
        Bars(starts, window, volume.A, volume.A + volume.B, "B, on top", "c4"),
    ]
    return _figure(
        figures, "harvested", "Harvest", marks, "units per tick", _per(volume)
    )


def utilities(figures: Figures) -> list[str]:
    """Return utility over time, a figure for each utility function."""
    o = figures.observed
    ticks = o.ticks.astype(float)
    found: list[str] = []
    for k, (taste, rows) in enumerate(zip(o.tastes, figures.utility, strict=True)):
        low, mean, high = rows
        members = int((o.taste == k).sum())
        if np.isnan(mean).all() or len(found) == MOST_TASTES:
            continue
        marks: list[Mark] = [Line(ticks, mean, "mean", "c1")]
        if members > 1:
            marks.insert(0, Band(ticks, low, high, "10 % to 90 % of the agents", "c1"))
        text = f"{members} agents." if members > 1 else "One agent."
        title = f"{taste.name} ({taste.parameters})" if taste.parameters else taste.name
        found.append(_figure(figures, f"utility-{k}", title, marks, "utils", text))
    return found


def _competitive(figures: Figures) -> list[Mark]:
    o, b = figures.observed, figures.benchmark
    if np.isnan(b.prices).all():
        return []
    marks: list[Mark] = []
    if not np.isnan(b.prices[0]):
        label = f"p* of the endowments, {number(b.prices[0])}"
        marks.append(Level(float(b.prices[0]), label, "c0 dash"))
    label = "p* of the holdings at each tick"
    marks.append(Line(o.ticks.astype(float), b.prices, label, "c2"))
    return marks


def _figure(
    figures: Figures,
    name: str,
    title: str,
    marks: Sequence[Mark],
    unit: str,
    text: str,
    *,
    log: bool = False,
    whole: bool = False,
) -> str:
    """Return a figure; `whole`: as wide as the page, where that is wide."""
    o = figures.observed
    ticks = (float(o.ticks[:1].min(initial=0)), o.last_tick + 1.0)

    def draw(size: tuple[int, int], suffix: str = "") -> str:
        own = f"{name}{suffix}"
        return drawn(own, title, text, marks, unit, ticks=ticks, size=size, log=log)

    if whole:
        # Letters keep their size; a style sheet shows one of the two.
        body = (
            f'<div class="at-wide">{draw(WIDE)}</div>'
            f'<div class="at-narrow">{draw(NARROW, "-narrow")}</div>'
        )
    else:
        body = draw(NARROW)
    kind = ' class="whole"' if whole else ""
    return (
        f"<figure{kind}><h3>{escape(title)}</h3>{body}{legend_of(marks)}"
        f"<figcaption>{escape(text)}</figcaption></figure>"
    )


def _nothing(title: str, why: str) -> str:
    return f'<figure><h3>{escape(title)}</h3><p class="why">{escape(why)}</p></figure>'


def _mean_of(window: int) -> str:
    return "geometric mean " + ("of a tick" if window == 1 else f"of {window} ticks")


def _per(volume: Volume) -> str:
    if volume.window == 1:
        return "One bar a tick."
    return f"A bar is the mean of {volume.window} ticks."
