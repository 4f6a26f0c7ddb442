"""``vmt scenario validate``: check files and tell all their mistakes."""

import sys
from argparse import ArgumentParser, Namespace

from vmt.cli.parser import add_lenient
from vmt.errors import ExitCode, UserError
from vmt.scenario import Scenario, ScenarioError, load_scenario
from vmt.scenario.catalogue import locate

EXAMPLE = "my_market.yaml other.yaml"


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of the action."""
    parser.epilog = (
        "Each mistake is one line on stderr, file:line:column: message; the result is"
        " on stdout. Exit codes: 0 all files can be used; 2 some cannot."
    )
    parser.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="a scenario file, or the name of a scenario",
    )
    add_lenient(parser)


def execute(arguments: Namespace) -> int:
    """Check all files; return 0 if each can be used, 2 if not."""
    wrong = mistakes = warnings = 0
    for name in arguments.files:
        try:
            scenario = load_scenario(locate(name), lenient=arguments.lenient)
        except ScenarioError as error:
            wrong, mistakes = wrong + 1, mistakes + len(error.problems)
            sys.stderr.writelines(f"{problem}\n" for problem in error.problems)
        except UserError as error:
            wrong, mistakes = wrong + 1, mistakes + 1
            sys.stderr.write(f"{error}\n")
        else:
            warnings += len(scenario.notes)
            _tell_warnings(scenario)
    count = len(arguments.files)
    sys.stdout.write(
        f"{_number(count, 'file')}: {count - wrong} valid, {wrong} not;"
        f" {_number(mistakes, 'mistake')}, {_number(warnings, 'warning')}\n"
    )
    return ExitCode.USAGE if wrong else ExitCode.OK


def _tell_warnings(scenario: Scenario) -> None:
    for note in scenario.notes:
        sys.stderr.write(f"{note.place}: warning: {note.message}\n")


def _number(count: int, of_what: str) -> str:
    return f"{count:,} {of_what}" + ("" if count == 1 else "s")
