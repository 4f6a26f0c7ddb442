"""What was measured, as a table, as JSON, and held against the bars."""

import operator
import platform
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from benchmarks.engines import MESA, PUBLIC, V2
from benchmarks.footprint import BYTES_A_CELL, Memory, WholeRun
from benchmarks.speed import Speed

HEADINGS = ("economy", "agents", "engine", "agent-ticks/s", "ms/tick", "ratio")
NOT_MEASURED = "not measured"
LARGE = 100_000
"""Agents from which on memory is theirs, and not what any run needs."""
_RELATIONS = {"<": operator.lt, "<=": operator.le, ">=": operator.ge}


@dataclass(slots=True)
class Report:
    """All that was measured in one run of the benchmark.

    Attributes
    ----------
    baseline : str
        The engine that ratios are to.
    speeds : list of Speed
    memory : Memory or None
    whole_runs : list of WholeRun
    """

    baseline: str
    speeds: list[Speed] = field(default_factory=list)
    memory: Memory | None = None
    whole_runs: list[WholeRun] = field(default_factory=list)

    def speed(self, engine: str, economy: str) -> Speed | None:
        """Return what was measured of an engine in an economy."""
        for speed in self.speeds:
            if (speed.engine, speed.economy) == (engine, economy):
                return speed
        return None

    def ratio(self, speed: Speed, to: str) -> float | None:
        """Return how many times as fast as an engine in the same economy it was."""
        other = self.speed(to, speed.economy)
        if other is None:
            return None
        return speed.agent_ticks_per_second / other.agent_ticks_per_second

    def scaling(self) -> float | None:
        """Return the cost of an agent-tick at 100,000 agents relative to 1,000."""
        small, large = (
            next((s for s in self.speeds if (s.engine, s.n_agents) == (V2, n)), None)
            for n in (1000, LARGE)
        )
        if small is None or large is None:
            return None
        return small.agent_ticks_per_second / large.agent_ticks_per_second

    def as_json(self) -> dict[str, Any]:
        """Return it all for a JSON file."""
        return {
            "machine": machine(),
            "baseline": self.baseline,
            "speeds": [
                {**speed.as_json(), "ratio": self.ratio(speed, self.baseline)}
                for speed in self.speeds
            ],
            "scaling": self.scaling(),
            "memory": None if self.memory is None else self.memory.as_json(),
            "whole_runs": [asdict(run) for run in self.whole_runs],
            "bars": [asdict(bar) for bar in bars(self)],
        }

    def as_text(self) -> str:
        """Return it all for a reader."""
        parts = [f"Ratios are to: {self.baseline}", self._speed_table()]
        mesa = next((s for s in self.speeds if s.engine == MESA), None)
        if mesa is not None:
            times = self.speeds[0].agent_ticks_per_second / mesa.agent_ticks_per_second
            parts.append(
                f"{self.speeds[0].engine} does {times:.0f} times the agent-ticks of"
                f" {MESA}, which is another model."
            )
        if self.memory is not None:
            m = self.memory
            parts.append(
                f"Memory at {m.n_agents:,} agents and {m.n_cells:,} cells, beyond that"
                f" of one agent:\n{m.per_agent_with_cells:.0f} bytes an agent with its"
                f" cells; {m.per_agent:.0f} bytes an agent + {BYTES_A_CELL} a cell"
            )
        if self.whole_runs:
            rows = [(r.name, f"{r.wall:.2f}", f"{r.cpu:.2f}") for r in self.whole_runs]
            parts.append(table(("from start to end", "wall s", "CPU s"), rows))
        verdicts = [
            (bar.name, bar.wanted, bar.found, bar.verdict) for bar in bars(self)
        ]
        parts.append(table(("bar", "wanted", "found", ""), verdicts))
        return "\n\n".join(parts)

    def _speed_table(self) -> str:
        rows = []
        for speed in self.speeds:
            ratio = self.ratio(speed, self.baseline)
            rows.append(
                (
                    speed.economy,
                    f"{speed.n_agents:,}",
                    speed.engine,
                    f"{speed.agent_ticks_per_second:,.0f}",
                    f"{speed.ms_per_tick:.3f}",
                    "-" if ratio is None else f"{ratio:.1f}",
                )
            )
        return table(HEADINGS, rows)


