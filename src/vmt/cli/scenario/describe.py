"""``vmt scenario describe``: explain a key of the scenario format."""

import inspect
import sys
import textwrap
from argparse import ArgumentParser, Namespace
from itertools import groupby

from vmt.engine.protocols import registry
from vmt.errors import ExitCode
from vmt.scenario.preferences import FORMS
from vmt.scenario.table import Parameter, find, keys_of, parameters

EXAMPLE = "vision_radius"
_WIDTH = 80


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of the action."""
    parser.add_argument(
        "key",
        nargs="?",
        metavar="KEY",
        help="a key, such as epsilon, params.epsilon or ces.epsilon; without one all"
        " keys are listed",
    )


def execute(arguments: Namespace) -> int:
    """Print what is known of the key, or all keys."""
    if arguments.key is None:
        groups = groupby(parameters(), key=_place)
        told = [_section(place, list(rows)) for place, rows in groups]
    else:
        told = [_entry(row) for row in find(arguments.key)]
    sys.stdout.write("\n\n".join(told) + "\n")
    return ExitCode.OK


def _place(row: Parameter) -> str:
    return f"in {row.section}" if row.section else "at the top level"


def _section(place: str, rows: list[Parameter]) -> str:
    lines = [_wrapped(f"{row.key:<24} {row.meaning}", 27) for row in rows]
    return "\n".join([f"{place[0].upper()}{place[1:]}:", *lines])


def _entry(row: Parameter) -> str:
    """Return the text on a key: where it is, what it means, what it may be."""
    required = row.default == "required"
    facts = {
        "Value": row.allowed,
        "Unit": row.unit,
        "Default": "none, the key is required" if required else row.default or "none",
        "Advice": row.advice,
        "Keys": ", ".join([] if row.section else keys_of(row.key)),
    }
    told = [f"{name + ':':<9}{fact}" for name, fact in facts.items() if fact]
    names = [f"- {name}: {does}" for name, does in _names(row).items()]
    return "\n".join(
        [
            f"{row.key}, {_place(row)}",
            _wrapped(row.meaning, 2),
            *(_wrapped(line, 11) for line in told),
            *(_wrapped(line, 4) for line in names),
        ]
    )


def _names(row: Parameter) -> dict[str, str]:
    """Return what the names stand for, where a key takes one of some names."""
    if row.key.endswith("_protocol"):
        category = row.key.removesuffix("_protocol")
        return {
            name: registry.describe(category, name).description
            for name in registry.names(category)
        }
    if row.section == "an entry of utilities.mix" and row.key == "type":
        return {name: inspect.getdoc(form) or "" for name, form in FORMS.items()}
    return {}


def _wrapped(line: str, indent: int) -> str:
    return textwrap.fill(
        line,
        _WIDTH,
        initial_indent="  ",
        subsequent_indent=" " * indent,
        break_on_hyphens=False,
    )
