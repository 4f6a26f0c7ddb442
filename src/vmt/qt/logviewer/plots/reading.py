"""Questions to a recorded run that plots ask, answered in the thread of its reader.

A long run is read at some ticks first, evenly from its start to its end, and at more of
them later: a picture is there in about a second, and memory stays bounded.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from vmt.analysis.barter import read_trades
from vmt.analysis.course import (
    Course,
    Reasons,
    ValuePrice,
    course,
    course_of_some,
    joined,
    value_price,
)
from vmt.analysis.observed import Ints, Observed, evenly, observe_at, rates
from vmt.analysis.series import pair_counts, price_path_of, traded_of
from vmt.qt.background import Pulse
from vmt.qt.logviewer.plots.known import Economy, Ground, Life, Traded
from vmt.qt.logviewer.plots.spots import spots
from vmt.telemetry import RecordedRun, Selection
from vmt.telemetry.records import ResourceSnapshot
from vmt.telemetry.selection import EVERYTHING

ROUNDS = (50, 200, 800, 1600)
"""Ticks after each round of reading; a plot has no more columns."""
_AT_ONCE = 25_000  # rows of agents that are looked at together


def rounds(ticks: Ints) -> Iterator[Ints]:
    """Yield which ticks to read, round by round; all together no tick twice."""
    before = np.empty(0, dtype=np.int64)
    for most in ROUNDS:
        # Rather than most of them, all of them.
        chosen = ticks if len(ticks) <= 2 * most else evenly(ticks, most)
        new = np.setdiff1d(chosen, before)
        if len(new):
            yield new
        before = np.union1d(before, new)


def read_traded(
    recorded: RecordedRun,
    n_ticks: int,
    pulse: Pulse,
    selection: Selection = EVERYTHING,
) -> Traded:
    """Return trades of a run, with what is drawn of them.

    Parameters
    ----------
    n_ticks : int
        Of the whole run.
    selection : Selection, optional
        Which trades; all of them.
    """
    trades = read_trades(recorded, pulse, selection)
    path = price_path_of(trades, n_ticks)
    at = spots(path.ticks, np.log10(path.prices, dtype=np.float32))
    most = int(pair_counts(trades, recorded.run.num_agents).max(initial=0))
    volume = traded_of(trades, n_ticks)
    return Traded(trades, path, volume, (path.ticks[at], path.prices[at]), most)


def read_economy(
    recorded: RecordedRun,
    ticks: Ints,
    n_ticks: int,
    first: int,
    trades: NDArray[np.void],
    before: Economy | None,
    pulse: Pulse,
    people: Selection = EVERYTHING,
) -> Economy:
    """Return the measures at some more ticks, with those that were known before.

    Parameters
    ----------
    ticks : int array
        To be read now.
    n_ticks, first : int
        How many there are, and the first of them, from which gains count.
    trades : structured array of `TRADES`
        All of the run.
    people : Selection, optional
        Which agents count; what they hold is worth what it is to all.
    """
    begin = np.array([first], dtype=np.int64)
    if before is None:
        endowments = observe_at(recorded, begin, trades)
        price = value_price(endowments)
        found, reasons = _course(recorded, endowments, price, people)
        theirs = endowments.taste[_who(recorded, endowments, people)]
        members = np.bincount(theirs, minlength=len(endowments.tastes))
        before = Economy(
            n_ticks,
            found,
            reasons,
            price,
            endowments.tastes,
            members,
            endowments.why_no_tastes,
        )
    courses, reasons = [before.course], before.reasons
    for part in _parts(ticks, recorded.run.num_agents, pulse):
        observed = observe_at(recorded, np.union1d(begin, part), trades)
        found, reasons = _course(recorded, observed, before.value_price, people)
        courses.append(found)
    return replace(before, n_ticks=n_ticks, course=joined(courses), reasons=reasons)


def read_life(
    recorded: RecordedRun,
    ticks: Ints,
    n_ticks: int,
    agent: int,
    before: Life | None,
    pulse: Pulse,
) -> Life:
    """Return one agent at some more ticks, with those that were known before."""
    pieces = []
    for done, tick in enumerate(ticks.tolist()):
        pulse(done, len(ticks))
        selection = Selection(tick, tick, (agent,))
        pieces.append(recorded.table("agent_snapshots", selection))
    rows = np.concatenate(pieces)
    found = {
        "ticks": rows["tick"],
        "x": rows["x"],
        "y": rows["y"],
        "A": rows["inventory_A"],
        "B": rows["inventory_B"],
        "utility": rows["utility"],
        "mrs": rates({name: rows[name] for name in rows.dtype.names or ()}),
    }
    if before is not None:
        order = np.argsort(np.concatenate([before.ticks, found["ticks"]]))
        found = {
            name: np.concatenate([getattr(before, name), values])[order]
            for name, values in found.items()
        }
    return Life(agent, n_ticks, **found)


def read_ground(
    recorded: RecordedRun, tick: int, wanted: Selection = EVERYTHING
) -> Ground:
    """Return what lies on the ground in the last snapshot up to a tick.

    Parameters
    ----------
    wanted : Selection, optional
        Which cells; its ticks do not matter.
    """
    run, database = recorded.run, recorded.database
    cells = database.resources_at(run.run_id, tick)
    latest = cells[0].tick if cells else None
    if latest is not None and wanted.conditions:
        some = replace(wanted, first_tick=latest, last_tick=latest)
        cells = database.records(ResourceSnapshot, run.run_id, some)
    amounts = {good: np.zeros((run.grid_size, run.grid_size)) for good in "AB"}
    for cell in cells:
        amounts[cell.resource_type][cell.y, cell.x] = float(cell.amount)
    homes = [
        (agent.home_x, agent.home_y)
        for agent in database.agents(run.run_id)
        if agent.home_x is not None and agent.home_y is not None
    ]
    return Ground(
        tick,
        wanted,
        latest,
        amounts["A"],
        amounts["B"],
        np.array(homes, dtype=np.int64).reshape(-1, 2),
    )


def _course(
    recorded: RecordedRun, observed: Observed, price: ValuePrice, people: Selection
) -> tuple[Course, Reasons]:
    if people == EVERYTHING:
        return course(observed, price)
    who = _who(recorded, observed, people)
    return course_of_some(observed, who, price), Reasons("", "")


def _who(
    recorded: RecordedRun, observed: Observed, people: Selection
) -> NDArray[np.bool_]:
    """Return which of the agents count."""
    if people == EVERYTHING:
        return np.ones(len(observed.agents), bool)
    ids = recorded.table("agents", people)["agent_id"]
    return np.isin(observed.agents, ids)


def _parts(ticks: Ints, n_agents: int, pulse: Pulse) -> Iterator[Ints]:
    size = max(1, _AT_ONCE // max(1, n_agents))
    for start in range(0, len(ticks), size):
        pulse(start, len(ticks))
        yield ticks[start : start + size]
