"""Keys that other programs of the VMT family write into the same format.

Money is the business of a later schema. The rest is spelled differently here,
or was read and then ignored.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import cast

from vmt.scenario.document import Steps
from vmt.scenario.problems import found

MONEY_KEYS = {
    "initial_inventories": ("M", "lambda_money"),
    "params": (
        "exchange_regime",
        "money_mode",
        "money_scale",
        "money_utility_form",
        "M_0",
        "lambda_money",
        "lambda_update_rate",
        "lambda_bounds",
        "liquidity_gate",
        "earn_money_enabled",
    ),
}
WITHOUT_EFFECT = {"exchange_regime": "barter_only", "trade_execution_mode": "minimum"}
"""Values that say what this program does anyway."""

OTHER_NAMES = {"ΔA_max": "dA_max"}
"""What keys of params are called elsewhere, and here."""

_REGIME: Steps = ("params", "exchange_regime")

UNREAD_IN_NOVEMBER: tuple[Steps, ...] = (
    *((section, name) for section, names in MONEY_KEYS.items() for name in names),
    ("agent_positions",),
    ("mode",),
    ("quantity_decimals",),
    *(
        ("params", name)
        for name in (
            "dA_max",
            "ΔA_max",
            "trade_step",
            "max_pair_ticks",
            "max_trades_per_tick",
        )
    ),
)
"""Keys that the public program of November 2025 passed over, or did not know yet."""

_CATEGORIES = ("search", "matching", "bargaining")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to tell about a place in a file.

    Attributes
    ----------
    steps : tuple
        The way to the place, as in `vmt.scenario.document`.
    message : str
    fatal : bool
        Whether the file cannot be used for it.
    forgivable : bool
        Whether a lenient reader passes over it nevertheless.
    obstacle : bool
        Whether the file can be looked at and not be run.
    """

    steps: Steps
    message: str
    fatal: bool = True
    forgivable: bool = False
    obstacle: bool = False


def without(data: dict[str, object], *ways: Steps) -> dict[str, object]:
    """Return a copy of nested mappings and lists that lacks the keys at `ways`."""
    dropped = set(ways)

    def pruned(value: object, way: Steps) -> object:
        match value:
            case dict():
                return {
                    key: pruned(inner, (*way, key))
                    for key, inner in value.items()
                    if (*way, key) not in dropped
                }
            case tuple():
                return tuple(
                    pruned(inner, (*way, index)) for index, inner in enumerate(value)
                )
        return value

    return cast("dict[str, object]", pruned(data, ()))


def unread(
    data: dict[str, object], ignored: Collection[Steps]
) -> tuple[dict[str, object], list[Finding]]:
    """Return the data without the keys at `ignored`, and a word on each that was."""
    there = [way for way in ignored if _value_at(way, data) is not _NOTHING]
    message = "{} is ignored, as the public program did"
    return without(data, *there), [
        Finding(way, message.format(way[-1]), fatal=False)
        for way in there
        if not _is_without_effect(way, _value_at(way, data))
    ]


_NOTHING = object()


def _value_at(way: Steps, data: object) -> object:
    for step in way:
        if not isinstance(data, dict) or step not in data:
            return _NOTHING
        data = data[step]
    return data


def _is_without_effect(way: Steps, value: object) -> bool:
    return WITHOUT_EFFECT.get(str(way[-1])) == value


def adapt(
    data: dict[str, object], *, lenient: bool
) -> tuple[dict[str, object], list[Finding]]:
    """Return the data in the keys of this program, and what has to be said.

    Leniently, `protocol_config` is ignored with a warning, as the public program of
    November 2025 ignores it, and money is no mistake but an obstacle to running.
    """
    findings: list[Finding] = []
    foreign = dict(_foreign(data))
    data = without(data, *foreign) if foreign else data
    for steps, value in foreign.items():
        if not _is_without_effect(steps, value):
            findings.append(_about_foreign(steps, value, lenient=lenient))
    data = _rename_trade_limit(data, findings, lenient=lenient)
    if "protocol_config" in data:
        data = _adapt_protocols(data, findings, lenient=lenient)
    params = data.get("params")
    if isinstance(params, dict) and "resource_max_amount" in params:
        message = (
            "resource_max_amount has no effect: regrowth ends at the seeded amount; "
            "delete the key, or set resource_seed.amount"
        )
        steps = ("params", "resource_max_amount")
        findings.append(Finding(steps, message, fatal=False))
    return data, findings


