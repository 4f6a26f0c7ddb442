"""The prices that a block of A may go at."""

import math


def price_candidates(
    ask: float, bid: float, blocks: int, most_fractions: int
) -> list[float]:
    """Return candidate prices for a block in [ask, bid], ascending, distinct.

    They are the prices at which whole steps of B pay for the block, t/blocks for
    t = 1, 2, ..., and five evenly spaced prices from `ask` to `bid`.

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
    width = bid - ask
    prices = {ask + s * width / 4 for s in range(5)}
    largest = min(math.floor(min(bid * blocks + 1, most_fractions)), most_fractions)
    smallest = max(1, math.floor(min(ask * blocks, most_fractions + 1)))
    for t in range(smallest, largest + 1):
        price = t / blocks
        if ask <= price <= bid:
            prices.add(price)
    return sorted(price for price in prices if math.isfinite(price))
