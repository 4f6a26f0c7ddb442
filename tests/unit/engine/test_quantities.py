"""Quantities are exact: no binary fraction, no wrap, halves away from zero."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vmt.engine.quantities import (
    LARGEST,
    QuantityError,
    added,
    format_quantity,
    payment,
    to_minor,
)


@pytest.mark.parametrize(
    ("value", "decimals", "minor"),
    [
        (0.1, 4, 1000),
        ("0.1", 4, 1000),
        (Decimal("0.8009"), 4, 8009),
        (7, 4, 70_000),
        (0.00005, 4, 1),
        (-0.00005, 4, -1),
        (0.00004, 4, 0),
        (2.5, 0, 3),
        ("1e-4", 4, 1),
        (LARGEST, 0, LARGEST),
    ],
)
def test_quantities_round_half_away_from_zero(
    value: float | str | Decimal, decimals: int, minor: int
) -> None:
    """A quantity counts by its decimal text, rounded to the grid."""
    assert minor == to_minor(value, decimals)


@pytest.mark.parametrize("value", ["many", "nan", "1e400", float("inf"), 2**63, ""])
def test_unusable_quantities_are_refused(value: float | str) -> None:
    """What is no number, or fits no int64, is an error that names it."""
    with pytest.raises(
        QuantityError, match=r"many|nan|1e400|inf|9223372036854775808|''"
    ):
        to_minor(value, 4)


@pytest.mark.parametrize(
    ("minor", "decimals", "text"),
    [
        (50_000, 4, "5"),
        (8009, 4, "0.8009"),
        (10, 4, "0.001"),
        (0, 4, "0"),
        (-15_000, 4, "-1.5"),
        (7, 0, "7"),
        (100, 0, "100"),
    ],
)
def test_quantities_are_written_without_trailing_zeros(
    minor: int, decimals: int, text: str
) -> None:
    """The text is exact and as short as it can be."""
    assert text == format_quantity(minor, decimals)


def test_sums_beyond_int64_are_refused() -> None:
    """The error names what would overflow, and by which values."""
    with pytest.raises(QuantityError, match=rf"A of agent 3 .* {LARGEST} \+ 1 "):
        added(LARGEST, 1, "A", 3)


@pytest.mark.parametrize(
    ("price", "dA", "dB"),
    [
        (0.5, 1, 1),
        (0.49999999999999994, 1, 0),
        (0.8008567811865476, 10_000, 8009),
        (0.00005, 10_000, 1),
        # The product of doubles is 100.49999999999999, that of the texts 100.5.
        (1.005, 100, 101),
        (3.0, LARGEST // 4, 3 * (LARGEST // 4)),
    ],
)
def test_payment_rounds_the_decimal_product(price: float, dA: int, dB: int) -> None:
    """What a block costs comes from the price's decimal text, halves rounded up."""
    assert dB == payment(price, dA)


@settings(derandomize=True, deadline=None, max_examples=300)
@given(
    price=st.floats(0.0, 1e12) | st.decimals(0, 1000, places=5).map(float),
    dA=st.integers(1, 10**9),
)
def test_payment_is_within_half_a_minor_unit_of_the_product(
    price: float, dA: int
) -> None:
    """Rounding never moves a payment by more than half a minor unit.

    What does not fit is the largest quantity, which nobody can pay.
    """
    exact = min(Decimal(repr(price)) * dA, Decimal(LARGEST))

    assert -Decimal("0.5") < payment(price, dA) - exact <= Decimal("0.5")
