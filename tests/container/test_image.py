"""The image: its commands, its walls and its end."""

import json
import re
import subprocess
import urllib.request
from collections.abc import Callable

import pytest

from vmt_desktop.probes import wait_until

pytestmark = [pytest.mark.container, pytest.mark.slow, pytest.mark.timeout(900)]

STRICT = (
    *("--read-only", "--tmpfs", "/tmp"),
    *("--cap-drop", "ALL", "--security-opt", "no-new-privileges"),
)
"""What compose.yaml and ./run restrict."""


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a container to its end."""
    return subprocess.run(
        ["docker", "run", "--rm", *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def is_healthy(container: object) -> bool:
    """Ask the engine what the image's HEALTHCHECK says."""
    return container.inspect("{{.State.Health.Status}}") == "healthy"  # type: ignore[attr-defined]


def link_of(container: object) -> str:
    """Wait for the link in the container's log; a restart prints another one."""

    def links() -> list[str]:
        return re.findall(r"Open (http://\S+)", container.logs())  # type: ignore[attr-defined]

    assert wait_until(lambda: bool(links()), 60), container.logs()  # type: ignore[attr-defined]
    return links()[-1]


def test_a_headless_run_prints_a_summary_and_exits_with_zero(image: str) -> None:
    """`main.py SCENARIO` needs no X and no supervisord, and repeats itself."""
    command = ("main.py", "teaching/first_market", "--seed", "42", "--ticks", "200")

    first, second = (run(image, *command, "--json") for _ in range(2))

    assert first.returncode == 0, first.stderr
    summary = json.loads(first.stdout)
    assert summary["ticks"] == 200
    assert summary["digest"] == json.loads(second.stdout)["digest"]
    assert "teaching" in run(image, *command).stdout or "first_market" in first.stdout


def test_a_scenario_that_does_not_exist_is_told_in_a_sentence(image: str) -> None:
    """The code is 2 and there is no traceback."""
    done = run(image, "main.py", "teaching/frist_market")

    assert done.returncode == 2
    assert "first_market" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_program_that_is_not_there_is_told_in_a_sentence(image: str) -> None:
    """The code is 127, as a shell's."""
    done = run(image, "luncher.py")

    assert done.returncode == 127
    assert "luncher.py" in done.stderr


def test_a_bad_variable_stops_the_start_with_one_line(image: str) -> None:
    """It names the variable, the value and what is allowed; the code is 2."""
    done = run("-e", "VMT_PORT=http", image)

    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "vmt-desktop: VMT_PORT is 'http'; a whole number from 1 to 65535 is allowed"
    ]


@pytest.mark.parametrize(
    "options",
    [
        pytest.param((), id="plain"),
        pytest.param(STRICT, id="strict"),
        pytest.param((*STRICT, "--user", "12345:0"), id="strict-any-user"),
        pytest.param(("--ulimit", "nofile=1048576"), id="many-files"),
    ],
)
def test_the_desktop_becomes_healthy(
    start_container: Callable, options: tuple[str, ...]
) -> None:
    """X, the VNC server and the page answer, whatever the container may not do."""
    container = start_container(options=options)

    assert wait_until(lambda: is_healthy(container), 90), container.logs()


def test_one_port_listens_and_nothing_runs_as_root(start_container: Callable) -> None:
    """Of the whole container, the gateway's port is the only one; its user is 1000."""
    container = start_container()
    link_of(container)

    tables = container.run("cat", "/proc/net/tcp", "/proc/net/tcp6")
    listening = re.findall(r":([0-9A-F]{4}) [0-9A-F]+:0000 0A ", tables)
    users = {
        line.split(":", 1)[1].split()[0]
        for line in container.run("sh", "-c", "grep -H ^Uid: /proc/[0-9]*/status")
        .replace("status:Uid", "")
        .splitlines()
    }

    assert {int(port, 16) for port in listening} == {container.port}
    assert users == {"1000"}


def test_the_new_link_command_works_in_a_running_container(
    start_container: Callable,
) -> None:
    """`docker exec CONTAINER vmt-desktop link` prints a link that opens the page."""
    container = start_container()
    link_of(container)

    link = container.run("vmt-desktop", "link").strip()

    with urllib.request.urlopen(link, timeout=10) as answer:
        assert answer.status == 200
        assert "vmt_session" in answer.headers["Set-Cookie"]


def test_it_stops_cleanly_and_starts_again(start_container: Callable) -> None:
    """`docker stop` needs no SIGKILL (137); after a kill it comes up all the same."""
    container = start_container()
    link_of(container)
    subprocess.run(["docker", "stop", "-t", "5", container.name], check=True)
    assert container.inspect("{{.State.ExitCode}}") == "0"

    for _ in range(2):
        subprocess.run(["docker", "start", container.name], check=True)
        assert wait_until(lambda: is_healthy(container), 90), container.logs()
        subprocess.run(["docker", "kill", container.name], check=True)

    first, *_, last = re.findall(r"Open (http://\S+)", container.logs())
    assert first != last


def test_the_secrets_are_not_in_the_image(image: str) -> None:
    """No password, no token and no sudo in any layer's history."""
    history = subprocess.run(
        ["docker", "history", "--no-trunc", "--format", "{{.CreatedBy}}", image],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.lower()

    assert not re.search(r"password|token|sudo", history)
