"""Transcendental logarithmic utility."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from vmt.economy.elementary import exp, log
from vmt.economy.preferences.preference import (
    FAR_ABOVE,
    MRS_CEILING,
    TINY,
    Preference,
    bounds_by_sign,
)

if TYPE_CHECKING:
    pass

LARGEST_LOG_UTILITY = 700.0
"""Utility is capped at exp of this: the largest power of e is near 709."""


class Translog(Preference):
    """ln u = alpha_0 + sum alpha_i l_i + sum beta_ii l_i^2/2 + beta_AB l_A l_B.

    Here l_A = ln max(A, 1e-12), l_B likewise. Without betas it is Cobb-Douglas; with
    them a marginal utility can be negative.

    Parameters
    ----------
    alpha_0, alpha_A, alpha_B, beta_AA, beta_BB, beta_AB : float
    bounds_follow_signs : bool
        Whether a good that the agent has too much of is given away for almost nothing,
        as by quadratic preferences. Without it the bounds are the rate of
        substitution, negative where one marginal utility is.

    References
    ----------
    Christensen, Jorgenson, Lau (1975), Transcendental logarithmic utility functions.
    """

    name: ClassVar[str] = "UTranslog"

    def __init__(
        self,
        *,
        alpha_0: float,
        alpha_A: float,
        alpha_B: float,
        beta_AA: float,
        beta_BB: float,
        beta_AB: float,
        bounds_follow_signs: bool = True,
    ) -> None:
        self.alpha_0 = alpha_0
        self.alpha_A = alpha_A
        self.alpha_B = alpha_B
        self.beta_AA = beta_AA
        self.beta_BB = beta_BB
        self.beta_AB = beta_AB
        self.bounds_follow_signs = bounds_follow_signs

    def utility(self, A: float, B: float) -> float:
        """Return the utility of a bundle, at most e^700."""
        l_A = log(max(A, TINY))
        l_B = log(max(B, TINY))
        log_utility = (
            self.alpha_0
            + self.alpha_A * l_A
            + self.alpha_B * l_B
            + self.beta_AA * (l_A * l_A) / 2.0
            + self.beta_BB * (l_B * l_B) / 2.0
            + self.beta_AB * l_A * l_B
        )
        return exp(min(log_utility, LARGEST_LOG_UTILITY))

    def has_one_peak_in_B(self, least: float) -> bool:
        """Return whether utility rises and then falls as B grows, if it does both."""
        return self.beta_BB <= 0.0

    def wants_more_B(self, A: float, B: float) -> bool:
        """Return whether utility rises as B grows from here."""
        return (
            self.alpha_B
            + self.beta_BB * log(max(B, TINY))
            + self.beta_AB * log(max(A, TINY))
            > 0.0
        )

    def is_convex_above(self, A: float, B: float, most_A: float, most_B: float) -> bool:
        """Return whether the bundles at least as good form a convex set."""
        # Without betas it is Cobb-Douglas; with them it need not be.
        return (
            self.beta_AA == 0.0
            and self.beta_BB == 0.0
            and self.beta_AB == 0.0
            and min(A, B) > FAR_ABOVE * TINY
        )

    def marginal_utilities(self, A: float, B: float) -> tuple[float, float]:
        """Return u d(ln u)/dA and u d(ln u)/dB."""
        utility = self.utility(A, B)
        slope_A, slope_B = self._log_slopes(A, B, TINY)
        return utility * slope_A, utility * slope_B

    def mrs(self, A: float, B: float, epsilon: float) -> float:
        """Return MU_A/MU_B; where MU_B is nearly zero an extreme of MU_A's sign."""
        slope_A, slope_B = self._log_slopes(A, B, epsilon)
        if abs(slope_B) < epsilon:
            return MRS_CEILING if slope_A > 0.0 else epsilon
        return slope_A / slope_B

    def bounds(self, A: float, B: float, epsilon: float) -> tuple[float, float]:
        """Return the reservation bounds."""
        if self.bounds_follow_signs:
            return bounds_by_sign(*self._log_slopes(A, B, epsilon), epsilon)
        return Preference.bounds(self, A, B, epsilon)

    def _log_slopes(self, A: float, B: float, epsilon: float) -> tuple[float, float]:
        l_A = log(max(A, epsilon))
        l_B = log(max(B, epsilon))
        return (
            (self.alpha_A + self.beta_AA * l_A + self.beta_AB * l_B) / max(A, epsilon),
            (self.alpha_B + self.beta_BB * l_B + self.beta_AB * l_A) / max(B, epsilon),
        )
