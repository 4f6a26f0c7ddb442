"""What was measured of the viewer, as a table, as JSON, and held against the bars."""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from benchmarks.report import Bar, bar, machine, table
from benchmarks.viewer_areas import TICKS_PER_SECOND, Areas
from benchmarks.viewer_frames import LAYERS, NAIVE, WINDOWS, FrameTimes
from benchmarks.viewer_window import N_PRESSES, Answers, Watched
from benchmarks.viewer_worlds import MARKET
from vmt.viewer.source.pace import describe

FRAMES = ("world", "window", "shown", "ms", "p95 ms", "naive ms", "ratio")
AREAS = ("world", "economy", "sent", "differs", "ratio", "naive", "rectangles a frame")
WATCHED = (
    *("window", "CPU", "X server's", "wake-ups/s", "frames/s"),
    *("rectangles/s", "sent"),
)
ANSWERS = ("world", "ticks", "ms", "p95 ms", "worst ms")
MEANT = 1000
"""Agents of the world that the bar of a frame is for."""
MOST_MILLISECONDS, MOST_AREA = 16.7, 0.15
LONGEST_ANSWER = 33
"""Two frames [ms]."""
_BASELINE = f"""\
Ratios are to: {NAIVE}, the same moments drawn anew with nothing kept, and sent whole.
Milliseconds are of processor time; each frame is of another tick."""
_LOWER_BOUND = f"""\
What is sent in a second at {TICKS_PER_SECOND} ticks/s, in windows, without a display.
Nobody can send less than the pixels that differ; the ratio is to them."""
_REAL_WINDOW = "In a window under Xvfb, by its damage reports. CPU is of one core."
_FROM_KEY = f"""\
From a key until the X server has the last pixel of the help, {N_PRESSES} times. This is
time on the wall: what else the machine does makes it longer (load before:
{{load:.1f}})."""


@dataclass(slots=True)
class ViewerReport:
    """All that was measured in one run of the benchmark.

    Attributes
    ----------
    load : float
        How many processes wanted the machine in the minute before.
    frames : list of FrameTimes
    areas : list of Areas
    watched : list of Watched
    answers : list of Answers
    """

    load: float
    frames: list[FrameTimes] = field(default_factory=list)
    areas: list[Areas] = field(default_factory=list)
    watched: list[Watched] = field(default_factory=list)
    answers: list[Answers] = field(default_factory=list)

    def bars(self) -> list[Bar]:
        """Return the bars, with what was found."""
        settled = next((a.sent for a in self.areas if a.world == MARKET), None)
        at_rest = next((w.rectangles for w in self.watched if w.at_rest), None)
        return [
            *(
                self._frame_bar(window, layers)
                for window in WINDOWS
                for layers in LAYERS
            ),
            bar(
                f"sent a second, settled, {TICKS_PER_SECOND} ticks/s",
                f"<= {MOST_AREA:.0%}",
                settled,
                ".1%",
            ),
            bar("rectangles a second at rest", "<= 0", at_rest, ".1f"),
            *self._answer_bars(),
        ]

    def _frame_bar(self, window: tuple[int, int], layers: str) -> Bar:
        meant = (
            times.median
            for times in self.frames
            if times.world.n_agents == MEANT
            and (times.window, times.layers) == (window, layers)
        )
        name = f"ms a frame, {MEANT:,} agents, {_size(window)}, {layers}"
        return bar(name, f"<= {MOST_MILLISECONDS}", next(meant, None), ".1f")

    def _answer_bars(self) -> list[Bar]:
        """Return a bar for each world, of the speed at which it is answered worst."""
        worlds = list(dict.fromkeys(answers.world for answers in self.answers))
        wanted = f"<= {LONGEST_ANSWER}"
        if not worlds:
            return [bar("ms until a key is answered, p95", wanted, None, "")]
        return [
            bar(
                f"ms until a key is answered, p95, {world.name}, worst speed",
                wanted,
                max(a.p95 for a in self.answers if a.world == world),
                ".0f",
            )
            for world in worlds
        ]

    def as_json(self) -> dict[str, Any]:
        """Return it all for a JSON file."""
        return {
            "machine": machine(),
            "load": self.load,
            "baseline": NAIVE,
            "frames": [
                {
                    **asdict(times),
                    "median": times.median,
                    "p95": times.p95,
                    "naive_median": times.naive_median,
                    "ratio": times.ratio,
                }
                for times in self.frames
            ],
            "areas": [asdict(areas) for areas in self.areas],
            "watched": [asdict(watched) for watched in self.watched],
            "answers": [
                {
                    **asdict(answers),
                    # JSON has no infinity.
                    "speed": None if math.isinf(answers.speed) else answers.speed,
                    "median": answers.median,
                    "p95": answers.p95,
                    "worst": answers.worst,
                }
                for answers in self.answers
            ],
            "bars": [asdict(held) for held in self.bars()],
        }

    def as_text(self) -> str:
        """Return it all for a reader."""
        parts = [
            _BASELINE,
            table(FRAMES, [_frame_row(times) for times in self.frames]),
        ]
        if self.areas:
            parts += [
                _LOWER_BOUND,
                table(AREAS, [_area_row(areas) for areas in self.areas]),
            ]
        if self.watched:
            parts += [
                _REAL_WINDOW,
                table(WATCHED, [_watched_row(watched) for watched in self.watched]),
            ]
        if self.answers:
            parts += [
                _FROM_KEY.format(load=self.load),
                table(ANSWERS, [_answer_row(answers) for answers in self.answers]),
            ]
        verdicts = [(b.name, b.wanted, b.found, b.verdict) for b in self.bars()]
        return "\n\n".join((*parts, table(("bar", "wanted", "found", ""), verdicts)))


def _frame_row(times: FrameTimes) -> Sequence[str]:
    return (
        *(times.world.name, _size(times.window), times.layers),
        *(f"{times.median:.1f}", f"{times.p95:.1f}", f"{times.naive_median:.1f}"),
        f"{times.ratio:.1f}",
    )


def _area_row(areas: Areas) -> Sequence[str]:
    return (
        areas.world.name,
        "settled" if areas.world.settles else "busy",
        *(f"{share:.1%}" for share in (areas.sent, areas.changed)),
        f"{areas.sent / areas.changed:.1f}" if areas.changed else "-",
        *(f"{areas.naive:.0%}", f"{areas.n_rectangles:.0f}"),
    )


def _watched_row(watched: Watched) -> Sequence[str]:
    return (
        watched.what,
        *(f"{share:.1%}" for share in (watched.cpu, watched.server_cpu)),
        f"{watched.wakeups:.1f}",
        "-" if watched.frames is None else f"{watched.frames:.1f}",
        "-" if watched.rectangles is None else f"{watched.rectangles:.0f}",
        "-" if watched.area is None else f"{watched.area:.1%}",
    )


def _answer_row(answers: Answers) -> Sequence[str]:
    found = (answers.median, answers.p95, answers.worst)
    times = (f"{milliseconds:.1f}" for milliseconds in found)
    return (answers.world.name, describe(answers.speed), *times)


def _size(window: tuple[int, int]) -> str:
    return f"{window[0]}×{window[1]}"
