"""Subsistence needs."""

from typing import ClassVar

from vmt.economy.elementary import log
from vmt.economy.preferences.preference import MRS_CEILING, TINY, Preference


class StoneGeary(Preference):
    """u = alpha_A ln(A - gamma_A) + alpha_B ln(B - gamma_B).

    The logarithms take at least 1e-12.

    Parameters
    ----------
    alpha_A, alpha_B : float
        Positive.
    gamma_A, gamma_B : float
        Subsistence quantities, in units, at least 0.
    shortfall_counts : bool
        Whether each unit below subsistence costs alpha utils, so that partial relief
        is worth something, and whether an agent that lacks B alone gives A for almost
        any amount of B. Without it utility is flat below subsistence, and such an
        agent asks the highest price.

    References
    ----------
    Geary (1950), A note on "A constant-utility index of the cost of living";
    Stone (1954), Linear expenditure systems and demand analysis.
    """

    name: ClassVar[str] = "UStoneGeary"

    def __init__(
        self,
        *,
        alpha_A: float,
        alpha_B: float,
        gamma_A: float,
        gamma_B: float,
        shortfall_counts: bool = True,
    ) -> None:
        self.alpha_A = alpha_A
        self.alpha_B = alpha_B
        self.gamma_A = gamma_A
        self.gamma_B = gamma_B
        self.shortfall_counts = shortfall_counts

    def utility(self, A: float, B: float) -> float:
        """Return the utility of a bundle."""
        a = A - self.gamma_A
        b = B - self.gamma_B
        utility = self.alpha_A * log(max(a, TINY)) + self.alpha_B * log(max(b, TINY))
        if self.shortfall_counts:
            if a < 0.0:
                utility += self.alpha_A * a
            if b < 0.0:
                utility += self.alpha_B * b
        return utility

    def has_one_peak_in_B(self, least: float) -> bool:
        """Return whether utility rises and then falls as B grows, if it does both."""
        return True

    def wants_more_B(self, A: float, B: float) -> bool:
        """Return whether utility rises as B grows from here."""
        return True

    def is_convex_above(self, A: float, B: float, most_A: float, most_B: float) -> bool:
        """Return whether the bundles at least as good form a convex set."""
        # Where subsistence is met the logarithms are concave. A bundle that fails to
        # meet it must be no match, however much it has of the other good.
        now = self.utility(A, B)
        return (
            self.gamma_A < A
            and self.gamma_B < B
            and self.utility(most_A, self.gamma_B) < now
            and self.utility(self.gamma_A, most_B) < now
        )

    def marginal_utilities(self, A: float, B: float) -> tuple[float, float]:
        """Return (alpha_A/(A - gamma_A), alpha_B/(B - gamma_B)).

        Below subsistence the alphas, where the shortfall counts.
        """
        a = A - self.gamma_A
        b = B - self.gamma_B
        return self._marginal(self.alpha_A, a), self._marginal(self.alpha_B, b)

    def mrs(self, A: float, B: float, epsilon: float) -> float:
        """Return (alpha_A (B - gamma_B))/(alpha_B (A - gamma_A))."""
        a = max(A - self.gamma_A, epsilon)
        b = max(B - self.gamma_B, epsilon)
        return (self.alpha_A * b) / (self.alpha_B * a)

    def bounds(self, A: float, B: float, epsilon: float) -> tuple[float, float]:
        """Return the reservation bounds: extreme where the agent starves."""
        lacks_A = A - self.gamma_A < epsilon
        lacks_B = B - self.gamma_B < epsilon
        if lacks_A and lacks_B:
            return 1.0, 1.0
        if lacks_A:
            return MRS_CEILING, MRS_CEILING
        if lacks_B:
            bound = epsilon if self.shortfall_counts else MRS_CEILING
            return bound, bound
        return Preference.bounds(self, A, B, epsilon)

    def _marginal(self, alpha: float, above: float) -> float:
        if self.shortfall_counts and above < 0.0:
            return alpha
        return alpha / max(above, TINY)
