"""The container starts again after whatever end, and ends well in a run."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from containers import STRICT, Container, docker, run_to_end
from running import PATIENCE
from vmt_desktop.display.probes import wait_until

pytestmark = [pytest.mark.container, pytest.mark.slow, pytest.mark.timeout(900)]

Start = Callable[..., Container]

IMAGE = "vmt-desktop:test"
PRESSING = Path(__file__).resolve().parents[1] / "support" / "pressing.py"
ON_DISPLAY = ("-e", "DISPLAY=:99", "-e", "XAUTHORITY=/tmp/vmt-desktop/Xauthority")
RESTARTS = 10

FIND = """
import pathlib, sys
for file in pathlib.Path("/proc").glob("[0-9]*/comm"):
    if file.read_text().strip() == sys.argv[1]:
        print(file.parent.name)
"""
"""Prints the numbers of the processes of a program."""

TELL = """
import json, pathlib, sqlite3
told = []
for path in pathlib.Path("/data/logs").glob("*.db*"):
    with sqlite3.connect(path) as database:
        [how] = database.execute("SELECT status, message FROM simulation_runs")
        [whole] = database.execute("PRAGMA integrity_check")
    told.append([how, whole])
print(json.dumps(told))
"""
"""Prints of each recording how its run ended, and whether it is whole."""


def answers(container: Container) -> bool:
    """Tell whether all of the desktop answers."""
    done = docker("exec", container.name, "vmt-desktop", "health", check=False)
    return done.returncode == 0


def health(container: Container) -> str:
    """Return what the engine thinks of it."""
    return container.inspect("{{.State.Health.Status}}")


def pid_of(container: Container, program: str) -> str:
    """Return the process number of a program, inside."""
    return container.run("python3", "-c", FIND, program).split()[0]


def test_it_is_restarted_again_and_again(start_container: Start) -> None:
    """Ten times in a row, each time with a new link and all of it."""
    container = start_container(options=STRICT)
    _ = container.link
    for number in range(1, RESTARTS + 1):
        docker("restart", container.name)

        assert wait_until(lambda n=number: len(container.links()) > n, PATIENCE)
        assert wait_until(lambda: answers(container), PATIENCE), container.logs()


def test_it_starts_after_a_kill_though_a_lock_names_a_process_that_lives(
    start_container: Start,
) -> None:
    """In a restarted container the number in the lock belongs to somebody again."""
    container = start_container()
    assert wait_until(lambda: answers(container), PATIENCE), container.logs()
    forge = "rm /tmp/.X99-lock; printf '%10d\\n' 1 > /tmp/.X99-lock"
    container.run("sh", "-c", forge)
    docker("kill", container.name)

    docker("start", container.name)

    assert wait_until(lambda: len(container.links()) > 1, PATIENCE)
    assert wait_until(lambda: answers(container), PATIENCE), container.logs()
    assert container.logs().count("on display :99") == 2


def test_a_program_that_cannot_start_ends_it_with_the_reason(
    start_container: Start, tmp_path: Path
) -> None:
    """A restart policy sees a failure, and the last line of the log says why."""
    broken = tmp_path / "x11vnc"
    broken.write_text("#!/bin/sh\necho no memory for pictures\nexit 3\n")
    broken.chmod(0o755)
    mounted = f"{broken}:/opt/vmt/desktop/programs/x11vnc:ro"

    container = start_container(options=("-v", mounted))

    assert docker("wait", container.name).stdout.strip() == "1"
    last = container.logs().splitlines()[-1]
    assert "x11vnc could not be started: no memory for pictures" in last


def test_stopping_it_in_the_middle_of_a_run_finishes_the_recording(
    start_container: Start,
) -> None:
    """`docker stop` leaves a whole database, of a run that was interrupted."""
    container = start_container(options=STRICT)
    titles = container.windows
    assert wait_until(lambda: any("VMT Launcher" in t for t in titles()), PATIENCE)
    press = ["python3", "-c", PRESSING.read_text("utf-8"), "Return"]

    def runs() -> bool:
        if not any("seed " in title for title in titles()):
            docker("exec", *ON_DISPLAY, container.name, *press)
            return wait_until(lambda: any("seed " in t for t in titles()), 10)
        return True

    assert wait_until(runs, PATIENCE), container.logs()
    began = time.monotonic()

    docker("stop", container.name)

    print(f"\nstopped in {time.monotonic() - began:.1f} s")
    assert container.inspect("{{.State.ExitCode}}") == "0"
    volume = ("--volumes-from", container.name)
    told = run_to_end(*volume, IMAGE, "python3", "-c", TELL).stdout
    assert json.loads(told) == [[["interrupted", "SIGTERM"], ["ok"]]]


def test_what_hangs_makes_it_unhealthy_and_is_started_again(
    start_container: Start,
) -> None:
    """The engine sees it before it is over; then the container is healthy again."""
    container = start_container()
    assert container.becomes_healthy()
    for program in ("Xvfb", "x11vnc"):
        stopped = pid_of(container, program)
        began = time.monotonic()
        container.run("sh", "-c", f"kill -STOP {stopped}")

        assert wait_until(lambda: health(container) == "unhealthy", PATIENCE)
        print(f"\n{program}: unhealthy after {time.monotonic() - began:.1f} s")

        assert container.becomes_healthy()
        print(f"{program}: healthy after {time.monotonic() - began:.1f} s")
        assert pid_of(container, program) != stopped
