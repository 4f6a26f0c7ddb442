"""How an economy goes, tick by tick: measures that a long run is reduced to."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from vmt.analysis.benchmark import benchmark
from vmt.analysis.observed import Floats, Ints, Observed
from vmt.analysis.people import gini
from vmt.analysis.series import mrs_dispersion, price_path, utility_by_taste


@dataclass(frozen=True)
class ValuePrice:
    """The one price that holdings are valued at through a whole run.

    Attributes
    ----------
    price : float
        B per A; NaN where there is none.
    is_competitive : bool
        Whether it is the competitive price of the endowments; else the geometric mean
        of the prices paid.
    """

    price: float
    is_competitive: bool


@dataclass(frozen=True)
class Course:
    """Measures of an economy at T ticks; NaN where one is not known.

    Attributes
    ----------
    ticks : int array, shape (T,)
        In rising order; -1: before tick 0.
    total_A, total_B : float arrays, shape (T,)
        What all agents hold, in units.
    utility : float array, shape (T, K, 3)
        By taste: 10 % quantile, mean and 90 % quantile over its agents, in utils.
    dispersion : float array, shape (T,)
        Standard deviation over agents of the natural logarithm of their MRS.
    prices : float array, shape (T,)
        The competitive price of the holdings, B per A.
    realised : float array, shape (T,)
        Of the gains from trade that were attainable, from 0 to 1.
    gini : float array, shape (T,)
        Gini coefficient of the value of the holdings.
    """

    ticks: Ints
    total_A: Floats
    total_B: Floats
    utility: Floats
    dispersion: Floats
    prices: Floats
    realised: Floats
    gini: Floats


@dataclass(frozen=True)
class Reasons:
    """Why there is no competitive price, and why no gains; empty where there are."""

    no_price: str
    no_gains: str


def course(observed: Observed, value_price: ValuePrice) -> tuple[Course, Reasons]:
    """Return the measures at the ticks that were observed.

    Gains count from the first of these ticks: it has to be that of the endowments.
    """
    expected = benchmark(observed)
    found = _measured(observed, value_price, expected.prices, expected.realised)
    return found, Reasons(expected.why_no_price, expected.why_no_gains)


def course_of_some(
    observed: Observed, who: NDArray[np.bool_], value_price: ValuePrice
) -> Course:
    """Return the measures of some of the agents.

    Competitive price and gains are those of a whole economy: here they are not known.

    Parameters
    ----------
    who : bool array, shape (n,)
        Which of the agents count.
    """
    unknown = np.full(len(observed.ticks), np.nan)
    return _measured(_some(observed, who), value_price, unknown, unknown)


def _some(observed: Observed, who: NDArray[np.bool_]) -> Observed:
    by_agent = ("A", "B", "utility", "mrs", "gathered_A", "gathered_B")
    return replace(
        observed,
        agents=observed.agents[who],
        taste=observed.taste[who],
        **{name: getattr(observed, name)[:, who] for name in by_agent},
    )


def _measured(
    observed: Observed, value_price: ValuePrice, prices: Floats, realised: Floats
) -> Course:
    K = len(observed.tastes)
    utility = np.array(utility_by_taste(observed)).reshape(K, 3, len(observed.ticks))
    values = value_price.price * observed.A + observed.B
    return Course(
        ticks=observed.ticks,
        total_A=observed.A.sum(axis=1),
        total_B=observed.B.sum(axis=1),
        utility=utility.transpose(2, 0, 1),
        dispersion=mrs_dispersion(observed),
        prices=prices,
        realised=realised,
        gini=np.array([gini(each) for each in values], dtype=np.float64),
    )


def value_price(endowments: Observed) -> ValuePrice:
    """Return the price to value holdings at, from what all own at first."""
    competitive = benchmark(endowments).prices
    if len(competitive) and np.isfinite(competitive[0]):
        return ValuePrice(float(competitive[0]), is_competitive=True)
    return ValuePrice(price_path(endowments).mean, is_competitive=False)


def joined(courses: Sequence[Course]) -> Course:
    """Return the courses of one run as one; a tick that is in several counts once."""
    ticks, places = np.unique(
        np.concatenate([each.ticks for each in courses]), return_index=True
    )
    rest = {
        field.name: np.concatenate([getattr(each, field.name) for each in courses])
        for field in fields(Course)
    }
    return Course(**{**{k: v[places] for k, v in rest.items()}, "ticks": ticks})


def within(course: Course, first: int | None, last: int | None) -> Course:
    """Return the part of a course from one tick to another, both included."""
    ticks = course.ticks
    seen = np.ones(len(ticks), bool)
    if first is not None:
        seen &= ticks >= first
    if last is not None:
        seen &= ticks <= last
    kept = {field.name: getattr(course, field.name)[seen] for field in fields(Course)}
    return Course(**kept)
