"""``benchmarks/soak``: a desktop with a viewer, visited for hours, and what grows."""

import math
import shutil
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Sequence
from contextlib import suppress

from benchmarks.command_line import add_json, exit_code, say, tell
from benchmarks.soak_desktop import SoakError, soak
from benchmarks.soak_report import SoakReport

PROGRAMS = ("Xvfb", "x11vnc", "fluxbox")
GROWTH, ALL = "growth", "all"
"""Which bars are required."""


def parser() -> ArgumentParser:
    """Return the parser of the command line."""
    made = ArgumentParser(
        prog="benchmarks/soak",
        description="Let a desktop run with a viewer in it, visited by somebody whose"
        " connection is dropped again and again, and print what each process holds at"
        " the start and at the end: memory and file descriptors; and frames a second.",
    )
    made.add_argument(
        "--minutes", type=_positive, default=240.0, help="how long (default: 240)"
    )
    made.add_argument(
        "--warm-up",
        type=_positive,
        default=3.0,
        metavar="MINUTES",
        help="minutes before that, in which caches fill (default: 3)",
    )
    made.add_argument(
        "--reconnect",
        type=_positive,
        default=60.0,
        metavar="SECONDS",
        help="drop the connection so often (default: 60)",
    )
    add_json(made)
    made.add_argument(
        "--require",
        nargs="?",
        choices=(GROWTH, ALL),
        const=ALL,
        metavar=f"{GROWTH}|{ALL}",
        help="exit with 1 if a bar is missed: one about memory and file descriptors,"
        " or any (default: all). Frames depend on what else the machine does",
    )
    return made


def main(words: Sequence[str] | None = None) -> int:
    """Soak, print, and return the exit code."""
    asked = parser()
    arguments = asked.parse_args(words)
    if lacking := [name for name in PROGRAMS if shutil.which(name) is None]:
        asked.error(
            f"there is no {' and no '.join(lacking)}; ./run --native installs it"
        )
    try:
        minutes = arguments.minutes, arguments.warm_up
        report = SoakReport(soak(*minutes, arguments.reconnect, say))
    except SoakError as error:
        say(f"It did not last: {error}")
        return 1
    tell(report, arguments.json)
    required = arguments.require is not None
    bars = report.bars() if arguments.require == ALL else report.growth_bars()
    return exit_code(bars, required=required)


def _positive(text: str) -> float:
    with suppress(ValueError):
        if 0 < (number := float(text)) < math.inf:
            return number
    raise ArgumentTypeError(f"{text!r} is no number above 0")
