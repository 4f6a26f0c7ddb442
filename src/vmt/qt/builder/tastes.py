"""The forms of utility as the builder offers them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PyQt5.QtCore import QCoreApplication

from vmt.scenario.preferences import FORMS


@dataclass(frozen=True, slots=True)
class Taste:
    """A form of utility to choose.

    Attributes
    ----------
    title : str
    type : str
        What a file calls it.
    fixed : dict
        Parameters that make it what it is, and are not shown.
    start : dict
        Parameters of a new entry.
    """

    title: str
    type: str
    fixed: dict[str, Any]
    start: dict[str, Any]

    @property
    def about(self) -> str:
        """The formula, in a sentence."""
        if self.fixed:
            words = (
                "Fixed shares of wealth for each good, u = A^wA B^wB: CES with rho 0."
            )
            return str(QCoreApplication.translate("tastes", words))
        return (FORMS[self.type].__doc__ or "").strip()


TASTES = [
    Taste("Cobb–Douglas", "ces", {"rho": 0}, {"rho": 0, "wA": 1, "wB": 1}),
    Taste("CES", "ces", {}, {"rho": -0.5, "wA": 1, "wB": 1}),
    Taste("Linear", "linear", {}, {"vA": 1, "vB": 1}),
    Taste(
        "Quadratic",
        "quadratic",
        {},
        {"A_star": 10, "B_star": 10, "sigma_A": 5, "sigma_B": 5},
    ),
    Taste(
        "Translog",
        "translog",
        {},
        {
            "alpha_0": 0,
            "alpha_A": 0.5,
            "alpha_B": 0.5,
            "beta_AA": -0.05,
            "beta_BB": -0.05,
            "beta_AB": 0,
        },
    ),
    Taste(
        "Stone–Geary",
        "stone_geary",
        {},
        {"alpha_A": 0.5, "alpha_B": 0.5, "gamma_A": 1, "gamma_B": 1},
    ),
]
"""What a new entry may be; the first comes first."""


def taste_of(entry: Mapping[str, Any]) -> Taste | None:
    """Return the form of an entry of a file; None if it names none."""
    params = entry.get("params")
    for taste in TASTES:
        is_fixed = isinstance(params, Mapping) and all(
            key in params and params[key] == value for key, value in taste.fixed.items()
        )
        if taste.type == entry.get("type") and is_fixed >= bool(taste.fixed):
            return taste
    return None
