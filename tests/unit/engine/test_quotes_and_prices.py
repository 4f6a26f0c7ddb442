"""Quotes, their overlap, and the prices that a block is tried at."""

import math

import pytest

from vmt.economy.preferences.ces import CES
from vmt.economy.preferences.linear import Linear
from vmt.economy.preferences.quadratic import Quadratic
from vmt.engine.protocols.bargaining.prices import price_candidates
from vmt.engine.quotes import LARGEST_QUOTE, comparable, overlap, quote, rounding_factor


def test_spread_moves_quotes_apart() -> None:
    """The ask lies above the reservation price by the spread, the bid below it."""
    quotes = quote(Linear(vA=3, vB=2), 1, 1, spread=0.1, epsilon=1e-12)

    assert quotes == pytest.approx((1.65, 1.35, 1.5, 1.5))


def test_spread_above_one_bids_nothing() -> None:
    """A bid is never negative."""
    assert quote(Linear(vA=3, vB=2), 1, 1, spread=1.5, epsilon=1e-12)[1] == 0.0


def test_satiated_agent_quotes_no_price() -> None:
    """An agent with too much of both asks infinity and bids nothing."""
    satiated = Quadratic(A_star=1, B_star=1, sigma_A=1, sigma_B=1)

    quotes = quote(satiated, 5, 5, spread=0.0, epsilon=1e-12)
    assert quotes == (math.inf, 0.0, math.inf, 0.0)


def test_quotes_stay_finite() -> None:
    """A rate of substitution too large for a double is capped."""
    quotes = quote(CES(rho=-60, wA=1, wB=1), 0, 1, spread=0.5, epsilon=1e-12)

    assert quotes[0] == quotes[2] == LARGEST_QUOTE


@pytest.mark.parametrize(
    ("bid", "ask", "tolerance", "expected"),
    [
        (2.0, 1.5, 1e-9, 0.5),
        (1.0, 1.0, 0.0, 0.0),
        (1.0, 2.0, 1e-9, 0.0),
        (1.0 + 1e-10, 1.0, 1e-9, 0.0),
        (1.0 + 1e-10, 1.0, 0.0, pytest.approx(1e-10)),
        (1e6 + 1e-5, 1e6, 1e-9, 0.0),
        (5.0, math.inf, 1e-9, 0.0),
    ],
)
def test_overlap_ignores_rounding_noise(
    bid: float, ask: float, tolerance: float, expected: float
) -> None:
    """An overlap counts when it exceeds the tolerance relative to the quotes."""
    assert expected == overlap(bid, ask, tolerance)


def test_scores_that_differ_in_the_last_bits_are_equal() -> None:
    """Twelve digits decide an order, further ones do not."""
    third, near = 1 / 3, math.nextafter(1 / 3, 1)

    twelve, all_bits = rounding_factor(40), rounding_factor(None)

    assert comparable(third, twelve) == comparable(near, twelve)
    assert comparable(third, all_bits) != comparable(near, all_bits)
    assert comparable(third, twelve) == pytest.approx(third, rel=1e-12)
    assert comparable(third, twelve) != comparable(third * (1 + 1e-11), twelve)
    assert comparable(1e300, twelve) == 1e300


@pytest.mark.parametrize(
    ("ask", "bid", "blocks", "expected"),
    [
        (0.5, 1.5, 1, [0.5, 0.75, 1.0, 1.25, 1.5]),
        (0.9, 1.1, 2, [0.9, 0.95, 1.0, 1.05, 1.1]),
        (2.0, 2.0, 1, [2.0]),
        (2.0, 1.0, 1, []),
        (0.0, 1.0, 3, [0.0, 0.25, 1 / 3, 0.5, 2 / 3, 0.75, 1.0]),
    ],
)
def test_candidates_are_whole_payments_and_quarters(
    ask: float, bid: float, blocks: int, expected: list[float]
) -> None:
    """Candidates ascend from ask to bid: whole payments and five even prices."""
    assert pytest.approx(expected) == price_candidates(ask, bid, blocks, 20)


def test_candidates_have_at_most_twenty_whole_payments() -> None:
    """A wide range gives twenty whole payments, and the five even prices."""
    prices = price_candidates(0.5, 1e6, 1, 20)

    assert [p for p in prices if 1 <= p <= 20] == [float(t) for t in range(1, 21)]
    assert len(prices) == 25
