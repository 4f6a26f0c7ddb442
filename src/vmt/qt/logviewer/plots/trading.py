"""Figures of the trades: prices, volume, and who traded with whom."""

from collections.abc import Sequence

import numpy as np

from vmt.analysis.observed import Ints
from vmt.analysis.series import PricePath, pair_counts
from vmt.qt.logviewer.plots.figure import Axis, Figure, Panel
from vmt.qt.logviewer.plots.filtering import TRADES, names
from vmt.qt.logviewer.plots.known import Known, Traded
from vmt.qt.logviewer.plots.maps import maps, whole, with_maps
from vmt.qt.logviewer.plots.marks import (
    Band,
    Bars,
    Cells,
    Dots,
    Level,
    Line,
    Mark,
    Style,
)
from vmt.qt.logviewer.plots.palette import BLUE, GREEN, OF_A, VERMILION
from vmt.qt.logviewer.plots.spots import CROWDED, MOST_DOTS
from vmt.qt.logviewer.plots.words import (
    MOST_BANDS,
    named,
    noted,
    read_so_far,
    runs,
    sentence,
    span,
    style,
    tr,
    without_bands,
)
from vmt.telemetry.selection import EVERYTHING, in_words


def prices(known: Sequence[Known]) -> Figure:
    """Return the price of every trade, means and spread, beside the benchmark."""
    marks: list[Mark] = []
    notes: list[str] = []
    counts: list[tuple[Known, int, int]] = []
    for each in known:
        if each.shown is None:
            continue
        notes.append(noted(known, each, _said_of(each.shown.path)))
        if len(each.shown.path.prices):
            marks += _path(known, each, each.shown)
        if each.economy is not None:
            marks += _benchmark(known, each)
            if np.isnan(each.economy.course.prices).all():
                notes.append(noted(known, each, each.economy.reasons.no_price))
            else:
                n_read = len(each.economy.course.ticks)
                counts.append((each, n_read, each.economy.n_ticks))
    if counts:
        notes.append(tr("p* at {0}").format(read_so_far(known, counts)))
    marks.sort(key=lambda mark: not isinstance(mark, Band))  # what lies on it is seen
    count = sum(len(each.shown.trades) for each in known if each.shown is not None)
    if count > MOST_DOTS:
        notes.append(tr("Of dots on one spot one is drawn"))
    notes.append(without_bands(known))
    if any(each.run.run.is_public for each in known):
        notes.append(tr("What was traded for money is left out"))
    return Figure(
        title=tr("Prices"),
        x=Axis(tr("tick")),
        y=Axis(tr("price"), tr("B per A"), is_log=True),
        marks=marks if count else (),
        caption=sentence(
            runs(known),
            tr("{0:,} trades; logarithmic axis").format(count),
            _which(known),
            *notes,
        ),
        why_empty=_nothing(known),
        x_span=span(known),
    )


def volume(known: Sequence[Known]) -> Figure:
    """Return how much A changed hands per tick."""
    marks: list[Mark] = []
    window = 1
    total = 0.0
    for each in known:
        if each.shown is None or not len(each.shown.trades):
            continue
        found = each.shown.volume
        window = found.window
        total += float(each.shown.trades["dA"].sum())
        label = named(known, each, tr("A traded"))
        if len(known) == 1:
            marks.append(Bars(label, Style(OF_A), found.starts, window, found.A))
        else:
            middles = found.starts + (found.window - 1) / 2
            marks.append(Line(label, style(known, each), middles, found.A))
    bars = tr("each tick by itself")
    if window > 1:
        bars = tr("means of {0:,} ticks each").format(window)
    return Figure(
        title=tr("Volume of trade"),
        x=Axis(tr("tick")),
        y=Axis(tr("A traded"), tr("units per tick")),
        marks=marks,
        caption=sentence(
            runs(known),
            bars,
            tr("{0:,.10g} units of A in all").format(total),
            _which(known),
        ),
        why_empty=_nothing(known),
        x_span=span(known),
        least_span=(0.0, 0.0),
    )


