"""Demand and the competitive price, against values that were worked out."""

import math
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vmt.economy.demand import demand
from vmt.economy.equilibrium import (
    Consumer,
    NoEquilibriumError,
    equilibrium,
    excess_demand,
    walrasian_price,
)
from vmt.economy.preferences.ces import CES
from vmt.economy.preferences.cobb_douglas import CobbDouglas
from vmt.economy.preferences.linear import Linear
from vmt.economy.preferences.preference import Preference
from vmt.economy.preferences.stone_geary import StoneGeary

EPSILON = 1e-12
NEEDY = StoneGeary(alpha_A=0.6, alpha_B=0.4, gamma_A=5.0, gamma_B=3.0)
CONVEX: list[Preference] = [
    CobbDouglas(wA=0.6, wB=0.4),
    CobbDouglas(wA=3.0, wB=1.0),
    CES(rho=0.5, wA=0.5, wB=0.5),
    CES(rho=-4.0, wA=2.0, wB=1.0),
    CES(rho=0.6, wA=0.3, wB=0.7),
    NEEDY,
    StoneGeary(alpha_A=1.0, alpha_B=3.0, gamma_A=0.0, gamma_B=2.0),
]
weights = st.floats(0.1, 0.9)
quantities = st.floats(0.5, 50.0)
homothetic = st.one_of(
    st.builds(lambda w: CobbDouglas(wA=w, wB=1 - w), weights),
    st.builds(
        lambda rho, w: CES(rho=rho, wA=w, wB=1 - w),
        st.sampled_from([-4.0, -1.0, -0.5, 0.25, 0.5, 0.9]),
        weights,
    ),
)
consumers = st.lists(
    st.builds(Consumer, homothetic, quantities, quantities), min_size=1, max_size=5
)


def cobb_douglas(share: float, A: float, B: float) -> Consumer:
    """Return somebody who spends a share on A."""
    return Consumer(CobbDouglas(wA=share, wB=1 - share), A, B)


@pytest.mark.parametrize("preference", CONVEX)
@pytest.mark.parametrize("price", [0.2, 1.0, 7.0])
def test_demand_is_the_best_that_can_be_bought(
    preference: Preference, price: float
) -> None:
    """It spends all, its MRS is the price, and no bundle on the budget is better."""
    wealth = 90.0
    A, B = demand(preference, price, wealth)
    best = preference.utility(A, B)

    assert price * A + B == pytest.approx(wealth)
    assert preference.mrs(A, B, EPSILON) == pytest.approx(price)
    for share in (0.5, 0.9, 0.99, 1.01, 1.1, 1.5):
        other = A * share
        if wealth - price * other > 0.0:
            assert preference.utility(other, wealth - price * other) < best


def test_cobb_douglas_price_is_as_worked_out() -> None:
    """Shares 0.6 and 0.1 of (10, 20) and (20, 10) clear at 13/22."""
    found = equilibrium([cobb_douglas(0.6, 10, 20), cobb_douglas(0.1, 20, 10)])

    assert found.price == pytest.approx(13 / 22, rel=1e-15)
    assert [A for A, _ in found.bundles] == pytest.approx([26.3077, 3.6923], abs=5e-5)
    assert [B for _, B in found.bundles] == pytest.approx([10.3636, 19.6364], abs=5e-5)


@pytest.mark.parametrize(
    ("rho", "price"), [(0.5, 0.8660254), (-0.5, 0.6495191), (-1.0, 0.5625)]
)
@pytest.mark.parametrize("first", [(4.0, 9.0), (8.0, 6.0), (15.5, 0.5)])
def test_identical_ces_price_hangs_on_the_totals_alone(
    rho: float, price: float, first: tuple[float, float]
) -> None:
    """16 A and 12 B, whoever owns them, are worth (12/16)^(1 - rho)."""
    tastes = CES(rho=rho, wA=0.5, wB=0.5)
    others = Consumer(tastes, 16 - first[0], 12 - first[1])
    economy = [Consumer(tastes, *first), others]

    assert walrasian_price(economy) == pytest.approx(price, abs=5e-8)
    assert excess_demand(economy, walrasian_price(economy)) == pytest.approx(0)


