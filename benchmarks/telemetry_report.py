"""What recording costs, as a table, as JSON, and held against the bars."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any

from benchmarks.economies import Economy
from benchmarks.recordings import NONE, PLAIN, STANDARD, Turn
from benchmarks.report import Bar, bar, machine, table

HEADINGS = (
    *("agents", "recorded", "CPU s", "wall s", "% of CPU", "% of wall"),
    *("agent rows/s", "ratio", "bytes/row"),
)
MEANT = 1000
"""Agents of the economy that the bars are for."""
MOST_SHARE, LEAST_ROWS, MOST_BYTES = 0.30, 1_000_000, 40


@dataclass(frozen=True, slots=True)
class Cost:
    """What one way of recording costs in one economy; medians of the repetitions.

    Attributes
    ----------
    n_agents : int
    way : str
    cpu, wall : float
        Seconds of the whole run.
    cpu_share, wall_share : float
        Part of these seconds that the same run does without when it is not recorded.
    rows_per_second : float or None
        Rows of an agent in a tick, for each second of CPU time that recording takes;
        None where it takes no more than can be measured, and where nothing is recorded.
    bytes_per_row : float
        Of the finished file.
    """

    n_agents: int
    way: str
    cpu: float
    wall: float
    cpu_share: float
    wall_share: float
    rows_per_second: float | None
    bytes_per_row: float


def costs(economy: Economy, ticks: int, turns: dict[str, list[Turn]]) -> list[Cost]:
    """Return what each way of recording costs beyond recording nothing."""
    n_rows = economy.n_agents * (ticks + 1)  # the state before tick 0, too
    found = []
    for way, taken in turns.items():
        pairs = list(zip(taken, turns[NONE], strict=True))
        more = median(turn.cpu - none.cpu for turn, none in pairs)
        found.append(
            Cost(
                economy.n_agents,
                way,
                median(turn.cpu for turn in taken),
                median(turn.wall for turn in taken),
                median(1 - none.cpu / turn.cpu for turn, none in pairs),
                median(1 - none.wall / turn.wall for turn, none in pairs),
                n_rows / more if more > 0 else None,
                median(turn.size for turn in taken) / n_rows,
            )
        )
    return found


@dataclass(slots=True)
class TelemetryReport:
    """All that was measured in one run of the benchmark."""

    ticks: int
    costs: list[Cost] = field(default_factory=list)

    def cost(self, way: str, n_agents: int) -> Cost | None:
        """Return what was measured of a way of recording."""
        for cost in self.costs:
            if (cost.way, cost.n_agents) == (way, n_agents):
                return cost
        return None

    def ratio(self, cost: Cost) -> float | None:
        """Return how many times the rows of the plain way are written in a second."""
        plain = self.cost(PLAIN, cost.n_agents)
        if plain is None or not plain.rows_per_second or not cost.rows_per_second:
            return None
        return cost.rows_per_second / plain.rows_per_second

    def bars(self) -> list[Bar]:
        """Return the bars, with what was found at level standard."""
        cost = self.cost(STANDARD, MEANT)
        share = None if cost is None else cost.cpu_share
        rows = None if cost is None else cost.rows_per_second
        size = None if cost is None else cost.bytes_per_row
        at = f"{STANDARD}, {MEANT:,} agents"
        return [
            bar(f"share of the CPU time, {at}", f"<= {MOST_SHARE:.0%}", share, ".1%"),
            bar(f"agent rows/s, {at}", f">= {LEAST_ROWS:,}", rows, ",.0f"),
            bar(f"bytes per agent row, {at}", f"<= {MOST_BYTES}", size, ".1f"),
        ]

    def as_json(self) -> dict[str, Any]:
        """Return it all for a JSON file."""
        return {
            "machine": machine(),
            "baseline": PLAIN,
            "ticks": self.ticks,
            "costs": [{**asdict(c), "ratio": self.ratio(c)} for c in self.costs],
            "bars": [asdict(held) for held in self.bars()],
        }

    def as_text(self) -> str:
        """Return it all for a reader."""
        verdicts = [(b.name, b.wanted, b.found, b.verdict) for b in self.bars()]
        return "\n\n".join(
            (
                f"{self.ticks:,} ticks. Ratios of rows/s are to: {PLAIN}",
                table(HEADINGS, [self._row(cost) for cost in self.costs]),
                table(("bar", "wanted", "found", ""), verdicts),
            )
        )

    def _row(self, cost: Cost) -> Sequence[str]:
        seconds = f"{cost.cpu:.3f}", f"{cost.wall:.3f}"
        if cost.way == NONE:
            return (f"{cost.n_agents:,}", cost.way, *seconds, *"-----")
        ratio, rows = self.ratio(cost), cost.rows_per_second
        return (
            *(f"{cost.n_agents:,}", cost.way, *seconds),
            # Less than nothing is noise.
            *(f"{max(0, 100 * s):.1f}" for s in (cost.cpu_share, cost.wall_share)),
            "-" if rows is None else f"{rows:,.0f}",
            "-" if ratio is None else f"{ratio:.1f}",
            f"{cost.bytes_per_row:.1f}",
        )
