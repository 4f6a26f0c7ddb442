"""Cobb-Douglas, the limit of constant elasticity at rho = 0."""

from typing import ClassVar

from vmt.economy.elementary import power
from vmt.economy.preferences.preference import FAR_ABOVE, TINY, Preference


class CobbDouglas(Preference):
    """u = A^a B^(1-a) with a = wA/(wA + wB).

    Weights that do not sum to one are normalised: the CES expression has no finite
    limit otherwise. Bundles that lack one good are treated as by CES with rho < 0.

    Parameters
    ----------
    wA, wB : float
        Positive.
    epsilon : float
        The zero shift, in units.
    """

    name: ClassVar[str] = "UCES"

    def __init__(self, *, wA: float, wB: float, epsilon: float = 1e-9) -> None:
        self.wA = wA
        self.wB = wB
        self.share_A = wA / (wA + wB)
        self.share_B = wB / (wA + wB)
        self.zero_shift = epsilon

    def utility(self, A: float, B: float) -> float:
        """Return the utility of a bundle."""
        if A <= 0.0 or B <= 0.0:
            if A <= 0.0 and B <= 0.0:
                return 0.0
            A, B = max(A, self.zero_shift), max(B, self.zero_shift)
        return power(A, self.share_A) * power(B, self.share_B)

    def has_one_peak_in_B(self, least: float) -> bool:
        """Return whether utility rises and then falls as B grows, if it does both."""
        # For none of a good it answers as for `zero_shift` of it.
        return self.zero_shift <= least

    def wants_more_B(self, A: float, B: float) -> bool:
        """Return whether utility rises as B grows from here."""
        return True

    def is_convex_above(self, A: float, B: float, most_A: float, most_B: float) -> bool:
        """Return whether the bundles at least as good form a convex set."""
        return FAR_ABOVE * self.zero_shift < min(A, B)

    def marginal_utilities(self, A: float, B: float) -> tuple[float, float]:
        """Return (a u/A, (1-a) u/B); at the origin the shares."""
        if A <= 0.0 and B <= 0.0:
            return self.share_A, self.share_B
        A, B = max(A, TINY), max(B, TINY)
        utility = self.utility(A, B)
        return self.share_A * utility / A, self.share_B * utility / B

    def mrs(self, A: float, B: float, epsilon: float) -> float:
        """Return (wA/wB) (B/A); at the origin wA/wB."""
        if A <= 0.0 or B <= 0.0:
            if A <= 0.0 and B <= 0.0:
                return self.wA / self.wB
            A, B = A + epsilon, B + epsilon
        return (self.wA / self.wB) * (B / A)
