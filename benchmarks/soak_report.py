"""What has grown in hours: as a table, as JSON, and held against the bars."""

import statistics
from dataclasses import asdict, dataclass
from typing import Any

from benchmarks.report import Bar, bar, machine, table
from benchmarks.soak_desktop import Held, Soaked

START, END = (0.0, 0.15), (0.85, 1.0)
"""What is compared, as shares of the time after warming up."""

MOST_GROWTH, MOST_BYTES = 0.05, 2 * 2**20
"""Of memory: a share of what a process had, and what anybody may have more."""

HEADINGS = ("process", "MB", "at the end", "grown", "descriptors", "at the end")


@dataclass(frozen=True, slots=True)
class Growth:
    """What a process held at the start and at the end, medians.

    Attributes
    ----------
    name : str
    memory : (float, float)
        Bytes.
    descriptors : (float, float)
    """

    name: str
    memory: tuple[float, float]
    descriptors: tuple[float, float]

    @property
    def beyond(self) -> float:
        """By how much its memory has grown beyond what it may, in bytes."""
        begun, ended = self.memory
        return ended - begun - (MOST_BYTES + MOST_GROWTH * begun)


class SoakReport:
    """The figures of one soak.

    Parameters
    ----------
    soaked : Soaked
    """

    def __init__(self, soaked: Soaked) -> None:
        self._soaked = soaked
        self.growth = [self._growth_of(name) for name in soaked.samples[0][1]]
        self.rates = (self._rate(START), self._rate(END))

    def bars(self) -> list[Bar]:
        """Return the bars, each with what was found."""
        begun, ended = self.rates
        kept = ended / begun if begun else None
        name = "frames at the end to those at the start"
        return [*self.growth_bars(), bar(name, ">= 0.9", kept, ".2f")]

    def growth_bars(self) -> list[Bar]:
        """Return those of them that are about what grows."""
        worst = max(each.beyond for each in self.growth) / 2**20
        more = max(ended - begun for begun, ended in map(_descriptors, self.growth))
        return [
            bar("MB beyond 5 % and 2 MB more", "<= 0", worst, ".1f"),
            bar("file descriptors more than at the start", "<= 0", more, ".0f"),
        ]

    def as_text(self) -> str:
        """Return tables and bars."""
        rows = [
            (
                each.name,
                *(f"{size / 2**20:.1f}" for size in each.memory),
                f"{(each.memory[1] / each.memory[0] - 1) * 100:+.1f} %",
                *(f"{count:.0f}" for count in each.descriptors),
            )
            for each in self.growth
        ]
        seen, minutes = self._soaked.seen, self._minutes
        back = statistics.median(seen.to_picture) if seen.to_picture else 0.0
        visit = (
            f"{minutes:g} minutes, {seen.n_connections} connections, each dropped;"
            f" a picture {back:.2f} s after a drop, median"
        )
        lines = [
            visit,
            "frames/s: {:.1f} at the start, {:.1f} at the end".format(*self.rates),
            # What else the machine does makes frames fewer.
            "load: {:.1f} at the start, {:.1f} at the end".format(*self._loads),
            "",
            table(HEADINGS, rows),
            "",
            *(f"{b.verdict:<7} {b.name}: {b.found} ({b.wanted})" for b in self.bars()),
        ]
        return "\n".join(lines)

    def as_json(self) -> dict[str, Any]:
        """Return everything for a JSON file."""
        return {
            "machine": machine(),
            "minutes": self._minutes,
            "frames_per_second": self.rates,
            "load": self._loads,
            "seconds_to_picture": self._soaked.seen.to_picture,
            "growth": [asdict(each) for each in self.growth],
            "bars": [asdict(each) for each in self.bars()],
            "samples": self._soaked.as_json(),
        }

    @property
    def _minutes(self) -> float:
        return (self._soaked.ended - self._soaked.began) / 60

    @property
    def _loads(self) -> tuple[float, float]:
        loads = self._soaked.loads
        part = max(1, round(len(loads) * START[1]))
        return statistics.median(loads[:part]), statistics.median(loads[-part:])

    def _moment(self, share: float) -> float:
        return self._soaked.began + share * (self._soaked.ended - self._soaked.began)

    def _held(self, name: str, part: tuple[float, float]) -> list[Held]:
        low, high = map(self._moment, part)
        return [held[name] for at, held in self._soaked.samples if low <= at <= high]

    def _growth_of(self, name: str) -> Growth:
        parts = [self._held(name, part) for part in (START, END)]
        begun, ended = (statistics.median(h.memory for h in part) for part in parts)
        # What is open for a moment, as by a question about health, is no growth.
        few, many = (min(h.descriptors for h in part) for part in parts)
        return Growth(name, (begun, ended), (few, many))

    def _rate(self, part: tuple[float, float]) -> float:
        low, high = map(self._moment, part)
        count = sum(low <= at <= high for at in self._soaked.seen.pictures)
        return count / (high - low)


def _descriptors(growth: Growth) -> tuple[float, float]:
    return growth.descriptors
