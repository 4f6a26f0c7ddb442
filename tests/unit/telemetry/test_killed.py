"""A process that records a run and is killed, at any moment."""

import random
import subprocess
import sys
from pathlib import Path

import pytest

import recording_process
from recordings import assert_whole
from vmt.telemetry import RecordedRun, open_run
from vmt.telemetry.errors import TelemetryError

TICKS, EVERY = 20, 3
"""Of the run, and between two commits."""
KILLS = 50


def _recording(path: Path) -> subprocess.Popen[str]:
    program = [sys.executable, recording_process.__file__, path]
    return subprocess.Popen(
        [*program, str(TICKS), str(EVERY)], stdout=subprocess.PIPE, text=True
    )


@pytest.fixture
def lines(tmp_path: Path) -> list[str]:
    """Return what a recording tells that is let alone."""
    with _recording(tmp_path / "whole.db") as process:
        assert process.stdout is not None
        return process.stdout.read().splitlines()


def _killed_after(path: Path, n_lines: int) -> tuple[int | None, bool]:
    """Kill a recording after so many lines; what it told to be in the file by then.

    Returns
    -------
    int or None
        The ticks that were committed; None: not even the beginning.
    bool
        Whether it told that the recording is finished.
    """
    told: int | None = None
    finished = False
    with _recording(path) as process:
        assert process.stdout is not None
        for number, line in enumerate(process.stdout, start=1):
            word, _, rest = line.partition(" ")
            if word == "committed":
                told = int(rest)
            finished = finished or line == "finished\n"
            if number >= n_lines:
                process.kill()
                break
        # It may have gone on until the signal came; that is not told any more.
    return told, finished


def _moments(lines: list[str]) -> list[int]:
    """Return after which lines to kill: while it begins, goes on, and ends."""
    begun, ended = lines.index("committed 0"), len(lines)
    last = max(i for i, line in enumerate(lines) if line.startswith("committed"))
    draw = random.Random(1)
    beginning = draw.sample(range(1, begun + 2), KILLS // 3)
    end = [*range(last, ended + 1), ended]
    rest = KILLS - len(beginning) - len(end)
    return beginning + draw.sample(range(begun + 2, last), rest) + end


def _opened(path: Path) -> RecordedRun | str:
    """Return what is in a file, or why there is nothing."""
    try:
        return open_run(path)
    except TelemetryError as error:
        return str(error)


@pytest.mark.slow
def test_whole_ticks_survive_a_kill_at_any_moment(
    reference, lines, tmp_path: Path
) -> None:
    """What was told to be committed is there, and every table tells the same ticks."""
    states = set()
    for number, n_lines in enumerate(_moments(lines)):
        path = tmp_path / f"killed-{number}.db"
        told, finished = _killed_after(path, n_lines)
        before = path.read_bytes()
        run = _opened(path)
        if isinstance(run, str):
            assert told is None
            assert "there is nothing in this file" in run
            states.add("nothing")
            continue
        with run:
            ticks = assert_whole(run, reference)
        status = run.run.status
        assert ticks >= (told or 0)
        assert status == "finished" or not finished
        if status == "running":
            assert ticks % EVERY == 0
            assert run.run.final_digest is None
        else:
            assert (status, ticks) == ("finished", TICKS)
        assert path.read_bytes() == before
        states.add(status)
    assert states == {"nothing", "running", "finished"}