def _about_foreign(steps: Steps, value: object, *, lenient: bool) -> Finding:
    name = str(steps[-1])
    if steps == _REGIME:
        message = (
            f"money is not supported yet: exchange_regime must be barter_only to run, "
            f"found {found(value)}"
        )
        return Finding(steps, message, fatal=not lenient, obstacle=True)
    if name == "trade_execution_mode":
        message = f"{name} must be minimum, found {found(value)}; delete the key"
    else:
        message = f"money is not supported yet: goods are bartered; delete {name}"
    return Finding(steps, message, forgivable=True)


def as_written(steps: Steps, data: dict[str, object]) -> Steps:
    """Return the way to a place in the file, where `adapt` gave it another name."""
    match steps:
        case (str(name), *rest) if name not in data and name.endswith("_protocol"):
            category = name.removesuffix("_protocol")
            inner = ("protocol" if step == "name" else step for step in rest)
            return ("protocol_config", category, *inner)
        case ("params", "dA_max"):
            params = data.get("params")
            known = not isinstance(params, dict) or "dA_max" in params
            return steps if known else ("params", "ΔA_max")
    return steps


def _foreign(data: dict[str, object]) -> Iterator[tuple[Steps, object]]:
    keys = {**MONEY_KEYS, "params": (*MONEY_KEYS["params"], "trade_execution_mode")}
    for section, names in keys.items():
        inner = data.get(section)
        if isinstance(inner, dict):
            for name in names:
                if name in inner:
                    yield (section, name), inner[name]


def _rename_trade_limit(
    data: dict[str, object], findings: list[Finding], *, lenient: bool
) -> dict[str, object]:
    params = data.get("params")
    if not isinstance(params, dict):
        return data
    if lenient and params.get("dA_max") == 0:
        message = "dA_max 0 is not a limit (ignored)"
        findings.append(Finding(("params", "dA_max"), message, fatal=False))
        data = without(data, ("params", "dA_max"))
    if "ΔA_max" in params and "dA_max" in params:
        message = "ΔA_max and dA_max are the same; delete one"
        findings.append(Finding(("params", "ΔA_max"), message))
        return without(data, ("params", "ΔA_max"))
    if "ΔA_max" in params:
        renamed = {("dA_max" if k == "ΔA_max" else k): v for k, v in params.items()}
        return {**data, "params": renamed}
    return data


def _adapt_protocols(
    data: dict[str, object], findings: list[Finding], *, lenient: bool
) -> dict[str, object]:
    steps: Steps = ("protocol_config",)
    chosen = data["protocol_config"]
    data = without(data, steps)
    if lenient:
        message = "protocol_config is ignored, as the public program did"
        findings.append(Finding(steps, message, fatal=False))
        return data
    if not isinstance(chosen, dict) or not all(
        category in _CATEGORIES and isinstance(choice, dict) and "protocol" in choice
        for category, choice in chosen.items()
    ):
        message = (
            "protocol_config is an older spelling; write search_protocol, "
            "matching_protocol or bargaining_protocol instead"
        )
        findings.append(Finding(steps, message))
        return data
    for category, choice in chosen.items():
        name = f"{category}_protocol"
        message = f"protocol_config is an older spelling of {name}; write {name}"
        findings.append(Finding((*steps, category), message, fatal=False))
        new = {("name" if k == "protocol" else k): v for k, v in choice.items()}
        data.setdefault(name, new)
    return data
