"""What agents ask and bid for A, in B, and how far two agents' quotes overlap."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from vmt.economy.preferences.preference import Preference

if TYPE_CHECKING:
    import cython

LARGEST_QUOTE = 1e300
"""Keeps quotes finite where a rate of substitution is too large for a double."""

Quotes = tuple[float, float, float, float]
"""(ask, bid, p_min, p_max), in B per A."""


def quote(
    preference: Preference, A: float, B: float, spread: float, epsilon: float
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
    p_min: cython.double
    p_max: cython.double
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
    surplus: cython.double = bid - ask
    if surplus <= 0.0 or surplus <= tolerance * max(1.0, bid, ask):
        return 0.0
    return surplus


def rounding_factor(bits: int | None) -> float:
    """Return what `comparable` needs to keep `bits` significant bits; 0 keeps all.

    Parameters
    ----------
    bits : int or None
        Between 1 and 51; None is all 53.
    """
    return 0.0 if bits is None else float(1 << (53 - bits)) + 1.0


def comparable(score: float, factor: float) -> float:
    """Return a score rounded to fewer significant bits.

    Parameters
    ----------
    score : float
        Not so large that `factor` times it overflows; such a score is left as it is.
    factor : float
        Of `rounding_factor`.

    References
    ----------
    Veltkamp's splitting: Dekker (1971), A floating-point technique for extending the
    available precision.
    """
    product: cython.double
    if factor == 0.0 or score > 1e290 or score < -1e290:
        return score
    product = score * factor
    return product - (product - score)


def _finite(price: float) -> float:
    return min(price, LARGEST_QUOTE) if price > 0.0 else 0.0
