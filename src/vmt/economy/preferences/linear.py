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

    __slots__ = ("vA", "vB")

    def __init__(self, *, vA: float, vB: float) -> None:
        self.vA = vA
        self.vB = vB

    def utility(self, A: float, B: float) -> float:
        """Return the utility of a bundle."""
        return self.vA * A + self.vB * B

    def marginal_utilities(self, A: float, B: float) -> tuple[float, float]:
        """Return (vA, vB)."""
        del A, B
        return self.vA, self.vB

    def mrs(self, A: float, B: float, epsilon: float) -> float:
        """Return vA/vB."""
        del A, B, epsilon
        return self.vA / self.vB
