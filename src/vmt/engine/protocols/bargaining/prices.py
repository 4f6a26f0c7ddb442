"""The prices that a block of A may go at.

For a block of k steps they are the prices at which whole units of B pay for it, t/k
for t = 1, 2, ..., as far as they lie in [ask, bid], and five evenly spaced prices
from `ask` to `bid`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vmt.engine.quantities import payment

if TYPE_CHECKING:
    import cython

    from vmt.engine.protocols.contract import BargainingView, Party


def price_candidates(
    ask: float, bid: float, blocks: int, most_fractions: int
) -> list[float]:
    """Return the candidate prices of a block, ascending, distinct.

    Parameters
    ----------
    ask, bid : float
        Of the giver and of the receiver of A, in B per A, finite.
    blocks : int
        Steps of A in the block.
    most_fractions : int
        t goes at most so far.
    """
    if ask > bid:
        return []
    prices = {evenly_spaced(ask, bid, s) for s in range(5)}
    first = first_fraction(ask, blocks, most_fractions)
    last = last_fraction(bid, blocks, most_fractions)
    prices.update(t / blocks for t in range(first, last + 1))
    return sorted(prices)


def evenly_spaced(
    ask: cython.double, bid: cython.double, s: cython.longlong
) -> cython.double:
    """Return the price s quarters of the way from `ask` to `bid`."""
    return ask + s * (bid - ask) / 4


def first_fraction(
    ask: cython.double, blocks: cython.longlong, most: cython.longlong
) -> cython.longlong:
    """Return the least t of 1, 2, ... with t/blocks at least `ask`.

    It is larger than `most` where there is none up to `most`.
    """
    t: cython.longlong = most + 1
    if ask * blocks < most + 1:
        t = max(1, int(ask * blocks))
        while t <= most and t / blocks < ask:
            t += 1
    return t


def last_fraction(
    bid: cython.double, blocks: cython.longlong, most: cython.longlong
) -> cython.longlong:
    """Return the largest t up to `most` with t/blocks at most `bid`, or 0."""
    t: cython.longlong = most
    if bid * blocks < most:
        t = min(most, int(bid * blocks) + 1)
    while t >= 1 and t / blocks > bid:
        t -= 1
    return t


def best_small_block_gain(view: BargainingView) -> float:
    """Return the largest joint gain from a block of one step, in utils, or 0.

    Over both directions and all candidate prices at which both gain more than epsilon.
    """
    best = 0.0
    for giver, receiver in ((view.i, view.j), (view.j, view.i)):
        if view.step > giver.A:
            continue
        for price in price_candidates(
            giver.ask, receiver.bid, 1, view.rules.price_fractions
        ):
            dB = payment(price, view.step)
            if 0 < dB <= receiver.B:
                gains = gains_from(view, giver, receiver, view.step, dB)
                if gains[0] > view.epsilon and gains[1] > view.epsilon:
                    best = max(best, gains[0] + gains[1])
    return best


def gains_from(
    view: BargainingView, giver: Party, receiver: Party, dA: int, dB: int
) -> tuple[float, float]:
    """Return what a block brings its giver and its receiver, in utils."""
    scale = float(view.scale)
    giver_utility = giver.preference.utility
    receiver_utility = receiver.preference.utility
    return (
        giver_utility((giver.A - dA) / scale, (giver.B + dB) / scale)
        - giver_utility(giver.A / scale, giver.B / scale),
        receiver_utility((receiver.A + dA) / scale, (receiver.B - dB) / scale)
        - receiver_utility(receiver.A / scale, receiver.B / scale),
    )
