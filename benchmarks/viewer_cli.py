"""``benchmarks/viewer``: measures frames, what is sent of them, and answers to keys."""

import math
import os
import shutil
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Sequence
from contextlib import suppress

from benchmarks import viewer_areas, viewer_frames, viewer_window
from benchmarks.command_line import (
    add_json,
    add_require,
    exit_code,
    say,
    sizes,
    tell,
)
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
    add_json(made)
    add_require(made)
    return made


def main(words: Sequence[str] | None = None) -> int:
    """Measure, print, and return the exit code."""
    asked = parser()
    arguments = asked.parse_args(words)
    if unknown := sorted(set(arguments.agents) - set(SIZES)):
        found, allowed = (", ".join(map(str, n)) for n in (unknown, SIZES))
        asked.error(f"--agents: there is no world with {found} agents, only {allowed}")
    report = _measured(arguments)
    tell(report, arguments.json)
    return exit_code(report.bars(), required=arguments.require)


def _measured(arguments: Namespace) -> ViewerReport:
    worlds = [world for world in CROWDS if world.n_agents in arguments.agents]
    report = ViewerReport(os.getloadavg()[0])
    for world in worlds:
        report.frames += viewer_frames.measure(world, arguments.seconds, say)
    if MEADOW in worlds:
        report.areas = [viewer_areas.measure(world, say) for world in (MEADOW, MARKET)]
    lacking = [program for program in PROGRAMS if shutil.which(program) is None]
    if lacking and not arguments.without_window:
        say(f"There is no {' and no '.join(lacking)}, so no window is measured.")
    if not (lacking or arguments.without_window):
        fast = next((w for w in worlds if w.n_agents == MEANT), worlds[0])
        report.watched = viewer_window.watch(arguments.seconds, fast, say)
        # The denser of two worlds with as many agents is the one with longer ticks.
        for world in (w for w in worlds if w != CROWDS[-1]):
            report.answers += [
                viewer_window.answers(world, speed, say) for speed in ANSWER_SPEEDS
            ]
    return report


def _seconds(text: str) -> float:
    with suppress(ValueError):
        if 0 <= (seconds := float(text)) < math.inf:
            return seconds
    raise ArgumentTypeError(f"{text!r} is no number of seconds: 0 or more")
