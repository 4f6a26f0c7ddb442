"""``benchmarks/soak``: a desktop with a viewer, visited for hours, and what grows."""

import json
import math
import shutil
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from benchmarks.soak_desktop import SoakError, soak
from benchmarks.soak_report import SoakReport

PROGRAMS = ("Xvfb", "x11vnc", "fluxbox")


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
    made.add_argument("--json", type=Path, metavar="FILE", help="write this file too")
    made.add_argument(
        "--require", action="store_true", help="exit with 1 if something has grown"
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
        report = SoakReport(soak(*minutes, arguments.reconnect, _say))
    except SoakError as error:
        _say(f"It did not last: {error}")
        return 1
    sys.stdout.write(f"{report.as_text()}\n")
    if arguments.json is not None:
        text = json.dumps(report.as_json(), indent=2)
        arguments.json.write_text(f"{text}\n", encoding="utf-8")
    missed = any(bar.passed is False for bar in report.bars())
    return 1 if arguments.require and missed else 0


def _positive(text: str) -> float:
    with suppress(ValueError):
        if 0 < (number := float(text)) < math.inf:
            return number
    raise ArgumentTypeError(f"{text!r} is no number above 0")


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
