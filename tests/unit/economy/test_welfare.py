"""The gains from trade, against closed forms and against what defines them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vmt.economy.equilibrium import Consumer, equilibrium
from vmt.economy.preferences.ces import CES
from vmt.economy.preferences.cobb_douglas import CobbDouglas
from vmt.economy.preferences.linear import Linear
from vmt.economy.preferences.preference import Preference
from vmt.economy.preferences.quadratic import Quadratic
from vmt.economy.preferences.stone_geary import StoneGeary
from vmt.economy.welfare import money_metric, resource_utilisation

NEEDY = StoneGeary(alpha_A=0.6, alpha_B=0.4, gamma_A=5.0, gamma_B=3.0)
PREFERENCES: list[Preference] = [
    CobbDouglas(wA=0.6, wB=0.4),
    CobbDouglas(wA=1.0, wB=3.0),
    CES(rho=0.5, wA=0.5, wB=0.5),
    CES(rho=-4.0, wA=2.0, wB=1.0),
    CES(rho=0.9, wA=0.3, wB=0.7),
    CES(rho=-16.0, wA=1.0, wB=1.0),
    NEEDY,
    Linear(vA=2.0, vB=3.0),
    Linear(vA=3.0, vB=1.0),
]
quantities = st.floats(6.0, 50.0)
consumers = st.lists(
    st.builds(Consumer, st.sampled_from(PREFERENCES), quantities, quantities),
    min_size=2,
    max_size=5,
)


@pytest.mark.parametrize("rho", [0.5, -0.5, -1.0, -4.0])
def test_one_homothetic_taste_has_a_closed_form(rho: float) -> None:
    """With one homogeneous u it is sum u(x_i) / u(sum x_i): the box of 10, 3."""
    taste = CES(rho=rho, wA=0.5, wB=0.5)
    endowed = [Consumer(taste, 10.0, 3.0), Consumer(taste, 3.0, 10.0)]

    found = resource_utilisation(endowed)

    assert found == pytest.approx(2 * taste.utility(10, 3) / 13.0, rel=1e-12)
    if rho == 0.5:
        assert 6.5 * found == pytest.approx(5.988613, abs=5e-7)


def test_linear_tastes_have_a_closed_form() -> None:
    """At the price 1 the 15 utils of either cost 7.5, and all there is is worth 20.

    The one lives as well from 7.5 A alone, the other from 7.5 B: three quarters.
    """
    likes_A, likes_B = Linear(vA=2.0, vB=1.0), Linear(vA=1.0, vB=2.0)
    endowed = [Consumer(likes_A, 5.0, 5.0), Consumer(likes_B, 5.0, 5.0)]

    assert resource_utilisation(endowed) == pytest.approx(0.75, rel=1e-12)
    swapped = [Consumer(likes_A, 10.0, 0.0), Consumer(likes_B, 0.0, 10.0)]
    assert resource_utilisation(swapped) == pytest.approx(1.0, rel=1e-12)


@given(consumers)
@settings(max_examples=60, deadline=None)
def test_nothing_is_wasted_in_equilibrium(endowed: list[Consumer]) -> None:
    """The first welfare theorem: 1 at the competitive allocation, no more before."""
    found = equilibrium(endowed)
    pairs = zip(endowed, found.bundles, strict=True)
    after = [Consumer(c.preference, A, B) for c, (A, B) in pairs]

    assert resource_utilisation(after) == pytest.approx(1.0, abs=1e-9)
    assert 0.0 < resource_utilisation(endowed) <= 1.0


def test_that_fraction_of_all_goods_suffices() -> None:
    """From rho times the goods everybody can live as before, from less nobody can.

    With two Cobb-Douglas consumers the contract curve of the smaller box is walked
    through: where the first is as well off as before, so is the second at rho, and
    at 0.999 rho it is worse off everywhere.
    """
    first, second = CobbDouglas(wA=0.6, wB=0.4), CobbDouglas(wA=0.1, wB=0.9)
    endowed = [Consumer(first, 10.0, 20.0), Consumer(second, 20.0, 10.0)]
    rho = resource_utilisation(endowed)

    def best_of_second(fraction: float) -> float:
        total, own = 30.0 * fraction, first.utility(10.0, 20.0)
        best = 0.0
        for k in range(1, 100_000):
            A = total * k / 100_000
            B = (own / A**0.6) ** (1 / 0.4)
            if total > B:
                best = max(best, second.utility(total - A, total - B))
        return best

    was = second.utility(20.0, 10.0)
    assert rho < 0.9
    assert best_of_second(rho) == pytest.approx(was, rel=1e-6)
    assert best_of_second(0.999 * rho) < was


def test_goods_of_one_kind_cannot_be_wasted() -> None:
    """Where there is no B, and nobody has anything, there is nothing to gain."""
    taste = CobbDouglas(wA=1.0, wB=1.0)

    assert resource_utilisation([Consumer(taste, 4.0, 0.0)] * 2) == 1.0
    assert resource_utilisation([Consumer(taste, 0.0, 0.0)] * 2) == 1.0


@pytest.mark.parametrize("preference", PREFERENCES)
@pytest.mark.parametrize("price", [0.25, 1.0, 6.0])
def test_money_metric_is_the_least_cost(preference: Preference, price: float) -> None:
    """No bundle as good as what the consumer has costs less, and one costs no more."""
    consumer = Consumer(preference, 11.0, 7.0)
    own = preference.utility(11.0, 7.0)
    cost = money_metric(consumer, price)

    assert cost <= (price * 11.0 + 7.0) * (1 + 1e-12)
    cheapest = min(
        price * A + B
        for k in range(4001)
        for A in [cost / price * k / 4000]
        for B in [_as_good(preference, A, own)]
    )
    assert cheapest == pytest.approx(cost, rel=2e-4)
    assert cheapest >= cost * (1 - 1e-9)


def _as_good(preference: Preference, A: float, utility: float) -> float:
    """Return the least B with which A is worth so much; infinity if there is none."""
    if isinstance(preference, StoneGeary) and preference.gamma_A >= A:
        return float("inf")
    low, high = 0.0, 1e9
    if preference.utility(A, high) < utility:
        return float("inf")
    for _ in range(100):
        middle = (low + high) / 2
        if preference.utility(A, middle) < utility:
            low = middle
        else:
            high = middle
    return high


def test_money_metric_of_a_bundle_bought_is_its_cost() -> None:
    """At the price that clears, what the market gave is worth what it cost."""
    endowed = [
        Consumer(CobbDouglas(wA=0.6, wB=0.4), 10.0, 20.0),
        Consumer(CobbDouglas(wA=0.1, wB=0.9), 20.0, 10.0),
    ]
    found = equilibrium(endowed)
    for consumer, (A, B) in zip(endowed, found.bundles, strict=True):
        bought = Consumer(consumer.preference, A, B)
        cost = found.price * consumer.A + consumer.B
        assert money_metric(bought, found.price) == pytest.approx(cost, rel=1e-12)
        assert money_metric(consumer, found.price) < cost


@pytest.mark.parametrize(
    ("consumer", "message"),
    [
        (
            Consumer(Quadratic(A_star=5, B_star=5, sigma_A=1, sigma_B=1), 1, 1),
            "UQuadratic has no expenditure function",
        ),
        (Consumer(CES(rho=2.0, wA=1.0, wB=1.0), 1, 1), "rho has to be less than 1"),
        (Consumer(NEEDY, 4.0, 9.0), "less than they need to subsist: 1 A and 0 B"),
    ],
)
def test_what_has_no_answer_is_refused(consumer: Consumer, message: str) -> None:
    """Satiation, extremes that are better, and hunger have no such measure."""
    with pytest.raises(ValueError, match=message):
        resource_utilisation([consumer, consumer])
    with pytest.raises(ValueError, match=message):
        money_metric(consumer, 1.0)
