"""Quantities of goods: exact integers of minor units.

One unit is ``10**decimals`` minor units. Texts and prices enter by their decimal
digits, never by a binary approximation, and halves round away from zero.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from typing import TYPE_CHECKING

from vmt.errors import UserError

if TYPE_CHECKING:
    import cython

LARGEST = 2**63 - 1
"""The largest quantity: goods are kept as int64."""

MOST = LARGEST  # compiled, a variable of C

EXACT = Context(prec=60)
"""Products of a double's shortest text (17 digits) and an int64 (19) fit in it."""


class QuantityError(UserError):
    """A quantity is not a number, or too large to be counted."""


def to_minor(value: float | str | Decimal, decimals: int) -> int:
    """Return a quantity in minor units, halves rounded away from zero.

    Parameters
    ----------
    value : int, float, str or Decimal
        In whole units. A float counts as its shortest decimal text, so 0.1 is a tenth.
    decimals : int
        Decimal places of a quantity.

    Raises
    ------
    QuantityError
        `value` is not a finite number, or outside int64 in minor units.
    """
    try:
        exact = Decimal(repr(value) if isinstance(value, float) else value)
    except ArithmeticError as error:
        raise QuantityError(f"{value!r} is not a quantity: write a number") from error
    if not exact.is_finite():
        raise QuantityError(f"{value!r} is not a quantity: it has to be finite")
    if exact.adjusted() + decimals > 19:
        raise QuantityError(_too_large(f"the quantity {value}", decimals))
    minor = int(exact.scaleb(decimals, EXACT).to_integral_value(ROUND_HALF_UP))
    if abs(minor) > LARGEST:
        raise QuantityError(_too_large(f"the quantity {value}", decimals))
    return minor


def format_quantity(minor: int, decimals: int) -> str:
    """Return a quantity in whole units as text, exactly: ``5``, ``0.8009``."""
    minor = int(minor)
    whole, rest = divmod(abs(minor), 10**decimals)
    sign = "-" if minor < 0 else ""
    fraction = f"{rest:0{decimals}d}".rstrip("0") if decimals else ""
    return f"{sign}{whole}.{fraction}" if fraction else f"{sign}{whole}"


def added(
    held: cython.longlong, more: cython.longlong, good: str, agent: cython.Py_ssize_t
) -> cython.longlong:
    """Return held + more, both at least 0 and in minor units.

    Raises
    ------
    QuantityError
        The sum is outside int64; the message names whose it is, and both values.
    """
    if more > MOST - held:
        raise QuantityError(
            f"{good} of agent {agent} would be {held} + {more} minor units, more than"
            f" the largest quantity, {LARGEST}; use smaller quantities or fewer"
            " decimals in the scenario"
        )
    return held + more


def payment(price: cython.double, dA: cython.longlong) -> cython.longlong:
    """Return what `dA` minor units of A cost, in minor units of B.

    The product of the price's shortest decimal text and `dA`, halves rounded up;
    what does not fit int64 is 2**63 - 1, which nobody can pay.

    Parameters
    ----------
    price : float
        In B per A; finite, at least 0.
    dA : int
        Minor units.
    """
    product: cython.double = price * dA
    whole: cython.longlong
    rest: cython.double
    # Far from a half the double decides as the text does: below 2**33 the two
    # differ by less than 2**-18.
    if product < 8589934592.0:
        whole = int(product)
        rest = product - whole
        if rest < 0.4999:
            return whole
        if rest > 0.5001:
            return whole + 1
    exact = EXACT.multiply(Decimal(repr(price)), dA)
    return min(int(exact.to_integral_value(ROUND_HALF_UP)), MOST)


def _too_large(what: str, decimals: int) -> str:
    most = format_quantity(LARGEST, decimals)
    return f"{what} is too large: with {decimals} decimals at most {most}"
