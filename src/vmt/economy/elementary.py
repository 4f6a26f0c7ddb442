"""The elementary functions of the economics, in one place.

Every exponential, logarithm and power that feeds a decision or a recorded value
goes through here, one scalar at a time. They are made of additions, multiplications
and comparisons of IEEE 754 doubles, each rounded by itself, and of operations on the
exponent that are exact. So the results have the same bits on every machine, which
those of a C library or of an array library have not.

A logarithm, and the product of it with an exponent, is an unevaluated sum of two
doubles, so that rounding happens once, at the end: of a million results that an
economy asks for at most a few are not the double nearest to the truth, and these miss
it by less than 0.5001 units in the last place. The worst are powers of numbers near 1
with exponents beyond ten thousand: 0.51.

At the edges the functions follow IEEE 754 and never raise: too large is infinity, too
small fades through the subnormal numbers to zero. Minus zero counts as zero. NaN
stands for what is not defined and for what came from NaN.

References
----------
P. T. P. Tang (1989, 1990), Table-driven implementation of the exponential function,
of the logarithm function, in IEEE floating-point arithmetic.

T. J. Dekker (1971), A floating-point technique for extending the available precision.
"""

from __future__ import annotations

from math import floor
from typing import TYPE_CHECKING

from vmt.economy import elementary_tables as tables
from vmt.economy.elementary_bits import exponent, two_to_the

if TYPE_CHECKING:
    import cython

# Compiled, all these are variables and arrays of C (elementary.pxd).
FIRST_BIN = tables.FIRST_BIN
INVERSES = tables.INVERSES
LOGARITHMS_HIGH = tables.LOGARITHMS_HIGH
LOGARITHMS_LOW = tables.LOGARITHMS_LOW
LN2_HIGH = tables.LN2_HIGH
LN2_LOW = tables.LN2_LOW

ROOTS_HIGH = tables.ROOTS_HIGH
ROOTS_LOW = tables.ROOTS_LOW
STEP_HIGH = tables.STEP_HIGH
STEP_LOW = tables.STEP_LOW
STEPS_PER_UNIT = tables.STEPS_PER_UNIT

INFINITY = float("inf")
NAN = float("nan")

SMALLEST_NORMAL = 2.2250738585072014e-308
"""2**-1022."""

RATHER_LARGE = 4.49423283715579e307
"""2**1022: below it, the inverse of the power of two next to a number is normal."""

DECISIVE = 18446744073709551616.0
"""2**64: exponents this large take every number but 1 to infinity or to zero."""

TO_26_BITS = 134217729.0
"""2**27 + 1, Veltkamp's factor, by which a double is cut into two halves."""

TO_24_FRACTION_BITS = 402653184.0
"""1.5 * 2**28: adding it and taking it away rounds to a multiple of 2**-24."""

TO_29_FRACTION_BITS = 12582912.0
"""1.5 * 2**23: adding it and taking it away rounds to a multiple of 2**-29."""

TO_WHOLE = 6755399441055744.0
"""1.5 * 2**52: adding it and taking it away rounds to a whole number."""

ABOVE_EVERY_LOGARITHM = 710.0
"""e to this is beyond the largest double, whose logarithm is 709.78."""

BELOW_EVERY_LOGARITHM = -746.0
"""e to this is below half the smallest double, whose logarithm is -744.44."""


def exp(x: float) -> float:
    """Return e**x.

    Parameters
    ----------
    x : float
        From 709.79 up the result is infinity, from -745.14 down it is zero.
    """
    return exp_of_sum(x, 0.0)


def log(x: float) -> float:
    """Return the natural logarithm of x.

    Parameters
    ----------
    x : float
        Of zero the result is minus infinity; of a negative number NaN.
    """
    if not 0.0 < x < INFINITY:
        if x == 0.0:
            return -INFINITY
        return x if x > 0.0 else NAN
    high, low = log_in_two(x)
    return high + low


def power(x: float, y: float) -> float:
    """Return x**y for an x that is not negative.

    Parameters
    ----------
    x : float
        The base. The power of a negative number is NaN, even if `y` is whole. Zero
        to a positive `y` is zero, to a negative `y` infinity.
    y : float
        The exponent. To the zero everything is 1, zero and infinity too.
    """
    if not 0.0 < x < INFINITY:
        return power_at_the_edge(x, y)
    if y > DECISIVE:
        y = DECISIVE
    elif y < -DECISIVE:
        y = -DECISIVE
    high, low = log_in_two(x)
    # Dekker's product, without the last term: y times the first 26 bits of the
    # logarithm is exact in two parts.
    t = high * TO_26_BITS
    log_head = t - (t - high)
    log_tail = (high - log_head) + low
    t = y * TO_26_BITS
    y_head = t - (t - y)
    return exp_of_sum(y_head * log_head, (y - y_head) * log_head + y * log_tail)


