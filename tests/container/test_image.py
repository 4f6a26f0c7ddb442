"""The image: its commands, its walls and its end."""

import json
import re
import urllib.request
from collections.abc import Callable

import pytest

from containers import docker, run_to_end

pytestmark = [pytest.mark.container, pytest.mark.slow, pytest.mark.timeout(900)]


def test_a_headless_run_prints_a_summary_and_exits_with_zero(image: str) -> None:
    """`main.py SCENARIO` needs no X and no supervisord, and repeats itself."""
    command = ("main.py", "teaching/first_market", "--seed", "42", "--ticks", "200")

    first, second = (run_to_end(image, *command, "--json") for _ in range(2))

    assert first.returncode == 0, first.stderr
    summary = json.loads(first.stdout)
    assert summary["ticks"] == 200
    assert summary["digest"] == json.loads(second.stdout)["digest"]
    assert "First market: seed 42" in run_to_end(image, *command).stdout


def test_the_engine_is_compiled_and_what_compiled_it_stayed_behind(image: str) -> None:
    """No compiler, no Cython, no declarations and no C files of ours."""
    asks = "import vmt.engine; print(vmt.engine.is_compiled())"
    finds = (
        "command -v cc gcc; find / -xdev -ipath '*-packages/cython/*.py';"
        " find / -xdev -path '*-packages/vmt/*' '(' -name '*.pxd' -o -name '*.c' ')'"
    )

    compiled = run_to_end(image, "python3", "-c", asks)
    left = run_to_end("--user", "0", image, "sh", "-c", finds)

    assert compiled.stdout == "True\n", compiled.stderr
    assert left.stdout == ""


def test_the_command_line_finds_the_same_scenarios(image: str) -> None:
    """`vmt run NAME` is installed, and its scenarios with it."""
    done = run_to_end(image, "run", "first_market", "--ticks", "5", "--no-db")

    assert done.returncode == 0, done.stderr
    assert "First market: seed 42" in done.stdout


def test_a_scenario_that_does_not_exist_is_told_in_a_sentence(image: str) -> None:
    """The code is 2 and there is no traceback."""
    done = run_to_end(image, "main.py", "teaching/frist_market")

    assert done.returncode == 2
    assert "first_market" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_program_that_is_not_there_is_told_in_a_sentence(image: str) -> None:
    """The code is 127, as a shell's."""
    done = run_to_end(image, "luncher.py")

    assert done.returncode == 127
    assert "luncher.py" in done.stderr


def test_a_bad_variable_stops_the_start_with_one_line(image: str) -> None:
    """It names the variable, the value and what is allowed; the code is 2."""
    done = run_to_end("-e", "VMT_PORT=http", image)

    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "vmt-desktop: VMT_PORT is 'http'; a whole number from 1 to 65535 is allowed"
    ]


def test_the_new_link_command_works_in_a_running_container(
    start_container: Callable,
) -> None:
    """`docker exec CONTAINER vmt-desktop link` prints a link that opens the page."""
    container = start_container()
    _ = container.link

    link = container.run("vmt-desktop", "link").strip()

    with urllib.request.urlopen(link, timeout=10) as answer:
        assert answer.status == 200
        assert "vmt_session" in answer.headers["Set-Cookie"]


def test_it_stops_cleanly_and_starts_again(start_container: Callable) -> None:
    """`docker stop` needs no SIGKILL (137); after a kill it comes up all the same."""
    container = start_container()
    _ = container.link
    docker("stop", "-t", "5", container.name)
    assert container.inspect("{{.State.ExitCode}}") == "0"

    for _ in range(2):
        docker("start", container.name)
        assert container.becomes_healthy(), container.logs()
        docker("kill", container.name)

    assert len(set(container.links())) == 3


def test_the_secrets_are_not_in_the_image(image: str) -> None:
    """No password, no token and no sudo in any layer's history."""
    history = docker("history", "--no-trunc", "--format", "{{.CreatedBy}}", image)

    assert not re.search(r"password|token|sudo", history.stdout.lower())
