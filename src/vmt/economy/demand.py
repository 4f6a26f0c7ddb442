"""What consumers buy at given prices.

Prices are units of B per unit of A. Quantities are doubles in whole units.
"""

import math

from vmt.economy.elementary import power
from vmt.economy.preferences.ces import CES
from vmt.economy.preferences.cobb_douglas import CobbDouglas
from vmt.economy.preferences.preference import Preference
from vmt.economy.preferences.stone_geary import StoneGeary

Bundle = tuple[float, float]
"""Quantities of A and B, in units."""

ROUNDING = 1e-9
"""As a fraction of the quantities concerned: below it is rounding."""


def demand(preference: Preference, price: float, wealth: float) -> Bundle:
    """Return the best bundle (A, B) with price A + B <= wealth, in units.

    A linear expenditure system (Cobb-Douglas, Stone-Geary) buys its needs and spends
    a constant share alpha of the rest on A::

        A = gamma_A + alpha m / price         m = wealth - price gamma_A - gamma_B
        B = gamma_B + (1 - alpha) m

    CES holds the goods in the proportion B/A = k = (price wB/wA)^sigma, where its MRS
    is the price, with the elasticity of substitution sigma = 1/(1 - rho)::

        A = wealth / (price + k)              B = k A

    Parameters
    ----------
    preference : Preference
        Cobb-Douglas, CES with rho < 1, or Stone-Geary.
    price : float
        Of A in B, positive and finite.
    wealth : float
        In units of B, at least 0.

    Raises
    ------
    ValueError
        The price is not positive and finite, the wealth does not buy the subsistence
        quantities, or the preference has no demand function.

    References
    ----------
    Stone (1954), Linear expenditure systems and demand analysis; Arrow, Chenery,
    Minhas, Solow (1961), Capital-labor substitution and economic efficiency.
    """
    if not 0.0 < price < math.inf:
        raise ValueError(f"a price has to be positive and finite, not {price}")
    if isinstance(preference, CES):
        k = _proportion(preference, price)
        return wealth / (price + k), wealth / (1.0 + price / k) if k > 0.0 else 0.0
    alpha, gamma_A, gamma_B = expenditure_system(preference)
    left = wealth - price * gamma_A - gamma_B
    if left < -ROUNDING * wealth:
        raise ValueError(
            f"a wealth of {wealth:g} B does not buy the needs of {gamma_A:g} A and"
            f" {gamma_B:g} B at the price {price:g}"
        )
    left = max(left, 0.0)
    return gamma_A + alpha * left / price, gamma_B + (1.0 - alpha) * left


def expenditure_system(preference: Preference) -> tuple[float, float, float]:
    """Return (alpha, gamma_A, gamma_B) of a linear expenditure system.

    Raises
    ------
    ValueError
        The preference is none.
    """
    if isinstance(preference, CobbDouglas):
        return preference.share_A, 0.0, 0.0
    if isinstance(preference, StoneGeary):
        alpha = preference.alpha_A / (preference.alpha_A + preference.alpha_B)
        return alpha, preference.gamma_A, preference.gamma_B
    raise ValueError(
        f"{preference.name} has no demand function here; Cobb-Douglas, CES with"
        " rho < 1 and Stone-Geary have"
    )


def check_convex(preference: CES) -> None:
    """Refuse a CES preference without a demand function.

    Raises
    ------
    ValueError
        Its rho is 1 or more.
    """
    if preference.rho >= 1.0:
        raise ValueError(
            f"CES with rho {preference.rho:g} has no demand function: all is spent on"
            " one good; rho has to be less than 1"
        )


def _proportion(preference: CES, price: float) -> float:
    """Return the B per A at which the MRS of a CES preference is `price`."""
    check_convex(preference)
    sigma = 1.0 / (1.0 - preference.rho)
    return power(price * preference.wB / preference.wA, sigma)
