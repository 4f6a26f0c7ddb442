"""What is measured of desktops, and the figures of all rounds."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from benchmarks.desktop_samples import percentile
from benchmarks.report import machine


@dataclass(frozen=True, slots=True)
class Quantity:
    """Something that is measured.

    Attributes
    ----------
    name : str
        In JSON.
    label : str
        In the table, with its unit.
    form : str
        How a figure is written.
    """

    name: str
    label: str
    form: str = ".1f"


SMALL, LARGE = (1280, 800), (1920, 1080)
ROUND_TRIPS = (20, 80)
"""Added, of the whole way there and back [ms]."""
QUANTITIES = (
    Quantity("key", "key → pixel, at rest, ms"),
    Quantity("click", "click → pixel, at rest, ms"),
    Quantity("key_animated", "key → pixel, animated, ms"),
    Quantity("click_animated", "click → pixel, animated, ms"),
    Quantity("frames", "frames/s, 1280×800"),
    Quantity("age", "frame age, 1280×800, ms"),
    Quantity("torn", "torn looks, 1280×800, %"),
    Quantity("drawn", "frames/s the program drew"),
    Quantity("kilobytes", "kB/s, 1280×800", ",.0f"),
    Quantity("kilobytes_a_frame", "kB a frame", ".1f"),
    Quantity("psnr", "PSNR of the luma, dB"),
    Quantity("frames_20", "frames/s, 20 ms round trip"),
    Quantity("age_20", "frame age, 20 ms round trip, ms"),
    Quantity("frames_80", "frames/s, 80 ms round trip"),
    Quantity("age_80", "frame age, 80 ms round trip, ms"),
    Quantity("frames_large", "frames/s, 1920×1080"),
    Quantity("age_large", "frame age, 1920×1080, ms"),
    Quantity("frames_viewer", "frames/s, viewer, 1,000 agents"),
    Quantity("age_viewer", "frame age, viewer, ms"),
    Quantity("drawn_viewer", "frames/s the viewer drew"),
    Quantity("start", "docker run → picture, s", ".2f"),
    Quantity("start_launcher", "docker run → launcher, s", ".2f"),
    Quantity("reconnect", "dropped → live picture, s", ".2f"),
    Quantity("cpu_animated", "CPU, animated, % of a core", ".0f"),
    Quantity("cpu_at_rest", "CPU at rest, % of a core", ".2f"),
    Quantity("memory", "memory without the app, MB", ".0f"),
    Quantity("image", "image, MB", ".0f"),
    Quantity("image_headless", "image, headless, MB", ".0f"),
    Quantity("key_alone", "key → pixel, viewer 30/s, ms"),
    Quantity("key_watched", "the same with thirty watchers, ms"),
    Quantity("frames_watched", "frames/s with thirty watchers"),
    Quantity("watcher_updates", "updates/s of a light watcher"),
    Quantity("watcher_slowest", "updates/s of the slowest"),
    Quantity("watcher_frames", "frames/s of a watching Chromium"),
)


@dataclass(slots=True)
class Figures:
    """The figures of all rounds, by quantity and desktop."""

    rounds: dict[tuple[str, str], list[list[float]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def add(self, name: str, desktop: str, values: Sequence[float]) -> None:
        """Add what a round has found; nothing where it found nothing."""
        if values:
            self.rounds[name, desktop].append(list(values))

    def has(self, name: str, desktop: str) -> bool:
        """Return whether anything was found."""
        return (name, desktop) in self.rounds

    def values(self, name: str, desktop: str) -> list[float]:
        """Return what all rounds have found."""
        return [one for found in self.rounds.get((name, desktop), ()) for one in found]

    def median(self, name: str, desktop: str) -> float | None:
        """Return the median of all; None: it was not measured."""
        return percentile(self.values(name, desktop), 50)

    def p95(self, name: str, desktop: str) -> float | None:
        """Return what 95 of 100 are at most."""
        return percentile(self.values(name, desktop), 95)

    def spread(self, name: str, desktop: str) -> tuple[float, float] | None:
        """Return the lowest and the highest of the rounds' medians."""
        medians = [
            float(np.median(one)) for one in self.rounds.get((name, desktop), ())
        ]
        return (min(medians), max(medians)) if medians else None

    def ratio(
        self, name: str, desktop: str, to: str, share: float = 50
    ) -> float | None:
        """Return the ratio of two desktops' medians, or of another percentile."""
        one = percentile(self.values(name, desktop), share)
        other = percentile(self.values(name, to), share)
        return one / other if one is not None and other else None

    def as_json(self) -> list[dict[str, Any]]:
        """Return it all for a JSON file."""
        return [
            {
                "quantity": name,
                "desktop": desktop,
                "median": self.median(name, desktop),
                "p95": self.p95(name, desktop),
                "spread": self.spread(name, desktop),
                "rounds": rounds,
            }
            for (name, desktop), rounds in self.rounds.items()
        ]


@dataclass(slots=True)
class Measured:
    """All that was measured in one run of the benchmark.

    Attributes
    ----------
    load : float
        How many processes wanted the machine in the minute before.
    rounds : int
    figures : Figures
    notes : list of str
        What could not be measured, and what had to be done again.
    """

    load: float
    rounds: int
    figures: Figures = field(default_factory=Figures)
    notes: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return it all for a JSON file."""
        return {
            "machine": machine(),
            "load": self.load,
            "rounds": self.rounds,
            "figures": self.figures.as_json(),
            "notes": self.notes,
        }
