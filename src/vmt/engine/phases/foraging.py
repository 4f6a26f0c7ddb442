"""Phase 5: agents harvest the cells they stand on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vmt.economy.preferences.preference import Preference
from vmt.engine.events import TickEvents
from vmt.engine.harvests import Harvests
from vmt.engine.phases.perception import Perception
from vmt.engine.quantities import added
from vmt.engine.state import NOBODY, NONE, RESOURCE_A
from vmt.engine.world import World

if TYPE_CHECKING:
    import cython


def forage(world: World, sight: Perception, events: TickEvents | None) -> None:
    """Let every unpaired agent harvest its cell, in the order of their ids."""
    rules, parameters = world.rules, world.configuration.parameters
    harvests: Harvests | None = None
    if events is not None:
        harvests = Harvests(world.tick, world.state)
        events.harvests = harvests
    alone: cython.bint = parameters.enforce_single_harvester
    claims_bind: cython.bint = rules.claims_bind_harvest
    only_gains: cython.bint = rules.harvests_when_beneficial
    rate: cython.longlong = parameters.forage_rate
    agent: cython.int
    place: cython.int
    amount: cython.longlong
    for agent in range(world.n_agents):
        if world.partner[agent] != NOBODY:
            continue
        place = sight.place_at(world.x[agent], world.y[agent])
        if place == NONE or world.place_amount[place] <= 0:
            continue
        if alone and world.place_last_harvested[place] == world.tick:
            continue
        if claims_bind and world.place_claimant[place] not in (NOBODY, agent):
            continue
        amount = min(world.place_amount[place], rate)
        if only_gains and _gain(world, agent, place, amount) <= 0.0:
            # The place has lost its worth to the agent, and its hold on it.
            if world.forage_place[agent] == place:
                world.forage_place[agent] = NONE
            continue
        _take(world, agent, place, amount, harvests)


def _gain(
    world: World, agent: cython.int, place: cython.int, amount: cython.longlong
) -> cython.double:
    """Return the gain in utility from a harvest, in utils."""
    preference: Preference = world.preference_of(agent)
    A: cython.longlong = world.A[agent]
    B: cython.longlong = world.B[agent]
    now: cython.double = preference.utility(A / world.scale, B / world.scale)
    if world.place_good[place] == RESOURCE_A:
        return (
            preference.utility(
                added(A, amount, "A", agent) / world.scale, B / world.scale
            )
            - now
        )
    return (
        preference.utility(A / world.scale, added(B, amount, "B", agent) / world.scale)
        - now
    )


def _take(
    world: World,
    agent: cython.int,
    place: cython.int,
    amount: cython.longlong,
    harvests: Harvests | None,
) -> None:
    A: cython.longlong = world.A[agent]
    B: cython.longlong = world.B[agent]
    is_A: cython.bint = world.place_good[place] == RESOURCE_A
    if is_A:
        A = added(A, amount, "A", agent)
    else:
        B = added(B, amount, "B", agent)
    world.set_holdings(agent, A, B)
    world.place_amount[place] -= amount
    world.place_last_harvested[place] = world.tick
    if world.forage_place[agent] != NONE:
        world.forage_place[agent] = NONE
        if world.rules.harvest_ends_cooldowns:
            world.grudges.end_cooldowns(agent)
    if harvests is not None:
        harvests.add(agent, place, amount)
