"""Another VMT mounted at /app, in the image."""

import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from containers import STRICT, Container, docker, run_to_end
from foreign import FOREIGN, use

pytestmark = [pytest.mark.container, pytest.mark.slow, pytest.mark.timeout(900)]

COUNT = (
    "import sqlite3, sys\n"
    "print(*sqlite3.connect(sys.argv[1]).execute('SELECT count(*) FROM runs'))"
)
KEPT = "/data/app/logs/telemetry.db"


@pytest.fixture
def volume() -> Iterator[str]:
    """Give the name of a volume, which is removed with the test."""
    name = f"vmt-test-{uuid.uuid4().hex[:12]}"
    yield name
    docker("volume", "rm", "--force", name, check=False)


def test_a_checkout_that_is_mounted_read_only_keeps_its_runs_in_the_volume(
    start_container: Callable[..., Container], volume: str
) -> None:
    """All three programs, in the strictest container, and again in the next one."""
    options = ("-v", f"{FOREIGN}:/app:ro", "-v", f"{volume}:/data", *STRICT)
    first = start_container(options=options)

    use(first.link, first.windows)
    docker("rm", "--force", first.name)
    second = start_container(options=options)

    assert second.becomes_healthy()
    assert second.run("python3", "-c", COUNT, KEPT).strip() == "(1,)"


def test_a_checkout_that_can_be_written_to_keeps_them_beside_itself(
    start_container: Callable[..., Container], tmp_path: Path
) -> None:
    """With the user of its owner, as ./run gives it."""
    checkout = shutil.copytree(FOREIGN, tmp_path / "foreign")
    user = ("--user", f"{os.getuid()}:{os.getgid()}")
    container = start_container(options=("-v", f"{checkout}:/app", *user))

    use(container.link, container.windows)

    assert (checkout / "logs" / "telemetry.db").exists()
    assert "app" not in container.run("ls", "/data").split()


def test_its_main_program_runs_without_a_desktop(image: str, volume: str) -> None:
    """Files are named as from its own folder; nothing is lost."""
    done = run_to_end(
        *("-v", f"{FOREIGN}:/app:ro", "-v", f"{volume}:/data", *STRICT, image),
        *("main.py", "scenarios/two_traders.yaml", "--seed", "20", "--ticks", "3"),
    )
    assert (done.returncode, done.stdout) == (0, "holdings 37 33\n"), done.stderr
    counted = run_to_end("-v", f"{volume}:/data", image, "python3", "-c", COUNT, KEPT)
    assert counted.stdout.strip() == "(1,)"


def test_the_built_in_programs_need_no_likeness(image: str, volume: str) -> None:
    """They write to logs/ and scenarios/ of the data folder, and nowhere else."""
    options = ("-v", f"{volume}:/data", *STRICT, image)
    done = run_to_end(*options, "main.py", "first_market", "--ticks", "2", "--quiet")

    assert done.returncode == 0, done.stderr
    listed = run_to_end("-v", f"{volume}:/data", image, "ls", "/data")
    assert listed.stdout.split() == ["logs", "scenarios"]
