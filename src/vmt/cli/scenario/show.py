"""``vmt scenario show``: every value of a scenario, and which are defaults."""

import json
import sys
from argparse import ArgumentParser, Namespace

from vmt.cli.parser import add_lenient
from vmt.cli.table import aligned
from vmt.errors import ExitCode
from vmt.scenario import Scenario, load_scenario
from vmt.scenario.catalogue import locate
from vmt.scenario.problems import printable
from vmt.scenario.resolved import as_mapping, resolved

EXAMPLE = "first_market"
_LONGEST = 40


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of the action."""
    parser.epilog = (
        "What the file leaves out is marked as a default. What is odd about it is told"
        " on stderr, and with --json among the rest."
    )
    parser.add_argument(
        "scenario",
        metavar="SCENARIO",
        help="a scenario file, or the name of a scenario",
    )
    add_lenient(parser)
    parser.add_argument(
        "--json", action="store_true", help="print one JSON object, nothing shortened"
    )


def execute(arguments: Namespace) -> int:
    """Print the scenario and return the exit code."""
    scenario = load_scenario(locate(arguments.scenario), lenient=arguments.lenient)
    if arguments.json:
        sys.stdout.write(json.dumps(_as_data(scenario), indent=2) + "\n")
        return ExitCode.OK
    rows = [
        (row.path, _shortened(row.shown), "default" if row.is_default else "")
        for row in resolved(scenario.model)
    ]
    sys.stdout.write(f"{scenario.path}, sha256 {scenario.sha256}\n\n")
    sys.stdout.write(aligned(rows, left={0, 1, 2}) + "\n")
    sys.stderr.writelines(f"{warning}\n" for warning in scenario.warnings)
    return ExitCode.OK


def _as_data(scenario: Scenario) -> dict[str, object]:
    return {
        "path": str(scenario.path),
        "sha256": scenario.sha256,
        "values": as_mapping(scenario.model),
        "defaults": [row.path for row in resolved(scenario.model) if row.is_default],
        "warnings": scenario.warnings,
        "can_be_run": not scenario.obstacles,
    }


def _shortened(text: str) -> str:
    line = printable(" ".join(text.split()))
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
