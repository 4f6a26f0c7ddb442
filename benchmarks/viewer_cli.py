"""``benchmarks/viewer``: measures frames, what is sent of them, and answers to keys."""

import json
import math
import os
import shutil
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from benchmarks import viewer_areas, viewer_frames, viewer_window
from benchmarks.cli import sizes
from benchmarks.viewer_frames import NAIVE
from benchmarks.viewer_report import MEANT, ViewerReport
from benchmarks.viewer_window import ANSWER_SPEEDS
from benchmarks.viewer_worlds import CROWDS, MARKET, MEADOW

SIZES = tuple(sorted({world.n_agents for world in CROWDS}))
PROGRAMS = ("Xvfb", "xdotool")


def parser() -> ArgumentParser:
    """Return the parser of the command line."""
    made = ArgumentParser(
        prog="benchmarks/viewer",
        description="Measure the viewer's frames beside those of a baseline,"
        f" {NAIVE!r}: the same moments drawn anew, with nothing kept, and sent whole."
        " Then what it sends of the window, and in a real window what it takes, at"
        " rest and at work, and how soon it answers a key.",
    )
    listed = ",".join(map(str, SIZES))
    made.add_argument(
        "--agents",
        type=sizes,
        default=SIZES,
        metavar="N,N",
        help=f"the worlds with so many agents, of those with {listed} (default: all)",
    )
    made.add_argument(
        "--seconds",
        type=_seconds,
        default=10.0,
        help="for each world's frames, and for each look at a window (default: 10)",
    )
    made.add_argument(
        "--without-window",
        action="store_true",
        help="measure only what needs no X server",
    )
    made.add_argument("--json", type=Path, metavar="FILE", help="write this file too")
    made.add_argument(
        "--require",
        action="store_true",
        help="exit with 1 if a bar that was measured is missed",
    )
    return made


def main(words: Sequence[str] | None = None) -> int:
    """Measure, print, and return the exit code."""
    asked = parser()
    arguments = asked.parse_args(words)
    if unknown := sorted(set(arguments.agents) - set(SIZES)):
        found, allowed = (", ".join(map(str, n)) for n in (unknown, SIZES))
        asked.error(f"--agents: there is no world with {found} agents, only {allowed}")
    report = _measured(arguments)
    sys.stdout.write(f"{report.as_text()}\n")
    if arguments.json is not None:
        text = json.dumps(report.as_json(), indent=2)
        arguments.json.write_text(f"{text}\n", encoding="utf-8")
    missed = any(bar.passed is False for bar in report.bars())
    return 1 if arguments.require and missed else 0


def _measured(arguments: Namespace) -> ViewerReport:
    worlds = [world for world in CROWDS if world.n_agents in arguments.agents]
    report = ViewerReport(os.getloadavg()[0])
    for world in worlds:
        report.frames += viewer_frames.measure(world, arguments.seconds, _say)
    if MEADOW in worlds:
        report.areas = [viewer_areas.measure(world, _say) for world in (MEADOW, MARKET)]
    lacking = [program for program in PROGRAMS if shutil.which(program) is None]
    if lacking and not arguments.without_window:
        _say(f"There is no {' and no '.join(lacking)}, so no window is measured.")
    if not (lacking or arguments.without_window):
        fast = next((w for w in worlds if w.n_agents == MEANT), worlds[0])
        report.watched = viewer_window.watch(arguments.seconds, fast, _say)
        # The denser of two worlds with as many agents is the one with longer ticks.
        for world in (w for w in worlds if w != CROWDS[-1]):
            report.answers += [
                viewer_window.answers(world, speed, _say) for speed in ANSWER_SPEEDS
            ]
    return report


def _seconds(text: str) -> float:
    with suppress(ValueError):
        if 0 <= (seconds := float(text)) < math.inf:
            return seconds
    raise ArgumentTypeError(f"{text!r} is no number of seconds: 0 or more")


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
