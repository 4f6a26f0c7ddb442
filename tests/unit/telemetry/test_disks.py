"""Disks that are full or may not be written to: real ones, small and in memory."""

from collections.abc import Callable
from pathlib import Path

import pytest

from recordings import assert_whole, beside
from small_disk import Disk, small_disk
from small_market import TICKS
from vmt.engine.simulation import Simulation
from vmt.telemetry import open_run
from vmt.telemetry.errors import RecordingError, TelemetryError
from vmt.telemetry.recorder import Recorder

PAGE = 4096
Start = Callable[..., tuple[Recorder, Simulation]]


disk = pytest.fixture(small_disk)


def test_recording_begins_where_there_is_room_and_else_leaves_nothing(
    disk: Disk, start: Start
) -> None:
    """However much room there is, a file begins whole, or is told of and removed."""
    begun = []
    for room in range(0, 80 * PAGE, PAGE):
        disk.fill(but=room)
        path = disk.folder / "run.db"
        try:
            recorder, _ = start(path)
        except TelemetryError as error:
            begun.append(False)
            told = str(error)
            assert told == f"cannot record to {path}: the disk is full; make room"
            assert beside(path) == {"filler"}
        else:
            begun.append(True)
            _finish(recorder)
            with open_run(path) as run:
                assert run.table("tick_states")["tick"].tolist() == [-1]
                assert len(run.table("agent_snapshots")) == 8
            disk.clear()
    assert begun == sorted(begun)
    assert set(begun) == {False, True}


def test_full_disk_ends_a_recording_whose_ticks_stay(
    disk: Disk, start: Start, reference
) -> None:
    """Whole ticks stay readable, and the run says why where that can be written."""
    could_say = []
    for room in range(0, 20 * PAGE, PAGE):
        recorder, simulation = start(disk.folder / "run.db")
        simulation.run(3, recorder.record)
        recorder.flush()
        disk.fill(but=room)
        simulation.run(TICKS - 3, recorder.record)
        with pytest.raises(RecordingError, match="disk is full; make room") as caught:
            recorder.flush()
        assert "The first 3 ticks are recorded and can be read" in str(caught.value)
        could_say.append(_finish(recorder) is None)
        with open_run(recorder.path) as run:
            assert assert_whole(run, reference) == 3
            status, message = run.run.status, run.run.message
        said = ("failed", str(caught.value)) if could_say[-1] else ("running", None)
        assert (status, message) == said
        disk.clear()
    assert could_say == sorted(could_say)
    assert could_say[-1]


def test_disk_that_is_full_at_the_end_keeps_all_that_was_committed(
    disk: Disk, start: Start, reference
) -> None:
    """The end is written whole, or not at all and that is told; no tick is lost."""
    ended, alone = [], []
    for room in range(0, 100 * PAGE, 2 * PAGE):
        recorder, simulation = start(disk.folder / "run.db")
        simulation.run(TICKS, recorder.record)
        recorder.flush()
        disk.fill(but=room)
        error = _finish(recorder)
        ended.append(error is None)
        assert error is None or "disk is full; make room" in error
        with open_run(recorder.path) as run:
            assert assert_whole(run, reference) == TICKS
            assert run.run.status == ("running" if error else "finished")
        alone.append(beside(recorder.path) == {"filler"})
        disk.clear()
    assert ended == sorted(ended)
    assert alone == sorted(alone)
    # Where there is room for the end, but not for one file, the log stays beside it.
    assert set(zip(ended, alone, strict=True)) == {
        (False, False),
        (True, False),
        (True, True),
    }


def test_run_goes_on_when_the_disk_is_full_and_that_is_wanted(
    disk: Disk, start: Start
) -> None:
    """What is done about the error is called once; then nothing more is recorded."""
    told: list[RecordingError] = []
    recorder, simulation = start(disk.folder / "run.db", on_error=told.append)
    disk.fill(but=0)
    with recorder:
        for _ in range(3):
            simulation.run(3, recorder.record)
            recorder.flush()
    assert simulation.tick == 9
    assert recorder.recorded_ticks == 0
    assert [str(error) for error in told] == [recorder.problem]
    with open_run(recorder.path) as run:
        assert run.database.tick_range(1) == (-1, -1)


def test_disk_that_may_only_be_read_is_told(disk: Disk, start: Start) -> None:
    """Nothing is recorded there, what was finished is read, and a log is told of."""
    finished, _ = start(disk.folder / "finished.db")
    finished.finish("finished")
    running, simulation = start(disk.folder / "running.db")
    running.record(simulation, simulation.step())
    running.flush()
    for end in ("", "-wal"):
        copy = disk.folder / f"killed.db{end}"
        copy.write_bytes(Path(f"{running.path}{end}").read_bytes())
    running.finish("finished")
    disk.set_readonly()
    with pytest.raises(TelemetryError, match="Read-only file system; choose another"):
        start(disk.folder / "run.db")
    with open_run(finished.path) as run:
        assert run.run.status == "finished"
    with pytest.raises(TelemetryError, match=r"copy it to one, .*killed\.db-wal"):
        open_run(disk.folder / "killed.db")


def _finish(recorder: Recorder) -> str | None:
    """Finish a recording and return why that could not be written."""
    try:
        recorder.finish("finished")
    except RecordingError as error:
        return str(error)
    return None
