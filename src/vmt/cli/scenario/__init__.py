"""``vmt scenario``: check, show, explain and make scenario files; one module each."""

import importlib
from argparse import REMAINDER, SUPPRESS, Namespace, RawDescriptionHelpFormatter

from vmt.cli.parser import Parser, nearest

ACTIONS = {
    "validate": "check files and tell all their mistakes",
    "show": "show every value of a scenario, and which are defaults",
    "new": "make a scenario file, with parameters drawn at random",
    "describe": "explain a key of the scenario format",
    "list": "list the scenarios that can be named",
    "schema": "print the JSON Schema, for editors",
}
EXAMPLE = "validate my_market.yaml\nnew my_market --preset standard"


def add_arguments(parser: Parser) -> None:
    """Add the arguments of the command: an action, and what belongs to it."""
    parser.usage = "%(prog)s ACTION ..."
    parser.formatter_class = RawDescriptionHelpFormatter
    actions = "".join(f"  {name:<10}{does}\n" for name, does in ACTIONS.items())
    parser.epilog = (
        f"actions:\n{actions}\n'{parser.prog} ACTION --help' tells about an action."
    )
    parser.add_argument("action", metavar="ACTION", help="one of those below")
    parser.add_argument("rest", nargs=REMAINDER, help=SUPPRESS)
    parser.set_defaults(parser=parser)


def execute(arguments: Namespace) -> int:
    """Do what is asked for and return the exit code."""
    action, front = arguments.action, arguments.parser
    if action not in ACTIONS:
        front.error(f"there is no action {action!r}{nearest(action, [*ACTIONS])}")
    module = importlib.import_module(f"vmt.cli.scenario.{action}")
    parser = Parser(
        prog=f"{front.prog} {action}",
        example=module.EXAMPLE,
        description=f"{ACTIONS[action][0].upper()}{ACTIONS[action][1:]}.",
    )
    module.add_arguments(parser)
    return int(module.execute(parser.parse_args(arguments.rest)))