@dataclass(frozen=True, slots=True)
class Bar:
    """Something that has to be reached.

    Attributes
    ----------
    name, wanted, found : str
    passed : bool or None
        None where it was not measured.
    """

    name: str
    wanted: str
    found: str
    passed: bool | None

    @property
    def verdict(self) -> str:
        """The outcome in a word."""
        return {True: "passed", False: "MISSED", None: ""}[self.passed]


def bar(name: str, wanted: str, found: float | None, form: str) -> Bar:
    """Hold a figure against a bar.

    Parameters
    ----------
    name : str
    wanted : str
        A relation, a space and a number: ">= 1,000", "<= 15%", "< 0.5".
    found : float or None
        None: it was not measured.
    form : str
        How the figure is written.
    """
    if found is None:
        return Bar(name, wanted, NOT_MEASURED, None)
    relation, _, text = wanted.partition(" ")
    limit = float(text.rstrip("%").replace(",", "")) / (100 if "%" in text else 1)
    passed = _RELATIONS[relation](found, limit)
    return Bar(name, wanted, format(found, form), passed)


def bars(report: Report) -> list[Bar]:
    """Return the bars, with what was found."""
    found = []
    for speed in report.speeds:
        if speed.engine in (PUBLIC, MESA) or not speed.compiled:
            continue
        ratio = report.ratio(speed, PUBLIC)
        if ratio is not None:
            name = f"{speed.engine} : {PUBLIC}, {speed.economy}"
            found.append(Bar(name, ">= 100", f"{ratio:.0f}", ratio >= 100))
        if speed.n_agents == 1000:
            rate = speed.agent_ticks_per_second
            name = f"agent-ticks/s, {speed.engine}, {speed.economy}"
            found.append(Bar(name, ">= 400,000", f"{rate:,.0f}", rate >= 400_000))
    if all(bar.wanted != ">= 100" for bar in found):
        found.append(Bar(f"ours : {PUBLIC}", ">= 100", NOT_MEASURED, None))
    if all(bar.wanted != ">= 400,000" for bar in found):
        found.append(
            Bar("agent-ticks/s, compiled, 1,000", ">= 400,000", NOT_MEASURED, None)
        )
    scaling = report.scaling()
    memory = None
    if report.memory is not None and report.memory.n_agents >= LARGE:
        memory = report.memory.per_agent
    wall = report.whole_runs[0].wall if report.whole_runs else None
    for name, wanted, value, form, passed in (
        (
            *("cost of an agent-tick, 100,000 : 1,000 agents", "<= 1.5", scaling),
            *(".2f", scaling is not None and scaling <= 1.5),
        ),
        (
            *(f"bytes an agent beside {BYTES_A_CELL} a cell", "< 300", memory),
            *(".0f", memory is not None and memory < 300),
        ),
        (
            *("seconds for 100 agents, 1,000 ticks", "< 1", wall),
            *(".2f", wall is not None and wall < 1),
        ),
    ):
        found.append(
            Bar(name, wanted, NOT_MEASURED, None)
            if value is None
            else Bar(name, wanted, format(value, form), passed)
        )
    return found


def machine() -> dict[str, str]:
    """Return what the figures were measured on, for a JSON file."""
    return {
        "processor": platform.machine(),
        "system": platform.platform(),
        "python": sys.version.split()[0],
        "numpy": np.__version__,
    }


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return an aligned table; columns of numbers are aligned to the right."""
    lines = [headings, *rows]
    widths = [max(len(line[k]) for line in lines) for k in range(len(headings))]
    numeric = [
        bool(rows) and all(row[k][:1].isdigit() or row[k] == "-" for row in rows)
        for k in range(len(headings))
    ]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(line, widths, numeric, strict=True)
        ).rstrip()
        for line in lines
    )
