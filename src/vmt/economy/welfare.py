"""How much of the gains from trade is realised, and what an allocation is worth.

The tastes here have a linear expenditure function (Gorman's polar form): a level of
living costs what is needed to subsist and, above that, so much a util, ::

    e(p, x) = p gamma_A + gamma_B + x c(p)

with x a linearly homogeneous utility of what is left above the needs. So consumers
with the same taste need together what one of them would who had all their x. Prices
are units of B per unit of A, quantities doubles in whole units.

References
----------
Gorman (1961), On a class of preference fields. Debreu (1951), The coefficient of
resource utilization. Samuelson (1974), Complementarity: an essay on the 40th
anniversary of the Hicks-Allen revolution in demand theory.
"""

import math
from collections.abc import Sequence

from vmt.economy.demand import Bundle, check_convex, demand, expenditure_system
from vmt.economy.equilibrium import HIGHEST_PRICE, LOWEST_PRICE, Consumer
from vmt.economy.preferences.ces import CES
from vmt.economy.preferences.cobb_douglas import CobbDouglas
from vmt.economy.preferences.linear import Linear
from vmt.economy.preferences.preference import Preference
from vmt.economy.preferences.stone_geary import StoneGeary


def above_needs(preference: Preference) -> tuple[Preference, float, float]:
    """Return (taste, gamma_A, gamma_B): a homogeneous utility of what is above needs.

    Raises
    ------
    ValueError
        The preference has no such form: it can be satiated, or mixtures need not be
        better than extremes.
    """
    if isinstance(preference, CES):
        check_convex(preference)
        return preference, 0.0, 0.0
    if isinstance(preference, Linear):
        return preference, 0.0, 0.0
    if isinstance(preference, StoneGeary):
        _, gamma_A, gamma_B = expenditure_system(preference)
        taste = CobbDouglas(wA=preference.alpha_A, wB=preference.alpha_B)
        return taste, gamma_A, gamma_B
    if isinstance(preference, CobbDouglas):
        return preference, 0.0, 0.0
    raise ValueError(
        f"{preference.name} has no expenditure function here; Cobb-Douglas, CES with"
        " rho < 1, linear and Stone-Geary have"
    )


def money_metric(consumer: Consumer, price: float) -> float:
    """Return what it costs, at given prices, to live as well as a consumer does.

    It is a utility function of what the consumer owns, and counts in B. The difference
    between two holdings is the equivalent variation at these prices: negative for who
    has lost.

    Parameters
    ----------
    consumer : Consumer
        With what it owns, which does not matter otherwise.
    price : float
        Of A in B, positive and finite.

    Returns
    -------
    float
        In units of B.

    Raises
    ------
    ValueError
        As `above_needs`; or the consumer has less than it needs to subsist.
    """
    taste, gamma_A, gamma_B = above_needs(consumer.preference)
    A, B = _unit_bundle(taste, price)
    level = _level(taste, consumer.A - gamma_A, consumer.B - gamma_B)
    return price * gamma_A + gamma_B + level * (price * A + B)


def resource_utilisation(consumers: Sequence[Consumer]) -> float:
    """Return Debreu's coefficient of resource utilisation of an allocation.

    The smallest fraction of all goods from which everybody could live as well as now:
    1 where nobody can gain without loss to another, and 0.9 where trade could have
    done the same with nine tenths of each good. By duality it is ::

        rho = max over p of  sum e_i(p, x_i) / (p sum A_i + sum B_i)

    found by bisection: as p rises the compensated demand for A falls and that for B
    rises, and at the best price they stand in the proportion of what there is.

    Parameters
    ----------
    consumers : sequence of Consumer
        With what they own now.

    Returns
    -------
    float
        Between 0 and 1; 1 also where there is only one good.

    Raises
    ------
    ValueError
        As `money_metric`.

    References
    ----------
    Debreu (1951), The coefficient of resource utilization, Econometrica 19(3).
    """
    tastes: dict[Preference, tuple[Preference, float]] = {}
    need_A = need_B = 0.0
    for consumer in consumers:
        taste, gamma_A, gamma_B = above_needs(consumer.preference)
        level = _level(taste, consumer.A - gamma_A, consumer.B - gamma_B)
        _, others = tastes.get(consumer.preference, (taste, 0.0))
        # One taste for all who share a preference, though it may be made anew.
        tastes[consumer.preference] = taste, others + level
        need_A += gamma_A
        need_B += gamma_B
    total_A = sum(consumer.A for consumer in consumers)
    total_B = sum(consumer.B for consumer in consumers)
    if min(total_A, total_B) <= 0.0:
        return 1.0

    def needed(price: float) -> Bundle:
        A, B = need_A, need_B
        for taste, level in tastes.values():
            unit_A, unit_B = _unit_bundle(taste, price)
            A, B = A + level * unit_A, B + level * unit_B
        return A, B

    low, high = LOWEST_PRICE, HIGHEST_PRICE
    while low < (middle := math.sqrt(low) * math.sqrt(high)) < high:
        A, B = needed(middle)
        if A * total_B > B * total_A:
            low = middle
        else:
            high = middle
    A, B = needed(low)
    return min((low * A + B) / (low * total_A + total_B), 1.0)


def _level(taste: Preference, A: float, B: float) -> float:
    if min(A, B) < 0.0:
        raise ValueError(
            f"somebody has less than they need to subsist: {max(-A, 0.0):g} A and"
            f" {max(-B, 0.0):g} B are missing"
        )
    return taste.utility(A, B)


def _unit_bundle(taste: Preference, price: float) -> Bundle:
    """Return the cheapest bundle that is worth 1 by a homogeneous taste."""
    if isinstance(taste, Linear):
        cheap_A = price * taste.vB < taste.vA
        return (1.0 / taste.vA, 0.0) if cheap_A else (0.0, 1.0 / taste.vB)
    # At this wealth neither quantity is too small to raise to a negative power.
    A, B = demand(taste, price, 1.0 + price)
    utility = taste.utility(A, B)
    return A / utility, B / utility
