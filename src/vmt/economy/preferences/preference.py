"""What every preference can be asked."""

from typing import ClassVar

MRS_CEILING = 1e6
"""Reservation price of an agent that wants A at almost any price."""

TINY = 1e-12
"""Smallest quantity that enters a logarithm or a negative power."""

FAR_ABOVE = 1000.0
"""Holdings this many times the zero shift do not notice it.

Who has none of a good is treated as if it had the zero shift, so that the bundles as
good as another one bulge out at the axes. Smaller exchanges than one that ends there
please all the same: at first they gain ln(holding / shift) times what they cost.
"""


class Preference:
    """A utility function of the quantities A and B, doubles in whole units.

    The marginal rate of substitution MRS = MU_A / MU_B is the reservation price of
    A in units of B. Nothing here depends on the time or on other agents.
    """

    name: ClassVar[str]
    """The name that recordings carry."""

    def utility(self, A: float, B: float) -> float:
        """Return the utility of a bundle, in utils."""
        raise NotImplementedError

    def has_one_peak_in_B(self, least: float) -> bool:
        """Return whether, whatever A is, utility rises and then falls as B grows.

        Either may be missing. Searches over payments may halve their interval then,
        and have to look at every one otherwise. False also if it is not known.

        Parameters
        ----------
        least : float
            Amounts are multiples of this.
        """
        return False

    def wants_more_B(self, A: float, B: float) -> bool:
        """Return whether utility rises as B grows from here."""
        return bool(self.marginal_utilities(A, B)[1] > 0.0)

    def is_convex_above(self, A: float, B: float, most_A: float, most_B: float) -> bool:
        """Return whether the bundles that are at least as good form a convex set.

        Then whoever refuses a small block at every price between two, by more than
        rounding, refuses any larger one, too. To be asked where `has_one_peak_in_B`
        holds: amounts are multiples of the same.

        Parameters
        ----------
        A, B : float
            The bundle that they are as good as.
        most_A, most_B : float
            The most that bundles have of a good; the least is nothing.

        Returns
        -------
        bool
            False also if it is not known.
        """
        return False

    def marginal_utilities(self, A: float, B: float) -> tuple[float, float]:
        """Return (MU_A, MU_B), in utils per unit."""
        raise NotImplementedError

    def mrs(self, A: float, B: float, epsilon: float) -> float | None:
        """Return MU_A / MU_B, or None where it is undefined.

        Parameters
        ----------
        A, B : float
        epsilon : float
            Guard against division by zero; without effect at positive holdings.
        """
        raise NotImplementedError

    def bounds(self, A: float, B: float, epsilon: float) -> tuple[float, float]:
        """Return the reservation bounds (p_min, p_max), in B per A.

        The lowest price at which the agent would sell A, and the highest at which
        it would buy A; (inf, 0) is an agent that does not trade.
        """
        mrs = self.mrs(A, B, epsilon)
        if mrs is None:
            raise NotImplementedError(f"{self.name} has to say what bounds it has here")
        return mrs, mrs


def bounds_by_sign(MU_A: float, MU_B: float, epsilon: float) -> tuple[float, float]:
    """Return reservation bounds where a marginal utility may be negative.

    An agent with too much of both goods does not trade. One with too much of A only
    sells it for almost nothing, one with too much of B only pays almost any price.
    """
    if MU_A <= 0 and MU_B <= 0:
        return float("inf"), 0.0
    if MU_A <= 0:
        return epsilon, epsilon
    if MU_B <= 0:
        return MRS_CEILING, MRS_CEILING
    return MU_A / MU_B, MU_A / MU_B
