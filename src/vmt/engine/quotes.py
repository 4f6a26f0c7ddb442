"""What agents ask and bid for A, in B, and how far two agents' quotes overlap."""

import math

from vmt.economy.preferences.preference import Preference

LARGEST_QUOTE = 1e300
"""Keeps quotes finite where a rate of substitution is too large for a double."""

Quotes = tuple[float, float, float, float]
"""(ask, bid, p_min, p_max), in B per A."""


def quote(
    preference: Preference, A: float, B: float, *, spread: float, epsilon: float
) -> Quotes:
    """Return ask = p_min (1 + spread), bid = p_max (1 - spread), and the bounds.

    All are at least 0 and finite, except an agent that does not trade: (inf, 0).

    Parameters
    ----------
    preference : Preference
    A, B : float
        Holdings, in units.
    spread : float
        At least 0.
    epsilon : float
        Guard against division by zero.
    """
    p_min, p_max = preference.bounds(A, B, epsilon)
    if p_min > p_max:
        return math.inf, 0.0, math.inf, 0.0
    p_min, p_max = _finite(p_min), _finite(p_max)
    return (
        _finite(p_min * (1.0 + spread)),
        _finite(p_max * (1.0 - spread)),
        p_min,
        p_max,
    )


def overlap(bid: float, ask: float, tolerance: float) -> float:
    """Return bid - ask, or 0 where that is not more than rounding noise.

    Parameters
    ----------
    bid, ask : float
        Of two different agents, in B per A.
    tolerance : float
        As a fraction of max(1, bid, ask).
    """
    surplus = bid - ask
    if surplus <= 0.0 or surplus <= tolerance * max(1.0, bid, ask):
        return 0.0
    return surplus


def comparable(score: float, bits: int | None) -> float:
    """Return a score rounded to `bits` significant bits; None leaves it as it is."""
    if bits is None or not math.isfinite(score):
        return score
    mantissa, exponent = math.frexp(score)
    return math.ldexp(round(math.ldexp(mantissa, bits)), exponent - bits)


def _finite(price: float) -> float:
    return min(price, LARGEST_QUOTE) if price > 0.0 else 0.0
