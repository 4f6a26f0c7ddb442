"""The argument parser of every command: examples first, nearest names on a miss."""

import argparse
import difflib
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from vmt import __version__

LARGEST_SEED = 999_999_999
DEFAULT_SEED = 42


class Parser(argparse.ArgumentParser):
    """An argument parser whose help begins with an example.

    Options have to be written out: an abbreviation that is clear today is
    ambiguous, or another option, tomorrow.

    Parameters
    ----------
    example : str
        The arguments of one command line a line.
    """

    def __init__(self, *, example: str, **options: Any) -> None:
        super().__init__(allow_abbrev=False, add_help=False, **options)
        self._example = example
        # One list of everything, so that it fits a screen.
        self._positionals = self._optionals
        self._optionals.title = "arguments"
        self.add_argument(
            "-h", "--help", action="help", help="show this text; --version is one, too"
        )
        self.add_argument(
            "--version",
            action="version",
            version=f"VMT {__version__}",
            help=argparse.SUPPRESS,
        )

    def format_help(self) -> str:
        """Return the help text."""
        if self.usage is None:
            self.usage = " ".join(["%(prog)s [option ...]", *self._places()])
        examples = self._example.splitlines() or [""]
        lines = "".join(f"  {self.prog} {line}".rstrip() + "\n" for line in examples)
        text = super().format_help()
        if self.description:
            # A screen has 24 lines, and each of them is wanted.
            text = text.replace(f"\n\n{self.description}", f"\n{self.description}", 1)
        return f"Example:\n{lines}\n{text}"

    # Narrower than argparse: no command line of ours comes with a namespace.
    def parse_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: None = None
    ) -> argparse.Namespace:
        """Parse a command line; a mistake ends the program with exit code 2."""
        parsed, unknown = self.parse_known_args(args, namespace)
        if unknown:
            self.error(self._unknown(unknown[0]))
        return parsed

    def given(self, arguments: argparse.Namespace) -> list[str]:
        """Return the arguments that are not as they are without any, by name."""
        without = vars(self.parse_known_args([])[0])
        named = {
            action.dest: (*action.option_strings, str(action.metavar))[0]
            for action in reversed(self._actions)
        }
        return [
            named[name]
            for name, value in vars(arguments).items()
            if value != without[name]
        ]

    def error(self, message: str) -> NoReturn:
        """Tell what is wrong and end the program with exit code 2."""
        self.exit(2, f"{self.prog}: {message}\nTry '{self.prog} --help'.\n")

    def _places(self) -> list[str]:
        """Return the arguments that are not options, as a usage line names them."""
        found = [action for action in self._actions if not action.option_strings]
        names = [str(action.metavar or action.dest) for action in found]
        shapes = {"?": "[{}]", "*": "[{} ...]", "+": "{} ..."}
        return [
            shapes.get(str(action.nargs), "{}").format(name)
            for action, name in zip(found, names, strict=True)
        ]

    def _unknown(self, argument: str) -> str:
        if not argument.startswith("-"):
            return f"what is {argument!r} for? There is one argument too many"
        option = argument.partition("=")[0]
        options = [o for o in self._option_string_actions if o.startswith("--")]
        return f"there is no option {option}{nearest(option, options)}"


def nearest(name: str, known: Sequence[str]) -> str:
    """Return ``; did you mean X?`` for the nearest known name, or nothing."""
    found = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean {found[0]}?" if found else ""


def add_scenario(parser: argparse.ArgumentParser, *, required: bool = True) -> None:
    """Add the arguments that say what runs: scenario and seed."""
    parser.add_argument(
        "scenario",
        nargs=None if required else "?",
        metavar="SCENARIO",
        help="a scenario file, its name, or a recorded run to repeat",
    )
    add_lenient(parser)
    parser.add_argument(
        "--seed",
        type=seed,
        metavar="S",
        help=f"0 to {LARGEST_SEED} (default: the scenario's, else {DEFAULT_SEED})",
    )


def add_lenient(parser: argparse.ArgumentParser) -> None:
    """Add ``--lenient``, for scenario files of other programs."""
    parser.add_argument(
        "--lenient",
        action="store_true",
        help="pass over unknown keys and money with a warning",
    )


def seed(text: str) -> int:
    """Return a seed given on the command line, 0 to 999999999."""
    return whole_number(text, 0, LARGEST_SEED)


def ticks(text: str) -> int:
    """Return a number of ticks given on the command line, 1 or more."""
    return whole_number(text, 1, sys.maxsize)


def whole_number(text: str, least: int, most: int) -> int:
    """Return a whole number given on the command line, from `least` to `most`."""
    allowed = f"{least} or more" if most == sys.maxsize else f"{least} to {most}"
    try:
        number = int(text)
    except ValueError:
        number = None
    if number is None or not least <= number <= most:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number, {allowed}")
    return number
