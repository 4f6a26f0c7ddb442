"""Figures of one agent: what it holds, how well off it is, and where it went."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from vmt.analysis.barter import TRADES
from vmt.qt.logviewer.plots.figure import Axis, Figure, Panel
from vmt.qt.logviewer.plots.known import Known, Life
from vmt.qt.logviewer.plots.maps import maps, whole
from vmt.qt.logviewer.plots.marks import Dots, Floats, Line, Mark, Style, with_data
from vmt.qt.logviewer.plots.palette import BLUE, OF_A, OF_B, PURPLE, VERMILION
from vmt.qt.logviewer.plots.words import (
    named,
    read_so_far,
    runs,
    sampled,
    sentence,
    series,
    span,
    style,
    tr,
)


def holdings(known: Sequence[Known], agent: int) -> Figure:
    """Return what an agent holds."""
    marks: list[Mark] = []
    for each, life in _lives(known, agent):
        ticks = life.ticks.astype(np.float64)
        for good, role, amount in (("A", OF_A, life.A), ("B", OF_B, life.B)):
            label = named(known, each, good)
            marks.append(Line(label, series(known, each, role), ticks, amount))
    return _figure(
        known,
        agent,
        tr("Holdings of agent {0}").format(agent),
        Axis(tr("quantity"), tr("units")),
        marks,
        least=(0.0, 0.0),
    )


def utility(known: Sequence[Known], agent: int) -> Figure:
    """Return how well off an agent is."""
    return _figure(
        known,
        agent,
        tr("Utility of agent {0}").format(agent),
        Axis(tr("utility"), tr("utils")),
        _lines(known, agent, lambda life: life.utility, tr("utility")),
        tr("Utils of different utility functions cannot be compared"),
    )


def rate(known: Sequence[Known], agent: int) -> Figure:
    """Return an agent's marginal rate of substitution, and what it traded at."""
    marks = _lines(known, agent, lambda life: life.mrs, tr("MRS"))
    for each, _ in _lives(known, agent):
        own = _trades(each, agent)
        for column, label, role in (
            ("buyer_id", tr("price when it buys A"), VERMILION),
            ("seller_id", tr("price when it sells A"), PURPLE),
        ):
            found = own[own[column] == agent]
            if len(found):
                look = Style(role) if len(known) == 1 else Style(each.run.colour)
                marks.append(
                    Dots(
                        named(known, each, label),
                        look,
                        found["tick"].astype(np.float64),
                        found["price"],
                        size=7.0 if column == "buyer_id" else 5.0,
                    )
                )
    return _figure(
        known,
        agent,
        tr("Marginal rate of substitution of agent {0}").format(agent),
        Axis(tr("MRS and prices"), tr("B per A"), is_log=True),
        marks,
        tr(
            "An agent buys A below its MRS and sells above it; it has none while it"
            " lacks a good. Logarithmic axis"
        ),
        why=tr("The agent never holds both goods, and never trades."),
    )


def way(known: Sequence[Known], agent: int, tick: int) -> Figure:
    """Return where an agent went, and where it traded, a map for each run."""

    def about(each: Known) -> str:
        own = _lives([each], agent)
        return sampled(len(own[0][1].ticks), own[0][1].n_ticks) if own else ""

    return maps(
        known,
        tr("Way of agent {0} up to the tick").format(agent),
        (Axis("x", tr("cell")), Axis("y", tr("cell"))),
        lambda each: _way(each, agent, tick),
        tr("Up to tick {0}; a trade lies where the buyer stood").format(tick),
        about=about,
    )


def _way(known: Known, agent: int, tick: int) -> Panel:
    marks: list[Mark] = []
    for _, life in _lives([known], agent):
        seen = life.ticks <= tick
        if not seen.any():
            continue
        x, y = (values[seen].astype(np.float64) for values in (life.x, life.y))
        own = _trades(known, agent)
        own = own[own["tick"] <= tick]
        marks = [
            Line(tr("way"), Style(BLUE), x, y),
            Dots(
                tr("a trade"),
                Style(VERMILION),
                own["x"].astype(np.float64),
                own["y"].astype(np.float64),
                size=9.0,
            ),
            Dots(tr("where it began"), Style("quiet"), x[:1], y[:1], size=12.0),
            Dots(tr("where it is"), Style("text"), x[-1:], y[-1:], size=12.0),
        ]
    empty = _why_empty([known], agent)
    return Panel(known.run.label, marks, empty, whole(known.run.run.grid_size))


def _lines(
    known: Sequence[Known],
    agent: int,
    measure: Callable[[Life], Floats],
    name: str,
) -> list[Mark]:
    marks: list[Mark] = []
    for each, life in _lives(known, agent):
        values = measure(life)
        if not np.isnan(values).all():
            ticks = life.ticks.astype(np.float64)
            label = name if len(known) == 1 else named(known, each, name)
            marks.append(Line(label, style(known, each, BLUE), ticks, values))
    return marks


def _figure(
    known: Sequence[Known],
    agent: int,
    title: str,
    y: Axis,
    marks: Sequence[Mark],
    *notes: str,
    why: str = "",
    least: tuple[float, float] | None = None,
) -> Figure:
    counts = [
        (each, len(life.ticks), life.n_ticks) for each, life in _lives(known, agent)
    ]
    return Figure(
        title=title,
        x=Axis(tr("tick")),
        y=y,
        marks=with_data(marks),
        caption=sentence(
            runs(known),
            tr("agent {0}, {1}").format(agent, read_so_far(known, counts)),
            *notes,
        ),
        why_empty=_why_empty(known, agent) or why,
        x_span=span(known),
        least_span=least,
    )


def _why_empty(known: Sequence[Known], agent: int) -> str:
    """Return why an agent cannot be shown; empty if it can be."""
    lives = _lives(known, agent)
    if all(each.n_ticks == 0 for each in known) or (
        not any(len(life.ticks) for _, life in lives) and lives
    ):
        return tr("Agent {0} is not recorded in this run.").format(agent)
    if len(lives) < len(known):
        return tr("Agent {0} is being read…").format(agent)
    return ""


def _lives(known: Sequence[Known], agent: int) -> list[tuple[Known, Life]]:
    return [
        (each, each.life)
        for each in known
        if each.life is not None and each.life.agent == agent
    ]


def _trades(known: Known, agent: int) -> NDArray[np.void]:
    if known.traded is None:
        return np.empty(0, TRADES)
    trades = known.traded.trades
    return trades[(trades["buyer_id"] == agent) | (trades["seller_id"] == agent)]
