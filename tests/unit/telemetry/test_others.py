"""What other programs do to a file while a run is recorded to it."""

import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from recordings import assert_whole
from small_market import TICKS
from vmt.engine.simulation import Simulation
from vmt.telemetry import open_run
from vmt.telemetry.errors import RecordingError
from vmt.telemetry.reader import open_database
from vmt.telemetry.recorder import Recorder

Start = Callable[..., tuple[Recorder, Simulation]]
HOLDER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute(sys.argv[2])
connection.execute("SELECT count(*) FROM simulation_runs").fetchall()
print("held", flush=True)
sys.stdin.read()
"""
"""Holds a file by a statement until its input ends."""


@contextmanager
def _held(path: Path, statement: str) -> Iterator[None]:
    """Let another process hold a file."""
    program = [sys.executable, "-c", HOLDER, path, statement]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(program, text=True, **pipes) as holder:
        assert holder.stdout is not None
        assert holder.stdin is not None
        assert holder.stdout.readline() == "held\n"
        yield
        holder.stdin.close()
        holder.wait()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for nobody."""
    monkeypatch.setattr("vmt.telemetry.schema.PATIENCE", 0.0)


def test_lock_of_another_program_is_waited_for(start: Start, reference) -> None:
    """A file that is released in time is written to as if nothing had been."""
    recorder, simulation = start()
    simulation.run(TICKS, recorder.record)
    asked = threading.Event()
    recorder._connection.set_trace_callback(lambda _: asked.set())
    finishing = threading.Thread(target=recorder.finish, args=("finished",))
    with _held(recorder.path, "BEGIN IMMEDIATE"):
        finishing.start()
        assert asked.wait(60)
    finishing.join()
    with open_run(recorder.path) as run:
        assert assert_whole(run, reference) == TICKS


@pytest.mark.parametrize("lock", ["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"])
def test_file_that_stays_locked_ends_the_recording(
    start: Start, impatient, reference, lock: str
) -> None:
    """What was committed stays, and the run says who was in the way."""
    recorder, simulation = start()
    simulation.run(3, recorder.record)
    recorder.flush()
    simulation.run(3, recorder.record)
    with (
        _held(recorder.path, lock),
        pytest.raises(RecordingError, match="another program holds it locked") as told,
    ):
        recorder.flush()
    recorder.finish("finished")
    with open_run(recorder.path) as run:
        assert assert_whole(run, reference) == 3
        assert (run.run.status, run.run.message) == ("failed", str(told.value))


def test_file_that_is_locked_at_the_end_says_so(
    start: Start, impatient, reference
) -> None:
    """The run stays marked as running when nobody may say how it ended."""
    recorder, simulation = start()
    simulation.run(3, recorder.record)
    recorder.flush()
    with (
        _held(recorder.path, "BEGIN IMMEDIATE"),
        pytest.raises(RecordingError, match="another program holds it locked"),
    ):
        recorder.finish("finished")
    with open_run(recorder.path) as run:
        assert assert_whole(run, reference) == 3
        assert run.run.status == "running"


def test_reader_in_the_middle_of_reading_hinders_nobody(
    start: Start, reference, tmp_path: Path
) -> None:
    """A transaction that reads sees its moment; the run is written and ends."""
    recorder, simulation = start()
    simulation.run(3, recorder.record)
    recorder.flush()
    with sqlite3.connect(recorder.path, isolation_level=None) as reader:
        reader.execute("BEGIN")
        count = "SELECT count(*) FROM tick_states"
        assert reader.execute(count).fetchone() == (4,)
        simulation.run(TICKS - 3, recorder.record)
        recorder.finish("finished")
        assert reader.execute(count).fetchone() == (4,)
        with open_run(recorder.path) as run:
            assert assert_whole(run, reference) == TICKS
            assert run.run.status == "finished"
        copy = tmp_path / "copy.db"
        for end in ("", "-wal"):
            shutil.copyfile(f"{recorder.path}{end}", f"{copy}{end}")
    reader.close()
    with open_run(copy) as run:
        assert assert_whole(run, reference) == TICKS


def test_folder_that_is_removed_is_noticed(start: Start, tmp_path: Path) -> None:
    """A run whose folder is gone says that it is lost, and leaves nothing behind."""
    folder = tmp_path / "logs"
    folder.mkdir()
    recorder, simulation = start(folder / "run.db")
    simulation.run(3, recorder.record)
    shutil.rmtree(folder)
    with pytest.raises(RecordingError, match=r"removed or replaced .* run it again"):
        recorder.flush()
    recorder.finish("finished")
    assert not folder.exists()


def test_file_that_takes_the_place_of_a_recording_is_left_alone(start: Start) -> None:
    """What somebody puts there instead is not written to."""
    recorder, simulation = start()
    simulation.run(3, recorder.record)
    recorder.path.unlink()
    recorder.path.write_bytes(b"somebody else's")
    with pytest.raises(RecordingError, match="removed or replaced"):
        recorder.finish("finished")
    assert recorder.path.read_bytes() == b"somebody else's"
    assert [p.name for p in recorder.path.parent.iterdir() if "journal" in p.name] == []


def test_recording_that_is_moved_is_whole_in_its_new_place(
    start: Start, tmp_path: Path
) -> None:
    """A file that was renamed within its folder keeps what was committed before."""
    recorder, simulation = start()
    simulation.run(3, recorder.record)
    recorder.flush()
    new = recorder.path.rename(tmp_path / "renamed.db")
    Path(f"{recorder.path}-wal").rename(f"{new}-wal")
    Path(f"{recorder.path}-shm").rename(f"{new}-shm")
    simulation.run(3, recorder.record)
    with pytest.raises(RecordingError, match="removed or replaced"):
        recorder.finish("finished")
    with open_database(new) as database:
        assert database.tick_range(1)[1] >= 2


def test_folder_that_becomes_readonly_is_no_hindrance_until_the_end(
    open_folder: Path, start: Start, unprivileged, reference
) -> None:
    """A file that is open is written on, and nothing of it is lost."""
    open_folder.chmod(0o777)
    with unprivileged():
        recorder, simulation = start(open_folder / "run.db")
        simulation.run(3, recorder.record)
    open_folder.chmod(0o555)
    with unprivileged():
        simulation.run(TICKS - 3, recorder.record)
        recorder.finish("finished")
    with open_run(recorder.path) as run:
        assert assert_whole(run, reference) == TICKS
        assert run.run.status == "finished"
