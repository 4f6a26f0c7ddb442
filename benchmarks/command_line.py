"""What the command lines of all benchmarks have in common."""

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol

from benchmarks.report import Bar


class Told(Protocol):
    """What a benchmark found, in two forms."""

    def as_text(self) -> str:
        """Return it for a terminal."""

    def as_json(self) -> dict[str, Any]:
        """Return it for a file."""


def add_json(parser: ArgumentParser) -> None:
    """Add the option that names a file for the figures."""
    parser.add_argument("--json", type=Path, metavar="FILE", help="write this file too")


def add_require(parser: ArgumentParser) -> None:
    """Add the option that makes a missed bar a failure."""
    parser.add_argument(
        "--require",
        action="store_true",
        help="exit with 1 if a bar that was measured is missed",
    )


def tell(found: Told, file: Path | None) -> None:
    """Print what was found, and write it to a file if one was named."""
    sys.stdout.write(f"{found.as_text()}\n")
    if file is not None:
        text = json.dumps(found.as_json(), indent=2)
        file.write_text(f"{text}\n", encoding="utf-8")


def exit_code(bars: Iterable[Bar], *, required: bool) -> int:
    """Return 1 if the bars are required and one that was measured is missed."""
    missed = any(bar.passed is False for bar in bars)
    return 1 if required and missed else 0


def say(text: str) -> None:
    """Tell what is being done, beside what is printed in the end."""
    sys.stderr.write(f"{text}\n")


def positive(text: str) -> int:
    """Return the number from 1 on that an argument is."""
    number = int(text) if text.isdecimal() else 0
    if number < 1:
        raise ArgumentTypeError(f"{text!r} is no number from 1 on")
    return number


def sizes(text: str) -> tuple[int, ...]:
    """Return the numbers that an argument lists."""
    return tuple(positive(part) for part in text.split(","))