def test_weights_need_not_sum_to_one() -> None:
    """Tastes are the ratio of the weights, in the closed form and in bisection."""
    economy = [
        Consumer(CES(rho=0.5, wA=2.0, wB=4.0), 4, 9),
        Consumer(CES(rho=0.5, wA=0.5, wB=1.0), 12, 3),
    ]

    assert walrasian_price(economy) == pytest.approx(0.5 * 0.75**0.5)


@pytest.mark.parametrize("rho", [-4.0, -0.5, 0.5, 0.9])
def test_bisection_finds_the_closed_form(rho: float) -> None:
    """Tastes that differ in the last digits only are not identical, but nearly."""
    alike = CES(rho=rho, wA=0.3, wB=0.7)
    nearly = CES(rho=rho, wA=0.3 + 1e-13, wB=0.7)
    exact = walrasian_price([Consumer(alike, 10, 3), Consumer(alike, 2, 9)])
    bisected = walrasian_price([Consumer(alike, 10, 3), Consumer(nearly, 2, 9)])

    assert bisected != exact
    assert bisected == pytest.approx(exact, rel=1e-11)


def test_stone_geary_is_cobb_douglas_above_the_needs() -> None:
    """The price is 0.6 x 19 / (0.4 x 14) where 14 A and 19 B are above the needs."""
    economy = [Consumer(NEEDY, 4, 20), Consumer(NEEDY, 20, 5)]
    found = equilibrium(economy)

    assert found.price == pytest.approx(0.6 * 19 / (0.4 * 14))
    assert all(A > 5 and B > 3 for A, B in found.bundles)
    assert excess_demand(economy, found.price) == pytest.approx(0)


@settings(derandomize=True, deadline=None)
@given(consumers)
def test_markets_clear_at_the_price(economy: list[Consumer]) -> None:
    """Both goods are used up, everybody spends their wealth, nobody goes without."""
    found = equilibrium(economy)
    total_A, total_B = sum(c.A for c in economy), sum(c.B for c in economy)

    assert sum(A for A, _ in found.bundles) == pytest.approx(total_A)
    assert sum(B for _, B in found.bundles) == pytest.approx(total_B)
    for consumer, (A, B) in zip(economy, found.bundles, strict=True):
        wealth = found.price * consumer.A + consumer.B
        assert found.price * A + B == pytest.approx(wealth)
        assert min(A, B) > 0


@settings(derandomize=True, deadline=None)
@given(consumers, st.floats(0.01, 0.4))
def test_no_pair_can_improve_on_the_equilibrium(
    economy: list[Consumer], size: float
) -> None:
    """The first welfare theorem: no block at any price leaves both better off."""
    found = equilibrium(economy)
    sides = list(zip((c.preference for c in economy), found.bundles, strict=True))
    for giver, receiver in product(sides, sides):
        dA = size * giver[1][0]
        for factor in (0.25, 0.8, 0.98, 1.0, 1.02, 1.25, 4.0):
            dB = dA * found.price * factor
            if dB < receiver[1][1]:
                gains = (gain(*giver, -dA, dB), gain(*receiver, dA, -dB))
                assert min(gains) <= 1e-9


def gain(
    preference: Preference, bundle: tuple[float, float], dA: float, dB: float
) -> float:
    """Return the relative gain in utility from a change of a bundle."""
    before = preference.utility(*bundle)
    return (preference.utility(bundle[0] + dA, bundle[1] + dB) - before) / before


def test_needs_and_other_tastes_share_a_market() -> None:
    """A mix of all three kinds has a price, by bisection."""
    economy = [
        Consumer(NEEDY, 4, 20),
        Consumer(CES(rho=-1.0, wA=0.3, wB=0.7), 20, 5),
        cobb_douglas(0.5, 1, 0),
    ]

    assert excess_demand(economy, walrasian_price(economy)) == pytest.approx(0)


