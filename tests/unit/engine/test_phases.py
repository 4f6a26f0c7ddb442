"""The phases of a tick, each on a world small enough to follow."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from vmt.engine.configuration import (
    Configuration,
    Mode,
    PreferenceKind,
)
from vmt.engine.events import TickEvents
from vmt.engine.phases.foraging import forage
from vmt.engine.phases.movement import move
from vmt.engine.phases.perception import Perception
from vmt.engine.phases.regeneration import regenerate
from vmt.engine.quantities import LARGEST, QuantityError
from vmt.engine.rules import NOVEMBER, V2, Rules
from vmt.engine.simulation import Simulation
from vmt.engine.state import NOBODY
from vmt.engine.world import World

Configure = Callable[..., Configuration]
WorldOf = Callable[..., World]
SATIATED = (
    PreferenceKind.QUADRATIC,
    {"A_star": 1.0, "B_star": 9.0, "sigma_A": 5.0, "sigma_B": 5.0, "gamma": 0.0},
)


def head_for(world: World, agent: int, cell: tuple[int, int]) -> None:
    """Send an agent to a cell."""
    world.set_target(agent, *cell, NOBODY)


def harvest(world: World, events: TickEvents) -> None:
    """Do the foraging phase of the next tick."""
    forage(world, Perception(world), events)
    world.tick += 1


def cell_of(world: World, agent: int) -> tuple[int, int]:
    """Return where an agent is."""
    return int(world.state.x[agent]), int(world.state.y[agent])


def seen(places: memoryview, distances: memoryview, n: int) -> list[tuple[int, int]]:
    """Return what was seen, and how far it is, ascending."""
    return sorted(zip(list(places)[:n], list(distances)[:n], strict=True))


def test_agents_see_by_manhattan_distance(
    configure: Configure, world_of: WorldOf
) -> None:
    """What is within the vision radius is seen, its own self is not."""
    cells = [(0, 0), (2, 0), (1, 1), (2, 1)]
    configuration = configure([(1, 1)] * 4, cells, parameters={"vision_radius": 2})
    world = world_of(configuration, resources={(0, 2): 1, (3, 0): 1})
    sight = Perception(world)
    sight.begin()

    sight.see_agents(0, 2)
    assert seen(sight.neighbours, sight.neighbour_distances, sight.n_neighbours) == [
        (1, 2),
        (2, 2),
    ]
    resources = []
    for agent in range(4):
        sight.see_resources(agent, 2)
        resources.append(list(sight.visible)[: sight.n_visible])
    assert resources == [[0], [1], [0], [1]]


@pytest.mark.parametrize(
    ("start", "goal", "budget", "end"),
    [
        ((0, 0), (3, 1), 1, (1, 0)),
        ((0, 0), (1, 3), 1, (0, 1)),
        ((0, 0), (2, 2), 1, (1, 0)),
        ((0, 0), (2, 2), 2, (1, 1)),
        ((5, 5), (3, 5), 9, (3, 5)),
    ],
)
def test_steps_go_along_the_longer_way(
    configure: Configure,
    world_of: WorldOf,
    start: tuple[int, int],
    goal: tuple[int, int],
    budget: int,
    end: tuple[int, int],
) -> None:
    """Each step is along x where |dx| >= |dy|; the agent stops where it arrives."""
    parameters = {"move_budget_per_tick": budget}
    world = world_of(configure([(1, 1)], [start], parameters=parameters))
    head_for(world, 0, goal)

    move(world)

    assert end == cell_of(world, 0)


def test_of_two_across_a_corner_the_lower_id_waits(
    configure: Configure, world_of: WorldOf
) -> None:
    """Partners at the ends of a diagonal do not change places for ever."""
    parameters = {"interaction_radius": 0}
    world = world_of(configure([(1, 1)] * 2, [(0, 0), (1, 1)], parameters=parameters))
    world.pair(0, 1, "test", TickEvents(0, Mode.BOTH))

    move(world)

    assert (cell_of(world, 0), cell_of(world, 1)) == ((0, 0), (0, 1))


@pytest.mark.parametrize(("rules", "end"), [(V2, (3, 0)), (NOVEMBER, (5, 0))])
def test_mover_stops_within_reach(
    configure: Configure, world_of: WorldOf, rules: Rules, end: tuple[int, int]
) -> None:
    """An agent ends its way where it can trade; the older rule overshoots."""
    parameters = {"interaction_radius": 2, "move_budget_per_tick": 9}
    configuration = configure([(1, 1)] * 2, [(0, 0), (5, 0)], parameters=parameters)
    world = world_of(configuration, rules)
    world.pair(0, 1, "test", TickEvents(0, Mode.BOTH))

    move(world)

    assert end == cell_of(world, 0)


def test_pursuer_follows_its_target(configure: Configure, world_of: WorldOf) -> None:
    """Without a pair the pursuer walks to where its target has gone by now."""
    configuration = configure([(1, 1)] * 2, [(3, 0), (3, 3)])
    world = world_of(configuration)
    head_for(world, 0, (0, 0))
    world.set_target(1, 3, 0, 0)
    move(world)
    move(world)
    move(world)

    assert cell_of(world, 0) == (0, 0)
    assert cell_of(world, 1) == (1, 2)


def test_harvest_moves_goods_from_cell_to_agent(
    configure: Configure, world_of: WorldOf
) -> None:
    """What the cell loses the agent gets, at most the forage rate."""
    configuration = configure([(2, 3)], [(1, 1)], parameters={"forage_rate": 4})
    world = world_of(configuration, resources={(1, 1): 6})
    first, second = TickEvents(0, Mode.BOTH), TickEvents(0, Mode.BOTH)

    harvest(world, first)
    harvest(world, second)

    assert (int(world.state.A[0]), int(world.state.amount[1, 1])) == (8, 0)
    harvests = [*first.harvests, *second.harvests]
    assert [(h.good, h.amount) for h in harvests] == [("A", 4), ("A", 2)]


@pytest.mark.parametrize(("single", "harvesters"), [(True, [0]), (False, [0, 1])])
def test_single_harvester_is_the_lowest_id(
    configure: Configure,
    world_of: WorldOf,
    single: bool,
    harvesters: list[int],
) -> None:
    """With the rule in force one agent harvests a cell in a tick."""
    parameters = {"enforce_single_harvester": single}
    configuration = configure([(1, 1)] * 2, [(1, 1)] * 2, parameters=parameters)
    world = world_of(configuration, resources={(1, 1): 5})
    events = TickEvents(0, Mode.BOTH)

    harvest(world, events)

    assert harvesters == [h.agent for h in events.harvests]


@pytest.mark.parametrize(("rules", "harvests"), [(V2, 0), (NOVEMBER, 1)])
def test_agents_harvest_what_does_them_good(
    configure: Configure,
    world_of: WorldOf,
    rules: Rules,
    harvests: int,
) -> None:
    """A satiated agent leaves the resource alone, and gives up going there."""
    configuration = configure([(3, 3)], [(1, 1)], preferences=[SATIATED])
    world = world_of(configuration, rules, {(1, 1): 5})
    world.state.forage_place[0] = 0
    events = TickEvents(0, Mode.BOTH)

    harvest(world, events)

    assert harvests == len(events.harvests)
    assert not world.state.committed[0]


@pytest.mark.parametrize(("rules", "harvests"), [(V2, 0), (NOVEMBER, 1)])
def test_claims_bind_harvests(
    configure: Configure,
    world_of: WorldOf,
    rules: Rules,
    harvests: int,
) -> None:
    """A cell that another agent claims is left to it."""
    configuration = configure([(1, 1)] * 2, [(1, 1), (5, 5)])
    world = world_of(configuration, rules, {(1, 1): 5})
    world.claims.claim(0, 1)
    events = TickEvents(0, Mode.BOTH)

    harvest(world, events)

    assert harvests == len(events.harvests)


def test_harvest_beyond_int64_is_an_error(
    configure: Configure, world_of: WorldOf
) -> None:
    """A holding that would leave int64 stops the run and names the agent."""
    configuration = configure([(LARGEST - 2, 1)], [(1, 1)])
    world = world_of(configuration, NOVEMBER, {(1, 1): 5})
    events = TickEvents(0, Mode.BOTH)
    harvest(world, events)
    harvest(world, events)

    with pytest.raises(QuantityError, match=rf"A of agent 0 .* {LARGEST} \+ 1 "):
        harvest(world, events)


def test_endowments_beyond_int64_are_an_error(
    configure: Configure, world_of: WorldOf
) -> None:
    """All of a good together has to fit, so that no trade can overflow at once."""
    with pytest.raises(QuantityError, match="all B together"):
        world_of(configure([(1, LARGEST), (1, 1)], [(0, 0), (1, 1)]))


def test_cells_regrow_after_their_rest(configure: Configure, world_of: WorldOf) -> None:
    """Growth starts the cooldown after a harvest and ends at what was seeded."""
    parameters = {"resource_growth_rate": 2, "resource_regen_cooldown": 3}
    configuration = configure([(1, 1)], [(0, 0)], parameters=parameters)
    world = world_of(configuration, resources={(1, 1): 5, (2, 2): 5})
    world.state.place_amount[0] = 1
    world.state.place_last_harvested[0] = 0
    amounts = []
    for tick in range(6):
        world.tick = tick
        regenerate(world)
        amounts.append(int(world.state.amount[1, 1]))

    assert amounts == [1, 1, 1, 3, 5, 5]
    assert world.state.amount[2, 2] == 5


def test_trade_waits_until_the_pair_meets(configure: Configure) -> None:
    """Partners walk to each other first and trade once they are within reach."""
    simulation = Simulation(configure([(8, 2), (2, 8)], [(0, 0), (5, 0)]), seed=1)

    traded = [bool(simulation.step().trades) for _ in range(4)]

    assert traded == [False, True, True, True]


def test_several_trades_in_a_tick_are_a_choice(configure: Configure) -> None:
    """With max_trades_per_tick a pair goes on within the tick."""
    once = configure([(8, 2), (2, 8)], [(0, 0), (1, 0)])
    often = replace(once, parameters=replace(once.parameters, max_trades_per_tick=3))

    assert len(Simulation(once, seed=1).step().trades) == 1
    assert len(Simulation(often, seed=1).step().trades) > 1


def test_blocks_grow_by_the_trade_step_up_to_the_bound(configure: Configure) -> None:
    """A block is a multiple of trade_step and at most dA_max."""
    fields: dict[str, Any] = {"quantity_decimals": 4, "n_agents": 2}
    parameters = {"trade_step": 2_500, "forage_rate": 10_000}
    configuration = configure(
        [(80_000, 20_000), (20_000, 80_000)],
        [(0, 0), (1, 0)],
        parameters=parameters,
        **fields,
    )
    blocks = Simulation(configuration, seed=1).step().trades
    bounded = replace(configuration.parameters, dA_max=2_000)

    assert [t.dA for t in blocks] == [2_500]
    none = Simulation(replace(configuration, parameters=bounded), seed=1).step()
    assert none.trades == []
