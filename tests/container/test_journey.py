"""The whole way through the container, in Chromium, and the ways to start it."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Callable

import pytest

from containers import STRICT, Container, docker
from running import REPOSITORY, Output, unused_port
from vmt_desktop.display.probes import wait_until
from walk import walk

pytestmark = [
    pytest.mark.browser,
    pytest.mark.container,
    pytest.mark.slow,
    pytest.mark.timeout(900),
]


def test_from_the_link_to_the_log_of_the_first_run(
    start_container: Callable, open_screen: Callable
) -> None:
    """Login by link, run, moving pixels, pause, step, log viewer: all by hand."""
    container = start_container(options=STRICT)
    screen = open_screen(container.link)

    walk(screen, container.windows, container.logs)

    assert ".db" in container.run("ls", "/data/logs")


def test_the_log_viewer_can_be_the_program_on_the_desktop(
    start_container: Callable, open_screen: Callable
) -> None:
    """`docker run … vmt-desktop view_logs.py` shows it instead of the launcher."""
    container = start_container("view_logs.py")
    open_screen(container.link)

    def shows_it() -> bool:
        return any("VMT Log Viewer" in title for title in container.windows())

    assert wait_until(shows_it, 60), container.logs()


@pytest.mark.usefixtures("image")
def test_run_builds_starts_and_prints_one_link(open_screen: Callable) -> None:
    """`./run` on a machine with an engine; Ctrl-C ends the container cleanly."""
    port = unused_port()
    process = subprocess.Popen(
        ["./run", "--docker"],
        cwd=REPOSITORY,
        env={**os.environ, "VMT_PORT": str(port)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    output = Output(process)
    try:
        link = output.wait_for(r"Open (http://\S+)")[1]
        open_screen(link)
        assert link.startswith(f"http://localhost:{port}/")
    finally:
        # What a terminal does with Ctrl-C: everything in the foreground gets it.
        os.killpg(process.pid, signal.SIGINT)
        code = process.wait(60)
    text = output.join()

    assert code == 0, text
    assert text.count("Open http") == 1
    assert f"vmt-desktop-{port}" not in docker("ps", "-a").stdout


@pytest.mark.usefixtures("image")
def test_compose_starts_the_same_desktop(open_screen: Callable) -> None:
    """`docker compose up`, or `docker-compose up` where that is what there is."""
    compose = compose_command()
    port = unused_port()
    environment = {
        **os.environ,
        "VMT_PORT": str(port),
        "COMPOSE_PROJECT_NAME": f"vmttest{port}",
    }

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [*compose, "-f", str(REPOSITORY / "compose.yaml"), *arguments],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout
        return done.stdout

    try:
        run("up", "-d", "--build")
        container = Container(run("ps", "-q", "desktop").split()[-1], port)
        open_screen(container.link)
        assert re.fullmatch(r"\d+|vmt", container.inspect("{{.Config.User}}") or "vmt")
    finally:
        with contextlib.suppress(AssertionError):
            run("down", "--volumes")


def compose_command() -> list[str]:
    """Return the compose that is installed."""
    if docker("compose", "version", check=False).returncode == 0:
        return ["docker", "compose"]
    if shutil.which("docker-compose"):
        return ["docker-compose"]
    if os.environ.get("CI") == "true":
        pytest.fail("docker compose is missing, and CI=true")
    pytest.skip("docker compose is missing")
