"""What the page is told of an app that fails, is killed, closed, or restarted."""

import os
import re
import signal
import textwrap
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from running import Desktop
from visiting import News, Visit
from vmt_desktop.display.probes import wait_until

pytestmark = pytest.mark.desktop

LAUNCHER = """
import os, pathlib, signal, subprocess, sys
plan = pathlib.Path(__file__).with_name("plan")
word, *rest = (plan.read_text().split() if plan.exists() else []) or ["stay"]
plan.write_text(" ".join(rest))
if word == "fail":
    for number in range(30):
        print(f"line {number}", flush=True)
    print("login: password=hunter2 token=abc123 at /?token=abc123&a=1")
    print("x" * 5000)
    sys.stderr.write("\\x1b[31mno screen\\x1b[0m, no newline")
    sys.exit(3)
if word == "child":
    loop = "import signal, sys; print('a run', flush=True); signal.pause()"
    child = subprocess.Popen([sys.executable, "-c", loop])
    print("child", child.pid, flush=True)
signal.signal(signal.SIGUSR1, lambda *_: sys.exit(0))
print("a launcher", os.getpid(), flush=True)
while True:
    signal.pause()
"""


@pytest.fixture(scope="module")
def app_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of a launcher that does what its plan says, word by word."""
    folder = tmp_path_factory.mktemp("app")
    (folder / "launcher.py").write_text(textwrap.dedent(LAUNCHER), "utf-8")
    (folder / "plan").write_text("fail " * 8, "utf-8")
    return folder


@pytest.fixture(scope="module")
def desktop(
    app_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desktop]:
    """Run one desktop, shared to watch, for all tests of this file."""
    variables = {"VMT_APP_DIR": str(app_dir), "VMT_SHARE": "view"}
    desktop = Desktop(tmp_path_factory.mktemp("desktop"), "launcher.py", variables)
    yield desktop
    desktop.stop()


@pytest.fixture(scope="module")
def visit(desktop: Desktop) -> Iterator[Visit]:
    """Give somebody who is logged in."""
    with Visit(desktop.link) as visit:
        yield visit


@pytest.fixture
def news(visit: Visit) -> Iterator[News]:
    """Listen, from the moment when the app runs."""
    news = visit.news()
    news.wait_for("app", lambda event: event["state"] == "running")
    yield news
    news.close()


def pid_of(desktop: Desktop) -> int:
    """Return the number of the app's process, once it is ready for signals."""
    assert wait_until(lambda: "app" in desktop.programs(), 30)
    pid = desktop.pid_of("app")
    desktop.output.wait_for(rf"a launcher {pid}\b")
    return pid


def waits(event: dict[str, object]) -> bool:
    """Tell whether the app has ended and comes back."""
    return event["state"] == "waiting"


def runs(event: dict[str, object]) -> bool:
    """Tell whether the app is up."""
    return event["state"] == "running"


def test_a_failure_is_told_with_the_last_lines_and_waits_longer_each_time(
    desktop: Desktop, visit: Visit, app_dir: Path
) -> None:
    """Twenty lines of a sane length, no secret, no control characters; no loop."""
    news = visit.news()
    with Visit(desktop.ask("link", "--watch")) as watcher:
        watched = watcher.news("/events?watch")
        first = news.wait_for("app", waits)
        second = news.wait_for(
            "app", lambda event: waits(event) and event["again_in"] > first["again_in"]
        )
        told = watched.wait_for("app", waits)

    for event in (first, second):
        assert (event["code"], event["ending"]) == (3, "ended with exit code 3")
        lines = event["lines"]
        assert len(lines) == 20
        assert lines[:2] == ["line 13", "line 14"]
        assert lines[-1] == "no screen, no newline"
        assert all(len(line) <= 300 for line in lines)
        assert "hunter2" not in "".join(lines)
        assert "abc123" not in "".join(lines)
    assert told["code"] == 3
    assert "lines" not in told
    assert "lines" not in told["other"]
    # Whoever is tired of waiting starts it at once.
    (app_dir / "plan").write_text("stay", "utf-8")
    answer = visit.client.post("/api/app/show", json={"program": "launcher.py"})
    assert answer.json()["done"] == "started"
    news.wait_for("app", runs)
    news.close()


