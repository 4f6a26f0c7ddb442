"""Satiation at a bliss point."""

from typing import ClassVar

from vmt.economy.preferences.preference import Preference, bounds_by_sign


class Quadratic(Preference):
    """u = -a^2/sigma_A^2 - b^2/sigma_B^2 - gamma a b, a = A - A_star, b = B - B_star.

    The maximum is 0 at the bliss point while gamma < 2/(sigma_A sigma_B); for larger
    gamma the form is not concave. A marginal utility is negative beyond the bliss
    point.

    Parameters
    ----------
    A_star, B_star : float
        The bliss point, in units.
    sigma_A, sigma_B : float
        How fast utility falls away from it, in units; positive.
    gamma : float
        Interaction of the two goods, at least 0.
    """

    name: ClassVar[str] = "UQuadratic"

    def __init__(
        self,
        *,
        A_star: float,
        B_star: float,
        sigma_A: float,
        sigma_B: float,
        gamma: float = 0.0,
    ) -> None:
        self.A_star = A_star
        self.B_star = B_star
        self.variance_A = sigma_A * sigma_A
        self.variance_B = sigma_B * sigma_B
        self.gamma = gamma

    def utility(self, A: float, B: float) -> float:
        """Return the utility of a bundle."""
        a = A - self.A_star
        b = B - self.B_star
        return (
            -(a * a) / self.variance_A - (b * b) / self.variance_B - self.gamma * a * b
        )

    def has_one_peak_in_B(self, least: float) -> bool:
        """Return whether utility rises and then falls as B grows, if it does both."""
        return True

    def wants_more_B(self, A: float, B: float) -> bool:
        """Return whether utility rises as B grows from here."""
        return -2.0 * (B - self.B_star) / self.variance_B > self.gamma * (
            A - self.A_star
        )

    def is_convex_above(self, A: float, B: float, most_A: float, most_B: float) -> bool:
        """Return whether the bundles at least as good form a convex set."""
        return self.gamma * self.gamma * self.variance_A * self.variance_B <= 4.0

    def marginal_utilities(self, A: float, B: float) -> tuple[float, float]:
        """Return (-2a/sigma_A^2 - gamma b, -2b/sigma_B^2 - gamma a)."""
        a = A - self.A_star
        b = B - self.B_star
        return (
            -2.0 * a / self.variance_A - self.gamma * b,
            -2.0 * b / self.variance_B - self.gamma * a,
        )

    def mrs(self, A: float, B: float, epsilon: float) -> float | None:
        """Return MU_A/MU_B, or None where MU_B is nearly zero."""
        MU_A, MU_B = self.marginal_utilities(A, B)
        return None if abs(MU_B) < epsilon else MU_A / MU_B

    def bounds(self, A: float, B: float, epsilon: float) -> tuple[float, float]:
        """Return the reservation bounds, by the signs of the marginal utilities."""
        return bounds_by_sign(*self.marginal_utilities(A, B), epsilon)
