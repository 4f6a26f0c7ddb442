"""Defects of older rule sets in what agents want, which those of today must not show.

As in `test_pathologies`: looked for where it was seen, in a world of our own too, and
shown to exist there under the november rules.
"""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from vmt.economy.preferences.factory import make_preference
from vmt.engine.configuration import Configuration, Mode, PreferenceKind
from vmt.engine.rules import NOVEMBER, V2, Rules
from vmt.engine.simulation import Simulation
from vmt.engine.state import RESOURCE_A

Watch = Callable[..., list[Any]]
World = Callable[[str, Rules], Configuration]
Exchange = Callable[..., Configuration]
UNIT = 10_000
SATIABLE = ["satiable foragers", "october/bliss_point_demo"]


@pytest.mark.parametrize(
    "name",
    ["crowded market", *SATIABLE, "october/mixed", "november/test/test_quadratic"],
)
def test_nobody_is_ever_made_worse_off(watch: Watch, name: str) -> None:
    """Trades and harvests raise utility, so nobody's utility falls in any tick."""
    for tick in watch(name, V2):
        assert (tick.after.utility >= tick.before.utility).all()


@pytest.mark.parametrize("name", SATIABLE)
def test_harmful_harvests_belong_to_the_november_rules(watch: Watch, name: str) -> None:
    """On the same world the older rules harvest past the bliss point."""
    ticks = watch(name, NOVEMBER)
    fallen = [tick.after.utility < tick.before.utility for tick in ticks]

    assert sum(int(harmed.sum()) for harmed in fallen) > 10


def test_the_satiable_end_well(watch: Watch) -> None:
    """Mean utility ends higher than it began; in November it fell to -7.87."""
    mean = {
        rules.name: [
            float(tick.after.utility.mean())
            for tick in watch("october/bliss_point_demo", rules)
        ]
        for rules in (V2, NOVEMBER)
    }

    assert mean["v2"][-1] > mean["v2"][0]
    assert mean["november"][-1] == pytest.approx(-7.87, abs=0.005)


@pytest.mark.parametrize("name", SATIABLE)
def test_nobody_sets_out_for_a_harvest_that_would_harm(
    watch: Watch, world: World, name: str
) -> None:
    """Every new commitment is to a cell worth having, and never to a farther one.

    In October 2025 the satiated walked to the farthest cell, as the discount made its
    harm the smallest; in November they harvested at home whatever grew there.
    """
    found, then = (
        ill_advised(watch(name, rules), world(name, rules), rules)
        for rules in (V2, NOVEMBER)
    )

    assert found == 0
    assert then > 0


def ill_advised(ticks: list[Any], configuration: Configuration, rules: Rules) -> int:
    """Return how many new commitments are not to the best harvest, or to a bad one.

    A cell that the agent sees, that nobody else claims and that is nearer than the
    chosen one must not be worth more to it.
    """
    mix = [
        make_preference(share.kind, share.parameters, rules.boundary)
        for share in configuration.population
    ]
    parameters, found = configuration.parameters, 0
    for tick in ticks:
        before = tick.before
        for d in tick.events.decisions:
            agent = d.agent
            if not d.is_committed or d.is_paired or before.committed[agent]:
                continue
            utility = mix[int(before.preference[agent])].utility
            A, B = (int(held[agent]) for held in (before.A, before.B))
            x, y = int(before.x[agent]), int(before.y[agent])
            worth = {}
            for cx, cy in zip(*before.amount.nonzero(), strict=True):
                distance = abs(int(cx) - x) + abs(int(cy) - y)
                if distance > parameters.vision_radius:
                    continue
                got = min(int(before.amount[cx, cy]), parameters.forage_rate)
                to_A = got if before.resource[cx, cy] == RESOURCE_A else 0
                gain = utility((A + to_A) / UNIT, (B + got - to_A) / UNIT)
                gain -= utility(A / UNIT, B / UNIT)
                worth[int(cx), int(cy)] = gain, distance
            gain, distance = worth.get((d.target_x, d.target_y), (0.0, 0))
            better = [
                cell
                for cell, (other, way) in worth.items()
                if other > gain + 1e-9
                and way < distance
                and tick.after.claimant[cell] in (-1, agent)
                and before.claimant[cell] in (-1, agent)
            ]
            found += gain <= 0.0 or bool(better)
    return found


def test_satiated_agents_go_home(watch: Watch) -> None:
    """An agent at its bliss point walks to no resource."""
    late = watch("satiable foragers", V2)[140:150]

    assert {d.activity for tick in late for d in tick.events.decisions} == {"home"}


