"""``benchmarks/desktop``: measures desktops in a browser side by side."""

import os
import shutil
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Collection, Sequence
from pathlib import Path

from benchmarks import desktop_knobs, desktop_page, desktop_peers
from benchmarks.command_line import (
    add_json,
    add_require,
    exit_code,
    positive,
    say,
    tell,
)
from benchmarks.desktop_figures import Measured
from benchmarks.desktop_knobs import KNOBS, KnobsReport, StaleKnobError
from benchmarks.desktop_measure import Effort
from benchmarks.desktop_peers import DESKTOPS, OURS, Desktop, DockerError
from benchmarks.desktop_report import DesktopReport
from benchmarks.desktop_rounds import (
    ANIMATION,
    ANSWERS,
    MEMORY,
    PARTS,
    REST,
    ROUND_TRIP,
    START,
    THE_VIEWER,
    Rounds,
)
from benchmarks.viewer_worlds import World
from screen import CHROMIUM

THOUSAND = World(1000, 60)
FULL, QUICK = Effort(5.0, 20, 3), Effort(3.0, 12, 2)
ROUNDS, QUICK_ROUNDS = 5, 1
SHOWING_KNOBS = (START, ANSWERS, ANIMATION, ROUND_TRIP, MEMORY, THE_VIEWER, REST)


def parser() -> ArgumentParser:
    """Return the parser of the command line."""
    made = ArgumentParser(
        prog="benchmarks/desktop",
        description="Measure the desktop in a real Chromium beside two made of"
        " Debian's packages: plain, with Xvfb, fluxbox and x11vnc, and xvnc, with"
        " TigerVNC's Xvnc and openbox; both with noVNC and websockify. Answers"
        " to keys and clicks, frames and their age, what is sent of them, how far away"
        " one may be, and what it costs. Takes 20 minutes, and the images to be built.",
    )
    made.add_argument(
        "--quick", action="store_true", help="one short round, in four minutes"
    )
    made.add_argument(
        "--only",
        action="append",
        choices=PARTS,
        metavar="NAME",
        help=f"measure this part, and others so named: {', '.join(PARTS)}",
    )
    made.add_argument(
        "--rounds", type=positive, help=f"how many (default: {ROUNDS}, {QUICK_ROUNDS})"
    )
    made.add_argument(
        "--uncommitted",
        action="store_true",
        help="build ours from the files as they are, not from the last commit",
    )
    made.add_argument(
        "--no-build",
        action="store_true",
        help="take the images as the last run has built them",
    )
    made.add_argument(
        "--knobs",
        action="store_true",
        help="measure ours without each of the things that make it fast instead",
    )
    add_json(made)
    add_require(made)
    return made


def main(words: Sequence[str] | None = None) -> int:
    """Measure, print, and return the exit code."""
    asked = parser()
    arguments = asked.parse_args(words)
    if arguments.knobs and arguments.uncommitted:
        asked.error("--knobs are left out of the last commit, not with --uncommitted")
    if not CHROMIUM.exists():
        say(f"there is no {CHROMIUM}: install Debian's chromium")
        return 2
    if shutil.which("docker") is None:
        say("there is no docker: install Docker's client and engine")
        return 2
    report: DesktopReport | KnobsReport
    try:
        report = _knobs(arguments) if arguments.knobs else _measured(arguments)
    except (DockerError, StaleKnobError) as error:
        say(str(error))
        return 2
    tell(report, arguments.json)
    if isinstance(report, KnobsReport):
        return 0
    return exit_code(report.bars(), required=arguments.require)


def _measured(arguments: Namespace) -> DesktopReport:
    if not arguments.no_build:
        desktop_peers.build(say, of_head=not arguments.uncommitted)
    report = DesktopReport(os.getloadavg()[0], _n_rounds(arguments))
    _measure(arguments, report, arguments.only or PARTS, DESKTOPS)
    return report


def _knobs(arguments: Namespace) -> KnobsReport:
    if not arguments.no_build:
        desktop_peers.build(say)
        desktop_knobs.build(KNOBS, say)
    report = KnobsReport(os.getloadavg()[0], _n_rounds(arguments))
    desktops = (OURS, *(knob.desktop for knob in KNOBS))
    parts = arguments.only or SHOWING_KNOBS
    _measure(arguments, report, parts, desktops)
    return report


def _n_rounds(arguments: Namespace) -> int:
    return int(arguments.rounds or (QUICK_ROUNDS if arguments.quick else ROUNDS))


def _measure(
    arguments: Namespace,
    report: Measured,
    parts: Collection[str],
    desktops: Sequence[Desktop],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        scenario = Path(folder, "thousand.yaml")
        scenario.write_text(THOUSAND.text(), encoding="utf-8")
        Path(folder).chmod(0o755)  # it is read by whoever the container runs as
        with desktop_page.chromium() as browser:
            effort = QUICK if arguments.quick else FULL
            order = Rounds(browser, effort, report, scenario, say, desktops)
            order.measure(parts, report.rounds)
