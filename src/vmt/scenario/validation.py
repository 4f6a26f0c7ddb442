"""From the data of a file to a checked model, with every problem in its place."""

from collections.abc import Collection
from functools import cache
from typing import Any

from pydantic import ValidationError, create_model
from pydantic_core import ErrorDetails

from vmt.scenario.checks import check
from vmt.scenario.document import Document, Steps
from vmt.scenario.fields import Section
from vmt.scenario.model import ScenarioModel
from vmt.scenario.older import Finding, adapt, as_written, unread, without
from vmt.scenario.preferences import FORMS
from vmt.scenario.problems import (
    MOST,
    Problem,
    ScenarioError,
    did_you_mean,
    found,
    in_order,
    quoted,
)
from vmt.scenario.table import SYNONYMS, keys_of, section_at, sections_with

FEW = 8
"""Keys of a section that are listed when one is wrong."""

_SHAPES = {"model_type": "a mapping", "dict_type": "a mapping", "tuple_type": "a list"}


def validate(
    document: Document, *, lenient: bool = False, ignored: Collection[Steps] = ()
) -> tuple[ScenarioModel, list[Problem], list[Problem]]:
    """Return the model of a scenario file, what is odd, and what forbids to run it.

    Parameters
    ----------
    document : Document
    lenient : bool
        Pass over unknown keys, money and surplus decimals with a warning.
    ignored : collection of tuple, optional
        Ways to keys that are left out, whatever they say, with a warning.

    Raises
    ------
    ScenarioError
        With every problem of the file, up to `MOST`.
    """
    read, passed_over = unread(_without_nothings(document.data), ignored)
    data, findings = adapt(read, lenient=lenient)
    findings += passed_over
    model, errors = _attempt(data)
    if lenient:
        unknown = [e for e in errors if e["type"] == "extra_forbidden"]
        findings += [_finding(error, data) for error in unknown[:MOST]]
        if unknown:
            data = without(data, *(_on_the_way(error, data) for error in unknown))
            model, errors = _attempt(data)
    findings += [_finding(error, data) for error in errors[:MOST]]
    parts = _parts(data, model, {error["loc"][0] for error in errors})
    findings += check(parts)[:MOST]

    def problem(finding: Finding, more: str = "") -> Problem:
        steps = as_written(finding.steps, document.data)
        return document.problem(steps, finding.message + more)

    fatal = [f for f in findings if f.fatal and not (lenient and f.forgivable)]
    if fatal or model is None:
        raise ScenarioError([problem(finding) for finding in fatal])
    notes = [problem(f, " (ignored)" if f.fatal else "") for f in findings]
    obstacles = [problem(f) for f in findings if f.obstacle]
    return model, sorted(notes, key=in_order), obstacles


def _without_nothings(data: dict[str, object]) -> dict[str, object]:
    """Take an optional key without a value as left out."""
    return {
        name: value
        for name, value in data.items()
        if value is not None
        or name not in ScenarioModel.model_fields
        or ScenarioModel.model_fields[name].is_required()
    }


def _attempt(
    data: dict[str, object],
) -> tuple[ScenarioModel | None, list[ErrorDetails]]:
    try:
        return ScenarioModel.model_validate(data), []
    except ValidationError as error:
        return None, error.errors(include_url=False, include_context=False)


def _parts(
    data: dict[str, object], model: ScenarioModel | None, wrong: set[int | str]
) -> dict[str, Any]:
    """Return the top-level values that are valid by themselves, and the defaults."""
    fields = ScenarioModel.model_fields
    if model is not None:
        return {name: getattr(model, name) for name in fields}
    parts: dict[str, Any] = {}
    for name in fields.keys() - wrong:
        if name in data:
            part = _model_of_one(name).model_validate({name: data[name]})
            parts[name] = getattr(part, name)
        elif not fields[name].is_required():
            parts[name] = fields[name].default
    return parts


@cache
def _model_of_one(name: str) -> type[Section]:
    field = ScenarioModel.model_fields[name]
    fields: dict[str, Any] = {name: (field.annotation, field)}
    return create_model(f"Only_{name}", __base__=Section, **fields)


def _on_the_way(error: ErrorDetails, data: object) -> Steps:
    """Return the steps of an error that lead through the data.

    pydantic also names the alternatives of a union on the way; the last step may
    be a key that is missing.
    """
    steps: list[str | int] = []
    for step in error["loc"]:
        match data, step:
            case dict(), str() if step in data:
                data = data[step]
            case tuple(), int() if step < len(data):
                data = data[step]
            case _:
                continue
        steps.append(step)
    return tuple(steps)


def _finding(error: ErrorDetails, data: dict[str, object]) -> Finding:
    steps = _on_the_way(error, data)
    last = error["loc"][-1]
    match error["type"]:
        case "missing":
            where = f" in {steps[-1]}" if isinstance(last, str) and steps else ""
            message = f"the required key '{last}' is missing{where}"
            return Finding((*steps, last), message)
        case "extra_forbidden":
            message = _unknown(str(last), error["loc"])
            return Finding(steps, message, forgivable=True)
        case "union_tag_not_found" | "union_tag_invalid":
            return _unknown_form(steps, error["input"])
        case "told":
            message = error["msg"]
        case kind:
            allowed = _SHAPES.get(kind, "something else")
            message = f"must be {allowed}, found {found(error['input'])}"
    return Finding(steps, f"{_label(steps)} {message}")


def _label(steps: Steps) -> str:
    match steps:
        case (*_, str(name), int(index)):
            return f"entry {index + 1} of {name}"
        case (*_, int(index)):
            return f"entry {index + 1}"
        case (*_, name):
            return str(name)
        case _:
            return "the file"


def _unknown(key: str, way: tuple[str | int, ...]) -> str:
    keys = keys_of(section_at(way[:-1]))
    unknown = f"unknown key {quoted(key)}"
    if SYNONYMS.get(key) in keys:
        return f"{unknown}; did you mean '{SYNONYMS[key]}'?"
    if hint := did_you_mean(key, keys):
        return unknown + hint
    if elsewhere := sections_with(key):
        places = " or ".join(name or "the top level" for name in elsewhere)
        return f"{unknown} here; it belongs to {places}"
    if len(keys) <= FEW:
        return f"{unknown}; allowed are {', '.join(keys)}"
    return f"{unknown}; delete it (docs/scenario-format.md lists the keys)"


def _unknown_form(steps: Steps, entry: object) -> Finding:
    forms = ", ".join(FORMS)
    if not isinstance(entry, dict):
        allowed = "a mapping with type, weight and params"
        message = f"{_label(steps)} must be {allowed}, found {found(entry)}"
        return Finding(steps, message)
    if "type" not in entry:
        message = f"the required key 'type' is missing; allowed are {forms}"
        return Finding((*steps, "type"), message)
    form = entry["type"]
    hint = did_you_mean(form, FORMS) if isinstance(form, str) else ""
    message = f"type must be one of {forms}, found {found(form)}{hint}"
    return Finding((*steps, "type"), message)
