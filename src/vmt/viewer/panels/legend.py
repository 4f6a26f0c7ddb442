"""How the preference classes of a population are told apart."""

from collections import Counter
from dataclasses import dataclass

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


def _differences(share: PreferenceShare, configuration: Configuration) -> str:
    alike = [o for o in configuration.population if _family(o) == _family(share)]
    return ", ".join(
        f"{name} {value:g}"
        for name, value in share.parameters.items()
        if any(other.parameters.get(name) != value for other in alike)
    )
