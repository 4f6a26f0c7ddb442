"""The elementary functions of the economics, in one place.

Every exponential, logarithm and power that feeds a decision or a recorded value
goes through here, one scalar at a time: so a run's arithmetic can be replaced as a
whole, and array libraries, whose results differ between processors in the last
bit, never enter it.
"""

import math


def exp(x: float) -> float:
    """Return e**x; infinity where that is too large for a double."""
    try:
        return math.exp(x)
    except OverflowError:
        return math.inf


def log(x: float) -> float:
    """Return the natural logarithm of a positive `x`."""
    return math.log(x)


def power(x: float, y: float) -> float:
    """Return x**y for a positive `x`; infinity where that is too large."""
    try:
        return math.pow(x, y)
    except OverflowError:
        return math.inf
