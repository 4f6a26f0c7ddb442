"""The front of the command line: ``vmt COMMAND`` and the three programs.

Exit codes: 0 done; 1 it failed; 2 the command line or a file it names is wrong;
130 interrupted with Ctrl-C; 143 ended with SIGTERM.
"""

import importlib
import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path

from vmt import engine
from vmt.cli.parser import Parser, nearest
from vmt.errors import ExitCode, UserError

COMMANDS = {
    "run": "run a scenario without a window",
    "view": "watch a scenario run in a window",
    "launcher": "choose scenarios and run them, in a window",
    "logs": "look at recorded runs, in a window",
    "scenario": "check, show, explain and make scenario files",
    "verify": "repeat a recorded run and compare it",
    "export": "write the tables of a recorded run to files",
    "report": "write a page on the economics of a recorded run",
    "cite": "tell what a paper needs to name a recorded run",
    "doctor": "look at this installation, and say what is missing",
}
SIMULATING = ("run", "view", "verify")
"""The commands that run an engine in their own process."""
_EXAMPLE = "run first_market --seed 42 --ticks 200"


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``vmt`` with a command line and return its exit code."""
    argv = sys.argv[1:] if argv is None else argv
    if argv and argv[0] in COMMANDS:
        return program(argv[0], argv[1:], prog=f"vmt {argv[0]}")
    parser = Parser(
        prog="vmt",
        example=_EXAMPLE,
        usage="vmt COMMAND ...",
        description="A deterministic agent-based exchange economy.",
        epilog="'vmt COMMAND --help' tells about a command. Exit codes: 0 done;"
        " 1 it failed; 2 the command line or a file it names is wrong; 130 Ctrl-C;"
        " 143 SIGTERM.",
    )
    group = parser.add_argument_group("commands")
    for name, does in COMMANDS.items():
        group.add_argument(name, nargs="?", help=does)
    if not argv:
        sys.stderr.write(parser.format_help())
        return ExitCode.USAGE
    if argv[0].startswith("-"):
        parser.parse_args(argv[:1])
    return parser.error(
        f"there is no command {argv[0]!r}{nearest(argv[0], [*COMMANDS])}"
    )


def program(
    command: str, argv: Sequence[str] | None = None, prog: str | None = None
) -> int:
    """Run one command and return its exit code.

    Parameters
    ----------
    command : str
        One of `COMMANDS`.
    argv : sequence of str, optional
        Its arguments; default: those of the process.
    prog : str, optional
        What the program is called in messages; default: as it was started.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A name that the terminal cannot show must not end a run.
            stream.reconfigure(errors="replace")
    try:
        try:
            module = importlib.import_module(f"vmt.cli.{command}")
            parser = Parser(
                prog=prog or Path(sys.argv[0]).name,
                example=module.EXAMPLE,
                description=f"{COMMANDS[command].capitalize()}.",
            )
            module.add_arguments(parser)
            arguments = parser.parse_args(argv)
            if command in SIMULATING and not getattr(arguments, "quiet", False):
                _tell_if_slow()
            return int(module.execute(arguments))
        finally:
            sys.stdout.flush()
    except UserError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has seen enough. Python flushes once more at its
        # end, which must go somewhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.FAILURE


def _tell_if_slow() -> None:
    # Whoever installs it with pip is not shown what the build says.
    if not engine.is_compiled():
        sys.stderr.write(
            f"the engine is not compiled and takes about {engine.SLOWDOWN} times"
            " longer, with the same results; install a C compiler and Python's"
            " headers, and then VMT again\n"
        )
