"""Phase 5: agents harvest the cells they stand on."""

from vmt.engine.events import Harvest, TickEvents
from vmt.engine.quantities import added
from vmt.engine.state import NOBODY, RESOURCE_A
from vmt.engine.world import Cell, World


def forage(world: World, events: TickEvents) -> None:
    """Let every unpaired agent harvest its cell, in the order of their ids."""
    state, parameters = world.state, world.configuration.parameters
    harvested: set[Cell] = set()
    xs, ys, partners = state.x.tolist(), state.y.tolist(), state.partner.tolist()
    for agent, cell in enumerate(zip(xs, ys, strict=True)):
        if partners[agent] != NOBODY or state.amount[cell] <= 0:
            continue
        if parameters.enforce_single_harvester and cell in harvested:
            continue
        if _claimed_by_another(world, agent, cell):
            continue
        amount = min(int(state.amount[cell]), parameters.forage_rate)
        if world.rules.harvests_when_beneficial and _gain(world, agent, amount) <= 0.0:
            _turn_away(world, agent, cell)
            continue
        _take(world, agent, cell, amount, events)
        harvested.add(cell)


def _claimed_by_another(world: World, agent: int, cell: Cell) -> bool:
    if not world.rules.claims_bind_harvest:
        return False
    return int(world.state.claimant[cell]) not in (NOBODY, agent)


def _gain(world: World, agent: int, amount: int) -> float:
    state, scale = world.state, world.configuration.quantity_scale
    utility = world.preferences[agent].utility
    A, B = int(state.A[agent]), int(state.B[agent])
    now = utility(A / scale, B / scale)
    if state.resource[state.x[agent], state.y[agent]] == RESOURCE_A:
        return utility((A + amount) / scale, B / scale) - now
    return utility(A / scale, (B + amount) / scale) - now


def _turn_away(world: World, agent: int, cell: Cell) -> None:
    """End a commitment to a cell that has lost its worth to the agent."""
    if world.memory.forage_cell[agent] == cell:
        world.end_commitment(agent)


def _take(
    world: World, agent: int, cell: Cell, amount: int, events: TickEvents
) -> None:
    state = world.state
    A, B = int(state.A[agent]), int(state.B[agent])
    good = "A" if state.resource[cell] == RESOURCE_A else "B"
    if good == "A":
        A = added(A, amount, f"A of agent {agent}")
    else:
        B = added(B, amount, f"B of agent {agent}")
    world.set_holdings(agent, A, B)
    state.amount[cell] -= amount
    state.last_harvested[cell] = world.tick
    if state.committed[agent]:
        world.end_commitment(agent)
        if world.rules.harvest_ends_cooldowns:
            world.memory.cooldowns[agent].clear()
    events.harvests.append(Harvest(world.tick, agent, *cell, good, amount))
