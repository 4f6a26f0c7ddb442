"""What bargaining has to know of the shape of utility functions."""

from vmt.economy.elementary import log
from vmt.economy.preferences.ces import CES
from vmt.economy.preferences.cobb_douglas import CobbDouglas
from vmt.economy.preferences.linear import Linear
from vmt.economy.preferences.preference import TINY, Preference
from vmt.economy.preferences.quadratic import Quadratic
from vmt.economy.preferences.stone_geary import StoneGeary
from vmt.economy.preferences.translog import Translog


def wants_B(preference: Preference, A: float, B: float) -> bool:
    """Return whether more B would do no harm to who has A and B, in units."""
    return preference.marginal_utilities(A, B)[1] >= 0.0


def rises(preference: Preference, scale: int) -> bool:
    """Return whether more of a good is never worse.

    CES and Cobb-Douglas answer for none of a good as for `zero_shift` of it: that is
    a rise only if a minor unit is more.
    """
    if isinstance(preference, CES | CobbDouglas):
        return preference.zero_shift * scale <= 1.0
    return isinstance(preference, Linear | StoneGeary)


def is_concave(preference: Preference, least_A: float, least_B: float) -> bool:
    """Return whether a utility is concave at and above a bundle."""
    if isinstance(preference, CES):
        return preference.rho < 1.0
    if isinstance(preference, StoneGeary):
        return least_A > preference.gamma_A and least_B > preference.gamma_B
    return isinstance(preference, CobbDouglas | Linear)


def is_concave_in_B(
    preference: Preference, A: float, least_B: float, most_B: float, scale: int
) -> bool:
    """Return whether a utility is concave in B between two amounts of it."""
    if isinstance(preference, CES):
        return preference.rho < 1.0 and rises(preference, scale)
    if isinstance(preference, CobbDouglas):
        return rises(preference, scale)
    if isinstance(preference, StoneGeary):
        return least_B > preference.gamma_B
    if isinstance(preference, Translog):
        return _bends_down(preference, A, least_B) and _bends_down(
            preference, A, most_B
        )
    return isinstance(preference, Linear | Quadratic)


def _bends_down(preference: Translog, A: float, B: float) -> bool:
    """Return whether the second derivative of u by B is at most 0.

    It is u (e^2 - e + beta_BB)/B^2, where the elasticity e is linear in ln B: if it
    is at most 0 at two amounts of B, then between them too.
    """
    elasticity = (
        preference.alpha_B
        + preference.beta_BB * log(max(B, TINY))
        + preference.beta_AB * log(max(A, TINY))
    )
    return elasticity * elasticity - elasticity + preference.beta_BB <= 0.0
