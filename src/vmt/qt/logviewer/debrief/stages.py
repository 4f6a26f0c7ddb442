"""The stages of a debrief: what each one shows, and says."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from PyQt5.QtCore import QCoreApplication

from vmt.analysis.numbers import number, percent
from vmt.qt.logviewer.debrief.story import Story
from vmt.qt.logviewer.plots.figure import Axis, Figure
from vmt.qt.logviewer.plots.marks import Bars, Dots, Level, Line, Mark, Style
from vmt.qt.logviewer.plots.palette import BLUE, VERMILION
from vmt.qt.logviewer.plots.spots import CROWDED

MOST_AGENTS = 30
"""With more of them the gains are those of tastes, on average."""


class Stage(IntEnum):
    """One after the other, by key press."""

    PATH = 0
    BENCHMARK = 1
    GAINS = 2
    EFFICIENCY = 3
    QUESTION = 4


@dataclass(frozen=True)
class Scene:
    """What is on the screen: a figure, or a few large words.

    Attributes
    ----------
    title, sentence : str
        Above and below.
    figure : Figure or None
    words : str
        Where there is no figure.
    is_number : bool
        Whether the words are one number, which is written larger still.
    meaning : str
        What the sentence means; the same for every run.
    """

    title: str
    sentence: str
    figure: Figure | None = None
    words: str = ""
    is_number: bool = False
    meaning: str = ""


def tr(text: str) -> str:
    """Return a text in the user's language."""
    return str(QCoreApplication.translate("debrief", text))


def scene(story: Story, stage: Stage, tick: int, n_runs: int = 1) -> Scene:
    """Return what a stage shows; the path of prices up to a tick.

    Parameters
    ----------
    n_runs : int, optional
        How many of them share the screen.
    """
    match stage:
        case Stage.PATH:
            return _path(story, tick)
        case Stage.BENCHMARK:
            return _benchmark(story)
        case Stage.GAINS:
            return _gains(story, MOST_AGENTS // n_runs)
        case Stage.EFFICIENCY:
            return _efficiency(story)
    return Scene(
        tr("The question"),
        "",
        words=story.question or tr("The scenario asks none. What would you ask?"),
    )


def _path(story: Story, tick: int) -> Scene:
    trades = story.traded.trades
    # They lie in the order of their ticks.
    done = trades[: np.searchsorted(trades["tick"], tick, side="right")]
    said = tr("Tick {0} of {1} · {2:,} trades").format(
        max(tick, 0), story.n_ticks - 1, len(done)
    )
    if len(done):
        said += " · " + tr("last price {0} B per A").format(
            number(done["price"][-1], 3)
        )
    return Scene(tr("What happened"), said, _prices(story, tick, []))


def _benchmark(story: Story) -> Scene:
    title = tr("What theory expects")
    if np.isnan(story.price):
        return Scene(title, story.why_no_price, _prices(story, story.n_ticks, []))
    label = tr("competitive price p*")
    marks = [Level(label, Style("text", 1, 4.0), story.price)]
    said = tr("p* = {0} B per A; the mean price paid was {1}.").format(
        number(story.price, 3), number(story.traded.path.mean, 3)
    )
    return Scene(
        title,
        said,
        _prices(story, story.n_ticks, marks),
        meaning=tr("At p* all could sell and buy what they want."),
    )


def _gains(story: Story, most_agents: int) -> Scene:
    title = tr("Who gained")
    p = story.people
    if not len(story.observed.ticks):
        return Scene(title, "", words=tr("Agents are not recorded in this run."))
    told = tr("{0} of {1} are better off than at the start, {2} are worse off").format(
        int(p.better.sum()), len(p.better), int(p.worse.sum())
    )
    if story.observed.forages:
        told += tr(", by trade and harvest")
    if np.isnan(p.gain).all():
        return Scene(title, story.why_no_price or story.why_no_gains, words=told)
    return Scene(
        title,
        f"{told}.",
        _who(story, most_agents),
        meaning=tr("Gain: the B, at p*, that would be worth as much to them."),
    )


def _efficiency(story: Story) -> Scene:
    title = tr("How much of the gains was realised")
    if np.isnan(story.realised):
        return Scene(title, "", words=story.why_no_gains)
    meaning = tr(
        "of the gains from trade that were attainable: 0 % without any trade,"
        " 100 % where nobody can gain but at the cost of others"
    )
    return Scene(
        title, "", words=percent(story.realised), is_number=True, meaning=meaning
    )


def _prices(story: Story, tick: int, more: Sequence[Mark]) -> Figure:
    path = story.traded.path
    ticks, values = story.traded.spots
    seen = ticks <= tick
    size = 9.0 if len(ticks) < CROWDED else 4.0
    ended = path.middles + (path.window - 1) / 2 <= tick
    marks: list[Mark] = [
        Dots(tr("a trade"), Style(BLUE), ticks[seen], values[seen], size),
        Line(
            tr("mean price"),
            Style(VERMILION, 0, 4.0),
            path.middles[ended],
            path.means[ended],
        ),
        *more,
    ]
    known = [*path.prices, *([] if np.isnan(story.price) else [story.price])]
    return Figure(
        title="",
        x=Axis(tr("tick")),
        y=Axis(tr("price"), tr("B per A"), is_log=True),
        marks=marks if len(path.prices) else (),
        why_empty=tr("Nobody has traded A for B in this run."),
        is_over_time=False,
        x_span=(0.0, float(story.n_ticks)),
        # It is the same from the start, so that nothing moves while it plays.
        least_span=(min(known), max(known)) if known else None,
    )


def _who(story: Story, most_agents: int) -> Figure:
    """Return gains as bars: by agent, or by taste where there are many agents."""
    o, gain = story.observed, story.people.gain
    marks: list[Mark] = []
    if len(o.agents) <= most_agents:
        order = story.order
        names = tuple(str(o.agents[i]) for i in order)
        for k, taste in enumerate(o.tastes):
            places = np.array([at for at, i in enumerate(order) if o.taste[i] == k])
            if len(places):
                theirs = gain[[order[at] for at in places]]
                marks.append(Bars(taste.name, Style(k), places - 0.4, 0.8, theirs))
        x = Axis(tr("agent"), marked=names)
    else:
        names = tuple(taste.name for taste in o.tastes)
        for k, taste in enumerate(o.tastes):
            theirs = gain[o.taste == k]
            mean = np.array([theirs.mean() if len(theirs) else np.nan])
            marks.append(Bars(taste.name, Style(k), np.array([k - 0.4]), 0.8, mean))
        x = Axis(tr("mean of those with a taste"), marked=names)
    return Figure(
        title="",
        x=x,
        y=Axis(tr("gain"), "B"),
        marks=marks,
        is_over_time=False,
        least_span=(0.0, 0.0),
    )
