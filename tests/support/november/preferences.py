"""Utility and reservation prices of the five forms.

Powers, squares too, are those of the C library, as the public program takes them.
Its square may differ from the product in the last bit.
"""

import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple

TINY = 1e-12
LARGE_PRICE = 1e6


class Preference(NamedTuple):
    """What an agent likes.

    Attributes
    ----------
    utility : callable
        Of a bundle of A and B.
    bounds : callable
        Of a bundle and epsilon: lowest price it sells A at, highest it buys A at.
    """

    utility: Callable[[Decimal, Decimal], float]
    bounds: Callable[[Decimal, Decimal, float], tuple[float, float]]


def preference(kind: str, params: dict[str, Any]) -> Preference:
    """Return the preference of an entry of the mix."""
    forms = {
        "ces": ces,
        "linear": linear,
        "quadratic": quadratic,
        "translog": translog,
        "stone_geary": stone_geary,
    }
    return forms[kind](**params)


def ces(rho: float, wA: float, wB: float, epsilon: float = 1e-9) -> Preference:
    """Return a preference of constant elasticity of substitution."""

    def utility(A: Decimal, B: Decimal) -> float:
        a, b = float(A), float(B)
        if a == 0 and b == 0:
            return 0.0
        if rho < 0:
            a, b = max(a, epsilon), max(b, epsilon)
        total = 0.0
        if a > 0:
            total += wA * math.pow(a, rho)
        if b > 0:
            total += wB * math.pow(b, rho)
        return math.pow(total, 1.0 / rho) if total > 0 else 0.0

    def bounds(A: Decimal, B: Decimal, eps: float) -> tuple[float, float]:
        a, b = float(A), float(B)
        if a == 0 or b == 0:
            a, b = a + eps, b + eps
        mrs = (wA / wB) * math.pow(a / b, rho - 1)
        return mrs, mrs

    return Preference(utility, bounds)


def linear(vA: float, vB: float) -> Preference:
    """Return a preference for perfect substitutes."""

    def utility(A: Decimal, B: Decimal) -> float:
        return vA * float(A) + vB * float(B)

    def bounds(A: Decimal, B: Decimal, eps: float) -> tuple[float, float]:
        return vA / vB, vA / vB

    return Preference(utility, bounds)


def quadratic(
    A_star: float, B_star: float, sigma_A: float, sigma_B: float, gamma: float = 0.0
) -> Preference:
    """Return a preference with a bliss point, beyond which more is worse."""
    variance_A, variance_B = math.pow(sigma_A, 2), math.pow(sigma_B, 2)

    def utility(A: Decimal, B: Decimal) -> float:
        a, b = float(A) - A_star, float(B) - B_star
        squares = -(math.pow(a, 2) / variance_A) - math.pow(b, 2) / variance_B
        return squares - gamma * a * b

    def bounds(A: Decimal, B: Decimal, eps: float) -> tuple[float, float]:
        a, b = float(A) - A_star, float(B) - B_star
        mu_A = -2 * a / variance_A - gamma * b
        mu_B = -2 * b / variance_B - gamma * a
        if mu_A > 0 and mu_B > 0:
            return mu_A / mu_B, mu_A / mu_B
        if mu_A > 0:
            return LARGE_PRICE, LARGE_PRICE
        if mu_B > 0:
            return eps, eps
        return math.inf, 0.0

    return Preference(utility, bounds)


def translog(
    alpha_0: float,
    alpha_A: float,
    alpha_B: float,
    beta_AA: float,
    beta_BB: float,
    beta_AB: float,
) -> Preference:
    """Return a transcendental logarithmic preference."""

    def utility(A: Decimal, B: Decimal) -> float:
        a, b = math.log(max(float(A), TINY)), math.log(max(float(B), TINY))
        ln_u = alpha_0 + alpha_A * a + alpha_B * b
        ln_u = ln_u + 0.5 * beta_AA * math.pow(a, 2) + 0.5 * beta_BB * math.pow(b, 2)
        return math.exp(min(ln_u + beta_AB * a * b, 700))

    def bounds(A: Decimal, B: Decimal, eps: float) -> tuple[float, float]:
        more_A, more_B = max(float(A), eps), max(float(B), eps)
        a, b = math.log(more_A), math.log(more_B)
        mu_A = (alpha_A + beta_AA * a + beta_AB * b) / more_A
        mu_B = (alpha_B + beta_BB * b + beta_AB * a) / more_B
        if abs(mu_B) < eps:
            return (LARGE_PRICE, LARGE_PRICE) if mu_A > 0 else (eps, eps)
        return mu_A / mu_B, mu_A / mu_B

    return Preference(utility, bounds)


def stone_geary(
    alpha_A: float, alpha_B: float, gamma_A: float, gamma_B: float
) -> Preference:
    """Return a preference for what exceeds subsistence, in logarithms."""

    def utility(A: Decimal, B: Decimal) -> float:
        a, b = max(float(A) - gamma_A, TINY), max(float(B) - gamma_B, TINY)
        return alpha_A * math.log(a) + alpha_B * math.log(b)

    def bounds(A: Decimal, B: Decimal, eps: float) -> tuple[float, float]:
        a, b = float(A) - gamma_A, float(B) - gamma_B
        if a < eps and b < eps:
            return 1.0, 1.0
        if a < eps or b < eps:
            return LARGE_PRICE, LARGE_PRICE
        mrs = (alpha_A * max(b, eps)) / (alpha_B * max(a, eps))
        return mrs, mrs

    return Preference(utility, bounds)
