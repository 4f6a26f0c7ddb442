"""Goods are neither made nor lost, and trades please both sides."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from vmt.economy.preferences.factory import make_preference
from vmt.engine.configuration import (
    Configuration,
)
from vmt.engine.rules import V2, Rules
from vmt.engine.simulation import Simulation
from vmt.engine.state import RESOURCE_A, RESOURCE_B, State

bounded = settings(derandomize=True, deadline=None, max_examples=120)
seeds = st.integers(0, 2**32)
TicksOf = Callable[..., Iterator[Any]]


def on_grid(state: State, kind: int) -> int:
    """Return how much of a good lies on the cells."""
    return int(state.amount[state.resource == kind].sum())


@bounded
@given(st.from_type(Configuration), seeds, st.from_type(Rules))
def test_goods_change_hands_exactly(
    ticks_of: TicksOf, configuration: Configuration, seed: int, rules: Rules
) -> None:
    """Holdings change by the trades and harvests of the tick, to the minor unit."""
    for tick in ticks_of(Simulation(configuration, seed, rules)):
        A, B = tick.before.A.copy(), tick.before.B.copy()
        for trade in tick.events.trades:
            A[trade.buyer] += trade.dA
            A[trade.seller] -= trade.dA
            B[trade.buyer] -= trade.dB
            B[trade.seller] += trade.dB
        assert (int(A.sum()), int(B.sum())) == (
            int(tick.before.A.sum()),
            int(tick.before.B.sum()),
        )
        for harvest in tick.events.harvests:
            (A if harvest.good == "A" else B)[harvest.agent] += harvest.amount

        assert A.tolist() == tick.after.A.tolist()
        assert B.tolist() == tick.after.B.tolist()


@bounded
@given(st.from_type(Configuration), seeds, st.from_type(Rules))
def test_what_is_there_is_what_was_there_and_regrew(
    ticks_of: TicksOf, configuration: Configuration, seed: int, rules: Rules
) -> None:
    """Goods come from regrowth alone, at most the growth rate of a harvested cell."""
    growth = configuration.parameters.resource_growth_rate
    for tick in ticks_of(Simulation(configuration, seed, rules)):
        grid = tick.before.amount.copy()
        for harvest in tick.events.harvests:
            grid[harvest.x, harvest.y] -= harvest.amount
        regrown = tick.after.amount - grid

        assert (regrown >= 0).all()
        assert (regrown <= growth).all()
        assert (tick.after.last_harvested[regrown > 0] >= 0).all()
        for kind, held in ((RESOURCE_A, "A"), (RESOURCE_B, "B")):
            more = int(regrown[tick.after.resource == kind].sum())
            before = int(getattr(tick.before, held).sum()) + on_grid(tick.before, kind)
            after = int(getattr(tick.after, held).sum()) + on_grid(tick.after, kind)
            assert before + more == after


@bounded
@given(st.from_type(Configuration), seeds, st.from_type(Rules))
def test_nothing_is_negative_and_cells_keep_their_kind(
    ticks_of: TicksOf, configuration: Configuration, seed: int, rules: Rules
) -> None:
    """Holdings and cells hold at least 0, cells at most what was seeded there."""
    for tick in ticks_of(Simulation(configuration, seed, rules)):
        after = tick.after

        assert (after.A >= 0).all()
        assert (after.B >= 0).all()
        assert (after.amount >= 0).all()
        assert (after.amount <= after.capacity).all()
        assert (after.resource == tick.before.resource).all()
        assert (after.capacity == tick.before.capacity).all()


@bounded
@given(st.from_type(Configuration), seeds, st.from_type(Rules))
def test_trades_leave_both_better_off(
    ticks_of: TicksOf, configuration: Configuration, seed: int, rules: Rules
) -> None:
    """Both gain more than epsilon, and pay within ask and bid but for rounding.

    Prices within the quotes are the compensating block's own.
    """
    simulation = Simulation(configuration, seed, rules)
    scale, epsilon = configuration.quantity_scale, configuration.parameters.epsilon
    mix = [
        make_preference(share.kind, share.parameters, rules.boundary)
        for share in configuration.population
    ]

    def utility(entry: int, A: int, B: int) -> float:
        return mix[entry].utility(A / scale, B / scale)

    for tick in ticks_of(simulation):
        entry = tick.before.preference.tolist()
        A, B = tick.before.A.tolist(), tick.before.B.tolist()

        for trade in tick.events.trades:
            buyer, seller = trade.buyer, trade.seller
            was = [utility(entry[who], A[who], B[who]) for who in (buyer, seller)]
            A[buyer], A[seller] = A[buyer] + trade.dA, A[seller] - trade.dA
            B[buyer], B[seller] = B[buyer] - trade.dB, B[seller] + trade.dB

            now = [utility(entry[who], A[who], B[who]) for who in (buyer, seller)]
            assert now[0] - was[0] == trade.buyer_gain > epsilon
            assert now[1] - was[1] == trade.seller_gain > epsilon
            assert trade.dA > 0
            assert trade.dB > 0
            assert trade.price == trade.dB / trade.dA
            if trade.protocol != "compensating_block":
                continue  # the others look at gains, not at quotes
            least = float(tick.before.ask[seller]) * trade.dA
            most = float(tick.before.bid[buyer]) * trade.dA
            slack = 0.5 + 1e-9 * trade.dB
            assert least - slack <= trade.dB <= most + slack


@bounded
@given(st.from_type(Configuration), seeds, st.from_type(Rules))
def test_quotes_change_with_holdings_alone_and_stay_usable(
    ticks_of: TicksOf, configuration: Configuration, seed: int, rules: Rules
) -> None:
    """Asks >= p_min and bids <= p_max, at least 0, finite but for (inf, 0)."""
    for tick in ticks_of(Simulation(configuration, seed, rules)):
        before, after = tick.before, tick.after
        same = (before.A == after.A) & (before.B == after.B)
        for name in ("ask", "bid", "p_min", "p_max", "utility"):
            old, new = getattr(before, name), getattr(after, name)
            assert (old[same] == new[same]).all()
        if rules is V2:
            assert (after.ask >= after.p_min).all()
            assert (after.bid <= after.p_max).all()
        assert (after.bid >= 0).all()
        assert np.isfinite(after.bid).all()
        no_trade = np.isinf(after.ask)
        assert (after.bid[no_trade] == 0).all()
        assert (after.ask >= 0).all()
