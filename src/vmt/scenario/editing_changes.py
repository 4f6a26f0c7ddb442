"""What a change is, and what a text has to say after it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any, Final

from vmt.scenario.document import Steps, parse
from vmt.scenario.problems import ScenarioError


class Removed(Enum):
    """The value of what is taken out of a file."""

    REMOVED = "removed"


REMOVED: Final = Removed.REMOVED


@dataclass(frozen=True, slots=True)
class Change:
    """A value to write.

    Attributes
    ----------
    steps : tuple
        The way to it. Mappings on the way that are missing are made; an index one
        behind the last of a list appends to it.
    value
        Numbers, texts, truth values, lists and mappings; `REMOVED` takes the key or
        the entry out.
    """

    steps: Steps
    value: object


def data_of(text: str) -> dict[str, Any] | None:
    """Return what a text says, as far as it can be read; None if it cannot."""
    try:
        document, _problems = parse(Path(), text.encode("utf-8", "surrogatepass"))
    except ScenarioError:
        return None
    return document.data


def outcome(text: str, change: Change) -> object:
    """Return what a text has to say after a change."""
    return _plain(_put(data_of(text) or {}, change.steps, change.value))


def said(text: str) -> object:
    """Return what a text says, to compare with an `outcome`."""
    return _plain(data_of(text))


def _put(data: Any, steps: Steps, value: object) -> Any:
    """Return data with another value at the end of a way."""
    if not steps:
        return value
    step, *rest = steps
    inner: Any
    if isinstance(step, int):
        entries = list(data) if isinstance(data, tuple | list) else []
        there = step < len(entries)
        inner = _put(entries[step] if there else None, tuple(rest), value)
        entries[step : step + 1] = [] if inner is REMOVED else [inner]
        return entries
    pairs = dict(data) if isinstance(data, Mapping) else {}
    inner = _put(pairs.get(step), tuple(rest), value)
    if inner is REMOVED or (value is REMOVED and inner in ({}, None) and rest):
        pairs.pop(step, None)
    else:
        pairs[step] = inner
    return pairs


def _plain(data: object) -> object:
    """Return data in a form in which two that say the same are equal.

    A key without a value says nothing, nor do line breaks in a text.
    """
    match data:
        case Mapping():
            pairs = {key: _plain(value) for key, value in data.items()}
            return {
                key: value for key, value in pairs.items() if value not in ({}, None)
            }
        case tuple() | list():
            return [_plain(value) for value in data]
        case Decimal():
            return float(data)
        case str():
            return data.split()
    return data
