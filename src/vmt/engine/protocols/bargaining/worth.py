"""Gains of agents with unlike tastes, in one unit."""

from vmt.engine.protocols.bargaining.shape import wants_B
from vmt.engine.protocols.contract import Party
from vmt.engine.quantities import LARGEST


def amount_of_B_worth(gain: float, party: Party, scale: int) -> float:
    """Return how much more B would bring a party a gain at its present bundle.

    In minor units, interpolated between whole ones; `LARGEST` where no amount of B
    is worth so much.

    Parameters
    ----------
    gain : float
        In utils; one that is not positive is returned as it is.
    party : Party
    scale : int
        Minor units in a unit.
    """
    if gain <= 0.0:
        return gain
    preference, A, B = party.preference, party.A / scale, party.B
    most = LARGEST - B
    if most < 1:
        return float(LARGEST)
    now = preference.utility(A, B / scale)
    low, high = 0, 1
    at_low, at_high = 0.0, preference.utility(A, (B + 1) / scale) - now
    wants = True
    while at_high < gain:
        if not wants or high > most // 2:
            return float(LARGEST)
        low, at_low = high, at_high
        high = 2 * high
        wants = wants_B(preference, A, (B + high) / scale)
        if not wants:
            high = _last_wanted(party, scale, low, high)
        at_high = preference.utility(A, (B + high) / scale) - now
    bisects = False
    while high - low > 1:
        middle = low + (high - low) // 2
        if not bisects:
            part = (gain - at_low) / (at_high - at_low)
            middle = min(max(low + int(part * (high - low)), low + 1), high - 1)
        bisects = not bisects
        at_middle = preference.utility(A, (B + middle) / scale) - now
        if at_middle < gain:
            low, at_low = middle, at_middle
        else:
            high, at_high = middle, at_middle
    return low + (gain - at_low) / (at_high - at_low)


def _last_wanted(party: Party, scale: int, low: int, high: int) -> int:
    """Return the last amount from `low` up before B becomes a nuisance."""
    preference, A = party.preference, party.A / scale
    while high - low > 1:
        middle = low + (high - low) // 2
        if wants_B(preference, A, (party.B + middle) / scale):
            low = middle
        else:
            high = middle
    return high
