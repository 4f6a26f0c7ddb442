"""A small economy in which everything happens, and recordings of it."""

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from small_market import MARKET, SEED, TICKS
from vmt.engine.configuration import Configuration
from vmt.engine.events import TickEvents
from vmt.engine.simulation import Simulation
from vmt.engine.state import State
from vmt.telemetry import RecordedRun, open_run
from vmt.telemetry.block_reader import BlockReader
from vmt.telemetry.codec import encode
from vmt.telemetry.detail import STANDARD, Detail
from vmt.telemetry.layout import BlockTable
from vmt.telemetry.recorder import Recorder

NOBODY_USER = 65534


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
        path: Path | None = None, detail: Detail = STANDARD, **options: Any
    ) -> tuple[Recorder, Simulation]:
        simulation = Simulation(MARKET, SEED)
        path = path or tmp_path / "run.db"
        recorder = Recorder(path, None, simulation, detail=detail, **options)
        return recorder, simulation

    return begin


@pytest.fixture(scope="session")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RecordedRun]:
    """Return the whole recording of the run that `start` starts."""
    path = tmp_path_factory.mktemp("reference") / "whole.db"
    simulation = Simulation(MARKET, SEED)
    with Recorder(path, None, simulation) as recorder:
        simulation.run(TICKS, recorder.record)
    with open_run(path) as run:
        yield run


@pytest.fixture
def recorded(record: Callable[..., Recorded]) -> Recorded:
    """Return a finished recording of 43 ticks."""
    return record()


@pytest.fixture
def record(
    start: Callable[..., tuple[Recorder, Simulation]],
) -> Callable[..., Recorded]:
    """Return a function that makes a finished recording of 43 ticks."""

    def record(detail: Detail = STANDARD) -> Recorded:
        return _recorded(*start(detail=detail))

    return record


def _recorded(recorder: Recorder, simulation: Simulation) -> Recorded:
    run = Recorded(recorder.path, simulation)
    run.states[-1] = simulation.state.copied()
    run.digests[-1] = simulation.digest()
    with recorder:
        for tick in range(TICKS):
            events = simulation.step()
            recorder.record(simulation, events)
            run.events.append(events)
            run.states[tick] = simulation.state.copied()
            run.digests[tick] = simulation.digest()
    return run


def tamper(path: Path, *statements: str) -> None:
    """Change a recording."""
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def tamper_with_block(
    path: Path, table: BlockTable, name: str, tick: int, index: int, value: int
) -> None:
    """Change one value of an agent or a place in a block of a recording."""
    connection = sqlite3.connect(path)
    block, row = BlockReader(connection).at(table, 1, tick) or pytest.fail("no block")
    values = block.columns[name].copy()
    values[row, index] = value
    connection.execute(
        f"UPDATE {table.name} SET {name} = ? WHERE first_tick = ?",  # noqa: S608
        (encode(values), block.first_tick),
    )
    connection.commit()
    connection.close()


@pytest.fixture(scope="session")
def tampering() -> SimpleNamespace:
    """Return what changes recordings: rows by SQL, or one value of a block."""
    return SimpleNamespace(rows=tamper, block=tamper_with_block)


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
