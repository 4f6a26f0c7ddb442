"""What a clock that jumps an hour, forwards or back, changes: nothing."""

import os
import signal
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from running import Desktop
from visiting import News, Visit

pytestmark = pytest.mark.desktop

HOUR = 3600

SITECUSTOMIZE = """
import os, pathlib, time
shift, real = pathlib.Path(os.environ["CLOCK_SHIFT"]), time.time
time.time = lambda: real() + float(shift.read_text())
"""
"""Is imported by each Python at its start: the clock is faked where it is read."""

LAUNCHER = """
import os, signal, sys
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1, signal.SIGTERM})
print("a launcher", flush=True)
if signal.sigwait({signal.SIGUSR1, signal.SIGTERM}) == signal.SIGUSR1:
    sys.exit(3)
print("writing the last ticks", flush=True)
signal.sigwait({signal.SIGUSR1})
print("all is written", flush=True)
"""
"""Fails when it is told to; told to end, it takes until it may."""


class Clock:
    """The time of day of a desktop."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.jump(0)

    def jump(self, seconds: int) -> None:
        """Let it be so many seconds ahead of the real one."""
        new = self.file.with_suffix(".new")
        new.write_text(str(seconds), "ascii")
        new.rename(self.file)


@pytest.fixture(scope="module")
def clock(tmp_path_factory: pytest.TempPathFactory) -> Clock:
    """Give the clock."""
    return Clock(tmp_path_factory.mktemp("clock") / "shift")


@pytest.fixture(scope="module")
def desktop(
    clock: Clock, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desktop]:
    """Run a desktop that goes by it."""
    folder = tmp_path_factory.mktemp("desktop")
    app = folder / "app"
    app.mkdir()
    (app / "launcher.py").write_text(textwrap.dedent(LAUNCHER), "utf-8")
    (folder / "sitecustomize.py").write_text(SITECUSTOMIZE, "utf-8")
    variables = {
        "VMT_APP_DIR": str(app),
        "VMT_PASSWORD": "correct horse",
        "PYTHONPATH": str(folder),
        "CLOCK_SHIFT": str(clock.file),
    }
    desktop = Desktop(folder, "launcher.py", variables)
    yield desktop
    desktop.stop(signal.SIGINT)


@pytest.fixture(scope="module")
def visit(desktop: Desktop, clock: Clock) -> Iterator[Visit]:
    """Give somebody who logs in while the clock is an hour fast."""
    desktop.output.wait_for("Open http")
    clock.jump(HOUR)
    with Visit(desktop.ask("link")) as visit:
        yield visit


@pytest.fixture(scope="module")
def news(visit: Visit) -> News:
    """Listen, from the moment when the app runs."""
    news = visit.news()
    news.wait_for("app", lambda event: event["state"] == "running")
    return news


def test_who_logged_in_stays_logged_in(visit: Visit, clock: Clock, news: News) -> None:
    """The session holds, and its page goes on hearing what happens."""
    for shift in (HOUR, 0, -HOUR, HOUR, 0):
        clock.jump(shift)
        assert visit.client.get("/session").json()["valid"] is True
        news.websocket.send('{"do": "ping", "id": 7}')
        news.wait_for("pong")


@pytest.mark.parametrize("jump", [HOUR, -HOUR])
def test_a_pause_is_as_long_as_it_was_told(
    desktop: Desktop, visit: Visit, clock: Clock, news: News, jump: int
) -> None:
    """A program that failed is told to come back within seconds, and comes."""
    clock.jump(0)
    os.kill(desktop.pid_of("app"), signal.SIGUSR1)
    told = news.wait_for("app", lambda event: event["state"] == "waiting")

    clock.jump(jump)

    again_in = visit.client.get("/api/app").json()["again_in"]
    assert again_in is None or 0 <= again_in <= told["again_in"] <= 10
    news.wait_for("app", lambda event: event["state"] == "running")


def test_a_program_that_is_writing_gets_the_time_it_has(
    desktop: Desktop, clock: Clock
) -> None:
    """A jump forwards does not make it look as if it had never ended."""
    clock.jump(0)
    app = desktop.pid_of("app")
    desktop.process.send_signal(signal.SIGTERM)
    desktop.output.wait_for("writing the last ticks")

    clock.jump(HOUR)

    # It answers between two rounds, in each of which it looks who is late.
    for _ in range(2):
        desktop.programs()
    os.kill(app, signal.SIGUSR1)
    desktop.output.wait_for("all is written")
    assert desktop.end() == 0
    assert "was killed" not in desktop.output.join()
