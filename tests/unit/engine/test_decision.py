"""What agents decide, whom they are matched with, and when pairs part."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from vmt.engine.configuration import (
    Configuration,
    Mode,
    ModeSchedule,
    PreferenceKind,
    Protocol,
)
from vmt.engine.events import TickEvents
from vmt.engine.phases.decision import DecisionPhase
from vmt.engine.phases.recording import record_decisions
from vmt.engine.protocols.bargaining.compensating_block import CompensatingBlock
from vmt.engine.protocols.matching.three_pass import ThreePass
from vmt.engine.protocols.negotiation import Negotiation
from vmt.engine.protocols.search.distance_discounted import DistanceDiscounted
from vmt.engine.rules import NOVEMBER, V2, Rules
from vmt.engine.simulation import Simulation
from vmt.engine.state import NOBODY
from vmt.engine.world import World

Configure = Callable[..., Configuration]
WorldOf = Callable[..., World]


def test_failed_negotiation_parts_the_pair_for_the_cooldown(
    configure: Configure,
) -> None:
    """Two that overlap by less than a unit's worth part, and stay apart."""
    parameters = {"trade_cooldown_ticks": 3}
    configuration = configure([(3, 4), (4, 4)], [(0, 0), (1, 0)], parameters=parameters)
    rules = replace(V2, matches_feasible_pairs=False)
    simulation = Simulation(configuration, 1, rules)

    pairings = [p for _ in range(20) for p in simulation.step().pairings]

    assert [(p.tick, p.event, p.reason) for p in pairings] == [
        (0, "pair", "mutual_consent"),
        (0, "unpair", "no_feasible_trade"),
    ]


def test_who_could_not_trade_is_not_paired(configure: Configure) -> None:
    """Quotes that overlap by less than a unit's worth send nobody on a walk."""
    configuration = configure([(3, 4), (4, 4)], [(0, 0), (1, 0)])
    simulation = Simulation(configuration, seed=1)

    assert [p for _ in range(20) for p in simulation.step().pairings] == []


def test_failed_pair_tries_again_under_the_older_rule(configure: Configure) -> None:
    """The november rules repeat the same failure after every cooldown."""
    parameters = {"trade_cooldown_ticks": 3}
    configuration = configure([(3, 4), (4, 4)], [(0, 0), (1, 0)], parameters=parameters)
    simulation = Simulation(configuration, 1, NOVEMBER)

    pairings = [p for _ in range(9) for p in simulation.step().pairings]

    assert [p.tick for p in pairings if p.event == "pair"] == [0, 3, 6]


def test_pair_that_never_meets_times_out(configure: Configure) -> None:
    """Partners that cannot get to each other part after max_pair_ticks."""
    parameters = {"max_pair_ticks": 2, "vision_radius": 10}
    configuration = configure([(8, 2), (2, 8)], [(0, 0), (5, 5)], parameters=parameters)
    simulation = Simulation(configuration, seed=1)

    pairings = [p for _ in range(3) for p in simulation.step().pairings]

    assert [(p.tick, p.reason) for p in pairings] == [
        (0, "mutual_consent"),
        (1, "timeout"),
    ]


def test_mode_switch_dissolves_pairs(configure: Configure) -> None:
    """Pairs and commitments end with the mode, and nobody trades while foraging."""
    schedule = ModeSchedule(forage_ticks=2, trade_ticks=2, start_mode=Mode.TRADE)
    configuration = configure(
        [(8, 2), (2, 8)], [(0, 0), (5, 0)], mode_schedule=schedule
    )
    simulation = Simulation(configuration, seed=1)
    simulation.step()
    simulation.step()
    events = simulation.step()

    assert (events.mode_change and events.mode_change.new) is Mode.FORAGE
    assert [p.reason for p in events.pairings] == ["mode_switch_trade_to_forage"]
    assert (simulation.state.partner == NOBODY).all()
    assert events.trades == []


def test_decisions_name_what_was_passed_over(configure: Configure) -> None:
    """Every agent has a decision each tick, with its candidates from the best on."""
    configuration = configure([(9, 1), (1, 9), (4, 5)], [(0, 0), (3, 0), (1, 0)])
    decisions = Simulation(configuration, seed=1).step().decisions

    assert [d.agent for d in decisions] == [0, 1, 2]
    first = decisions[0]
    assert (first.activity, first.partner) == ("trade_paired", 1)
    assert [a.partner for a in first.alternatives] == [1, 2]
    assert first.surplus == first.alternatives[0].surplus
    assert first.alternatives[0].score == pytest.approx(first.surplus * 0.95**3)
    assert decisions[2].activity == "home"


def test_forager_claims_the_cell_and_others_go_elsewhere(configure: Configure) -> None:
    """Two agents never head for one resource in the same tick."""
    configuration = configure(
        [(1, 1)] * 2, [(2, 2)] * 2, resource_density=0.3, mode=Mode.FORAGE
    )
    simulation = Simulation(configuration, seed=3)
    decisions = simulation.step().decisions

    assert [d.activity for d in decisions] == ["forage", "forage"]
    assert decisions[0].claimed != decisions[1].claimed
    assert (decisions[0].target_x, decisions[0].target_y) == decisions[0].claimed


def test_pairing_gives_up_claims(configure: Configure, world_of: WorldOf) -> None:
    """A new pair frees the resources that it had claimed."""
    configuration = configure([(8, 2), (2, 8)], [(0, 0), (1, 0)])
    world = world_of(configuration, resources={(3, 3): 1})
    world.state.forage_place[0] = 0
    world.claims.claim(0, 0)

    world.pair(0, 1, "test", TickEvents(0, Mode.BOTH))

    assert world.state.place_claimant[0] == NOBODY
    assert not world.state.committed[0]


