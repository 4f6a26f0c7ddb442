"""What theory says of pure exchange, on economies that can only exchange."""

import math
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest

from vmt.economy.preferences.factory import make_preference
from vmt.engine.configuration import Configuration, PreferenceKind
from vmt.engine.simulation import Simulation

Exchange = Callable[..., Configuration]
UNIT = 10_000
UNEQUAL = [(4.0, 0.5), (0.5, 3.0), (2.0, 2.5), (1.0, 4.0), (6.0, 1.0), (2.5, 1.0)]
"""Endowments whose totals are A = 16 and B = 12."""


def ces(rho: float, wA: float = 0.5) -> dict[str, float]:
    """Return the parameters of CES with weights that sum to one."""
    return {"rho": rho, "wA": wA, "wB": 1 - wA}


def test_bargain_favours_who_receives_A(exchange: Exchange) -> None:
    """The lowest acceptable price is taken first, so buyers of A gain more.

    A bias of this bargaining rule, not of exchange: by symmetry the fair price is 1.
    """
    endowments = [(10.0, 3.0), (3.0, 10.0)]
    configuration = exchange(endowments, PreferenceKind.CES, ces(0.5))
    simulation = Simulation(configuration, 1)
    trades = [t for _ in range(20) for t in simulation.step().trades]

    assert trades[0].buyer_gain > trades[0].seller_gain
    assert sum(t.dB for t in trades) < sum(t.dA for t in trades)
    assert simulation.state.utility[1] > simulation.state.utility[0]


@pytest.mark.parametrize("rho", [0.5, 0.0, -0.5])
def test_the_favour_is_the_lowest_price_that_the_seller_takes(
    exchange: Exchange, rho: float
) -> None:
    """A quarter of the way from ask to bid less, and the seller would have refused.

    So the seller is paid little more than what the block is worth to it, and the bias
    ends there: it never pays less.
    """
    endowments = [(10.0, 3.0), (3.0, 10.0)]
    configuration = exchange(endowments, PreferenceKind.CES, ces(rho), step=0.25)
    utility = make_preference("ces", ces(rho)).utility
    simulation = Simulation(configuration, 1)
    state, refused = simulation.state, 0
    for _ in range(30):
        ask, bid = state.ask.tolist(), state.bid.tolist()
        A, B = state.A / UNIT, state.B / UNIT
        for trade in simulation.step().trades:
            s, dA = trade.seller, trade.dA / UNIT
            quarter = (bid[trade.buyer] - ask[s]) / 4
            now = utility(A[s], B[s])
            assert utility(A[s] - dA, B[s] + trade.dB / UNIT) > now
            if trade.quoted_price - quarter > ask[s]:
                cheaper = dA * (trade.quoted_price - quarter)
                assert utility(A[s] - dA, B[s] + cheaper) < now + 1e-4
                refused += 1
    assert refused > 0


@pytest.mark.parametrize("rho", [0.5, 0.0, -2.0])
def test_each_trade_brings_rates_of_substitution_together(
    exchange: Exchange, rho: float
) -> None:
    """The gap between two agents' log MRS shrinks with every trade, nearly to none."""
    endowments = [(10.0, 3.0), (3.0, 10.0)]
    configuration = exchange(endowments, PreferenceKind.CES, ces(rho), step=0.05)
    simulation = Simulation(configuration, 1)
    gaps = []
    trading = True
    while trading:
        gaps.append(abs(math.log(simulation.state.bid[0] / simulation.state.bid[1])))
        trading = bool(simulation.step().trades)

    assert len(gaps) > 20
    assert all(later < earlier for earlier, later in pairwise(gaps))
    assert gaps[-1] < gaps[0] / 20


def test_no_trade_at_equal_rates_of_substitution(exchange: Exchange) -> None:
    """On the contract curve nobody gains: holdings in one proportion stay."""
    endowments = [(2.0, 4.0), (5.0, 10.0), (1.0, 2.0)]
    simulation = Simulation(exchange(endowments, PreferenceKind.CES, ces(0.0)), 1)

    assert not any(simulation.step().trades for _ in range(20))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_trade_ends_only_when_nobody_would_agree(exchange: Exchange, seed: int) -> None:
    """Starting afresh from where trade ended, with no memories, nobody trades."""
    mix = (ces(0.5, 0.3), ces(0.5, 0.6), ces(0.5, 0.8))
    configuration = exchange(UNEQUAL, PreferenceKind.CES, *mix, step=0.25)
    simulation = Simulation(configuration, seed)
    trades = sum(len(simulation.step().trades) for _ in range(300))
    state = simulation.state
    afresh = replace(
        configuration,
        endowment_A=tuple(state.A.tolist()),
        endowment_B=tuple(state.B.tolist()),
    )

    assert trades > 10
    again = Simulation(afresh, seed)
    assert again.state.preference.tolist() == state.preference.tolist()
    assert not any(again.step().trades for _ in range(60))


def test_linear_agents_end_at_a_corner(exchange: Exchange) -> None:
    """Of two perfect substitutes at unlike ratios one agent sells all it has."""
    mix = ({"vA": 2.0, "vB": 1.0}, {"vA": 1.0, "vB": 2.0})
    for seed in range(8):
        configuration = exchange([(5.0, 5.0)] * 2, PreferenceKind.LINEAR, *mix)
        simulation = Simulation(configuration, seed)
        if len(set(simulation.state.preference.tolist())) == 2:
            break
    simulation.run(40)
    loves_B = simulation.state.preference.tolist().index(1)

    assert simulation.state.A[loves_B] == 0


def test_starving_agent_is_rescued(exchange: Exchange) -> None:
    """Who lacks B gives A for it, up to its needs and beyond."""
    values = {"alpha_A": 0.5, "alpha_B": 0.5, "gamma_A": 1.0, "gamma_B": 3.0}
    configuration = exchange(
        [(9.0, 1.0), (4.0, 12.0)], PreferenceKind.STONE_GEARY, values
    )
    simulation = Simulation(configuration, 1)
    simulation.run(20)

    assert simulation.state.B[0] > 3 * configuration.quantity_scale


def test_exchange_conserves_both_goods(exchange: Exchange) -> None:
    """A whole run of trades moves goods between agents and makes none."""
    simulation = Simulation(exchange(UNEQUAL, PreferenceKind.CES, ces(0.5)), 1)
    before = simulation.state.A.sum(), simulation.state.B.sum()
    simulation.run(100)

    assert before == (simulation.state.A.sum(), simulation.state.B.sum())
