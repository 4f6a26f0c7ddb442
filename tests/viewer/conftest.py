"""Worlds to draw, runs to drive, and a real X server with the viewer on it."""

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pygame
import pytest

from viewer_on_x import PATIENCE, OpenViewer, XServer
from vmt.engine.configuration import (
    Configuration,
    Parameters,
    PreferenceKind,
    PreferenceShare,
)
from vmt.engine.simulation import Simulation
from vmt.scenario import Scenario, load_scenario
from vmt.viewer.source.live import LiveSource
from vmt.viewer.source.run import Run
from vmt.viewer.source.snapshot import Snapshot, take

SMALL_MARKET = """\
schema_version: 1
name: Small market
N: 8
agents: 6
initial_inventories: {A: [9, 8, 7, 1, 2, 3], B: [1, 2, 3, 9, 8, 7]}
utilities:
  mix:
    - {type: ces, weight: 0.5, params: {rho: 0.5, wA: 2, wB: 1}}
    - {type: ces, weight: 0.5, params: {rho: 0.5, wA: 1, wB: 2}}
resource_seed: {density: 0.3, amount: 4}
params: {resource_growth_rate: 1}
"""

CROWD = """\
schema_version: 1
name: Crowd
N: 40
agents: 300
initial_inventories: {A: 10, B: 10}
utilities:
  mix:
    - {type: ces, weight: 0.5, params: {rho: 0.5, wA: 3, wB: 1}}
    - {type: linear, weight: 0.5, params: {vA: 1, vB: 1}}
resource_seed: {density: 0.4, amount: 4}
params: {resource_growth_rate: 1, vision_radius: 8}
"""


@pytest.fixture(scope="session", autouse=True)
def _fonts() -> None:
    pygame.font.init()


@pytest.fixture
def make_simulation() -> Callable[..., Simulation]:
    """Make simulations with agents at given cells of an empty world."""

    def make(
        positions: list[tuple[int, int]], grid_size: int = 8, **changes: object
    ) -> Simulation:
        ces = {"rho": 0.5, "wA": 1.0, "wB": 1.0}
        linear = {"vA": 1.0, "vB": 1.0}
        n_agents = len(positions)
        configuration = Configuration(
            name="Made by hand",
            grid_size=grid_size,
            n_agents=n_agents,
            quantity_decimals=0,
            endowment_A=(5,) * n_agents,
            endowment_B=(7,) * n_agents,
            population=(
                PreferenceShare(PreferenceKind.CES, ces, 0.4),
                *[PreferenceShare(PreferenceKind.LINEAR, linear, 0.1)] * 6,
            ),
            parameters=Parameters(forage_rate=1, resource_growth_rate=0, trade_step=1),
            resource_density=0.0,
            resource_amount=0,
            positions=tuple(positions),
        )
        return Simulation(replace(configuration, **changes), seed=1)

    return make


@pytest.fixture
def snapshot_of(
    make_simulation: Callable[..., Simulation],
) -> Callable[..., Snapshot]:
    """Take snapshots of worlds with agents at given cells, before the first tick."""

    def snapshot(
        positions: list[tuple[int, int]], grid_size: int = 8, **changes: object
    ) -> Snapshot:
        moment = take(Run(make_simulation(positions, grid_size), None))
        # All of one class, where a test does not say otherwise.
        one_class = {"preference": np.zeros(len(positions), np.int32)}
        return replace(moment, **(one_class | changes))

    return snapshot


@pytest.fixture
def small_text() -> str:
    """Return a scenario in which six agents trade and forage."""
    return SMALL_MARKET


@pytest.fixture
def small_path(small_text: str, tmp_path: Path) -> Path:
    """Write that scenario to a file."""
    path = tmp_path / "small.yaml"
    path.write_text(small_text)
    return path


@pytest.fixture
def small_market(small_path: Path) -> Scenario:
    """Load that scenario."""
    return load_scenario(small_path)


class Listener:
    """Waits for the runner's news as the window does."""

    def __init__(self) -> None:
        self._news = threading.Condition()
        self._count = 0

    def tell(self) -> None:
        """Take the runner's call."""
        with self._news:
            self._count += 1
            self._news.notify_all()

    def wait(self, runner: LiveSource, holds: Callable[[Snapshot], bool]) -> Snapshot:
        """Return the first snapshot seen for which `holds`."""
        deadline = time.monotonic() + PATIENCE
        while True:
            with self._news:
                seen = self._count
            snapshot = runner.look()
            if holds(snapshot):
                return snapshot
            assert time.monotonic() < deadline, f"still at tick {snapshot.tick}"
            with self._news:
                self._news.wait_for(lambda s=seen: self._count > s, PATIENCE)


@pytest.fixture
def listener() -> Listener:
    """Wait for a runner's news."""
    return Listener()


@pytest.fixture
def start_runner(listener: Listener) -> Iterator[Callable[..., LiveSource]]:
    """Start runners; they are stopped with the test."""
    started: list[LiveSource] = []

    def start(make: Callable[[], Run], *, paused: bool = True) -> LiveSource:
        runner = LiveSource(make(), lambda _seed: make(), listener.tell, paused=paused)
        started.append(runner)
        return runner

    yield start
    for runner in started:
        runner.stop("finished")


@pytest.fixture
def x_server() -> Iterator[XServer]:
    """Start an X server of 1280 x 800 pixels."""
    for program in ("Xvfb", "xdotool"):
        if shutil.which(program) is None:
            if os.environ.get("CI") == "true":
                pytest.fail(f"{program} is missing, and CI=true")
            pytest.skip(f"{program} is missing")
    server = XServer("1280x800")
    yield server
    server.stop()


@pytest.fixture
def open_viewer(
    x_server: XServer, tmp_path: Path
) -> Iterator[Callable[..., OpenViewer]]:
    """Open viewers on the X server; they are ended with the test."""
    opened: list[OpenViewer] = []

    def start(*more: str, scenario: str = SMALL_MARKET) -> OpenViewer:
        viewer = OpenViewer(x_server, scenario, tmp_path, *more)
        opened.append(viewer)
        return viewer

    yield start
    for viewer in opened:
        if viewer.process.poll() is None:
            viewer.process.kill()
            viewer.process.communicate()


@pytest.fixture
def crowd() -> str:
    """Return a scenario whose ticks take much longer than a frame."""
    return CROWD
