"""Launcher and log viewer on one desktop: which are open, and which is in front."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from running import Desktop
from visiting import Visit
from vmt_desktop.display.probes import wait_until
from x_client import make_icon_of, title_in_front, x_client

pytestmark = pytest.mark.desktop

LAUNCHER, LOG_VIEWER = "VMT Launcher", "VMT Log Viewer"


@pytest.fixture(scope="module")
def desktop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desktop]:
    """Run the real programs once for all tests of this file."""
    desktop = Desktop(tmp_path_factory.mktemp("desktop"), "launcher.py", {})
    yield desktop
    desktop.stop()


@pytest.fixture(scope="module")
def visit(desktop: Desktop) -> Iterator[Visit]:
    """Give somebody who is logged in, once the launcher has its window."""
    with Visit(desktop.link) as visit:
        desktop.wait_for_window(LAUNCHER)
        yield visit


def show(visit: Visit, program: str) -> dict[str, str]:
    """Ask for a program; return what was done."""
    answer = visit.client.post("/api/app/show", json={"program": program})
    assert answer.status_code == 200, answer.text
    done: dict[str, str] = answer.json()
    return done


def in_front(desktop: Desktop, title: str) -> bool:
    """Tell whether a window comes to the front."""
    with x_client(desktop) as connection:
        return wait_until(lambda: title_in_front(connection) == title, 20)


def test_a_log_viewer_that_the_launcher_started_is_known(
    desktop: Desktop, visit: Visit
) -> None:
    """It runs as a module, so its window tells what it is; no second one is started."""
    news = visit.news()
    news.wait_for("app", lambda event: event["open"] == ["launcher.py"])
    environment = {**desktop.environment, **desktop.x_variables}
    viewer = subprocess.Popen([sys.executable, "-m", "vmt", "logs"], env=environment)
    try:
        both = ["launcher.py", "view_logs.py"]
        news.wait_for("app", lambda event: event["open"] == both)

        assert show(visit, "launcher.py")["done"] == "raised"
        assert in_front(desktop, LAUNCHER)
        assert show(visit, "view_logs.py")["done"] == "raised"
        assert in_front(desktop, LOG_VIEWER)
        assert desktop.windows().count(LOG_VIEWER) == 1
    finally:
        viewer.terminate()
        viewer.wait()
    news.wait_for("app", lambda event: event["open"] == ["launcher.py"])
    news.close()


def test_the_other_program_is_started_and_its_icon_becomes_a_window_again(
    desktop: Desktop, visit: Visit
) -> None:
    """The first wish starts it, a later one raises it; closed, it stays closed."""
    news = visit.news()

    assert show(visit, "view_logs.py")["done"] == "started"
    assert in_front(desktop, LOG_VIEWER)
    with x_client(desktop) as connection:
        make_icon_of(connection, LOG_VIEWER)
        assert wait_until(lambda: title_in_front(connection) != LOG_VIEWER, 20)
    assert show(visit, "view_logs.py")["done"] == "raised"
    assert in_front(desktop, LOG_VIEWER)

    news.wait_for("app", lambda event: event["other"]["state"] == "running")
    pid = desktop.pid_of("other")
    os.kill(pid, signal.SIGTERM)
    event = news.wait_for("app", lambda event: event["other"]["state"] == "stopped")
    assert event["other"]["program"] == "view_logs.py"
    assert "other" not in desktop.programs()
    news.close()


def test_a_program_that_is_neither_is_refused(visit: Visit) -> None:
    """The sentence says what is expected, whatever came."""
    for body in (b'{"program": "main.py"}', b"[]", b"{", b"", b"[" * 1024, b" " * 2000):
        answer = visit.client.post("/api/app/show", content=body)

        assert answer.status_code == 422
        assert "launcher.py" in answer.json()["problem"]


def test_the_app_is_restarted(desktop: Desktop, visit: Visit) -> None:
    """Its page is never told that it ended: it was asked for."""
    before = desktop.pid_of("app")
    news = visit.news()
    news.wait_for("app", lambda event: event["state"] == "running")

    assert visit.client.post("/api/app/restart").status_code == 200

    states = [news.wait_for("app")]
    while states[-1]["state"] != "running" or "launcher.py" not in states[-1]["open"]:
        states.append(news.wait_for("app"))
    assert {event["state"] for event in states} <= {"starting", "running"}
    assert all(event["ending"] is None for event in states)
    assert desktop.pid_of("app") != before
    news.close()
