"""``vmt scenario list``: the scenarios that can be named."""

import json
import sys
from argparse import ArgumentParser, Namespace
from itertools import groupby

from vmt.cli.table import aligned
from vmt.errors import ExitCode
from vmt.paths import builtin_scenarios_dir, user_scenarios_dir
from vmt.scenario import ScenarioError, load_scenario
from vmt.scenario.catalogue import Entry, find_scenarios
from vmt.scenario.problems import printable

EXAMPLE = ""
UNUSABLE = "(cannot be used; 'vmt scenario validate' tells why)"


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of the action."""
    parser.epilog = (
        "A scenario is named by its label, or by the last part of it:"
        " 'vmt run first_market'. One of yours goes before a built-in one."
    )
    parser.add_argument("--json", action="store_true", help="print the list as JSON")


def execute(arguments: Namespace) -> int:
    """Print the catalogue."""
    entries = find_scenarios()
    if arguments.json:
        told = [
            {"label": e.label, "origin": e.origin, "path": str(e.path), **_content(e)}
            for e in entries
        ]
        sys.stdout.write(json.dumps(told, indent=2) + "\n")
        return ExitCode.OK
    folders = {"built-in": builtin_scenarios_dir(), "user": user_scenarios_dir()}
    for origin, group in groupby(entries, key=lambda entry: entry.origin):
        rows = [
            (f"  {printable(entry.label)}", printable(str(_content(entry)["name"])))
            for entry in group
        ]
        sys.stdout.write(f"{origin}, in {folders[origin]}:\n")
        sys.stdout.write(aligned(rows, left={0, 1}) + "\n")
    if not any(entry.origin == "user" for entry in entries):
        sys.stderr.write(
            f"of yours there are none in {folders['user']};"
            " 'vmt scenario new NAME' makes one\n"
        )
    return ExitCode.OK


def _content(entry: Entry) -> dict[str, object]:
    """Return what a file says of itself, or why it cannot be used."""
    try:
        scenario = load_scenario(entry.path)
    except ScenarioError as error:
        mistakes = [str(problem) for problem in error.problems]
        return {"name": UNUSABLE, "tags": [], "mistakes": mistakes}
    return {"name": scenario.name.strip(), "tags": scenario.tags, "mistakes": []}
