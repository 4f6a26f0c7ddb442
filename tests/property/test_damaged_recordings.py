"""Files with bytes changed, cut or added: told as damaged, never with a traceback."""

import sqlite3
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from small_market import MARKET, SEED
from vmt.engine.simulation import Simulation
from vmt.errors import UserError
from vmt.telemetry import open_run
from vmt.telemetry.layout import ACTIONS, AGENTS, PAIRINGS, PLACES
from vmt.telemetry.recorder import Recorder
from vmt.telemetry.tables import TABLES
from vmt.telemetry.verification import verify

TICKS = 12
bounded = settings(
    derandomize=True,
    deadline=None,
    max_examples=200,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
BLOCKS = [
    (t.name, c.name) for t in (AGENTS, ACTIONS, PLACES, PAIRINGS) for c in t.columns
]


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return the bytes of a recording."""
    path = tmp_path_factory.mktemp("damaged") / "run.db"
    simulation = Simulation(MARKET, SEED)
    with Recorder(path, None, simulation) as recorder:
        simulation.run(TICKS, recorder.record)
    return path.read_bytes()


def read_everything(path: Path) -> None:
    """Read a file in all ways there are; what is wrong with it is told in words."""
    for read in (_tables, _records, _verify):
        with suppress(UserError):
            read(path)


def _tables(path: Path) -> None:
    with open_run(path) as run:
        for name in TABLES:
            run.table(name)


def _records(path: Path) -> None:
    with open_run(path) as run:
        database, run_id = run.database, run.run.run_id
        _, last = database.tick_range(run_id)
        database.agents_at(run_id, last)
        database.resources_at(run_id, last)
        database.decisions(run_id, last)
        database.agent_history(run_id, 0)


def _verify(path: Path) -> None:
    with open_run(path) as run:
        verify(run.database, run.run.run_id)


def damaged(whole: bytes, data: st.DataObject) -> bytes:
    """Draw what has become of some bytes."""
    found = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, max(0, len(found) - 1)))
        match data.draw(st.sampled_from(("flip", "set", "cut", "add"))):
            case "flip" if found:
                found[place] ^= 1 << data.draw(st.integers(0, 7))
            case "set":
                found[place : place + 1] = data.draw(st.binary(min_size=1, max_size=1))
            case "cut":
                del found[place:]
            case "add":
                found[place:place] = data.draw(st.binary(min_size=1, max_size=8))
    return bytes(found)


@bounded
@given(data=st.data())
def test_damaged_files_are_told(
    recording: bytes, tmp_path: Path, data: st.DataObject
) -> None:
    """A file that was changed anywhere is told of, or read as what it says now."""
    path = tmp_path / "run.db"
    path.write_bytes(damaged(recording, data))
    read_everything(path)


@bounded
@given(data=st.data(), block=st.sampled_from(BLOCKS))
def test_damaged_blocks_are_told(
    recording: bytes, tmp_path: Path, data: st.DataObject, block: tuple[str, str]
) -> None:
    """A block that was changed is told of, or read as what it says now."""
    table, column = block
    path = tmp_path / "run.db"
    path.write_bytes(recording)
    first = "first_id" if table == PAIRINGS.name else "first_tick"
    connection = sqlite3.connect(path)
    found = connection.execute(f"SELECT {first}, {column} FROM {table}")  # noqa: S608
    key, blob = data.draw(st.sampled_from(found.fetchall()))
    connection.execute(
        f"UPDATE {table} SET {column} = ? WHERE {first} = ?",  # noqa: S608
        (damaged(blob, data), key),
    )
    connection.commit()
    connection.close()
    read_everything(path)