def test_linear_tastes_have_a_price_between_their_rates() -> None:
    """Eight who rate A at 2 buy all A for all their wealth: 8 (10 p + 10)/p = 200.

    The other twelve, who rate it at 1/2, sell: 80/p = 120, whatever they think.
    """
    economy = [Consumer(Linear(vA=2.0, vB=1.0), 10, 10)] * 8
    economy += [Consumer(Linear(vA=1.0, vB=2.0), 10, 10)] * 12
    found = equilibrium(economy)

    assert found.price == pytest.approx(2 / 3, rel=1e-12)
    assert found.bundles[0] == pytest.approx((25, 0))
    assert found.bundles[-1] == pytest.approx((0, 50 / 3))


def test_linear_tastes_may_set_the_price() -> None:
    """Many who rate A at 3/2 hold its price there, and take what the other leaves.

    The other spends half of 3/2 + 1 on A: 5/6 units, and the nineteen have the rest.
    """
    many = [Consumer(Linear(vA=3.0, vB=2.0), 1, 1)] * 19
    found = equilibrium([*many, cobb_douglas(0.5, 1, 1)])

    assert found.price == 1.5
    assert found.bundles[-1] == pytest.approx((5 / 6, 5 / 4))
    assert found.bundles[0] == pytest.approx(((20 - 5 / 6) / 19, (20 - 5 / 4) / 19))


@pytest.mark.parametrize("rate", [0.3 / 0.1, 3.0])
def test_rates_that_differ_by_rounding_are_one(rate: float) -> None:
    """3 is 0.3/0.1 but for the last bit: both share what there is."""
    economy = [Consumer(Linear(vA=3.0, vB=1.0), 4, 0)]
    economy += [Consumer(Linear(vA=rate, vB=1.0), 0, 6)]
    found = equilibrium(economy)

    assert found.price == pytest.approx(3.0, rel=1e-12)
    assert sum(A for A, _ in found.bundles) == pytest.approx(4)
    assert sum(B for _, B in found.bundles) == pytest.approx(6)


@pytest.mark.parametrize(
    ("economy", "message"),
    [
        ([cobb_douglas(0.5, 0, 4), cobb_douglas(0.5, 0, 2)], "nobody has any A"),
        ([cobb_douglas(0.5, 4, 0)], "nobody has any B"),
        ([], "nobody has any A"),
        ([Consumer(NEEDY, 4, 20), Consumer(NEEDY, 5, 20)], "have -1 A above"),
        ([Consumer(NEEDY, 9, 3), Consumer(NEEDY, 9, 3)], "have 0 B above"),
        ([Consumer(NEEDY, 4, 2), Consumer(NEEDY, 90, 90)], "owns 4 A and 2 B cannot"),
        ([Consumer(NEEDY, 4, 3.01), Consumer(NEEDY, 20, 20)], "no price clears"),
        (
            [Consumer(NEEDY, 4, 3.01), Consumer(CES(rho=0.5, wA=1, wB=1), 20, 20)],
            "no price clears",
        ),
    ],
)
def test_an_economy_without_a_price_says_why(
    economy: list[Consumer], message: str
) -> None:
    """Missing goods, and needs that the economy or somebody in it cannot meet."""
    with pytest.raises(NoEquilibriumError, match=message):
        walrasian_price(economy)


def test_demand_refuses_what_has_none() -> None:
    """Tastes without a demand function, too little wealth, impossible prices."""
    with pytest.raises(ValueError, match="ULinear has no demand function here"):
        demand(Linear(vA=1.0, vB=2.0), 1.0, 5.0)
    with pytest.raises(ValueError, match=r"rho has to be less than 1"):
        demand(CES(rho=2.0, wA=1.0, wB=1.0), 1.0, 5.0)
    with pytest.raises(ValueError, match=r"rho has to be less than 1"):
        walrasian_price([Consumer(CES(rho=2.0, wA=1.0, wB=1.0), 1.0, 5.0)])
    with pytest.raises(ValueError, match="7 B does not buy the needs of 5 A and 3 B"):
        demand(NEEDY, 1.0, 7.0)
    for price in (0.0, -1.0, math.inf, math.nan):
        with pytest.raises(ValueError, match="positive and finite"):
            demand(CobbDouglas(wA=1.0, wB=1.0), price, 5.0)
