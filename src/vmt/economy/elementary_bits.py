"""The exponent in a double's bits, read and written.

Compiled, these two are a shift each (elementary.pxd); here the standard library does
the same, exactly.
"""

from math import frexp, ldexp

LEAST = 0.703125
"""Where the range of x / 2**exponent(x) begins: 90/128."""


def exponent(x: float) -> int:
    """Return the n for which x / 2**n is in [90/128, 180/128).

    Parameters
    ----------
    x : float
        Positive and normal: from 2**-1022 up, finite.
    """
    fraction, n = frexp(x)
    return n if fraction >= LEAST else n - 1


def two_to_the(n: int) -> float:
    """Return 2**n as a normal double; `n` is from -1022 to 1023."""
    return ldexp(1.0, n)
