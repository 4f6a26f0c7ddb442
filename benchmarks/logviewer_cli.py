"""``benchmarks/logviewer``: measures looking at recorded runs."""

import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path

from benchmarks.command_line import (
    add_json,
    add_require,
    exit_code,
    positive,
    say,
    tell,
)
from benchmarks.logviewer_report import LogviewerReport
from benchmarks.logviewer_windows import (
    LARGE,
    MIDDLE,
    NAIVE,
    OURS,
    SMALL,
    Size,
    measure,
    record,
)


def parser() -> ArgumentParser:
    """Return the parser of the command line."""
    made = ArgumentParser(
        prog="benchmarks/logviewer",
        description="Measure the log viewer in a real window: until the overview is"
        " there, until ten million rows of agents can be scrolled, how long a jump"
        " among them blocks the window, and the peak of memory, also through all"
        " pages and plots. The baseline reads"
        f" all rows into a table; it gets {MIDDLE.name} agents and ticks, since"
        f" {LARGE.name} would take ten gigabytes.",
    )
    made.add_argument(
        "--without-large",
        action="store_true",
        help=f"leave out {LARGE.name}, which takes a minute to record",
    )
    made.add_argument(
        "--runs",
        type=Path,
        metavar="FOLDER",
        help="keep the recorded runs there, or take them from there",
    )
    made.add_argument(
        "--repeat", type=positive, default=3, help="repetitions (default: 3)"
    )
    add_json(made)
    add_require(made)
    return made


def main(words: Sequence[str] | None = None) -> int:
    """Measure, print, and return the exit code."""
    arguments = parser().parse_args(words)
    report = _measured(arguments)
    tell(report, arguments.json)
    return exit_code(report.bars(), required=arguments.require)


def _measured(arguments: Namespace) -> LogviewerReport:
    report = LogviewerReport()
    ways: list[tuple[Size, str]] = [(SMALL, OURS), (SMALL, NAIVE)]
    ways += [(MIDDLE, OURS), (MIDDLE, NAIVE)]
    if not arguments.without_large:
        ways.append((LARGE, OURS))
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.runs or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for size, way in ways:
            path = record(size, folder, say)
            report.looks.append(measure(size, path, way, arguments.repeat, say))
    return report
