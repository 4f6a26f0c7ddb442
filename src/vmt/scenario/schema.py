"""The JSON Schema of scenario files, for editors, made from the table of keys.

``python -m vmt.scenario.schema > src/vmt/scenario/scenario.schema.json`` renews it. It
is written in the words of draft 7, which every editor knows. What several keys must be
to each other (weights that sum to 1, a list with one entry for each agent) is beyond a
schema; ``vmt scenario validate`` knows it all.
"""

import json
import sys
from decimal import Decimal
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import Tag
from pydantic.fields import FieldInfo

from vmt.engine.protocols import registry
from vmt.scenario.fields import Section, bounds_in, default_of, note
from vmt.scenario.model import ProtocolChoice, ScenarioModel
from vmt.scenario.older import OTHER_NAMES, WITHOUT_EFFECT

FILE = Path(__file__).with_name("scenario.schema.json")
"""Where the schema lies, in a checkout as in an installation."""

Schema = dict[str, Any]

_TYPES: dict[Any, Schema] = {
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    Decimal: {"type": "number"},
    str: {"type": "string"},
}
_BOUNDS = {
    "ge": "minimum",
    "gt": "exclusiveMinimum",
    "le": "maximum",
    "min_length": "minLength",
}


def text() -> str:
    """Return the schema as JSON."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def schema() -> Schema:
    """Return the schema."""
    made = _section(ScenarioModel)
    keys = made["properties"]
    for category in registry.CATEGORIES:
        name = f"{category}_protocol"
        described = {"description": keys[name]["description"]}
        keys[name] = described | _protocol(category)
    params = keys["params"]["properties"]
    for other, name in OTHER_NAMES.items():
        params[other] = {**params[name], "description": f"Another name of {name}."}
    for name, value in WITHOUT_EFFECT.items():
        params[name] = {"description": "Accepted, without effect.", "const": value}
    for name in keys.keys() - set(made["required"]):
        # A key of the top level without a value counts as left out.
        keys[name] = _or_nothing(keys[name])
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A scenario of VMT",
        **made,
    }


def _section(model: type[Section]) -> Schema:
    fields = model.model_fields.items()
    properties = {
        name: {
            "description": _description(field),
            **_value(field.annotation, field.metadata),
        }
        for name, field in fields
    }
    required = [name for name, field in fields if field.is_required()]
    return {
        "type": "object",
        "additionalProperties": False,
        "required": required,
        "properties": properties,
    }


def _or_nothing(made: Schema) -> Schema:
    """Return the schema of a value that may also be nothing."""
    match made:
        case {"type": str(kind)}:
            return {**made, "type": [kind, "null"]}
        case {"enum": list(values)} if None not in values:
            return {**made, "enum": [*values, None]}
        case {"anyOf": list(others)}:
            return {**made, "anyOf": [*others, {"type": "null"}]}
    return made


def _description(field: FieldInfo) -> str:
    """Return what an editor shows where the cursor rests on a key."""
    parts = [field.description or "", note(field, "advice")]
    if unit := note(field, "unit"):
        parts.append(f"Unit: {unit}.")
    if not field.is_required():
        parts.append(f"Default: {default_of(field) or 'none'}.")
    return " ".join(filter(None, parts))


def _value(annotation: Any, metadata: list[Any]) -> Schema:
    """Return the schema of a value of an annotated type."""
    arguments = get_args(annotation)
    match get_origin(annotation):
        case origin if origin is Annotated:
            return _value(arguments[0], [*arguments[1:], *metadata])
        case origin if origin in {Union, UnionType}:
            members = [a for a in arguments if a is not type(None)]
            if len(members) < len(arguments):
                return _or_nothing(_value(members[0], metadata))
            return {"anyOf": [_value(member, metadata) for member in members]}
        case origin if origin is Literal:
            return {"enum": list(arguments)}
        case origin if origin is tuple:
            return _list(arguments)
        case origin if origin is dict:
            return {"type": "object"}
    if annotation in _TYPES:
        bounds = bounds_in(metadata)
        named = {_BOUNDS[name]: bound for name, bound in bounds.items()}
        return _TYPES[annotation] | named
    return _tagged(_section(annotation), metadata)


def _list(entries: tuple[Any, ...]) -> Schema:
    if entries[-1] is Ellipsis:
        return {"type": "array", "items": _value(entries[0], [])}
    size = {"minItems": len(entries), "maxItems": len(entries)}
    return {"type": "array", "items": _value(entries[0], []), **size}


def _tagged(section: Schema, metadata: list[Any]) -> Schema:
    """Hold an entry of the mix to the form that it is an alternative for."""
    for tag in metadata:
        if isinstance(tag, Tag) and "type" in section["properties"]:
            kind = section["properties"]["type"]
            kind["const"] = tag.tag
            del kind["enum"]
    return section


def _protocol(category: str) -> Schema:
    """Return the alternatives for a protocol, those of installed packages included."""
    names = {"enum": [*registry.names(category), *registry.ALIASES[category]]}
    choice = _section(ProtocolChoice)
    choice["properties"]["name"].update(names)
    return {"anyOf": [names, choice]}


if __name__ == "__main__":
    sys.stdout.write(text())
