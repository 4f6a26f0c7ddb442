"""A small economy in which everything happens, and recordings of it."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from vmt.engine.configuration import (
    Configuration,
    ModeSchedule,
    Parameters,
    PreferenceKind,
    PreferenceShare,
)
from vmt.engine.events import TickEvents
from vmt.engine.simulation import Simulation
from vmt.engine.state import State
from vmt.telemetry.recorder import Recorder

NOBODY_USER = 65534

MARKET = Configuration(
    name="Small market",
    grid_size=6,
    n_agents=8,
    quantity_decimals=4,
    endowment_A=(100_000, 20_000) * 4,
    endowment_B=(20_000, 100_000) * 4,
    population=(
        PreferenceShare(PreferenceKind.CES, {"rho": 0.5, "wA": 1.0, "wB": 1.0}, 0.5),
        PreferenceShare(PreferenceKind.CES, {"rho": -1.0, "wA": 2.0, "wB": 1.0}, 0.5),
    ),
    parameters=Parameters(
        forage_rate=10_000,
        resource_growth_rate=10_000,
        trade_step=10_000,
        vision_radius=6,
        log_preferences=True,
    ),
    resource_density=0.4,
    resource_amount=30_000,
    mode_schedule=ModeSchedule(forage_ticks=5, trade_ticks=10),
)


@dataclass
class Recorded:
    """A recording, and what memory knows of the same run."""

    path: Path
    simulation: Simulation
    states: dict[int, State] = field(default_factory=dict)
    events: list[TickEvents] = field(default_factory=list)
    digests: dict[int, str] = field(default_factory=dict)


@pytest.fixture
def market() -> Configuration:
    """Return a configuration with foraging, trading and regrowth."""
    return MARKET


@pytest.fixture
def start(tmp_path: Path) -> Callable[..., tuple[Recorder, Simulation]]:
    """Return a function that starts a simulation and its recording."""

    def begin(
        path: Path | None = None, seed: int = 1, **changes: object
    ) -> tuple[Recorder, Simulation]:
        configuration = replace(MARKET, **changes)  # type: ignore[arg-type]
        simulation = Simulation(configuration, seed)
        return Recorder(path or tmp_path / "run.db", None, simulation), simulation

    return begin


@pytest.fixture
def recorded(start: Callable[..., tuple[Recorder, Simulation]]) -> Recorded:
    """Return a finished recording of 43 ticks."""
    recorder, simulation = start()
    run = Recorded(recorder.path, simulation)
    run.states[-1] = simulation.state.copied()
    run.digests[-1] = simulation.digest()
    with recorder:
        for tick in range(43):
            events = simulation.step()
            recorder.record(simulation, events)
            run.events.append(events)
            run.states[tick] = simulation.state.copied()
            run.digests[tick] = simulation.digest()
    return run


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Return a folder that other users can get to, below nothing private."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        folder.chmod(0o755)


@contextmanager
def _unprivileged() -> Iterator[None]:
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY_USER)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def unprivileged() -> Callable[[], AbstractContextManager[None]]:
    """Return what gives up the rights of root, who may write everywhere."""
    return _unprivileged
