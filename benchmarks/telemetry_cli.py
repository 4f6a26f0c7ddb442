"""``benchmarks/telemetry``: measures what recording a run costs."""

import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path

from benchmarks import economies, recordings
from benchmarks.command_line import (
    add_json,
    add_require,
    exit_code,
    positive,
    say,
    sizes,
    tell,
)
from benchmarks.recordings import PLAIN
from benchmarks.telemetry_report import TelemetryReport, costs

SIZES = (100, 1000, 10_000)


def parser() -> ArgumentParser:
    """Return the parser of the command line."""
    made = ArgumentParser(
        prog="benchmarks/telemetry",
        description="Measure what recording a run costs beside the same run without:"
        " medians of interleaved repetitions. The baseline of rows per second is"
        f" {PLAIN!r}: agents alone, a row each, in a transaction a tick.",
    )
    listed = ",".join(map(str, SIZES))
    made.add_argument(
        "--agents",
        type=sizes,
        default=SIZES,
        metavar="N,N",
        help=f"agents of the synthetic economies (default: {listed})",
    )
    made.add_argument(
        "--ticks", type=positive, default=400, help="ticks of a run (default: 400)"
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


def _measured(arguments: Namespace) -> TelemetryReport:
    report = TelemetryReport(arguments.ticks)
    with tempfile.TemporaryDirectory() as folder:
        for n_agents in arguments.agents:
            economy = economies.write(n_agents, Path(folder))
            turns = recordings.measure(economy, arguments.ticks, arguments.repeat, say)
            report.costs += costs(economy, arguments.ticks, turns)
    return report
