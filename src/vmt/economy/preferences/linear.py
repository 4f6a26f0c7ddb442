"""Perfect substitutes."""

from typing import ClassVar

from vmt.economy.preferences.preference import Preference


class Linear(Preference):
    """u = vA A + vB B: the rate of substitution is vA/vB everywhere.

    Parameters
    ----------
    vA, vB : float
        Positive, in utils per unit.
    """

    name: ClassVar[str] = "ULinear"

    def __init__(self, *, vA: float, vB: float) -> None:
        self.vA = vA
        self.vB = vB

    def utility(self, A: float, B: float) -> float:
        """Return the utility of a bundle."""
        return self.vA * A + self.vB * B

    def has_one_peak_in_B(self, least: float) -> bool:
        """Return whether utility rises and then falls as B grows, if it does both."""
        return True

    def wants_more_B(self, A: float, B: float) -> bool:
        """Return whether utility rises as B grows from here."""
        return True

    def is_convex_above(self, A: float, B: float, most_A: float, most_B: float) -> bool:
        """Return whether the bundles at least as good form a convex set."""
        return True

    def marginal_utilities(self, A: float, B: float) -> tuple[float, float]:
        """Return (vA, vB)."""
        return self.vA, self.vB

    def mrs(self, A: float, B: float, epsilon: float) -> float:
        """Return vA/vB."""
        return self.vA / self.vB
