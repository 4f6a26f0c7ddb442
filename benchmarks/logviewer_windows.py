"""Looks at recorded runs of different sizes in windows of the log viewer."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from benchmarks import economies
from benchmarks.engines import WORKERS, environment
from viewer_on_x import XServer
from vmt.engine.simulation import Simulation
from vmt.scenario import load_scenario
from vmt.telemetry.recorder import Recorder

SEED = 42
SCREEN = "1280x800"
OURS, NAIVE = "log viewer", "all rows read at once"
_MODES = {OURS: "lazy", NAIVE: "naive"}


@dataclass(frozen=True, slots=True)
class Size:
    """How large a recorded run is."""

    n_agents: int
    ticks: int

    @property
    def name(self) -> str:
        """What it is called."""
        return f"{self.n_agents:,} x {self.ticks:,}"


SMALL, MIDDLE, LARGE = Size(3, 100), Size(1000, 200), Size(1000, 10_000)


@dataclass(frozen=True, slots=True)
class Look:
    """What it took to look at a run; medians of the repetitions.

    Attributes
    ----------
    size : Size
    way : str
    rows : int
        Of agents, in the table that is scrolled through.
    overview, listed : float
        Until the first page is there, and until all rows can be scrolled to [s].
    blocked, there : tuple of float
        For which the window does nothing else when it jumps in the table, and until
        the rows are there [ms].
    peak : float
        The largest resident set until then [MB].
    journey : float or None
        The largest resident set after a look at all pages and plots, at one tick, at
        all and under a condition [MB].
    """

    size: Size
    way: str
    rows: int
    overview: float
    listed: float
    blocked: tuple[float, ...]
    there: tuple[float, ...]
    peak: float
    journey: float | None = None

    @property
    def worst(self) -> float:
        """Of 100 jumps 95 block the window for less [ms]."""
        return float(np.percentile(self.blocked, 95))


def record(size: Size, folder: Path, say: Callable[[str], None]) -> Path:
    """Record a run, unless the folder has it from before."""
    path = folder / f"{size.n_agents}x{size.ticks}.db"
    if path.exists():
        return path
    say(f"recording {size.name}")
    economy = economies.write(size.n_agents, folder)
    scenario = load_scenario(economy.path)
    simulation = Simulation(scenario.configuration, SEED)
    with Recorder(path, scenario, simulation, size.ticks) as recorder:
        simulation.run(size.ticks, recorder.record)
    return path


def measure(
    size: Size, path: Path, way: str, repeat: int, say: Callable[[str], None]
) -> Look:
    """Look at a run some times, each in a new process under a real X server."""
    found, journey = [], None
    with _screen() as display:
        for number in range(1, repeat + 1):
            say(f"{size.name}, {way}, {number} of {repeat}")
            found.append(_look(path, display, "log_window.py", _MODES[way]))
        if way == OURS and size != MIDDLE:  # which is there for the baseline
            say(f"{size.name}, through all pages and plots")
            journey = _look(path, display, "log_journey.py")["peak"] / 1e6
    return Look(
        size,
        way,
        found[0]["rows"],
        median(each["overview"] for each in found),
        median(each["listed"] for each in found),
        tuple(ms for each in found for ms in each["blocked"]),
        tuple(ms for each in found for ms in each["there"]),
        median(each["peak"] for each in found) / 1e6,
        journey,
    )


def _look(path: Path, display: str, worker: str, *words: str) -> dict[str, Any]:
    settings = path.parent / "settings"
    settings.mkdir(mode=0o700, exist_ok=True)
    variables = {
        **environment(),
        "DISPLAY": display,
        "QT_QPA_PLATFORM": "xcb",
        "XDG_RUNTIME_DIR": str(settings),
    }
    done = subprocess.run(
        [sys.executable, str(WORKERS / worker), str(path), *words, str(settings)],
        env=variables,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@contextmanager
def _screen() -> Iterator[str]:
    server = XServer(SCREEN)
    try:
        yield server.name
    finally:
        server.stop()
