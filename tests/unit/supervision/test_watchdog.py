"""Who is killed for not answering, and who is not."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from vmt_desktop.supervision.checkup import Checkup
from vmt_desktop.supervision.watchdog import (
    FINDING,
    LATE_SECONDS,
    MOST_FAILURES,
    PATIENCE_SECONDS,
    START_SECONDS,
    Process,
    Watchdog,
)

TICK = 0.1
WELL = {"novnc": True, "xvfb": True, "x11vnc": True}


class Kennel:
    """A watchdog over real processes, in a time of its own."""

    def __init__(self, folder: Path) -> None:
        self.answers: dict[str, bool] | None = WELL
        self.asked = 0
        self.lived = 0.0
        self.processes = {name: _process() for name in WELL}
        self.told: list[tuple[str, str]] = []
        self.watchdog = Watchdog(
            self._examine,
            self._process_of,
            folder,
            lambda name, words: self.told.append((name, words)),
        )
        self.now = 1000.0

    def go_on(self, seconds: float) -> None:
        """Let some time pass."""
        until = self.now + seconds
        while self.now < until:
            self.now += TICK
            self.watchdog.go_on(self.now)

    def killed(self) -> set[str]:
        """Return who has been told of, having seen that they have ended."""
        names = {name for name, _ in self.told}
        for name in names:
            assert self.processes[name].wait(20) == -9
        assert all(
            p.poll() is None for n, p in self.processes.items() if n not in names
        )
        return names

    def stop(self) -> None:
        """End the processes."""
        for process in self.processes.values():
            process.kill()
            process.wait()

    def _examine(self) -> Checkup:
        self.asked += 1
        while self.answers is None:  # a gateway that hangs
            yield
        return self.answers

    def _process_of(self, name: str) -> Process | None:
        return Process(self.processes[name].pid, self.lived)


def _process() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])


@pytest.fixture
def kennel(tmp_path: Path) -> Iterator[Kennel]:
    """Give a watchdog over three programs that have answered once."""
    kennel = Kennel(tmp_path)
    kennel.go_on(1)
    yield kennel
    kennel.stop()


def finding(folder: Path) -> str:
    """Return what the container's HEALTHCHECK is told."""
    moment, _, words = (folder / FINDING).read_text("ascii").strip().partition(" ")
    uptime = float(Path("/proc/uptime").read_text("ascii").split()[0])
    assert abs(uptime - float(moment)) < 60
    return words


def test_who_answers_is_left_alone(kennel: Kennel, tmp_path: Path) -> None:
    """For an hour, asked every three seconds."""
    kennel.go_on(3600)

    assert kennel.killed() == set()
    assert 1000 < kennel.asked < 1300
    assert finding(tmp_path) == "ok"


@pytest.mark.parametrize("name", ["xvfb", "x11vnc"])
def test_who_does_not_answer_is_killed(
    kennel: Kennel, tmp_path: Path, name: str
) -> None:
    """It alone, after several failures, and the line says for how long."""
    kennel.answers = {**WELL, name: False}
    kennel.go_on(20)

    assert kennel.killed() == {name}
    assert "has not answered for" in kennel.told[0][1]
    assert kennel.watchdog.has_killed(kennel.processes[name].pid)
    assert finding(tmp_path) == f"no answer from {name}"


def test_of_an_x_server_that_hangs_only_it_is_killed(kennel: Kennel) -> None:
    """The VNC servers wait for it, and end with it by themselves."""
    kennel.answers = {**WELL, "xvfb": False, "x11vnc": False}
    kennel.go_on(20)

    assert kennel.killed() == {"xvfb"}


def test_a_gateway_that_says_nothing_is_killed(kennel: Kennel, tmp_path: Path) -> None:
    """Nobody else is judged meanwhile: it is the one who asks them."""
    kennel.answers = None
    kennel.go_on(MOST_FAILURES * (PATIENCE_SECONDS + 2))

    assert kennel.killed() == {"novnc"}
    assert finding(tmp_path) == "no answer from novnc"


def test_one_late_answer_is_forgiven(kennel: Kennel) -> None:
    """What counts is several in a row: the machine may be under load."""
    for _ in range(10):
        kennel.answers = {**WELL, "x11vnc": False}
        asked = kennel.asked
        while kennel.asked < asked + MOST_FAILURES - 1:
            kennel.go_on(TICK)
        kennel.answers = WELL
        kennel.go_on(5)

    assert kennel.killed() == set()


def test_who_was_not_run_himself_judges_nobody(kennel: Kennel) -> None:
    """A machine that slept, a container that was paused: questions are asked anew."""
    kennel.answers = None
    for _ in range(20):
        kennel.go_on(1)
        kennel.now += LATE_SECONDS + 10

    assert kennel.killed() == set()


@pytest.mark.parametrize(
    ("lived", "killed"), [(START_SECONDS - 1, set()), (START_SECONDS, {"x11vnc"})]
)
def test_a_program_is_given_time_to_start(
    tmp_path: Path, lived: float, killed: set[str]
) -> None:
    """One that has never answered may still wait for others."""
    kennel = Kennel(tmp_path)
    kennel.lived = lived
    kennel.answers = {**WELL, "x11vnc": False}
    kennel.go_on(20)

    assert kennel.killed() == killed
    kennel.stop()


def test_a_successor_is_given_time_again(kennel: Kennel) -> None:
    """What its predecessor has answered counts for nothing."""
    kennel.processes["x11vnc"].kill()
    kennel.processes["x11vnc"].wait()
    kennel.processes["x11vnc"] = _process()
    kennel.answers = {**WELL, "x11vnc": False}
    kennel.go_on(20)

    assert kennel.killed() == set()


@pytest.mark.parametrize("what", ["missing", "old", "bad", "ok"])
def test_the_container_is_healthy_while_the_finding_is_good_and_new(
    tmp_path: Path, what: str
) -> None:
    """The script behind HEALTHCHECK reads it; it runs in every shell."""
    uptime = int(float(Path("/proc/uptime").read_text("ascii").split()[0]))
    lines = {"old": f"{uptime - 60} ok", "bad": f"{uptime} no answer from xvfb"}
    if what != "missing":
        (tmp_path / FINDING).write_text(lines.get(what, f"{uptime} ok") + "\n")

    done = _ask_healthy(tmp_path)

    assert (done.returncode == 0) == (what == "ok")
    if what == "old":
        assert "supervising process" in done.stdout
    if what == "bad":
        assert done.stdout == "no answer from xvfb\n"


def _ask_healthy(folder: Path) -> subprocess.CompletedProcess[str]:
    script = Path(__file__).resolve().parents[3] / "desktop" / "healthy"
    return subprocess.run(
        ["sh", str(script)],
        env={**os.environ, "VMT_RUNTIME_DIR": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
