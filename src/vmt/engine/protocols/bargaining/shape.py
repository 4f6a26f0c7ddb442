"""What bargaining has to know of the shape of utility functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vmt.economy.elementary import log
from vmt.economy.preferences.ces import CES
from vmt.economy.preferences.cobb_douglas import CobbDouglas
from vmt.economy.preferences.linear import Linear
from vmt.economy.preferences.preference import TINY, Preference
from vmt.economy.preferences.quadratic import Quadratic
from vmt.economy.preferences.stone_geary import StoneGeary
from vmt.economy.preferences.translog import Translog

if TYPE_CHECKING:
    import cython


def wants_B(preference: Preference, A: float, B: float) -> bool:
    """Return whether more B would do no harm to who has A and B, in units."""
    MU_B: cython.double = preference.marginal_utilities(A, B)[1]
    return MU_B >= 0.0


def rises(preference: Preference, scale: float) -> bool:
    """Return whether more of a good is never worse.

    CES and Cobb-Douglas answer for none of a good as for `zero_shift` of it: that is
    a rise only if a minor unit is more.
    """
    if isinstance(preference, CES):
        ces: CES = preference
        return ces.zero_shift * scale <= 1.0
    if isinstance(preference, CobbDouglas):
        cobb_douglas: CobbDouglas = preference
        return cobb_douglas.zero_shift * scale <= 1.0
    return isinstance(preference, (Linear, StoneGeary))


def is_concave(preference: Preference, least_A: float, least_B: float) -> bool:
    """Return whether a utility is concave at and above a bundle."""
    if isinstance(preference, CES):
        ces: CES = preference
        return ces.rho < 1.0
    if isinstance(preference, StoneGeary):
        stone_geary: StoneGeary = preference
        return least_A > stone_geary.gamma_A and least_B > stone_geary.gamma_B
    return isinstance(preference, (CobbDouglas, Linear))


def is_concave_in_B(
    preference: Preference, A: float, least_B: float, most_B: float, scale: float
) -> bool:
    """Return whether a utility is concave in B between two amounts of it."""
    if isinstance(preference, CES):
        ces: CES = preference
        return ces.rho < 1.0 and rises(ces, scale)
    if isinstance(preference, CobbDouglas):
        return rises(preference, scale)
    if isinstance(preference, StoneGeary):
        stone_geary: StoneGeary = preference
        return least_B > stone_geary.gamma_B
    if isinstance(preference, Translog):
        translog: Translog = preference
        return _bends_down(translog, A, least_B) and _bends_down(translog, A, most_B)
    return isinstance(preference, (Linear, Quadratic))


def _bends_down(preference: Translog, A: float, B: float) -> bool:
    """Return whether the second derivative of u by B is at most 0.

    It is u (e^2 - e + beta_BB)/B^2, where the elasticity e is linear in ln B: if it
    is at most 0 at two amounts of B, then between them too.
    """
    elasticity: cython.double = (
        preference.alpha_B
        + preference.beta_BB * log(max(B, TINY))
        + preference.beta_AB * log(max(A, TINY))
    )
    return elasticity * elasticity - elasticity + preference.beta_BB <= 0.0
