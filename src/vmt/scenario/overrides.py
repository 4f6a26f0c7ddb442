"""Values that take the place of what a scenario file says, for one run."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from vmt.errors import UserError
from vmt.scenario.document import Document, Steps, document_of
from vmt.scenario.problems import Problem, ScenarioError, found, quoted

OPTION = "--set"
"""The option of the command line that overrides a value."""

_PART = re.compile(r"(?P<key>\w+)(?P<indices>(\[\d{1,6}\])*)")


@dataclass(frozen=True, slots=True)
class Override:
    """A value that takes the place of what the file says.

    Attributes
    ----------
    key : str
        The way to it: ``params.beta``, ``utilities.mix[0].weight``.
    text : str
        The value as it was written, in YAML.
    value
        Plain data, as `Document.data` has it.
    place : str
        Where it was given, for what is wrong with it.
    """

    key: str
    text: str
    value: object
    place: str

    @property
    def steps(self) -> Steps:
        """The way to it as keys and indices of lists."""
        return _steps(self.key)


def override(key: str, text: str, place: str = "") -> Override:
    """Return an override of a key by a value in YAML; nothing: the default.

    Parameters
    ----------
    key, text : str
    place : str, optional
        Where it was given; default: ``--set KEY``.

    Raises
    ------
    UserError
        The key is no way through a file, or the text is no value.
    """
    place = place or f"{OPTION} {key}"
    _steps(key)
    try:
        if "\n" in text or "\r" in text:
            raise UserError(f"{place}: the value has to stand on one line")
        document = document_of(Path(place), f"value: {text}".encode())
    except ScenarioError as error:
        said = "; ".join(problem.message for problem in error.problems)
        raise UserError(f"{place}: {quoted(text)} is no value: {said}") from error
    return Override(key, text, document.data["value"], place)


def read_setting(setting: str) -> Override:
    """Return the override that ``KEY=VALUE`` says.

    Raises
    ------
    UserError
        It is not of that form, or one of its parts is wrong.
    """
    key, equals, text = (part.strip() for part in setting.partition("="))
    if not (key and equals):
        raise UserError(
            f"{quoted(setting)} sets nothing: write KEY=VALUE, such as"
            " params.vision_radius=8"
        )
    return override(key, text)


def overridden(document: Document, overrides: Iterable[Override]) -> Document:
    """Return a document in which values are replaced; its text stays the file's.

    Raises
    ------
    ScenarioError
        With every override whose way ends before its key.
    """
    data, given = document.data, dict(document.given)
    problems = []
    for each in overrides:
        steps = each.steps
        try:
            data = _with_value(data, steps, each.value)
        except _NoWayError as error:
            problems.append(Problem(Path(each.place), None, None, str(error)))
        given[steps] = each.place
    if problems:
        raise ScenarioError(problems)
    return replace(document, data=data, given=given)


class _NoWayError(Exception):
    """A way leads through something that is neither a mapping nor a list."""


def _with_value(data: Any, steps: Steps, value: object, way: str = "") -> Any:
    """Return a copy of nested mappings and lists with another value at a way."""
    if not steps:
        return value
    (step, *rest), where = steps, way or "the file"
    if isinstance(step, int):
        if not isinstance(data, tuple):
            raise _NoWayError(f"{where} is no list here, but {found(data)}")
        if step >= len(data):
            raise _NoWayError(f"{where} is {found(data)}, counted from 0")
        new = _with_value(data[step], tuple(rest), value, f"{way}[{step}]")
        return (*data[:step], new, *data[step + 1 :])
    if data is not None and not isinstance(data, dict):
        raise _NoWayError(f"{where} has no keys here, it is {found(data)}; set {where}")
    inner = (data or {}).get(step)
    new = _with_value(inner, tuple(rest), value, f"{way}.{step}".lstrip("."))
    return {**(data or {}), step: new}


def _steps(key: str) -> Steps:
    steps: list[str | int] = []
    for part in key.split("."):
        match = _PART.fullmatch(part)
        if match is None:
            raise UserError(
                f"{quoted(key)} is no key: write its sections before it, as in"
                " params.beta or utilities.mix[0].weight"
            )
        steps.append(match["key"])
        steps += [int(index) for index in re.findall(r"\d+", match["indices"])]
    return tuple(steps)
