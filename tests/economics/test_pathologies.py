"""Defects of older rule sets that the rules of today must not show.

Each is shown to exist under the november rules where it did: the shape of the world
is one on which the test can fail.
"""

from collections.abc import Callable
from typing import Any

import pytest

from vmt.engine.configuration import (
    Configuration,
    Parameters,
    PreferenceKind,
    PreferenceShare,
)
from vmt.engine.rules import NOVEMBER, V2, Rules
from vmt.engine.simulation import Simulation
from vmt.engine.state import NOBODY

UNIT = 10_000


def crowded_market(rules: Rules, **parameters: Any) -> Simulation:
    """Return half A-rich, half B-rich agents who must share a cell to trade."""
    rich, poor = (15 * UNIT,) * 10, (5 * UNIT,) * 10
    configuration = Configuration(
        name="crowded market",
        grid_size=12,
        n_agents=20,
        quantity_decimals=4,
        endowment_A=rich + poor,
        endowment_B=poor + rich,
        population=(
            PreferenceShare(
                PreferenceKind.CES, {"rho": 0.5, "wA": 0.5, "wB": 0.5}, 1.0
            ),
        ),
        parameters=Parameters(
            forage_rate=UNIT,
            resource_growth_rate=UNIT,
            trade_step=UNIT,
            vision_radius=12,
            interaction_radius=0,
            trade_cooldown_ticks=0,
            resource_regen_cooldown=10,
            **parameters,
        ),
        resource_density=0.05,
        resource_amount=2 * UNIT,
    )
    return Simulation(configuration, 42, rules)


def satiable_foragers(rules: Rules) -> Simulation:
    """Return agents with small bliss points among plenty of resources."""
    bliss = {"A_star": 6.0, "B_star": 6.0, "sigma_A": 4.0, "sigma_B": 4.0, "gamma": 0.0}
    configuration = Configuration(
        name="satiable foragers",
        grid_size=10,
        n_agents=6,
        quantity_decimals=4,
        endowment_A=tuple(UNIT * A for A in (1, 2, 3, 8, 5, 6)),
        endowment_B=tuple(UNIT * B for B in (8, 2, 5, 1, 4, 6)),
        population=(PreferenceShare(PreferenceKind.QUADRATIC, bliss, 1.0),),
        parameters=Parameters(UNIT, UNIT, UNIT, vision_radius=6),
        resource_density=0.4,
        resource_amount=3 * UNIT,
    )
    return Simulation(configuration, 42, rules)


def test_no_pair_stands_together_without_trading() -> None:
    """Partners within reach trade in that tick or part: nobody is stuck."""
    simulation = crowded_market(V2)
    for _ in range(150):
        events = simulation.step()
        traded = {a for t in events.trades for a in (t.buyer, t.seller)}
        x, y = simulation.state.x.tolist(), simulation.state.y.tolist()
        for agent, other in enumerate(simulation.state.partner.tolist()):
            if other != NOBODY and (x[agent], y[agent]) == (x[other], y[other]):
                assert agent in traded


def repeats(simulation: Simulation, ticks: int) -> tuple[int, int]:
    """Return pairings that repeat a failure with the same holdings, and harvests."""
    repeated = harvests = 0
    failed: dict[tuple[int, int], tuple[int, ...]] = {}

    def holdings(i: int, j: int) -> tuple[int, ...]:
        A, B = simulation.state.A, simulation.state.B
        return int(A[i]), int(B[i]), int(A[j]), int(B[j])

    for _ in range(ticks):
        now = {(i, j): holdings(i, j) for i in range(20) for j in range(i + 1, 20)}
        events = simulation.step()
        harvests += len(events.harvests)
        for p in events.pairings:
            pair = (p.agent_i, p.agent_j)
            if p.event == "pair":
                repeated += failed.get(pair) == now[pair]
            else:
                failed[pair] = now[pair]
    return repeated, harvests


def test_failed_pairs_do_not_try_the_same_again() -> None:
    """A pair that found no block meets again only with other holdings."""
    repeated, harvests = repeats(crowded_market(V2), 150)
    repeated_then, harvests_then = repeats(crowded_market(NOVEMBER), 150)

    assert repeated == 0
    assert repeated_then > 100
    assert harvests > 3 * harvests_then


@pytest.mark.parametrize("start", [crowded_market, satiable_foragers])
def test_nobody_is_ever_made_worse_off(start: Callable[[Rules], Simulation]) -> None:
    """Trades and harvests raise utility, so nobody's utility falls in any tick."""
    simulation = start(V2)
    for _ in range(150):
        before = simulation.state.utility.copy()
        simulation.step()

        assert (simulation.state.utility >= before).all()


def test_harmful_harvests_belong_to_the_november_rules() -> None:
    """On the same world the older rules harvest past the bliss point."""
    simulation = satiable_foragers(NOVEMBER)
    best = simulation.state.utility.copy()
    for _ in range(150):
        simulation.step()
        best = best.clip(min=simulation.state.utility)

    assert (simulation.state.utility < best).any()


def test_satiated_agents_go_home() -> None:
    """An agent at its bliss point walks to no resource."""
    simulation = satiable_foragers(V2)
    decisions = [d for _ in range(150) for d in simulation.step().decisions]
    late = [d for d in decisions if d.tick > 140]

    assert {"home"} == {d.activity for d in late}
