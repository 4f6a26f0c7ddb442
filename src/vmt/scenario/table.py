"""The table of all keys of a scenario file, for people and for tools."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from vmt.errors import UserError
from vmt.scenario.fields import Section, allowed, default_of, note
from vmt.scenario.model import (
    InitialInventories,
    ModeSchedule,
    Params,
    ProtocolChoice,
    ResourceSeed,
    ScenarioModel,
)
from vmt.scenario.older import OTHER_NAMES
from vmt.scenario.preferences import (
    CES,
    FORMS,
    Entry,
    Utilities,
)
from vmt.scenario.problems import did_you_mean, quoted

PREFERENCES: dict[str, type[Section]] = {
    f"params of {name}": form for name, form in FORMS.items()
}
SECTIONS: dict[str, type[Section]] = {
    "": ScenarioModel,
    "initial_inventories": InitialInventories,
    "utilities": Utilities,
    "an entry of utilities.mix": Entry[CES],
    **PREFERENCES,
    "resource_seed": ResourceSeed,
    "params": Params,
    "mode_schedule": ModeSchedule,
    "a protocol": ProtocolChoice,
}
"""The sections of a file by the name of their place; "" is the top level."""

SYNONYMS = {
    "grid_size": "N",
    "num_agents": "agents",
    "n_agents": "agents",
    "title": "name",
    "inventories": "initial_inventories",
    "endowments": "initial_inventories",
    "preferences": "utilities",
    "resources": "resource_seed",
    "version": "schema_version",
}
"""What people write for keys whose names are not like it."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One key of a scenario file."""

    section: str
    key: str
    allowed: str
    default: str
    unit: str
    meaning: str
    advice: str


def parameters() -> Iterator[Parameter]:
    """Yield every key, section by section, in the order of a file."""
    for section, model in SECTIONS.items():
        for name, field in model.model_fields.items():
            yield Parameter(
                section,
                name,
                allowed(field),
                default_of(field),
                note(field, "unit"),
                field.description or "",
                note(field, "advice"),
            )


def find(key: str) -> list[Parameter]:
    """Return what the sections of a file say of a key.

    Parameters
    ----------
    key : str
        A bare key, in whatever sections it is, or one with where it is before it:
        ``params.epsilon``, ``ces.epsilon``, ``utilities.mix[0].weight``.

    Raises
    ------
    UserError
        There is no such key.
    """
    before, _, name = key.rpartition(".")
    name = OTHER_NAMES.get(name, name)
    rows = [row for row in parameters() if row.key == name]
    if before:
        place = before.rpartition(".")[2].partition("[")[0]
        exact = [row for row in rows if row.section == place]
        rows = exact or [r for r in rows if place in re.split(r"[ .]", r.section)]
    if rows:
        return rows
    close = SYNONYMS.get(name)
    hint = f"; did you mean '{close}'?" if close else did_you_mean(name, all_keys())
    raise UserError(
        f"there is no key {quoted(key)} in a scenario file{hint or '; '}"
        f"{' ' if hint else ''}'vmt scenario describe' lists them all"
    )


def all_keys() -> list[str]:
    """Return every key, each once, in the order of a file."""
    return list(dict.fromkeys(row.key for row in parameters()))


def section_at(way: tuple[str | int, ...]) -> str:
    """Return the name of the section at the end of a way through the model.

    Parameters
    ----------
    way : tuple
        Keys, list indices and names of utility forms, as pydantic gives them.
    """
    match [step for step in way if isinstance(step, str)]:
        case []:
            return ""
        case ["utilities", "mix", _]:
            return "an entry of utilities.mix"
        case ["utilities", "mix", form, "params"]:
            return f"params of {form}"
        case [name] if name.endswith("_protocol"):
            return "a protocol"
        case names:
            return names[-1]


def keys_of(section: str) -> list[str]:
    """Return the keys of a section; none for a section that there is not."""
    model = SECTIONS.get(section)
    return list(model.model_fields) if model else []


def sections_with(key: str) -> list[str]:
    """Return the sections that have a key."""
    return [name for name, model in SECTIONS.items() if key in model.model_fields]
