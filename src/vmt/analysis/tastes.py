"""The utility functions of a recorded run, and whose they are."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vmt.economy.preferences.factory import make_preference
from vmt.economy.preferences.preference import Preference
from vmt.engine.configuration import PreferenceKind, PreferenceShare
from vmt.engine.rules import RULE_SETS
from vmt.telemetry import RecordedRun
from vmt.telemetry.errors import TelemetryError
from vmt.telemetry.stored_configuration import from_json

_FAMILIES = {
    PreferenceKind.CES: "CES",
    PreferenceKind.LINEAR: "Linear",
    PreferenceKind.QUADRATIC: "Quadratic",
    PreferenceKind.TRANSLOG: "Translog",
    PreferenceKind.STONE_GEARY: "Stone-Geary",
}


@dataclass(frozen=True, slots=True)
class Taste:
    """One utility function of the population.

    Attributes
    ----------
    name : str
        Of its family, with a number where there are several.
    parameters : str
        For people; empty where they are not known.
    preference : Preference or None
        None where the recording does not say enough.
    """

    name: str
    parameters: str
    preference: Preference | None


def tastes_of(
    recorded: RecordedRun, agents: NDArray[np.int64]
) -> tuple[tuple[Taste, ...], NDArray[np.int64], str]:
    """Return the tastes of a run, which of them each agent has, and why not, if so.

    Parameters
    ----------
    agents : int array, shape (n,)
        Their ids.

    Returns
    -------
    tastes : tuple of Taste
    taste : int array, shape (n,)
    why : str
        Why the preferences are not known; empty if they are.
    """
    table = recorded.table("agents")
    run = recorded.run
    if run.is_public:
        why = "The public VMT does not record the parameters of preferences."
        return (*_names_only(table, agents), why)
    try:
        shares = from_json(run.config_json).population
        drawn = dict(zip(table["agent_id"], table["mix_index"], strict=True))
        taste = np.array([drawn[a] for a in agents], dtype=np.int64)
        if taste.min(initial=0) < 0 or taste.max(initial=0) >= len(shares):
            raise TelemetryError("it does not say which preference each agent has")
    except (TelemetryError, KeyError) as error:
        why = "The recording does not say what preferences the agents have"
        detail = f": {error}." if isinstance(error, TelemetryError) else "."
        return (*_names_only(table, agents), why + detail)
    rules = RULE_SETS.get(run.rule_set)
    boundary = None if rules is None else rules.boundary
    families = [_family(share) for share in shares]
    tastes = []
    for k, share in enumerate(shares):
        name = families[k]
        if families.count(name) > 1:
            name += f" {families[: k + 1].count(name)}"
        preference = make_preference(share.kind, share.parameters, boundary)
        tastes.append(Taste(name, _parameters(share), preference))
    return tuple(tastes), taste, ""


def _names_only(
    table: NDArray[Any], agents: NDArray[np.int64]
) -> tuple[tuple[Taste, ...], NDArray[np.int64]]:
    """Return tastes that nothing is known of but what they are called."""
    called = {row["agent_id"]: row["utility_type"] or "unknown" for row in table}
    own = [called.get(agent, "unknown") for agent in agents]
    names = sorted(set(own))
    taste = np.array([names.index(name) for name in own], dtype=np.int64)
    return tuple(Taste(name, "", None) for name in names), taste


def _family(share: PreferenceShare) -> str:
    if share.kind is PreferenceKind.CES and share.parameters.get("rho") == 0:
        return "Cobb-Douglas"
    return _FAMILIES[share.kind]


def _parameters(share: PreferenceShare) -> str:
    left_out = {"epsilon"}  # guards a division
    if share.kind is PreferenceKind.CES and share.parameters.get("rho") == 0:
        left_out.add("rho")
    return ", ".join(
        f"{key} {value:g}"
        for key, value in share.parameters.items()
        if key not in left_out
    )
