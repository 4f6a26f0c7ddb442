"""Reading a recording while another process writes it."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import recording_process
from recordings import assert_whole
from small_market import MARKET, SEED
from vmt.engine.simulation import Simulation
from vmt.telemetry import RecordedRun, Selection, open_run
from vmt.telemetry.recorder import Recorder
from vmt.telemetry.records import DecisionRecord
from vmt.telemetry.tables import TABLES

TICKS, EVERY = 2000, 25
LOOKED_AT = 40
"""Ticks at the end of what there is that are compared each time."""


@pytest.fixture
def long_reference(tmp_path: Path) -> RecordedRun:
    """Return the whole recording of the run."""
    simulation = Simulation(MARKET, SEED)
    with Recorder(tmp_path / "reference.db", None, simulation, TICKS) as recorder:
        simulation.run(TICKS, recorder.record)
    return open_run(recorder.path)


def _last_tick_if_consistent(path: Path, reference: RecordedRun) -> int:
    """Compare the end of what is there with the whole, and return its last tick."""
    with open_run(path) as run:
        # At one moment, by a transaction of our own.
        run.database.connection.execute("BEGIN")
        _, last = run.database.tick_range(1)
        assert run.database.run(1).total_ticks == last + 1
        some = Selection(first_tick=last - LOOKED_AT)
        whole = Selection(first_tick=last - LOOKED_AT, last_tick=last)
        for name, table in TABLES.items():
            ours = run.minor_table(name, some)
            theirs = reference.minor_table(name, whole)
            for column in table.columns:
                one, other = ours[column.name], theirs[column.name]
                np.testing.assert_array_equal(one, other, f"{name}.{column.name}")
        run.database.connection.execute("COMMIT")
        # At whatever moments these questions come to.
        assert len(run.database.agents_at(1, last)) == MARKET.n_agents
        for decision in run.database.records(DecisionRecord, 1, some):
            assert decision.mode in {"forage", "trade", "both"}
        return last


def test_reader_never_sees_half_a_tick(
    long_reference: RecordedRun, tmp_path: Path
) -> None:
    """What there is grows, and all tables tell the same ticks, at every look."""
    path = tmp_path / "run.db"
    program = [sys.executable, recording_process.__file__, path]
    seen = [-1]
    with subprocess.Popen(
        [*program, str(TICKS), str(EVERY)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            # The lines fill the pipe, so the process is never far ahead.
            if line.startswith("committed"):
                told = int(line.split()[1])
                seen.append(_last_tick_if_consistent(path, long_reference))
                assert seen[-1] >= told - 1
    assert seen == sorted(seen)
    assert len(set(seen)) > 10
    with long_reference, open_run(path) as run:
        assert assert_whole(run, long_reference) == TICKS


def test_reading_changes_nothing_of_a_run_that_goes_on(start) -> None:
    """Neither the file nor its log is written to by who reads them."""
    recorder, simulation = start()
    simulation.run(10, recorder.record)
    recorder.flush()
    files = [Path(f"{recorder.path}{end}") for end in ("", "-wal")]
    before = [(f.read_bytes(), f.stat().st_mtime_ns) for f in files]
    with open_run(recorder.path) as run:
        for name in TABLES:
            run.table(name)
        assert run.database.tick_range(1) == (-1, 9)
    assert [(f.read_bytes(), f.stat().st_mtime_ns) for f in files] == before
    recorder.finish("finished")
