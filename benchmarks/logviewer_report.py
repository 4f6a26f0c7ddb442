"""What looking at recorded runs takes: a table, JSON, and held against the bars."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any

from benchmarks.logviewer_windows import LARGE, NAIVE, OURS, Look, Size
from benchmarks.report import Bar, bar, machine, table

HEADINGS = (
    *("run", "way", "rows", "overview s", "listed s", "jump ms", "p95 ms"),
    *("rows there ms", "MB", "journey MB", "memory ratio", "time ratio"),
)
MOST_SECONDS, MOST_MEGABYTES, MOST_BLOCKED = 1, 300, 100


@dataclass(slots=True)
class LogviewerReport:
    """All that was measured in one run of the benchmark."""

    looks: list[Look] = field(default_factory=list)

    def look(self, way: str, size: Size) -> Look | None:
        """Return what was measured of a run."""
        for look in self.looks:
            if (look.way, look.size) == (way, size):
                return look
        return None

    def bars(self) -> list[Bar]:
        """Return the bars, with what was found of the largest run."""
        look = self.look(OURS, LARGE)
        return [
            bar(
                f"seconds to the overview, {LARGE.name}",
                f"< {MOST_SECONDS}",
                None if look is None else look.overview,
                ".2f",
            ),
            bar(
                f"peak of memory in MB, {LARGE.name}",
                f"< {MOST_MEGABYTES}",
                None if look is None else look.peak,
                ".0f",
            ),
            bar(
                f"the same through all pages and plots, {LARGE.name}",
                f"< {MOST_MEGABYTES}",
                None if look is None else look.journey,
                ".0f",
            ),
            bar(
                f"ms that 95 of 100 jumps block for, {LARGE.name}",
                f"< {MOST_BLOCKED}",
                None if look is None else look.worst,
                ".1f",
            ),
        ]

    def as_json(self) -> dict[str, Any]:
        """Return it all for a JSON file."""
        return {
            "machine": machine(),
            "baseline": NAIVE,
            "looks": [asdict(look) for look in self.looks],
            "bars": [asdict(held) for held in self.bars()],
        }

    def as_text(self) -> str:
        """Return it all for a reader."""
        verdicts = [(b.name, b.wanted, b.found, b.verdict) for b in self.bars()]
        return "\n\n".join(
            (
                f"Agents times ticks. Ratios are to: {NAIVE}, of the same run",
                table(HEADINGS, [self._row(look) for look in self.looks]),
                table(("bar", "wanted", "found", ""), verdicts),
            )
        )

    def _row(self, look: Look) -> Sequence[str]:
        naive = self.look(NAIVE, look.size)
        return (
            *(look.size.name, look.way, f"{look.rows:,}"),
            *(f"{look.overview:.2f}", f"{look.listed:.2f}"),
            *(f"{median(look.blocked):.1f}", f"{look.worst:.1f}"),
            *(f"{median(look.there):.1f}", f"{look.peak:.0f}"),
            "-" if look.journey is None else f"{look.journey:.0f}",
            "-" if naive is None else f"{look.peak / naive.peak:.2f}",
            "-" if naive is None else f"{look.listed / naive.listed:.3f}",
        )
