"""What agents do keeps to the rules of partnership, modes, walks and sight."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from vmt.engine.configuration import (
    Configuration,
    Mode,
    Parameters,
    PreferenceKind,
    PreferenceShare,
)
from vmt.engine.rules import V2, Rules
from vmt.engine.simulation import Simulation
from vmt.engine.state import NOBODY

bounded = settings(derandomize=True, deadline=None, max_examples=120)
seeds = st.integers(0, 2**32)
TicksOf = Callable[..., Iterator[Any]]


@bounded
@given(st.from_type(Configuration), seeds, st.from_type(Rules))
def test_partners_have_each_other_alone(
    ticks_of: TicksOf, configuration: Configuration, seed: int, rules: Rules
) -> None:
    """Partnership is mutual, with another, traded on once a tick, and not foraging."""
    for tick in ticks_of(Simulation(configuration, seed, rules)):
        partner = tick.after.partner.tolist()
        for agent, other in enumerate(partner):
            assert other == NOBODY or (other != agent and partner[other] == agent)
        pairs = [{trade.buyer, trade.seller} for trade in tick.events.trades]
        assert all(pairs.count(pair) == 1 for pair in pairs)
        assert all(partner[h.agent] == NOBODY for h in tick.events.harvests)
        reported = dict(enumerate(tick.before.partner.tolist()))
        for event in tick.events.pairings:
            i, j = event.agent_i, event.agent_j
            assert i < j
            if event.event == "pair":
                assert reported[i] == reported[j] == NOBODY
                reported[i], reported[j] = j, i
            else:
                assert (reported[i], reported[j]) == (j, i)
                reported[i] = reported[j] = NOBODY
        assert reported == dict(enumerate(partner))


@bounded
@given(st.from_type(Configuration), seeds, st.from_type(Rules))
def test_modes_say_what_may_happen(
    ticks_of: TicksOf, configuration: Configuration, seed: int, rules: Rules
) -> None:
    """A switch dissolves all pairs; trades and harvests keep to their modes."""
    simulation = Simulation(configuration, seed, rules)
    mode = simulation.mode
    for tick in ticks_of(simulation):
        events = tick.events
        assert events.mode is simulation.mode is configuration.mode_at(events.tick)
        if events.mode is not mode:
            assert events.mode_change is not None
            assert (events.mode_change.old, events.mode_change.new) == (
                mode,
                events.mode,
            )
            parted = [p for p in events.pairings if p.reason.startswith("mode_switch")]
            assert 2 * len(parted) == int((tick.before.partner != NOBODY).sum())
        else:
            assert events.mode_change is None
        if events.mode is Mode.FORAGE:
            assert not events.trades
            assert (tick.after.partner == NOBODY).all()
        if events.mode is Mode.TRADE:
            assert not events.harvests
        mode = events.mode


@bounded
@given(st.from_type(Configuration), seeds, st.from_type(Rules))
def test_agents_walk_within_their_budget_towards_their_goal(
    ticks_of: TicksOf, configuration: Configuration, seed: int, rules: Rules
) -> None:
    """Nobody leaves the grid, goes too far, or goes away from its target cell."""
    budget = configuration.parameters.move_budget_per_tick
    for tick in ticks_of(Simulation(configuration, seed, rules)):
        before, after = tick.before, tick.after
        walked = abs(after.x - before.x) + abs(after.y - before.y)
        assert (walked <= budget).all()
        for cells in (after.x, after.y):
            assert ((cells >= 0) & (cells < configuration.grid_size)).all()
        for d in tick.events.decisions:
            if d.target_x is None or d.target_y is None or d.partner is not None:
                continue
            was = abs(before.x[d.agent] - d.target_x) + abs(
                before.y[d.agent] - d.target_y
            )
            now = abs(after.x[d.agent] - d.target_x) + abs(
                after.y[d.agent] - d.target_y
            )
            assert now == was - min(was, budget)


@bounded
@given(st.from_type(Configuration), seeds)
def test_cooldowns_keep_a_failed_pair_apart(
    ticks_of: TicksOf, configuration: Configuration, seed: int
) -> None:
    """After a failure two do not pair again before the cooldown is over."""
    cooldown = configuration.parameters.trade_cooldown_ticks
    until: dict[tuple[int, int], int] = {}
    for tick in ticks_of(Simulation(configuration, seed, V2)):
        for p in tick.events.pairings:
            pair = (p.agent_i, p.agent_j)
            if p.event == "pair":
                assert p.tick >= until.get(pair, 0)
            elif not p.reason.startswith("mode_switch"):
                until[pair] = p.tick + cooldown


@bounded
@given(st.from_type(Configuration), seeds)
def test_claims_and_single_harvests_are_exclusive(
    ticks_of: TicksOf, configuration: Configuration, seed: int
) -> None:
    """With claims no two choose one cell; with a single harvester one takes from it."""
    parameters = configuration.parameters
    for tick in ticks_of(Simulation(configuration, seed, V2)):
        if parameters.enable_resource_claiming:
            claimed = [d.claimed for d in tick.events.decisions if d.claimed]
            assert len(set(claimed)) == len(claimed)
        if parameters.enforce_single_harvester:
            cells = [(h.x, h.y) for h in tick.events.harvests]
            assert len(set(cells)) == len(cells)


@bounded
@given(st.from_type(Configuration), seeds)
def test_agents_see_exactly_what_is_within_their_vision(
    ticks_of: TicksOf, configuration: Configuration, seed: int
) -> None:
    """The number of neighbours equals a count by brute force."""
    radius = configuration.parameters.vision_radius
    for tick in ticks_of(Simulation(configuration, seed), 3):
        x, y = tick.before.x.tolist(), tick.before.y.tolist()
        for d in tick.events.decisions:
            near = [
                j
                for j in range(len(x))
                if j != d.agent
                and abs(x[j] - x[d.agent]) + abs(y[j] - y[d.agent]) <= radius
            ]
            assert d.n_neighbours == len(near)
            assert {a.partner for a in d.alternatives} <= set(near)


@bounded
@given(st.integers(2, 6), seeds, st.floats(0.1, 5.0), st.sampled_from([0, 4]))
def test_identical_linear_agents_never_trade(
    ticks_of: TicksOf, n: int, seed: int, vA: float, decimals: int
) -> None:
    """Perfect substitutes at one common ratio leave no gain from trade."""
    unit = 10**decimals
    configuration = Configuration(
        name="linear",
        grid_size=4,
        n_agents=n,
        quantity_decimals=decimals,
        endowment_A=tuple((i + 1) * unit for i in range(n)),
        endowment_B=tuple((n - i) * unit for i in range(n)),
        population=(
            PreferenceShare(PreferenceKind.LINEAR, {"vA": vA, "vB": 1.3}, 1.0),
        ),
        parameters=Parameters(unit, unit, unit, vision_radius=8),
        resource_density=0.3,
        resource_amount=unit,
    )

    assert not any(t.events.trades for t in ticks_of(Simulation(configuration, seed)))


@bounded
@given(st.from_type(Configuration), seeds, st.from_type(Rules))
def test_one_agent_never_trades(
    ticks_of: TicksOf, configuration: Configuration, seed: int, rules: Rules
) -> None:
    """Alone there is nobody to trade with."""
    alone = replace(
        configuration,
        n_agents=1,
        endowment_A=configuration.endowment_A[:1],
        endowment_B=configuration.endowment_B[:1],
    )
    for tick in ticks_of(Simulation(alone, seed, rules)):
        assert not tick.events.trades
        assert not tick.events.pairings
