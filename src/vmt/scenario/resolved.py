"""Every value of a scenario as it takes effect, and whether the file says it."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from vmt.engine.protocols import registry
from vmt.scenario.fields import Section, default_of
from vmt.scenario.model import ScenarioModel


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a scenario.

    Attributes
    ----------
    path : str
        The way to it: ``params.beta``, ``utilities.mix[0].weight``.
    value
        A number, text, truth value, list or mapping; None for nothing.
    shown : str
        The same for a reader: "no limit" rather than None.
    is_default : bool
        Whether the file leaves it out.
    """

    path: str
    value: Any
    shown: str
    is_default: bool


def resolved(model: ScenarioModel) -> Iterator[Value]:
    """Yield every value of a scenario, in the order of the reference page."""
    yield from _values(model, "", is_default=False)


def as_mapping(section: Section) -> dict[str, Any]:
    """Return a section and all in it as plain data, defaults filled in."""
    return {name: _plain(_effect(section, name)) for name in type(section).model_fields}


def _values(section: Section, before: str, *, is_default: bool) -> Iterator[Value]:
    for name, field in type(section).model_fields.items():
        value = _effect(section, name)
        path = f"{before}{name}"
        left_out = is_default or name not in section.model_fields_set
        match value:
            case Section():
                yield from _values(value, f"{path}.", is_default=left_out)
            case (Section(), *_):
                for index, entry in enumerate(value):
                    yield from _values(entry, f"{path}[{index}].", is_default=left_out)
            case None:
                # There is no mode only where a schedule takes its place.
                shown = "none" if name == "mode" else default_of(field)
                yield Value(path, None, shown, left_out)
            case _:
                plain = _plain(value)
                yield Value(path, plain, _text(plain), left_out)


def _effect(section: Section, name: str) -> Any:
    """Return a value, or what is done where there is none."""
    value = getattr(section, name)
    if value is not None or not isinstance(section, ScenarioModel):
        return value
    if name.endswith("_protocol"):
        return registry.default(name.removesuffix("_protocol"))
    return "both" if name == "mode" and section.mode_schedule is None else None


def _plain(value: Any) -> Any:
    match value:
        case Section():
            return as_mapping(value)
        case tuple() | list():
            return [_plain(entry) for entry in value]
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
    return value


def _text(plain: Any) -> str:
    match plain:
        case bool():
            return str(plain).lower()
        case []:
            return "none"
        case list():
            return f"[{', '.join(_text(entry) for entry in plain)}]"
        case {}:
            return "{}"
    return str(plain)