def partners(known: Sequence[Known], tick: int) -> Figure:
    """Return how often each agent sold A to each other one up to a tick, by run."""
    shown = with_maps(known)
    # At every tick the colours are those of the last one.
    top = max(each.shown.most if each.shown is not None else 0 for each in shown)
    counts = {each.run.key: _counts(each, tick) for each in shown}
    return maps(
        known,
        tr("Who traded with whom up to the tick"),
        (Axis(tr("buyer of A"), tr("agent")), Axis(tr("seller of A"), tr("agent"))),
        lambda each: _matrix(each, counts[each.run.key], top),
        tr("Up to tick {0}").format(tick) if tick >= 0 else tr("Before tick 0"),
        _which(known),
        about=lambda each: _pairs(counts[each.run.key]),
    )


def _matrix(known: Known, counts: Ints, top: int) -> Panel:
    has_any = known.shown is not None and len(known.shown.trades) > 0
    cells = Cells(tr("trades"), counts.astype(np.float64), float(top))
    size = whole(known.run.run.num_agents)
    marks = [cells] if has_any else []
    return Panel(known.run.label, marks, _nothing([known]), size)


def _counts(known: Known, tick: int) -> Ints:
    """Return how often each agent (row) sold A to each other one up to a tick."""
    n = known.run.run.num_agents
    if known.shown is None:
        return np.zeros((n, n), np.int64)
    trades = known.shown.trades
    # They lie in the order of their ticks.
    end = np.searchsorted(trades["tick"], tick, side="right")
    return pair_counts(trades[:end], n)


def _pairs(counts: Ints) -> str:
    n = len(counts)
    have_traded = counts > 0
    return tr("{0:,} trades; {1:,} of {2:,} pairs have traded").format(
        int(counts.sum()),
        int((have_traded | have_traded.T).sum() // 2),
        n * (n - 1) // 2,
    )


def _path(known: Sequence[Known], each: Known, traded: Traded) -> list[Mark]:
    path = traded.path
    single = len(known) == 1
    of_dots, of_mean = (BLUE, VERMILION) if single else (each.run.colour,) * 2
    dash = 0 if single else each.run.colour
    spread = np.exp(path.deviations)
    mean = tr("mean of a tick")
    if path.window > 1:
        mean = tr("mean of {0:,} ticks").format(path.window)
    marks: list[Mark] = [
        Dots(
            named(known, each, tr("a trade")),
            Style(of_dots),
            path.ticks,
            path.prices,
            size=5.0 if single and len(traded.spots[0]) < CROWDED else 3.0,
            drawn=traded.spots,
        ),
        Line(named(known, each, mean), Style(of_mean, dash), path.middles, path.means),
    ]
    if len(known) <= MOST_BANDS:
        band = Band(
            named(known, each, tr("± 1 sd")),
            Style(of_mean),
            path.middles,
            path.means / spread,
            path.means * spread,
        )
        marks.insert(0, band)
    return marks


def _benchmark(known: Sequence[Known], each: Known) -> list[Mark]:
    if each.economy is None or np.isnan(each.economy.course.prices).all():
        return []
    found = each.economy.course
    single = len(known) == 1
    marks: list[Mark] = []
    if single and not np.isnan(found.prices[0]):
        marks.append(
            Level(
                tr("p* of the endowments, {0:.4g}").format(found.prices[0]),
                Style("text", 1, 1.5),
                float(found.prices[0]),
            )
        )
    label = tr("p* of the holdings") if single else named(known, each, tr("p*"))
    role = GREEN if single else each.run.colour
    of_time = Line(
        label,
        Style(role, 0 if single else 2, 2.0),
        found.ticks.astype(np.float64),
        found.prices,
    )
    return [*marks, of_time]


def _said_of(path: PricePath) -> str:
    if not len(path.prices):
        return ""
    return tr("mean price {0:.4g} B per A (geometric)").format(path.mean)


def _nothing(known: Sequence[Known]) -> str:
    if any(each.shown is None for each in known):
        return tr("The trades are being read…")
    if any(each.selection != EVERYTHING for each in known):
        return tr("The filter lets no trade of A for B through.")
    return tr("Nobody has traded A for B in this run.")


def _which(known: Sequence[Known]) -> str:
    """Return in words which trades are shown, unless it is all of them."""
    selection = known[0].selection
    if selection == EVERYTHING:
        return ""
    return tr("Only trades of: {0}").format(in_words(selection, TRADES, names(TRADES)))
