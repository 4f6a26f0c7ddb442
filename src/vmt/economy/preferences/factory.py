"""Preferences by the names of the scenario files."""

from collections.abc import Mapping
from dataclasses import dataclass

from vmt.economy.preferences.ces import CES
from vmt.economy.preferences.cobb_douglas import CobbDouglas
from vmt.economy.preferences.linear import Linear
from vmt.economy.preferences.preference import Preference
from vmt.economy.preferences.quadratic import Quadratic
from vmt.economy.preferences.stone_geary import StoneGeary
from vmt.economy.preferences.translog import Translog


@dataclass(frozen=True, slots=True)
class BoundaryRules:
    """How preferences answer where the textbook form gives no usable price.

    Attributes
    ----------
    translog_bounds_follow_signs : bool
        Who has too much of a good, by translog tastes, gives it away for almost
        nothing. Otherwise the rate of substitution is negative there, and who has
        none of a good may value it at nothing.
    stone_geary_shortfall_counts : bool
        Each unit below subsistence counts, and who lacks B alone sells A for almost
        any amount of it. Otherwise relief that is only partial is worth nothing, and
        the starving ask the highest price.
    """

    translog_bounds_follow_signs: bool = True
    stone_geary_shortfall_counts: bool = True


def make_preference(
    kind: str,
    parameters: Mapping[str, float],
    boundary: BoundaryRules | None = None,
) -> Preference:
    """Return a preference.

    Parameters
    ----------
    kind : str
        ``ces`` (Cobb-Douglas with ``rho`` 0), ``linear``, ``quadratic``, ``translog``
        or ``stone_geary``.
    parameters : mapping of str to float
        By the names of the class's parameters.
    boundary : BoundaryRules, optional

    Raises
    ------
    ValueError
        `kind` is none of them.
    TypeError
        A parameter is missing, or unknown to the class.
    """
    boundary = boundary or BoundaryRules()
    values = dict(parameters)
    match kind:
        case "ces" if values.get("rho") == 0.0:
            del values["rho"]
            return CobbDouglas(**values)
        case "ces":
            return CES(**values)
        case "linear":
            return Linear(**values)
        case "quadratic":
            return Quadratic(**values)
        case "translog":
            return Translog(
                **values, bounds_follow_signs=boundary.translog_bounds_follow_signs
            )
        case "stone_geary":
            return StoneGeary(
                **values, shortfall_counts=boundary.stone_geary_shortfall_counts
            )
    raise ValueError(f"there is no preference {kind!r}")