def power_at_the_edge(x: float, y: float) -> float:
    """Return x**y where `x` is not positive and finite."""
    if x >= 0.0:
        if y == 0.0:
            return 1.0
        if y > 0.0:
            return 0.0 if x == 0.0 else INFINITY
        if y < 0.0:
            return INFINITY if x == 0.0 else 0.0
    return NAN


def log_in_two(x: float) -> tuple[float, float]:
    """Return ln x, for a positive finite `x`, as a double and a far smaller one.

    With x = 2**n * m, and c the short inverse of the middle of m's bin,
    ln x = n ln 2 - ln c + ln(1 + r), where r = m c - 1 is exact as a sum of two.
    """
    n = 0
    if not SMALLEST_NORMAL <= x < RATHER_LARGE:
        n = -64 if x < 1.0 else 64
        x *= two_to_the(-n)
    k = exponent(x)
    m = x * two_to_the(-k)
    n += k
    j = floor(m * 128.0 + 0.5) - FIRST_BIN
    c = INVERSES[j]
    m_head = (m + TO_24_FRACTION_BITS) - TO_24_FRACTION_BITS
    r_high = m_head * c - 1.0
    r_low = (m - m_head) * c
    # Exact: all are multiples of 2**-42 and below 2**10.
    base = n * LN2_HIGH + (LOGARITHMS_HIGH[j] + r_high)
    # The first two terms of the series, r - r**2/2, keeping what rounding takes.
    whole = base + r_low
    low = (base - whole) + r_low
    half_square = 0.5 * r_high * r_high
    high = whole - half_square
    low += (whole - high) - half_square
    low += (n * LN2_LOW + LOGARITHMS_LOW[j]) - r_low * (r_high + 0.5 * r_low)
    r = r_high + r_low
    r2 = r * r
    series = (
        (1.0 / 3.0 - r * (1.0 / 4.0))
        + r2 * (1.0 / 5.0 - r * (1.0 / 6.0))
        + (r2 * r2) * ((1.0 / 7.0 - r * (1.0 / 8.0)) + r2 * (1.0 / 9.0))
    )
    return high, low + (r * r2) * series


def exp_of_sum(a: float, b: float) -> float:
    """Return e**(a + b), where `b` is far smaller than `a`.

    With a + b = k ln 2 / 128 + r it is 2**(k/128) * e**r.
    """
    if not BELOW_EVERY_LOGARITHM < a < ABOVE_EVERY_LOGARITHM:
        if a > 0.0:
            return INFINITY
        return 0.0 if a < 0.0 else NAN
    steps = (a * STEPS_PER_UNIT + TO_WHOLE) - TO_WHOLE
    difference = a - steps * STEP_HIGH  # exact, and so is its high part times a root
    r_high = (difference + TO_29_FRACTION_BITS) - TO_29_FRACTION_BITS
    r_low = (difference - r_high) + (b - steps * STEP_LOW)
    r = r_high + r_low
    r2 = r * r
    rest = r_low + r2 * (
        (0.5 + r * (1.0 / 6.0))
        + r2 * ((1.0 / 24.0 + r * (1.0 / 120.0)) + r2 * (1.0 / 720.0))
    )
    k = floor(steps)
    root = ROOTS_HIGH[k & 127]
    root_low = ROOTS_LOW[k & 127]
    product = root * r_high
    high = root + product
    low = (root - high) + product
    low += root_low + (root * rest + root_low * (r_high + rest))
    return scaled(high, low, k >> 7)


def scaled(high: float, low: float, n: cython.int) -> float:
    """Return (high + low) * 2**n, rounded once; `high` is below 2, `low` far smaller.

    Parameters
    ----------
    n : int
        From -1080 to 1030.
    """
    if n > 1022:
        return (high + low) * two_to_the(1022) * two_to_the(n - 1022)
    if n < -1021:
        # Rounded where the least bit of a subnormal number will be.
        unit = two_to_the(-1022 - n)
        if high < unit:
            total = unit + high
            low += (unit - total) + high
            return ((total + low) - unit) * two_to_the(n + 100) * two_to_the(-100)
    return (high + low) * two_to_the(n)
