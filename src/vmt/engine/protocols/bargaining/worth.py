"""Gains of agents with unlike tastes, in one unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vmt.economy.preferences.preference import Preference
from vmt.engine.protocols.bargaining.shape import wants_B
from vmt.engine.protocols.contract import Party
from vmt.engine.quantities import LARGEST

if TYPE_CHECKING:
    import cython


def amount_of_B_worth(gain: float, party: Party, scale: float) -> float:
    """Return how much more B would bring a party a gain at its present bundle.

    In minor units, interpolated between whole ones; `LARGEST` where no amount of B
    is worth so much.

    Parameters
    ----------
    gain : float
        In utils; one that is not positive is returned as it is.
    party : Party
    scale : float
        Minor units in a unit.
    """
    if not gain > 0.0:
        return gain
    preference: Preference = party.preference
    A: cython.double = party.A / scale
    B: cython.longlong = party.B
    most: cython.longlong = LARGEST - B
    if most < 1:
        return float(LARGEST)
    now: cython.double = preference.utility(A, B / scale)
    low: cython.longlong = 0
    high: cython.longlong = 1
    middle: cython.longlong
    at_low: cython.double = 0.0
    at_middle: cython.double
    at_high: cython.double = preference.utility(A, (B + 1) / scale) - now
    wants: cython.bint = True
    bisects: cython.bint = False
    while at_high < gain:
        if not wants or high > most // 2:
            return float(LARGEST)
        low, at_low = high, at_high
        high = 2 * high
        wants = wants_B(preference, A, (B + high) / scale)
        if not wants:
            high = _last_wanted(party, scale, low, high)
        at_high = preference.utility(A, (B + high) / scale) - now
    while high - low > 1:
        middle = (high - low) // 2
        if not bisects:
            middle = int((gain - at_low) / (at_high - at_low) * (high - low))
        middle = min(max(low + middle, low + 1), high - 1)
        bisects = not bisects
        at_middle = preference.utility(A, (B + middle) / scale) - now
        if at_middle < gain:
            low, at_low = middle, at_middle
        else:
            high, at_high = middle, at_middle
    return low + (gain - at_low) / (at_high - at_low)


def _last_wanted(
    party: Party, scale: float, low: cython.longlong, high: cython.longlong
) -> cython.longlong:
    """Return the last amount from `low` up before B becomes a nuisance."""
    middle: cython.longlong
    A: cython.double = party.A / scale
    while high - low > 1:
        middle = low + (high - low) // 2
        if wants_B(party.preference, A, (party.B + middle) / scale):
            low = middle
        else:
            high = middle
    return high