HUNGRY = {"alpha_A": 0.5, "alpha_B": 0.5, "gamma_A": 1.0, "gamma_B": 3.0}


@pytest.mark.parametrize(
    ("rules", "rescued"), [(V2, True), (NOVEMBER, False)], ids=["v2", "november"]
)
def test_who_starves_for_B_is_rescued(
    exchange: Exchange, rules: Rules, rescued: bool
) -> None:
    """Who lacks B gives A for it, up to its needs and beyond.

    Under the november rules it asks a million B for an A, and starves.
    """
    endowments = [(9.0, 1.0), (4.0, 12.0)]
    configuration = exchange(endowments, PreferenceKind.STONE_GEARY, HUNGRY)
    simulation = Simulation(configuration, 1, rules)
    simulation.run(20)

    assert (simulation.state.B[0] > 3 * UNIT) == rescued


@pytest.mark.parametrize(
    ("rules", "rescued"), [(V2, True), (NOVEMBER, False)], ids=["v2", "november"]
)
def test_the_hungry_of_the_subsistence_demonstration_are_rescued(
    world: World, rules: Rules, rescued: bool
) -> None:
    """With two B too little to live, three of the fifteen trade themselves out of it.

    Nobody may forage, everybody sees everybody: all relief comes from trade.
    """
    own = world("october/subsistence_economy_demo", rules)
    hungry = replace(
        own,
        mode=Mode.TRADE,
        endowment_B=(*own.endowment_B[:-3], UNIT, UNIT, UNIT),
        parameters=replace(own.parameters, vision_radius=50),
    )
    simulation = Simulation(hungry, 42, rules)
    simulation.run(200)

    assert bool((simulation.state.B > 3 * UNIT).all()) == rescued


TRANSLOG = {
    "alpha_0": 0.0,
    "alpha_A": 0.5,
    "alpha_B": 0.5,
    "beta_AA": -0.04,
    "beta_BB": -0.07,
    "beta_AB": 0.1,
}


@pytest.mark.parametrize(
    ("rules", "bought"), [(V2, True), (NOVEMBER, False)], ids=["v2", "november"]
)
def test_who_has_no_A_buys_some_whatever_the_translog_says(
    exchange: Exchange, rules: Rules, bought: bool
) -> None:
    """Without any A its MRS would be negative, and no price low enough to buy."""
    endowments = [(0.0, 9.0), (9.0, 3.0)]
    configuration = exchange(endowments, PreferenceKind.TRANSLOG, TRANSLOG)
    simulation = Simulation(configuration, 1, rules)
    simulation.run(20)

    assert bool(simulation.state.A[0] > 0) == bought


@pytest.mark.parametrize("rules", [V2, NOVEMBER], ids=["v2", "november"])
def test_translog_prices_of_the_large_market_are_never_negative(
    watch: Watch, world: World, rules: Rules
) -> None:
    """No holdings that come up have a reservation price below zero, as some had."""
    name = "november/curated/large_100_agents"
    mix = [
        make_preference(share.kind, share.parameters, rules.boundary)
        for share in world(name, rules).population
    ]
    lowest = math.inf
    for tick in watch(name, rules):
        state = tick.after
        for entry, A, B in zip(state.preference, state.A, state.B, strict=True):
            bounds = mix[int(entry)].bounds(int(A) / UNIT, int(B) / UNIT, 1e-12)
            lowest = min(lowest, *bounds)

    assert (lowest < 0.0) == (rules is NOVEMBER)


@pytest.mark.parametrize("name", ["october/visual_clarity_demo", None])
def test_an_elasticity_of_one_is_an_elasticity_like_any_other(
    world: World, exchange: Exchange, name: str | None
) -> None:
    """Rho = 0, which stopped the public program, runs and trades as rho near 0 does."""
    if name is None:
        values = {"rho": 0.0, "wA": 0.3, "wB": 0.7}
        own = exchange([(9.0, 1.0), (1.0, 9.0)], PreferenceKind.CES, values)
    else:
        own = world(name, V2)
    assert any(share.parameters.get("rho") == 0.0 for share in own.population)
    near = replace(
        own,
        population=tuple(
            replace(share, parameters={**share.parameters, "rho": 1e-7})
            if share.parameters.get("rho") == 0.0
            else share
            for share in own.population
        ),
    )
    simulation, other = Simulation(own, 42), Simulation(near, 42)
    for _ in range(30):
        done = [(t.buyer, t.seller, t.dA) for t in simulation.step().trades]
        assert done == [(t.buyer, t.seller, t.dA) for t in other.step().trades]
    assert simulation.state.utility == pytest.approx(other.state.utility, rel=1e-4)
