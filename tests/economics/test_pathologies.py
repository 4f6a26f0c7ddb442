"""Defects of older rule sets in who meets whom, which those of today must not show.

Each is looked for in the file of the public program that shows it, and in a world of
our own; and it is shown to exist there under the november rules, so that the test
looks in the right place.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from vmt.engine.configuration import Configuration, ModeSchedule
from vmt.engine.events import Decision
from vmt.engine.rules import NOVEMBER, V2, Rules
from vmt.engine.simulation import Simulation
from vmt.engine.state import NOBODY

Watch = Callable[..., list[Any]]
World = Callable[[str, Rules], Configuration]
LIVELOCKS = [
    "crowded market",
    "november/baseline/baseline_20agent_symmetric",
    "november/baseline/baseline_50agent_market",
]
"""Agents of few tastes who are soon nearly, but never quite, at equal MRS."""


def decisions(ticks: list[Any]) -> list[Decision]:
    """Return all decisions of some ticks."""
    return [decision for tick in ticks for decision in tick.events.decisions]


def trades(ticks: list[Any]) -> int:
    """Return the number of trades in some ticks."""
    return sum(len(tick.events.trades) for tick in ticks)


def futile_pairings(ticks: list[Any]) -> int:
    """Return how many pairs found out that they have nothing to trade."""
    hopeful: set[tuple[int, int]] = set()
    futile = 0
    for tick in ticks:
        events = tick.events
        pairs = {e: [] for e in ("pair", "unpair")}
        for pairing in events.pairings:
            pairs[pairing.event].append((pairing.agent_i, pairing.agent_j))
        hopeful.update(pairs["pair"])
        for trade in events.trades:
            hopeful.discard(tuple(sorted((trade.buyer, trade.seller))))
        futile += len(hopeful.intersection(pairs["unpair"]))
        hopeful.difference_update(pairs["unpair"])
    return futile


@pytest.mark.parametrize(
    "name",
    [
        "crowded market",
        "november/baseline/baseline_50agent_market",
        "october/three_agent_barter",
        "october/foundational_barter_demo",
        "october/subsistence_economy_demo",
        "october/translog_estimation_demo",
    ],
)
def test_no_pair_stands_together_without_trading(
    watch: Watch, world: World, name: str
) -> None:
    """Partners within reach trade in that tick or part: nobody is stuck.

    In October 2025 partners without an overlap of quotes stayed partners for ever.
    """
    reach = world(name, V2).parameters.interaction_radius
    ticks = watch(name, V2)
    for tick in ticks:
        partner = tick.after.partner.tolist()
        x, y = tick.after.x.tolist(), tick.after.y.tolist()
        agents = [(x[i], y[i], partner[i]) for i in range(len(partner))]
        pairs = {frozenset((t.buyer, t.seller)) for t in tick.events.trades}
        assert not idle_pairs(agents, pairs, reach)
    assert trades(ticks) > 10


def idle_pairs(
    agents: list[tuple[int, int, int]], traded: set[frozenset[int]], reach: int
) -> int:
    """Return how many pairs are within reach of each other and did not trade."""
    idle = 0
    for agent, (x, y, other) in enumerate(agents):
        if other > agent:
            near = abs(x - agents[other][0]) + abs(y - agents[other][1]) <= reach
            idle += near and frozenset((agent, other)) not in traded
    return idle


def test_stuck_pairs_are_in_the_recorded_runs_of_october(reference: Path) -> None:
    """The same look at a run of the public program finds pairs that do nothing."""
    text = (reference / "traces" / "october-three_agent_barter.json").read_text("utf-8")
    trace = json.loads(text)
    states = trace["state_before_tick_0_then_after_each_of_40_ticks"]
    found = 0
    for number, state in enumerate(states[1:]):
        agents = [(a[1], a[2], NOBODY if a[6] is None else a[6]) for a in state]
        now = [t for t in trace["trades"] if t[0] == number]
        found += idle_pairs(agents, {frozenset((t[3], t[4])) for t in now}, 1)

    assert found > 10


@pytest.mark.parametrize("name", LIVELOCKS)
def test_pairs_are_made_to_trade(watch: Watch, name: str) -> None:
    """Nobody pairs for an overlap of quotes too small for a block.

    A pair trades once at least, so there are as many trades as pairings, but for the
    pairs still on their way at the end. Under the november rules most pairs part at
    once, and pair again in the next tick.
    """
    ticks, then = watch(name, V2), watch(name, NOVEMBER)
    made = sum(p.event == "pair" for tick in ticks for p in tick.events.pairings)
    under_way = int((ticks[-1].after.partner != NOBODY).sum()) // 2
    futile, futile_then = futile_pairings(ticks), futile_pairings(then)

    assert futile_then > 5 * trades(then)
    assert futile == 0
    assert made <= trades(ticks) + under_way


@pytest.mark.parametrize("name", LIVELOCKS)
def test_hopes_of_trade_do_not_keep_agents_from_their_harvest(
    watch: Watch, name: str
) -> None:
    """Where nothing is left to trade people work: three times the harvests."""
    harvests, then = (
        sum(len(tick.events.harvests) for tick in watch(name, rules))
        for rules in (V2, NOVEMBER)
    )

    assert harvests > 3 * then


def test_failed_pairs_do_not_try_the_same_again(watch: Watch) -> None:
    """A pair that found no block meets again only with other holdings."""
    found, then = (repeats(watch("crowded market", rules)) for rules in (V2, NOVEMBER))

    assert found == 0
    assert then > 100


def repeats(ticks: list[Any]) -> int:
    """Return how many pairings repeat a failure with the same holdings."""
    repeated = 0
    failed: dict[tuple[int, int], list[int]] = {}
    for tick in ticks:
        A, B = tick.before.A.tolist(), tick.before.B.tolist()
        for p in tick.events.pairings:
            i, j = pair = p.agent_i, p.agent_j
            now = [A[i], B[i], A[j], B[j]]
            if p.event == "pair":
                repeated += failed.get(pair) == now
            else:
                failed[pair] = now
    return repeated


@pytest.mark.parametrize(
    "name", ["crowded market", "november/baseline/baseline_10agent_mixed"]
)
def test_random_walkers_trade(watch: Watch, name: str) -> None:
    """Whoever strolls about trades with whom they meet; in November nobody did."""
    made, then = (trades(watch(name, rules, "random_walk")) for rules in (V2, NOVEMBER))

    assert made > 10
    assert then == 0


@pytest.mark.parametrize(
    "name",
    [
        "crowded market",
        "november/baseline/baseline_10agent_mixed",
        "october/mixed_utility_showcase",
    ],
)
def test_nobody_runs_after_the_partner_of_another(watch: Watch, name: str) -> None:
    """An agent heads for somebody who is free, or else for something else."""
    found, then = (chases(watch(name, rules)) for rules in (V2, NOVEMBER))

    assert found == 0
    assert then > 10


def chases(ticks: list[Any]) -> int:
    """Return how often a single agent headed for one who has a partner."""
    found = 0
    for tick in ticks:
        paired = {d.agent for d in tick.events.decisions if d.is_paired}
        found += sum(
            d.partner in paired and not d.is_paired for d in tick.events.decisions
        )
    return found


@pytest.mark.parametrize(
    ("name", "schedule"),
    [
        ("satiable foragers", ModeSchedule(3, 10)),
        ("october/demos/demo_04_mode_schedule", None),
    ],
)
def test_nobody_walks_on_to_what_it_no_longer_wants(
    world: World, name: str, schedule: ModeSchedule | None
) -> None:
    """Who is idle stays where it is: a new mode makes old targets forgotten."""
    found = {}
    for rules in (V2, NOVEMBER):
        own = world(name, rules)
        scheduled = replace(own, mode_schedule=schedule or own.mode_schedule)
        found[rules.name] = idle_steps(Simulation(scheduled, 42, rules))

    assert found["v2"] == 0
    assert found["november"] > 0


def idle_steps(simulation: Simulation) -> int:
    """Return how many steps agents take in 200 ticks although they want nothing."""
    state, steps = simulation.state, 0
    for _ in range(200):
        x, y = state.x.tolist(), state.y.tolist()
        for d in simulation.step().decisions:
            here = int(state.x[d.agent]), int(state.y[d.agent])
            steps += d.activity == "idle" and here != (x[d.agent], y[d.agent])
    return steps


@pytest.mark.parametrize(
    "name",
    [
        "satiable foragers",
        "november/baseline/baseline_50agent_market",
        "november/test/phase1_complete",
        "october/mode_toggle_demo",
    ],
)
def test_partners_claim_no_resources(watch: Watch, name: str) -> None:
    """Who goes to trade leaves the cell to others, in the state and in the records."""
    claims, then = (claims_of_partners(watch(name, rules)) for rules in (V2, NOVEMBER))
    records = [d.claimed for d in decisions(watch(name, V2)) if d.is_paired]

    assert claims == 0 < then
    assert set(records) == {None}


def claims_of_partners(ticks: list[Any]) -> int:
    """Return how many cells, over all ticks, are claimed by an agent with a partner."""
    found = 0
    for tick in ticks:
        owners = tick.after.claimant[tick.after.claimant != NOBODY]
        found += int((tick.after.partner[owners] != NOBODY).sum())
    return found
