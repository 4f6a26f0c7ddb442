"""The names of institutions in scenario files."""

from vmt.errors import UserError
from vmt.scenario.problems import did_you_mean

DEFAULTS = {
    "search": "distance_discounted",
    "matching": "three_pass",
    "bargaining": "compensating_block",
}
_ALIASES = {
    "search": {
        "distance_discounted_search": "distance_discounted",
        "legacy_distance_discounted": "distance_discounted",
    },
    "matching": {
        "three_pass_matching": "three_pass",
        "legacy_three_pass": "three_pass",
    },
    "bargaining": {"legacy_compensating_block": "compensating_block"},
}


def resolve(category: str, name: str) -> str:
    name_of = {DEFAULTS[category]: DEFAULTS[category], **_ALIASES[category]}
    if name not in name_of:
        hint = did_you_mean(name, name_of)
        raise UserError(f"there is no {category} protocol '{name}'{hint}")
    return name_of[name]


def check_protocol(category: str, name: str, parameters: dict[str, object]) -> None:
    resolve(category, name)
