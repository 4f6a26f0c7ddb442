"""The constants of the elementary functions, computed with integers.

A real number is held as the integer nearest below its product with 2**128, and
becomes one or two doubles at the end, through the division of integers, which Python
rounds correctly. So the tables have the same bits everywhere, whatever the machine's
own arithmetic.
"""

from math import isqrt

FRACTION_BITS = 128
"""Bits after the binary point of the integers that stand for real numbers."""

ONE = 1 << FRACTION_BITS

LOGARITHM_BITS = 42
"""Fraction bits of the high part of a logarithm.

So few that sums of its multiples are exact below 2**11, which every logarithm is."""

ROOT_BITS = 31
"""Fraction bits of the high part of a root: so few that products with it are exact."""

BINS = 128
"""Bins in [1, 2), and powers of two in one octave."""

FIRST_BIN = 90
"""Arguments are reduced to [90/128, 180/128], about 1 over the root of 2 to it."""

LAST_BIN = 180

INVERSE_UNIT = 512
"""The inverses are multiples of 1/512: short, so that products with them are exact."""


def logarithm(numerator: int, denominator: int) -> int:
    """Return ln(numerator / denominator), by the series of artanh."""
    if numerator < denominator:
        return -logarithm(denominator, numerator)
    difference, total = numerator - denominator, numerator + denominator
    term = 2 * difference * ONE // total
    result = 0
    odd = 1
    while term:
        result += term // odd
        term = term * difference**2 // total**2
        odd += 2
    return result


def in_two(value: int, bits: int) -> tuple[float, float]:
    """Return a number near a value with so many fraction bits, and the rest of it."""
    shift = FRACTION_BITS - bits
    high = (value + (1 << (shift - 1))) >> shift
    return high / (1 << bits), (value - (high << shift)) / ONE


def roots_of_two() -> list[int]:
    """Return 2**(i/128) for i from 0 to 127."""
    root = 2 * ONE
    steps = 1
    while steps < BINS:
        root = isqrt(root * ONE)
        steps *= 2
    roots = [ONE]
    while len(roots) < BINS:
        roots.append(roots[-1] * root >> FRACTION_BITS)
    return roots


def inverse_numerators() -> list[int]:
    """Return, for each bin, the multiple of 1/512 nearest to 128 over its number."""
    return [
        (2 * INVERSE_UNIT * BINS + j) // (2 * j) for j in range(FIRST_BIN, LAST_BIN + 1)
    ]


LN2 = logarithm(2, 1)
LN2_HIGH, LN2_LOW = in_two(LN2, LOGARITHM_BITS)
STEP_HIGH, STEP_LOW = in_two(LN2 // BINS, LOGARITHM_BITS)
STEPS_PER_UNIT = BINS * ONE / LN2
INVERSES = [n / INVERSE_UNIT for n in inverse_numerators()]
LOGARITHMS = [
    in_two(logarithm(INVERSE_UNIT, n), LOGARITHM_BITS) for n in inverse_numerators()
]
LOGARITHMS_HIGH = [high for high, _ in LOGARITHMS]
LOGARITHMS_LOW = [low for _, low in LOGARITHMS]
ROOTS = [in_two(root, ROOT_BITS) for root in roots_of_two()]
ROOTS_HIGH = [high for high, _ in ROOTS]
ROOTS_LOW = [low for _, low in ROOTS]
