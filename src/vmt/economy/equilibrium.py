"""The competitive benchmark of pure exchange: demand, and the price that clears.

Prices are units of B per unit of A; B is the numeraire, so by Walras' law the market
of B clears where that of A does. Quantities are doubles in whole units.

References
----------
Mas-Colell, Whinston, Green (1995), Microeconomic Theory, ch. 15 and 17.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from vmt.economy.demand import (
    ROUNDING,
    Bundle,
    check_convex,
    demand,
    expenditure_system,
)
from vmt.economy.elementary import power
from vmt.economy.preferences.ces import CES
from vmt.economy.preferences.linear import Linear
from vmt.economy.preferences.preference import Preference

LOWEST_PRICE, HIGHEST_PRICE = 2.0**-200, 2.0**200
"""Where bisection looks for a price."""


class NoEquilibriumError(ValueError):
    """No price clears the market; the message says why."""


@dataclass(frozen=True, slots=True)
class Consumer:
    """Somebody who takes prices as given.

    Attributes
    ----------
    preference : Preference
        Cobb-Douglas, CES with rho < 1, Stone-Geary or linear.
    A, B : float
        The endowment, in units, at least 0.
    """

    preference: Preference
    A: float
    B: float

    def demand(self, price: float) -> Bundle:
        """Return the best bundle that the endowment buys; see `demand`."""
        return demand(self.preference, price, price * self.A + self.B)

    def spending(self, price: float, share_A: float) -> Bundle:
        """Return the best bundle, `share_A` of it spent on A where any mixture is.

        So it is for linear tastes at the price that is their rate of substitution.
        """
        if not isinstance(self.preference, Linear):
            return self.demand(price)
        wealth = price * self.A + self.B
        rate = self.preference.vA / self.preference.vB
        if not _are_equal(rate, price):
            share_A = 1.0 if rate > price else 0.0
        return share_A * wealth / price, (1.0 - share_A) * wealth


@dataclass(frozen=True, slots=True)
class Equilibrium:
    """A price that clears the market, and what everybody ends up with.

    Attributes
    ----------
    price : float
        Units of B per unit of A.
    bundles : tuple of (A, B)
        By consumer, in units; their totals are those of the endowments.
    """

    price: float
    bundles: tuple[Bundle, ...]


def excess_demand(consumers: Sequence[Consumer], price: float) -> float:
    """Return how much more A is wanted than there is at a price, in units.

    Raises
    ------
    ValueError
        As `demand`.
    """
    return sum(consumer.demand(price)[0] - consumer.A for consumer in consumers)


def walrasian_price(consumers: Sequence[Consumer]) -> float:
    """Return a price of A in B at which the market clears.

    In closed form where all are linear expenditure systems, alone or mixed, ::

        p* = sum alpha (b - gamma_B) / sum (1 - alpha)(a - gamma_A)

    and where all have the same CES preference, whoever owns what::

        p* = (wA/wB) (sum b / sum a)^(1 - rho)

    Otherwise by bisection on excess demand, which jumps where the price is the rate of
    substitution of a linear taste: then it is a price if excess demand jumps over
    zero. Where all are Cobb-Douglas, linear or CES with rho >= 0 the goods are gross
    substitutes, and there is no other price; else there
    may be several, and this is one at which excess demand falls.

    Raises
    ------
    NoEquilibriumError
        A good is missing, or somebody cannot live at any price that could clear.
    ValueError
        A preference has no demand function.
    """
    total_A = sum(consumer.A for consumer in consumers)
    total_B = sum(consumer.B for consumer in consumers)
    for good, total in (("A", total_A), ("B", total_B)):
        if not total > 0.0:
            raise NoEquilibriumError(f"nobody has any {good}, so it has no price")
    first = consumers[0].preference
    if isinstance(first, CES) and all(_alike(first, c.preference) for c in consumers):
        check_convex(first)
        return (first.wA / first.wB) * power(total_B / total_A, 1.0 - first.rho)
    low, high = _affordable_prices(consumers)
    if any(isinstance(consumer.preference, CES | Linear) for consumer in consumers):
        price = _bisect(consumers, low, high)
    else:
        price = _expenditure_systems_price(consumers)
    if low <= price <= high:
        least, most = _excess_demands(consumers, price)
        if least <= ROUNDING * total_A and most >= -ROUNDING * total_A:
            return price
    raise NoEquilibriumError(
        "no price clears the market and lets everybody buy what they need"
    )


def equilibrium(consumers: Sequence[Consumer]) -> Equilibrium:
    """Return the price that clears the market and the allocation at it.

    Raises
    ------
    NoEquilibriumError, ValueError
        As `walrasian_price`.
    """
    price = walrasian_price(consumers)
    least, most = _excess_demands(consumers, price)
    # Who does not care takes what the others leave, all of them in one proportion.
    share = min(max(-least / (most - least), 0.0), 1.0) if most > least else 0.0
    return Equilibrium(price, tuple(c.spending(price, share) for c in consumers))


def _excess_demands(consumers: Sequence[Consumer], price: float) -> Bundle:
    """Return the least and the most A by which demand may exceed supply."""
    least, most = (
        sum(c.spending(price, share)[0] - c.A for c in consumers)
        for share in (0.0, 1.0)
    )
    return least, most


def _are_equal(rate: float, price: float) -> bool:
    return abs(rate - price) <= ROUNDING * price


def _alike(first: CES, other: Preference) -> bool:
    """Return whether a preference ranks all bundles as a CES preference does."""
    return (
        isinstance(other, CES)
        and other.rho == first.rho
        and other.wA * first.wB == first.wA * other.wB
    )


def _affordable_prices(consumers: Sequence[Consumer]) -> tuple[float, float]:
    """Return the lowest and the highest price at which everybody can subsist."""
    low, high = LOWEST_PRICE, HIGHEST_PRICE
    total_A = total_B = 0.0
    for consumer in consumers:
        spare_A, spare_B = consumer.A, consumer.B
        if not isinstance(consumer.preference, CES | Linear):
            _, gamma_A, gamma_B = expenditure_system(consumer.preference)
            spare_A, spare_B = consumer.A - gamma_A, consumer.B - gamma_B
        total_A += spare_A
        total_B += spare_B
        if spare_A > 0.0 > spare_B:
            low = max(low, -spare_B / spare_A)
        elif spare_A < 0.0 < spare_B:
            high = min(high, spare_B / -spare_A)
        elif min(spare_A, spare_B) < 0.0:
            raise NoEquilibriumError(
                f"who owns {consumer.A:g} A and {consumer.B:g} B cannot buy what they"
                " need to subsist at any price"
            )
    for good, spare in (("A", total_A), ("B", total_B)):
        if not spare > 0.0:
            raise NoEquilibriumError(
                f"all together have {spare:g} {good} above what they need to subsist;"
                " trade needs more than 0"
            )
    return low, high


def _expenditure_systems_price(consumers: Sequence[Consumer]) -> float:
    worth = wanted = 0.0
    for consumer in consumers:
        alpha, gamma_A, gamma_B = expenditure_system(consumer.preference)
        worth += alpha * (consumer.B - gamma_B)
        wanted += (1.0 - alpha) * (consumer.A - gamma_A)
    return worth / wanted if worth > 0.0 and wanted > 0.0 else math.inf


def _bisect(consumers: Sequence[Consumer], low: float, high: float) -> float:
    """Return where excess demand falls through zero, to the last bit, or an end."""
    while low < (middle := math.sqrt(low) * math.sqrt(high)) < high:
        if _excess_demands(consumers, middle)[0] > 0.0:
            low = middle
        else:
            high = middle
    for consumer in consumers:
        if isinstance(consumer.preference, Linear):
            rate = consumer.preference.vA / consumer.preference.vB
            if _are_equal(rate, high):
                return rate
    return low
