"""What agents decided in a tick, for observers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vmt.engine.decisions import RECORDED_ALTERNATIVES, Decisions
from vmt.engine.events import TickEvents
from vmt.engine.phases.decision import DecisionPhase
from vmt.engine.protocols.candidates import Candidates
from vmt.engine.protocols.contract import Activity
from vmt.engine.protocols.search.partners import surplus_between
from vmt.engine.protocols.views import SearchView
from vmt.engine.state import NOBODY, NONE
from vmt.engine.world import World

if TYPE_CHECKING:
    import cython

WALK, HOME, FORAGE = int(Activity.WALK), int(Activity.HOME), int(Activity.FORAGE)
# What `vmt.engine.decisions.ACTIVITIES` says.
PAIRED, UNPAIRED, FORAGES, WALKS, GOES_HOME, IDLES = range(6)


def record_decisions(phase: DecisionPhase, events: TickEvents) -> None:
    """Record the decision of every agent, before any of them moves."""
    world: World = phase.world
    made: Decisions = Decisions(world.tick, world.state, world.vision_radius)
    agent: cython.int
    for agent in range(world.n_agents):
        made.claimed[agent] = world.claims.first[agent]
        made.activity[agent] = _activity(phase, agent)
        if phase.candidates.count[agent] > 0:
            _record_candidates(phase, made, agent)
    events.decisions = made


def _activity(phase: DecisionPhase, agent: cython.int) -> cython.int:
    chosen: cython.int = phase.activity[agent]
    if phase.world.partner[agent] != NOBODY:
        return PAIRED
    if phase.world.target_agent[agent] != NOBODY:
        return UNPAIRED
    if phase.world.forage_place[agent] != NONE or chosen == FORAGE:
        return FORAGES
    if chosen == WALK:
        return WALKS
    return GOES_HOME if chosen == HOME else IDLES


def _record_candidates(
    phase: DecisionPhase, made: Decisions, agent: cython.int
) -> None:
    """Record an agent's best candidates, and its surplus with whom it heads for."""
    candidates: Candidates = phase.candidates
    world: World = phase.world
    view: SearchView = phase.view
    target: cython.int = world.target_agent[agent]
    can_buy: cython.bint = world.least_payment <= world.B[agent]
    can_sell: cython.bint = world.trade_step <= world.A[agent]
    first: cython.int = candidates.start[agent]
    entry: cython.int = candidates.best(agent)
    other: cython.int
    place: cython.int = agent * RECORDED_ALTERNATIVES
    end: cython.int = place + RECORDED_ALTERNATIVES
    while entry != NONE and place < end:
        other = candidates.other[entry]
        made.others[place] = other
        made.surpluses[place] = surplus_between(view, agent, can_buy, can_sell, other)
        made.scores[place] = candidates.score[entry]
        entry = candidates.next_best(agent, entry, phase.nobody)
        place += 1
    if target == NOBODY:
        return
    for entry in range(first, first + candidates.count[agent]):
        if candidates.other[entry] == target:
            made.surplus[agent] = surplus_between(
                view, agent, can_buy, can_sell, target
            )
