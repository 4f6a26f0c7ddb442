"""Measures runs that are recorded in different ways, side by side."""

import gc
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.economies import Economy
from vmt.engine.configuration import Configuration
from vmt.engine.simulation import Simulation
from vmt.engine.state import State
from vmt.scenario import load_scenario
from vmt.telemetry.detail import Detail, LogLevel
from vmt.telemetry.recorder import Recorder

SEED = 42
NONE, PLAIN = "not recorded", "plain executemany"
STANDARD = "standard"
LEVELS = {level.value: Detail(level) for level in LogLevel}
WAYS = (NONE, *LEVELS, PLAIN)
"""How runs are recorded, in the order in which they take turns."""

COLUMNS = (
    *("x", "y", "inventory_A", "inventory_B", "utility", "ask_A_in_B", "bid_A_in_B"),
    *("p_min", "p_max", "target_agent_id", "target_x", "target_y"),
)
"""Of a row of an agent, beside its id and the tick, as it is written plainly."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One run: seconds, and bytes of the file that it left."""

    cpu: float
    wall: float
    size: int


def measure(
    economy: Economy, ticks: int, repeat: int, say: Callable[[str], None]
) -> dict[str, list[Turn]]:
    """Record the same run in all ways, in turns.

    Whatever else the machine does then hits all of them alike. The beginning and the
    end of a recording are part of it, the making of the economy is not.

    Returns
    -------
    dict from str to list of Turn
        By way of recording.
    """
    configuration = load_scenario(economy.path).configuration
    turns: dict[str, list[Turn]] = {way: [] for way in WAYS}
    for number in range(1, repeat + 1):
        say(f"{economy.name}, {number} of {repeat}")
        for way in WAYS:
            turns[way].append(_turn(way, configuration, ticks))
    return turns


def _turn(way: str, configuration: Configuration, ticks: int) -> Turn:
    simulation = Simulation(configuration, SEED)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "run.db"
        gc.collect()
        cpu, wall = time.process_time(), time.perf_counter()
        if way == NONE:
            for _ in range(ticks):
                simulation.step(decisions=False)
        elif way == PLAIN:
            _run_plainly(path, simulation, ticks)
        else:
            with Recorder(path, None, simulation, ticks, LEVELS[way]) as recorder:
                for _ in range(ticks):
                    events = simulation.step(decisions=recorder.needs_decisions)
                    recorder.record(simulation, events)
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        return Turn(cpu, wall, path.stat().st_size if path.exists() else 0)


def _run_plainly(path: Path, simulation: Simulation, ticks: int) -> None:
    """Write agents as anybody would: a row each, a transaction a tick."""
    names = ", ".join(COLUMNS)
    marks = ", ".join("?" * (2 + len(COLUMNS)))
    statement = f"INSERT INTO agent_snapshots VALUES ({marks})"  # noqa: S608 - our names
    with _plain_file(path) as connection:
        connection.execute(f"CREATE TABLE agent_snapshots (tick, agent_id, {names})")
        connection.executemany(statement, _rows(-1, simulation.state))
        connection.commit()
        for tick in range(ticks):
            simulation.step(decisions=False)
            connection.executemany(statement, _rows(tick, simulation.state))
            connection.commit()


@contextmanager
def _plain_file(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    yield connection
    connection.close()


def _rows(tick: int, state: State) -> Iterator[tuple[float, ...]]:
    arrays = (
        *(state.x, state.y, state.A, state.B, state.utility, state.ask, state.bid),
        *(state.p_min, state.p_max),
        *(state.target_agent, state.target_x, state.target_y),
    )
    columns = (array.tolist() for array in arrays)
    n = len(state.x)
    return zip([tick] * n, range(n), *columns, strict=True)
