"""Measures memory, and how long a whole run takes from its start."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from typing import Any

import yaml

from benchmarks.economies import Economy
from benchmarks.engines import ROOT, WORKERS, environment

BYTES_A_CELL = 32
"""What a cell may take; the rest of the memory is that of the agents."""


@dataclass(frozen=True, slots=True)
class Memory:
    """Memory of a large economy beyond that of one agent's.

    Attributes
    ----------
    n_agents, n_cells : int
    peak, peak_of_one : int
        The largest resident sets of the processes, in bytes.
    """

    n_agents: int
    n_cells: int
    peak: int
    peak_of_one: int

    @property
    def per_agent_with_cells(self) -> float:
        """Bytes for an agent and its share of the cells."""
        return (self.peak - self.peak_of_one) / self.n_agents

    @property
    def per_agent(self) -> float:
        """Bytes for an agent, when a cell takes `BYTES_A_CELL`."""
        return self.per_agent_with_cells - BYTES_A_CELL * self.n_cells / self.n_agents

    def as_json(self) -> dict[str, Any]:
        """Return its fields for a JSON file."""
        return {
            **asdict(self),
            "per_agent_with_cells": self.per_agent_with_cells,
            "per_agent": self.per_agent,
        }


@dataclass(frozen=True, slots=True)
class WholeRun:
    """A program from its start to its end: seconds, medians of the repetitions.

    Attributes
    ----------
    name : str
    wall, cpu : float
    """

    name: str
    wall: float
    cpu: float


def memory(large: Economy, one: Economy, ticks: int) -> Memory:
    """Measure the peak of memory of an economy, its set-up included."""
    peaks = []
    for economy in (large, one):
        worker = str(WORKERS / "peak_memory.py")
        done = subprocess.run(
            [sys.executable, worker, str(economy.path), str(ticks)],
            env=environment(),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        peaks.append(int(done.stdout))
    size = yaml.safe_load(large.path.read_text(encoding="utf-8"))["N"]
    return Memory(large.n_agents, size * size, *peaks)


def whole_runs(economy: Economy, ticks: int, repeat: int) -> list[WholeRun]:
    """Time a headless run as a user starts it, and the import of numpy for scale."""
    run = [str(ROOT / "entrypoints" / "main.py"), str(economy.path), "--no-db"]
    programs = {
        f"main.py, {economy.n_agents} agents, {ticks:,} ticks": [
            *(sys.executable, *run, "--quiet", "--ticks", str(ticks))
        ],
        "python, numpy imported": [sys.executable, "-c", "import numpy"],
    }
    timed: dict[str, list[tuple[float, float]]] = {name: [] for name in programs}
    for _ in range(repeat):
        for name, command in programs.items():
            timed[name].append(_timed(command))
    return [
        WholeRun(
            name, *(statistics.median(column) for column in zip(*times, strict=True))
        )
        for name, times in timed.items()
    ]


def _timed(command: list[str]) -> tuple[float, float]:
    """Return wall and CPU seconds of a program."""
    began, used = time.perf_counter(), os.times()
    with tempfile.TemporaryDirectory() as data:
        subprocess.run(
            command,
            env={**os.environ, "VMT_DATA_DIR": data},
            stdout=subprocess.DEVNULL,
            check=True,
        )
    wall, now = time.perf_counter() - began, os.times()
    cpu = now.children_user - used.children_user
    return wall, cpu + now.children_system - used.children_system
