"""Two agents: they end on the contract curve, inside the lens of the endowment."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vmt.economy.equilibrium import Consumer, equilibrium
from vmt.economy.preferences.ces import CES
from vmt.engine.configuration import Configuration, PreferenceKind, Protocol
from vmt.engine.protocols import registry

Exchange = Callable[..., Configuration]
Start = Callable[..., Any]

BARGAINING = registry.names("bargaining")
BOXES = {
    "one taste": (
        [(30, 9), (9, 30)],
        PreferenceKind.CES,
        [{"rho": 0.5, "wA": 0.5, "wB": 0.5}],
    ),
    "complements": (
        [(30, 12), (10, 28)],
        PreferenceKind.CES,
        [{"rho": -2.0, "wA": 0.5, "wB": 0.5}],
    ),
    "two tastes": (
        [(20, 40), (40, 20)],
        PreferenceKind.CES,
        [{"rho": 0.0, "wA": 0.6, "wB": 0.4}, {"rho": 0.0, "wA": 0.1, "wB": 0.9}],
    ),
    "two elasticities": (
        [(40, 15), (12, 30)],
        PreferenceKind.CES,
        [{"rho": 0.5, "wA": 0.3, "wB": 0.7}, {"rho": -1.0, "wA": 0.7, "wB": 0.3}],
    ),
    "needs": (
        [(35, 12), (15, 30)],
        PreferenceKind.STONE_GEARY,
        [
            {"alpha_A": 0.6, "alpha_B": 0.4, "gamma_A": 5.0, "gamma_B": 3.0},
            {"alpha_A": 0.3, "alpha_B": 0.7, "gamma_A": 0.0, "gamma_B": 6.0},
        ],
    ),
}


@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize("bargaining", BARGAINING)
@pytest.mark.parametrize("step", [0.25, 0.05])
def test_two_agents_end_on_the_contract_curve(
    exchange: Exchange, economy: Start, bargaining: str, box: str, step: float
) -> None:
    """Their MRS differ by what the grid cannot trade away, and both have gained."""
    endowments, kind, mix = BOXES[box]
    plain = exchange(endowments, kind, *mix, step=step, dA_max=50_000)
    run = economy(replace(plain, bargaining=Protocol(bargaining)))
    assert np.ptp(run.log_mrs) > 0.4
    totals, before = run.totals, run.simulation.state.utility.copy()
    run.run()

    assert len(run.trades) > 0
    assert totals == run.totals
    assert np.ptp(run.log_mrs) <= run.gap < step
    assert (run.simulation.state.utility > before).all()


@pytest.mark.parametrize("bargaining", BARGAINING)
@pytest.mark.parametrize("rho", [0.5, 0.0, -4.0])
def test_just_the_symmetric_rules_split_a_symmetric_box_evenly(
    exchange: Exchange, economy: Start, bargaining: str, rho: float
) -> None:
    """From (10, 3) and (3, 10) both end at half of everything, the equilibrium.

    A rule that favours one side, by its own account, ends elsewhere.
    """
    endowments = [(10.0, 3.0), (3.0, 10.0)]
    values = {"rho": rho, "wA": 0.5, "wB": 0.5}
    plain = exchange(endowments, PreferenceKind.CES, values, step=0.1)
    run = economy(replace(plain, bargaining=Protocol(bargaining)))
    fair = np.array(equilibrium(run.consumers).bundles)
    run.run()
    evenly = abs(np.array(run.holdings) - fair).max() < 0.15

    assert fair == pytest.approx(6.5)
    assert evenly == registry.describe("bargaining", bargaining).traits.symmetric


@pytest.mark.parametrize(
    ("rho", "percent"), [(0.5, 8.54), (-0.5, 29.75), (-1.0, 40.83), (-4.0, 82.56)]
)
def test_the_scarcer_the_substitutes_the_more_trade_is_worth(
    rho: float, percent: float
) -> None:
    """What the equilibrium adds to the utility of (10, 3), opposite (3, 10).

    A demonstration of the public program has rho 0.5, and promises 35 % more.
    """
    alike = CES(rho=rho, wA=0.5, wB=0.5)
    found = equilibrium([Consumer(alike, 10, 3), Consumer(alike, 3, 10)])
    gain = alike.utility(*found.bundles[0]) / alike.utility(10, 3) - 1

    assert found.price == pytest.approx(1)
    assert 100 * gain == pytest.approx(percent, abs=0.006)


halves = st.integers(2, 40).map(lambda k: k / 2)
bundles = st.lists(st.tuples(halves, halves), min_size=2, max_size=4)
tastes = st.builds(
    lambda rho, w: {"rho": rho, "wA": w, "wB": 1 - w},
    st.sampled_from([-2.0, -0.5, 0.0, 0.5, 0.9]),
    st.floats(0.2, 0.8),
)


@settings(derandomize=True, deadline=None, max_examples=60)
@given(bundles, tastes, tastes, st.integers(0, 2**32), st.sampled_from(BARGAINING))
def test_barter_conserves_goods_and_never_harms(
    exchange: Exchange,
    economy: Start,
    endowments: list[tuple[float, float]],
    one: dict[str, float],
    other: dict[str, float],
    seed: int,
    bargaining: str,
) -> None:
    """Totals stay to the minor unit, and utilities change by trade, upwards."""
    configuration = replace(
        exchange(endowments, PreferenceKind.CES, one, other, step=0.5, dA_max=50_000),
        bargaining=Protocol(bargaining),
    )
    run = economy(configuration, seed)
    state, totals = run.simulation.state, run.totals
    for _ in range(40):
        before = state.utility.copy()
        traded = {
            agent
            for trade in run.simulation.step().trades
            for agent in (trade.buyer, trade.seller)
        }
        for agent, (was, now) in enumerate(zip(before, state.utility, strict=True)):
            assert now > was if agent in traded else now == was
        assert totals == run.totals


@pytest.mark.parametrize("search", registry.names("search"))
@pytest.mark.parametrize("matching", registry.names("matching"))
@pytest.mark.parametrize("bargaining", BARGAINING)
def test_one_agent_and_identical_linear_agents_never_trade(
    exchange: Exchange, economy: Start, search: str, matching: str, bargaining: str
) -> None:
    """There is nobody to trade with, or nothing that both would gain."""
    linear = {"vA": 1.0, "vB": 3.0}
    for endowments in ([(5.0, 5.0)], [(9.0, 1.0), (1.0, 9.0), (5.0, 5.0)]):
        plain = exchange(endowments, PreferenceKind.LINEAR, linear, step=0.5)
        run = economy(
            replace(
                plain,
                search=Protocol(search),
                matching=Protocol(matching),
                bargaining=Protocol(bargaining),
            )
        )
        assert not any(run.simulation.step().trades for _ in range(20))
