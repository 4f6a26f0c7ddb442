"""Figures of the whole economy: utility, rates of substitution, gains, inequality."""

from collections.abc import Callable, Sequence

import numpy as np

from vmt.analysis.course import Course
from vmt.analysis.tastes import Taste
from vmt.qt.logviewer.plots.figure import Axis, Figure
from vmt.qt.logviewer.plots.filtering import AGENTS, names
from vmt.qt.logviewer.plots.known import Economy, Known
from vmt.qt.logviewer.plots.marks import Band, Floats, Level, Line, Mark, with_data
from vmt.qt.logviewer.plots.marks import Style as LineStyle
from vmt.qt.logviewer.plots.palette import BLUE, OF_A, OF_B
from vmt.qt.logviewer.plots.words import (
    MOST_BANDS,
    named,
    noted,
    read_so_far,
    runs,
    sentence,
    series,
    short,
    span,
    style,
    tr,
    without_bands,
)
from vmt.telemetry.selection import EVERYTHING, in_words


def utility(known: Sequence[Known], taste: int) -> Figure:
    """Return the mean and the spread of utility among those of one taste."""
    marks: list[Mark] = []
    notes: list[str] = []
    wanted = _taste(known[0], taste)
    name = wanted.name if wanted is not None else ""
    for each in known:
        economy = each.economy
        place = _place(each, wanted)
        if economy is None or place is None:
            continue
        own, members = economy.tastes[place], int(economy.members[place])
        low, mean, high = economy.course.utility[:, place].T
        ticks = economy.course.ticks.astype(np.float64)
        look = style(known, each)
        if members > 1 and len(known) <= MOST_BANDS:
            label = named(known, each, tr("10 % to 90 % of the agents"))
            marks.append(Band(label, look, ticks, low, high))
        marks.append(Line(named(known, each, tr("mean")), look, ticks, mean))
        told = f"{own.name} ({own.parameters})" if own.parameters else own.name
        notes.append(tr("{0}: {1:,} agents").format(named(known, each, told), members))
    marks.sort(key=lambda mark: not isinstance(mark, Band))  # what lies on it is seen
    if len(notes) < len(_read(known)):
        notes.append(tr("Runs without this utility function are left out"))
    return _figure(
        known,
        tr("Utility: {0}").format(name) if name else tr("Utility"),
        Axis(tr("utility"), tr("utils")),
        marks,
        *notes,
        without_bands(known),
        tr("Utils of different utility functions cannot be compared"),
    )


def dispersion(known: Sequence[Known]) -> Figure:
    """Return how far apart the marginal rates of substitution are."""
    return _figure(
        known,
        tr("Dispersion of the marginal rates of substitution"),
        Axis(tr("sd of ln MRS"), tr("log points")),
        _lines(known, lambda course: course.dispersion, tr("who holds both goods")),
        tr("At 0 no two of them could both gain by a small exchange"),
        why=tr(
            "No two agents hold both goods and have a single positive marginal rate of"
            " substitution at any tick that is recorded."
        ),
        least=(0.0, 0.0),
    )


def gains(known: Sequence[Known]) -> Figure:
    """Return how much of the gains from trade is realised."""
    marks = _lines(known, lambda course: 100.0 * course.realised, tr("realised"))
    reasons = _reasons(known, lambda economy: economy.reasons.no_gains)
    if marks:
        marks.insert(0, Level(tr("all that can be gained"), _DASHED, 100.0))
    return _figure(
        known,
        tr("Gains from trade realised"),
        Axis(tr("gains realised"), "%"),
        marks,
        *(reasons if marks else ()),
        tr(
            "Debreu's coefficient of resource utilisation: 0 % without trade, 100 %"
            " where nobody can gain but at the cost of others"
        ),
        why=" ".join(reasons),
        least=(0.0, 100.0),
    )


def inequality(known: Sequence[Known]) -> Figure:
    """Return the Gini coefficient of what holdings are worth."""
    notes = [
        noted(known, each, _valued(each.economy))
        for each in known
        if each.economy is not None
    ]
    return _figure(
        known,
        tr("Inequality of what the agents hold"),
        Axis(tr("Gini coefficient of value")),
        _lines(known, lambda course: course.gini, tr("value of the holdings")),
        *notes,
        tr("0: all hold the same value"),
        why=tr("There is no price to value the holdings at: nobody traded."),
        least=(0.0, 0.0),
    )


