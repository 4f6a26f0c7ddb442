"""Starts that fail, starts after a bad end, and ends in the middle of a run."""

import os
import shutil
import signal
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pressing import press
from remains import descendants, segments_of
from running import PATIENCE, REPOSITORY, Desktop
from visiting import Visit
from vmt.telemetry.errors import TelemetryError
from vmt.telemetry.reader import open_database
from vmt_desktop.display.probes import wait_until
from x_client import title_in_front, x_client

pytestmark = pytest.mark.desktop

Start = Callable[..., Desktop]

PROGRAMS = {"xvfb", "wm", "x11vnc", "novnc", "app"}


def is_whole(desktop: Desktop) -> bool:
    """Tell whether every program runs."""
    return set(desktop.programs()) == PROGRAMS


@pytest.mark.parametrize("name", ["xvfb", "x11vnc", "novnc"])
def test_a_vital_program_that_cannot_start_ends_it_with_the_reason(
    start_desktop: Start, tmp_path: Path, name: str
) -> None:
    """A restart policy sees a failure, and the last line says whose, and why."""
    home = tmp_path / "home"
    home.mkdir()
    plan = (REPOSITORY / "supervisord.conf").read_text("utf-8")
    (home / "supervisord.conf").write_text(
        plan.replace("startretries = 8\n", "startretries = 1\n"), "utf-8"
    )
    for folder in ("desktop", "entrypoints"):
        shutil.copytree(REPOSITORY / folder, home / folder)
    broken = home / "desktop" / "programs" / name
    broken.write_text("#!/bin/sh\necho no memory for a screen\nexit 3\n")

    desktop = start_desktop(VMT_HOME=str(home))

    assert desktop.end() == 1
    last = desktop.output.lines[-1]
    assert f"{name} could not be started: no memory for a screen" in last


def test_it_comes_up_after_it_was_killed(start_desktop: Start, tmp_path: Path) -> None:
    """Sockets, locks and shared memory of the last one are in nobody's way."""
    first = start_desktop()
    with Visit(first.link):
        assert wait_until(lambda: is_whole(first), PATIENCE)
    left = descendants(first.process.pid)
    first.process.kill()
    for pid in left - {first.process.pid}:
        os.kill(pid, signal.SIGKILL)
    assert first.end() == -signal.SIGKILL

    again = start_desktop(
        VMT_RUNTIME_DIR=str(first.runtime_dir), VMT_DATA_DIR=str(first.data_dir)
    )

    again.runtime_dir = first.runtime_dir
    with Visit(again.link):
        assert wait_until(lambda: is_whole(again), PATIENCE)


def test_a_lock_whose_number_belongs_to_somebody_else_keeps_no_x_server_out(
    start_desktop: Start,
) -> None:
    """A killed server's process number may have been given to another process."""
    desktop = start_desktop()
    display = desktop.output.wait_for(r"display :(\d+)")[1]
    assert wait_until(lambda: is_whole(desktop), PATIENCE)
    killed = desktop.pid_of("xvfb")
    lock = Path(f"/tmp/.X{display}-lock")
    lock.chmod(0o644)
    lock.write_text(f"{os.getpid():10d}\n", "ascii")

    os.kill(killed, signal.SIGKILL)

    assert wait_until(lambda: desktop.programs().get("xvfb", killed) != killed, 40)
    assert wait_until(lambda: is_whole(desktop), PATIENCE)


def test_stopping_in_the_middle_of_a_run_finishes_its_recording(
    start_desktop: Start,
) -> None:
    """The launcher's run ends as interrupted; nothing is left of the desktop."""
    desktop = start_desktop()
    desktop.wait_for_window("VMT Launcher")
    with x_client(desktop) as connection:

        def runs_one() -> bool:
            # The launcher looks for its scenarios before anything can be run.
            if "Launcher" in title_in_front(connection):
                press(connection, "Return")
            return any("seed " in title for title in desktop.windows())

        assert wait_until(runs_one, PATIENCE)
    logs = desktop.data_dir / "logs"

    def runs() -> bool:
        return any(recorded_ticks(path) > 2 for path in logs.glob("*.db"))

    assert wait_until(runs, PATIENCE)
    pids = descendants(desktop.process.pid)

    began = time.monotonic()
    assert desktop.stop() == 0
    print(f"\nstopped in {time.monotonic() - began:.1f} s")

    for recording in logs.glob("*.db"):
        with open_database(recording) as database:
            [run] = database.runs()
        assert (run.status, run.message) == ("interrupted", "SIGTERM")
        with sqlite3.connect(recording) as opened:
            assert opened.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        opened.close()
    assert list(logs.glob("*.db-*")) == []
    assert [pid for pid in pids if Path(f"/proc/{pid}").exists()] == []
    assert segments_of(pids) == []


def recorded_ticks(path: Path) -> int:
    """Return how many ticks a recording has; a new one may have nothing yet."""
    try:
        with open_database(path) as database:
            return sum(run.total_ticks for run in database.runs())
    except TelemetryError:
        return 0
