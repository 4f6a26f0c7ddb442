"""What theory expects of an economy: the price that clears, and the gains attainable.

The benchmark is that of pure exchange: nobody harvests, everybody takes the price as
given, and all meet in one market. Where goods are harvested the goods of the moment
are what there is to exchange.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vmt.analysis.observed import Floats, Observed
from vmt.economy.clearing import as_sentence, clearing_price, unsuitable
from vmt.economy.equilibrium import Consumer
from vmt.economy.preferences.preference import Preference
from vmt.economy.welfare import resource_utilisation

NOTHING = 1e-9
"""A waste of goods below this fraction is none: quantities are rounded."""


@dataclass(frozen=True)
class Benchmark:
    """The competitive benchmark of a run, at the T ticks that agents are known at.

    Attributes
    ----------
    prices : float array, shape (T,)
        The competitive price of the holdings of each tick, B per A; NaN: none.
    why_no_price : str
        Why the first of them does not exist; empty if it does.
    utilisation : float array, shape (T,)
        Debreu's coefficient of what agents own; NaN where it is not known.
    untraded : float array, shape (T,)
        The same of what they would own had they kept what they had and harvested.
    realised : float array, shape (T,)
        Of the gains from trade, ``(utilisation - untraded) / (1 - untraded)``: 0
        without trade, 1 where no further trade can please all who take part. NaN
        where there is nothing to gain, or it is not known.
    why_no_gains : str
        Why the last of `realised` is NaN; empty if it is not.
    """

    prices: Floats
    why_no_price: str
    utilisation: Floats
    untraded: Floats
    realised: Floats
    why_no_gains: str


def benchmark(observed: Observed) -> Benchmark:
    """Return the competitive benchmark of a run.

    References
    ----------
    Debreu (1951), The coefficient of resource utilization, Econometrica 19(3).
    Mas-Colell, Whinston, Green (1995), Microeconomic Theory, ch. 15 to 17.
    """
    T = len(observed.ticks)
    prices, rho, before = (np.full(T, np.nan) for _ in range(3))
    own = [observed.tastes[k].preference for k in observed.taste]
    known = [preference for preference in own if preference is not None]
    if T == 0 or len(known) < len(own) or not known:
        why = observed.why_no_tastes or (
            "The recording has no snapshots of the agents, so that nobody knows what"
            " they owned."
        )
        return Benchmark(prices, why, rho, before, rho.copy(), why)

    why_no_price = ""
    for t in reversed(range(T)):
        found = clearing_price(_consumers(known, observed.A[t], observed.B[t]))
        prices[t] = np.nan if found.price is None else found.price
        why_no_price = found.why_none

    obstacle = unsuitable(set(known))
    why_no_gains = obstacle and (
        f"{obstacle}, and this measure of the gains from trade is not defined."
    )
    if not observed.harvest_is_known:
        why_no_gains = (
            "The recording does not say what was harvested, so that nobody knows what"
            " they would own without trade."
        )
    if not why_no_gains:
        kept_A = observed.A[:1] + observed.gathered_A
        kept_B = observed.B[:1] + observed.gathered_B
        for t in range(T):
            try:
                rho[t] = resource_utilisation(
                    _consumers(known, observed.A[t], observed.B[t])
                )
                if t > 0 and not observed.forages:
                    before[t] = before[0]
                else:
                    before[t] = resource_utilisation(
                        _consumers(known, kept_A[t], kept_B[t])
                    )
                why_no_gains = ""
            except ValueError as error:
                why_no_gains = as_sentence(error)
    waste = np.where(1.0 - before > NOTHING, 1.0 - before, np.nan)
    realised = (rho - before) / waste
    if not why_no_gains and np.isnan(realised[-1]):
        why_no_gains = (
            "There is nothing to gain: without any trade nobody could be better off"
            " but at the cost of others."
        )
    return Benchmark(prices, why_no_price, rho, before, realised, why_no_gains)


def _consumers(own: Sequence[Preference], A: Floats, B: Floats) -> list[Consumer]:
    bundles = zip(own, A.tolist(), B.tolist(), strict=True)
    return [Consumer(preference, a, b) for preference, a, b in bundles]