@pytest.mark.parametrize(
    ("rules", "activity", "target"),
    [(V2, "idle", None), (NOVEMBER, "trade_unpaired", 1)],
)
def test_agents_forget_targets_they_no_longer_want(
    configure: Configure, rules: Rules, activity: str, target: int | None
) -> None:
    """After a failure an agent waits; the older rule kept it facing its old target."""
    configuration = configure([(3, 4), (4, 4)], [(0, 0), (1, 0)], mode=Mode.TRADE)
    simulation = Simulation(configuration, 1, rules)
    simulation.step()
    decision = simulation.step().decisions[0]

    assert (activity, target) == (decision.activity, decision.partner)


@pytest.mark.parametrize(("rules", "partners"), [(V2, []), (NOVEMBER, [0, 1])])
def test_partners_of_others_are_no_candidates(
    configure: Configure, rules: Rules, partners: list[int]
) -> None:
    """Who is paired already cannot be had, and is not considered."""
    holdings = [(9, 4), (4, 9), (8, 4)]
    cells = [(0, 0), (2, 0), (5, 5)]
    configuration = configure(holdings, cells, parameters={"vision_radius": 12})
    simulation = Simulation(configuration, 1, rules)
    assert [(p.agent_i, p.agent_j) for p in simulation.step().pairings] == [(0, 1)]

    late = simulation.step().decisions[2]
    assert partners == sorted(a.partner for a in late.alternatives)


def test_mode_switch_ends_commitments(configure: Configure) -> None:
    """Who was on the way to a resource is free when trading begins."""
    schedule = ModeSchedule(forage_ticks=1, trade_ticks=1)
    configuration = configure(
        [(1, 1)] * 3, [(0, 0)] * 3, mode_schedule=schedule, resource_density=0.1
    )
    simulation = Simulation(configuration, 2)
    simulation.step()
    assert simulation.state.committed.any()

    assert not any(d.is_committed for d in simulation.step().decisions)


def test_claim_ends_with_the_resource(configure: Configure) -> None:
    """A forager whose cell was emptied by another gives up its claim at once."""
    configuration = configure(
        [(1, 1)], [(0, 0)], mode=Mode.FORAGE, resource_density=0.05
    )
    simulation = Simulation(configuration, 1)
    claimed = simulation.step().decisions[0].claimed
    assert claimed is not None
    simulation.state.place_amount[:] = 0

    decision = simulation.step().decisions[0]
    assert (decision.activity, decision.claimed) == ("home", None)
    assert (simulation.state.place_claimant == NOBODY).all()


def decide(world: World) -> TickEvents:
    """Run perception and decision with the default protocols."""
    events = TickEvents(world.tick, world.mode)
    negotiation = Negotiation(world, CompensatingBlock())
    phase = DecisionPhase(world, DistanceDiscounted(), ThreePass(), negotiation)
    phase.run(events)
    record_decisions(phase, events)
    return events


@pytest.mark.parametrize(("rules", "pairs"), [(V2, 0), (NOVEMBER, 1)])
def test_who_prefers_to_forage_is_not_pulled_into_a_pair(
    configure: Configure,
    world_of: WorldOf,
    rules: Rules,
    pairs: int,
) -> None:
    """An agent that stands on a better harvest is left to it by the matchmaker."""
    configuration = configure(
        [(9, 4), (4, 9)], [(0, 0), (2, 0)], parameters={"beta": 0.5}
    )
    events = decide(world_of(configuration, rules, {(2, 0): 1}))

    assert pairs == len(events.pairings)
    if rules is V2:
        assert [d.activity for d in events.decisions] == ["home", "forage"]


@pytest.mark.parametrize(("rules", "pairs"), [(V2, 0), (NOVEMBER, 1)])
def test_who_cannot_pay_is_not_matched(
    configure: Configure, world_of: WorldOf, rules: Rules, pairs: int
) -> None:
    """A buyer without any B bids in vain."""
    needs = {"alpha_A": 0.5, "alpha_B": 0.5, "gamma_A": 1.0, "gamma_B": 0.0}
    configuration = configure(
        [(20, 5), (0, 0)],
        [(0, 0), (1, 0)],
        preferences=[(PreferenceKind.STONE_GEARY, needs)],
    )

    assert pairs == len(decide(world_of(configuration, rules)).pairings)


@pytest.mark.parametrize(("density", "pairs"), [(1.0, 0), (0.0, 1)])
def test_walkers_on_their_way_to_a_resource_are_not_matched(
    configure: Configure, density: float, pairs: int
) -> None:
    """A walk onto a resource is a commitment; any other leaves time to trade."""
    configuration = configure(
        [(9, 4), (4, 9)],
        [(0, 0), (1, 0)],
        search=Protocol("random_walk"),
        resource_density=density,
    )
    pairings = Simulation(configuration, 1).step().pairings

    assert pairs == len([p for p in pairings if p.event == "pair"])


@pytest.mark.parametrize(("holdings", "pairs"), [((9, 4), 1), ((4, 9), 0)])
def test_random_pairs_need_something_to_trade(
    configure: Configure, holdings: tuple[int, int], pairs: int
) -> None:
    """Also at random two are paired only if their quotes overlap."""
    configuration = configure(
        [holdings, (4, 9)],
        [(0, 0), (1, 0)],
        search=Protocol("random_walk"),
        matching=Protocol("random"),
    )

    pairings = Simulation(configuration, 1).step().pairings
    assert pairs == len([p for p in pairings if p.event == "pair"])
