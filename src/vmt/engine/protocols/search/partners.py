"""The possible partners in sight: shared by the search protocols."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vmt.engine.protocols.views import SearchView
from vmt.engine.quotes import comparable, overlap
from vmt.engine.state import NOBODY, NONE

if TYPE_CHECKING:
    import cython


def may_consider(view: SearchView, other: cython.int) -> cython.bint:
    """Return whether the agent may consider another that it sees."""
    if view.skips_taken and (
        view.partner[other] != NOBODY or view.forage_place[other] != NONE
    ):
        return False
    return not view.keeps_apart(other)


def surplus_with(view: SearchView, other: cython.int) -> cython.double:
    """Return the larger overlap of the agent's quotes with another's, or 0.

    In B per A. What the other holds is its own to know: only the agent's side is
    checked.
    """
    return surplus_between(view, view.agent, view.can_buy, view.can_sell, other)


def surplus_between(
    view: SearchView,
    agent: cython.int,
    can_buy: cython.bint,
    can_sell: cython.bint,
    other: cython.int,
) -> cython.double:
    """Return what `surplus_with` does, for any agent, given what it can afford."""
    surplus: cython.double = 0.0
    if can_buy:
        surplus = overlap(view.bid[agent], view.ask[other], view.overlap_tolerance)
    if can_sell:
        surplus = max(
            surplus, overlap(view.bid[other], view.ask[agent], view.overlap_tolerance)
        )
    return surplus


def name_partners(view: SearchView, reach: cython.longlong) -> None:
    """Name as candidates the agents in sight whose quotes overlap with the agent's.

    The score is the overlap times beta**distance.
    """
    n: cython.Py_ssize_t
    other: cython.int
    surplus: cython.double
    view.see_agents(reach)
    for n in range(view.sight.n_neighbours):
        other = view.sight.neighbours[n]
        if not may_consider(view, other):
            continue
        surplus = surplus_with(view, other)
        if surplus > 0.0:
            view.candidates.add(
                other,
                comparable(
                    surplus * view.discount[view.sight.neighbour_distances[n]],
                    view.score_factor,
                ),
            )


def name_everybody(view: SearchView, reach: cython.longlong) -> None:
    """Name as candidates all agents in sight that may be considered, as equals."""
    n: cython.Py_ssize_t
    other: cython.int
    view.see_agents(reach)
    for n in range(view.sight.n_neighbours):
        other = view.sight.neighbours[n]
        if may_consider(view, other):
            view.candidates.add(other, 0.0)