def goods(known: Sequence[Known]) -> Figure:
    """Return how much of both goods all agents hold together."""
    marks: list[Mark] = []
    some = known[0].has_part
    for each in _read(known):
        if each.economy is None:
            continue
        course = each.economy.course
        ticks = course.ticks.astype(np.float64)
        for good, role, total in (
            ("A", OF_A, course.total_A),
            ("B", OF_B, course.total_B),
        ):
            label = named(known, each, good)
            marks.append(Line(label, series(known, each, role), ticks, total))
    return _figure(
        known,
        tr("Goods held by some agents") if some else tr("Goods held by all agents"),
        Axis(tr("quantity"), tr("units")),
        marks,
        "" if some else tr("Trade leaves the totals as they are; harvests add to them"),
        least=(0.0, 0.0),
    )


def _taste(known: Known, number: int) -> Taste | None:
    if known.economy is None or number >= len(known.economy.tastes):
        return None
    return known.economy.tastes[number]


def _place(known: Known, wanted: Taste | None) -> int | None:
    """Return which taste of a run is the same function, if one is."""
    if known.economy is None or wanted is None:
        return None
    wanted_family = wanted.name.rstrip(" 0123456789")
    for place, taste in enumerate(known.economy.tastes):
        # Numbers tell functions of one family in one run from each other.
        family = taste.name.rstrip(" 0123456789")
        if (family, taste.parameters) == (wanted_family, wanted.parameters):
            return place
    return None


def _lines(
    known: Sequence[Known], measure: Callable[[Course], Floats], name: str
) -> list[Mark]:
    marks: list[Mark] = []
    for each in _read(known):
        if each.economy is None:
            continue
        course = each.economy.course
        values = measure(course)
        if np.isnan(values).all():
            continue
        ticks = course.ticks.astype(np.float64)
        label = name if len(known) == 1 else short(known, each)
        marks.append(Line(label, style(known, each, BLUE), ticks, values))
    return marks


def _figure(
    known: Sequence[Known],
    title: str,
    y: Axis,
    marks: Sequence[Mark],
    *notes: str,
    why: str = "",
    least: tuple[float, float] | None = None,
) -> Figure:
    read = _read(known)
    who = _who(known)
    counts = [
        (each, len(each.economy.course.ticks), each.economy.n_ticks)
        for each in read
        if each.economy is not None
    ]
    empty = tr("The agents are being read…")
    if len(read) == len(known):
        empty = why
    if all(each.n_ticks == 0 or _is_void(each) for each in known):
        empty = tr("The agents of this run are not recorded.")
    elif who and all(_is_nobody(each) for each in known):
        marks, empty = (), tr("The filter lets no agent and no tick through.")
    elif who and not empty:
        empty = tr("There is nothing to show of those that the filter lets through.")
    return Figure(
        title=title,
        x=Axis(tr("tick")),
        y=y,
        marks=with_data(marks),
        caption=sentence(runs(known), who, read_so_far(known, counts), *notes),
        why_empty=empty,
        x_span=span(known),
        least_span=least,
    )


def _reasons(known: Sequence[Known], reason: Callable[[Economy], str]) -> list[str]:
    return [
        noted(known, each, why)
        for each in known
        if each.economy is not None and (why := reason(each.economy))
    ]


def _valued(economy: Economy) -> str:
    price = economy.value_price
    if np.isnan(price.price):
        return ""
    told = tr("Valued at the mean price of all trades, {0:.4g} B per A: there is no p*")
    if price.is_competitive:
        told = tr("Valued at p* of the endowments, {0:.4g} B per A, at every tick")
    return told.format(price.price)


def _who(known: Sequence[Known]) -> str:
    """Return in words which agents count, and when, unless it is all of them."""
    people = known[0].people
    if people == EVERYTHING:
        return ""
    return tr("Only {0}").format(in_words(people, AGENTS, names(AGENTS)))


def _is_void(known: Known) -> bool:
    return (
        known.people == EVERYTHING
        and known.economy is not None
        and not len(known.economy.course.ticks)
    )


def _is_nobody(known: Known) -> bool:
    economy = known.economy
    return economy is not None and not (
        len(economy.course.ticks) and economy.members.any()
    )


def _read(known: Sequence[Known]) -> list[Known]:
    return [each for each in known if each.economy is not None]


_DASHED = LineStyle("text", 1, 1.5)