def test_what_is_closed_comes_back(desktop: Desktop, news: News) -> None:
    """Its end with 0 is no failure, and what is told is gone when it runs again."""
    os.kill(pid_of(desktop), signal.SIGUSR1)

    event = news.wait_for("app", waits)
    assert (event["code"], event["ending"]) == (0, "was closed")
    event = news.wait_for("app", runs)
    assert (event["code"], event["ending"], event["again_in"]) == (None, None, None)


def test_what_was_killed_from_outside_says_that_memory_may_have_run_out(
    desktop: Desktop, news: News
) -> None:
    """The kernel kills without a word, so the page has to say it."""
    os.kill(pid_of(desktop), signal.SIGKILL)

    event = news.wait_for("app", waits)
    assert event["code"] == -signal.SIGKILL
    assert event["ending"] == "was killed, perhaps because memory ran out"
    news.wait_for("app", runs)


def test_a_crash_is_told_by_its_signal(desktop: Desktop, news: News) -> None:
    """By name and in words."""
    os.kill(pid_of(desktop), signal.SIGSEGV)

    event = news.wait_for("app", waits)
    assert event["code"] == -signal.SIGSEGV
    assert event["ending"] == "was ended by SIGSEGV (segmentation fault)"
    news.wait_for("app", runs)


def test_a_new_gateway_knows_everything(desktop: Desktop, visit: Visit) -> None:
    """The supervisor tells it anew; nobody has to log in again."""
    os.kill(desktop.pid_of("novnc"), signal.SIGKILL)

    def is_told() -> bool:
        try:
            state = visit.client.get("/api/app").json()["state"]
        except httpx.TransportError:  # nobody listens yet
            return False
        return bool(state == "running")

    assert wait_until(is_told, 30)


def test_monitors_are_told_of_states_and_restarts(
    desktop: Desktop, visit: Visit, news: News
) -> None:
    """A new gateway knows how often each program came back, itself included."""
    restarts = 'program_restarts_total{program="app"}'

    def figure(name: str) -> int:
        text = visit.client.get("/metrics").text
        return int(re.search(rf"^vmt_desktop_{re.escape(name)} (\d+)$", text, re.M)[1])

    before = figure(restarts)
    assert figure('program_restarts_total{program="novnc"}') >= 1
    assert figure('program_restarts_total{program="xvfb"}') == 0
    assert figure('app_state{program="launcher.py",state="running"}') == 1
    assert figure('app_state{program="view_logs.py",state="stopped"}') == 1

    assert visit.client.post("/api/app/restart").status_code == 200

    news.wait_for("app", runs)
    assert figure(restarts) == before + 1


def test_what_the_app_started_outlives_its_restart(
    desktop: Desktop, app_dir: Path, visit: Visit, news: News
) -> None:
    """A simulation goes on; only the desktop's end ends it."""
    (app_dir / "plan").write_text("child stay", "utf-8")
    assert visit.client.post("/api/app/restart").status_code == 200
    child = int(desktop.output.wait_for(r"child (\d+)")[1])
    desktop.output.wait_for("a run")
    before = pid_of(desktop)

    assert visit.client.post("/api/app/restart").status_code == 200

    news.wait_for("app", runs)
    assert not Path(f"/proc/{before}").exists()
    assert Path(f"/proc/{child}").exists()


def test_a_checkout_without_a_log_viewer_says_so(visit: Visit, news: News) -> None:
    """What the page asked for could not be started, and why."""
    answer = visit.client.post("/api/app/show", json={"program": "view_logs.py"})
    assert answer.json()["done"] == "started"

    told = news.wait_for("app", lambda event: event["other"]["code"] == 1)
    assert "has no view_logs.py" in told["other"]["lines"][-1]
    assert told["other"]["state"] == "stopped"


@pytest.mark.parametrize("path", ["/api/app/show", "/api/app/restart"])
def test_strangers_and_other_pages_change_nothing(visit: Visit, path: str) -> None:
    """Without a session 401, from another page 403."""
    stranger = httpx.post(visit.origin + path, headers={"Origin": visit.origin})
    assert stranger.status_code == 401
    foreign = {"Origin": "https://evil.example"}
    assert visit.client.post(path, headers=foreign).status_code == 403
