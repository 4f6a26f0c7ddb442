"""Constant elasticity of substitution."""

from typing import ClassVar

from vmt.economy.elementary import power
from vmt.economy.preferences.preference import FAR_ABOVE, TINY, Preference

STEEPEST = -16.0
"""Powers below it underflow for quantities that are still counted: to no utility."""


class CES(Preference):
    """u = (wA A^rho + wB B^rho)^(1/rho), elasticity 1/(1 - rho); rho not 0 or 1.

    With rho < 0 a bundle that lacks one good would be worth nothing whatever it has
    of the other; both quantities are raised to at least `zero_shift` there, so that
    more of the other good stays better.

    Parameters
    ----------
    rho, wA, wB : float
        The weights are positive.
    epsilon : float
        The zero shift, in units.

    References
    ----------
    Arrow, Chenery, Minhas, Solow (1961), Capital-labor substitution and economic
    efficiency.
    """

    name: ClassVar[str] = "UCES"

    def __init__(
        self, *, rho: float, wA: float, wB: float, epsilon: float = 1e-9
    ) -> None:
        self.rho = rho
        self.wA = wA
        self.wB = wB
        self.inverse_rho = 1.0 / rho
        self.zero_shift = epsilon

    def utility(self, A: float, B: float) -> float:
        """Return the utility of a bundle."""
        rho = self.rho
        if A <= 0.0 or B <= 0.0:
            if A <= 0.0 and B <= 0.0:
                return 0.0
            if rho < 0.0:
                A = max(A, self.zero_shift)
                B = max(B, self.zero_shift)
        term_A = self.wA * power(A, rho) if A > 0.0 else 0.0
        term_B = self.wB * power(B, rho) if B > 0.0 else 0.0
        total = term_A + term_B
        return power(total, self.inverse_rho) if total > 0.0 else 0.0

    def has_one_peak_in_B(self, least: float) -> bool:
        """Return whether utility rises and then falls as B grows, if it does both."""
        # For none of a good it answers as for `zero_shift` of it.
        return self.zero_shift <= least and self.rho >= STEEPEST

    def wants_more_B(self, A: float, B: float) -> bool:
        """Return whether utility rises as B grows from here."""
        return True

    def is_convex_above(self, A: float, B: float, most_A: float, most_B: float) -> bool:
        """Return whether the bundles at least as good form a convex set."""
        if self.rho > 0.0:
            return self.rho < 1.0
        return FAR_ABOVE * self.zero_shift < min(A, B)

    def marginal_utilities(self, A: float, B: float) -> tuple[float, float]:
        """Return MU_A = u^(1-rho) wA A^(rho-1), and MU_B likewise."""
        if A <= 0.0 and B <= 0.0:
            return self.wA, self.wB
        A, B = max(A, TINY), max(B, TINY)
        scale = power(self.utility(A, B), 1.0 - self.rho)
        return (
            scale * self.wA * power(A, self.rho - 1.0),
            scale * self.wB * power(B, self.rho - 1.0),
        )

    def mrs(self, A: float, B: float, epsilon: float) -> float:
        """Return (wA/wB) (A/B)^(rho-1); at the origin wA/wB."""
        if A <= 0.0 or B <= 0.0:
            if A <= 0.0 and B <= 0.0:
                return self.wA / self.wB
            A, B = A + epsilon, B + epsilon
        return (self.wA / self.wB) * power(A / B, self.rho - 1.0)
