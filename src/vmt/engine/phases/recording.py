"""What agents decided in a tick, as records for observers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vmt.engine.events import Alternative, Decision, TickEvents
from vmt.engine.protocols.contract import Activity
from vmt.engine.protocols.search.partners import surplus_with
from vmt.engine.state import NOBODY, NONE, NOWHERE

if TYPE_CHECKING:
    from vmt.engine.phases.decision import DecisionPhase

RECORDED_ALTERNATIVES = 5
"""Candidates that a recorded decision names."""


def record_decisions(phase: DecisionPhase, events: TickEvents) -> None:
    """Record the decision of every agent, by id, before any of them moves."""
    world, state = phase.world, phase.world.state
    tick = world.tick
    partner, target_agent = state.partner.tolist(), state.target_agent.tolist()
    target_x, target_y = state.target_x.tolist(), state.target_y.tolist()
    committed = state.committed.tolist()
    phase.sight.begin()
    for agent in range(world.n_agents):
        target = target_agent[agent]
        alternatives, surplus = _alternatives(phase, agent, target)
        phase.sight.see_agents(agent, world.vision_radius)
        located = target_x[agent] != NOWHERE
        events.decisions.append(
            Decision(
                tick=tick,
                agent=agent,
                activity=_activity(phase, agent, partner[agent], target),
                partner=target if target != NOBODY else None,
                surplus=surplus,
                target_x=target_x[agent] if located else None,
                target_y=target_y[agent] if located else None,
                n_neighbours=phase.sight.n_neighbours,
                alternatives=alternatives,
                is_paired=partner[agent] != NOBODY,
                is_committed=committed[agent],
                claimed=_claimed(phase, agent),
            )
        )
    phase.sight.end()


def _alternatives(
    phase: DecisionPhase, agent: int, target: int
) -> tuple[tuple[Alternative, ...], float | None]:
    """Return the best candidates, and the surplus with whom the agent heads for."""
    ranked = phase.candidates.ranked(agent)
    if not ranked:
        return (), None
    view = phase.view
    view.enter(agent)
    alternatives = tuple(
        Alternative(other, surplus_with(view, other), score)
        for other, score in ranked[:RECORDED_ALTERNATIVES]
    )
    named = any(other == target for other, _ in ranked)
    surplus = surplus_with(view, target) if named else None
    view.leave()
    return alternatives, surplus


def _activity(phase: DecisionPhase, agent: int, partner: int, target: int) -> str:
    if partner != NOBODY:
        return "trade_paired"
    if target != NOBODY:
        return "trade_unpaired"
    if phase.world.forage_place[agent] != NONE:
        return "forage"
    chosen = phase.activity[agent]
    if chosen in (Activity.WALK, Activity.HOME, Activity.FORAGE):
        return Activity(chosen).name.lower()
    return "idle"


def _claimed(phase: DecisionPhase, agent: int) -> tuple[int, int] | None:
    place = phase.world.claims.first[agent]
    if place == NONE:
        return None
    return phase.world.place_x[place], phase.world.place_y[place]
