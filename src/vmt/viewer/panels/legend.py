"""How the preference classes of a population are told apart."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from vmt.engine.configuration import Configuration, PreferenceKind, PreferenceShare

_NAMES = {
    PreferenceKind.CES: "CES",
    PreferenceKind.LINEAR: "Linear",
    PreferenceKind.QUADRATIC: "Quadratic",
    PreferenceKind.TRANSLOG: "Translog",
    PreferenceKind.STONE_GEARY: "Stone–Geary",
}


@dataclass(frozen=True, slots=True)
class ClassName:
    """What a preference class is called.

    Attributes
    ----------
    name : str
        The family of utility functions.
    parameters : str
        What sets the class apart from others of its family; empty if there are none.
    """

    name: str
    parameters: str


def class_names(configuration: Configuration) -> list[ClassName]:
    """Return the name of each entry of the population mix, by index."""
    families = [_family(share) for share in configuration.population]
    count = Counter(families)
    return [
        ClassName(
            family, _differences(share, configuration) if count[family] > 1 else ""
        )
        for family, share in zip(families, configuration.population, strict=True)
    ]


def _family(share: PreferenceShare) -> str:
    if share.kind is PreferenceKind.CES and share.parameters.get("rho") == 0:
        return "Cobb–Douglas"
    return _NAMES[share.kind]


def parameters_text(share: PreferenceShare) -> str:
    """Return the parameters of an entry of the mix in words."""
    hidden = {"epsilon"}  # a guard against division by zero, no taste
    if _family(share) == "Cobb–Douglas":
        hidden.add("rho")
    return _listed({k: v for k, v in share.parameters.items() if k not in hidden})


def _differences(share: PreferenceShare, configuration: Configuration) -> str:
    alike = [o for o in configuration.population if _family(o) == _family(share)]
    return _listed(
        {
            name: value
            for name, value in share.parameters.items()
            if any(other.parameters.get(name) != value for other in alike)
        }
    )


def _listed(parameters: Mapping[str, float]) -> str:
    # A name and its value stay in one line.
    return ", ".join(
        f"{name}\N{NO-BREAK SPACE}{_plain(parameters[name])}" for name in parameters
    )


def _plain(value: float) -> str:
    """Return all digits of a number, never in scientific notation."""
    text = f"{Decimal(repr(float(value))):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
