"""``vmt scenario schema``: print the JSON Schema of scenario files."""

import sys
from argparse import ArgumentParser, Namespace

from vmt.errors import ExitCode
from vmt.scenario import schema

EXAMPLE = "> scenario.schema.json"


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of the action."""
    parser.epilog = (
        "An editor with a YAML language server uses it in a file whose first line is"
        " '# yaml-language-server: $schema=scenario.schema.json', with its path."
        " Protocols of other packages are in it where they are installed."
    )
    parser.add_argument(
        "--path",
        action="store_true",
        help="print where it lies in this installation instead",
    )


def execute(arguments: Namespace) -> int:
    """Print the schema."""
    sys.stdout.write(f"{schema.FILE}\n" if arguments.path else schema.text())
    return ExitCode.OK
