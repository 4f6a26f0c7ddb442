"""A fresh Debian 12 without a Docker engine: `./run` installs and starts everything."""

import shutil
import subprocess
import uuid
from pathlib import Path

import pytest

from vmt_desktop.probes import wait_until

pytestmark = [pytest.mark.container, pytest.mark.slow, pytest.mark.timeout(900)]

REPOSITORY = Path(__file__).resolve().parents[2]
DEBIAN = "debian:bookworm-slim"


def docker(*arguments: str) -> str:
    """Run the client and return what it printed."""
    return subprocess.run(
        ["docker", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    ).stdout


def copy_of_the_checkout(folder: Path) -> Path:
    """Copy what git would hand out, with the changes that are not committed yet."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for name in filter(None, listed.split("\0")):
        if (REPOSITORY / name).is_file():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(REPOSITORY / name, target)
    return folder


@pytest.mark.usefixtures("image")
def test_run_installs_what_is_missing_and_ctrl_c_ends_it(tmp_path: Path) -> None:
    """One command on a bare system prints a link behind which the desktop answers."""
    name = f"vmt-fresh-{uuid.uuid4().hex[:12]}"
    source = copy_of_the_checkout(tmp_path / "checkout")
    docker(
        *("run", "-d", "--name", name, "-v", f"{source}:/checkout"),
        *("-w", "/checkout", DEBIAN, "./run", "--native"),
    )
    try:
        assert wait_until(lambda: "Open http://" in docker("logs", name), 800), docker(
            "logs", name
        )
        health = ["exec", name, "/checkout/.venv/bin/vmt-desktop", "health"]
        assert wait_until(lambda: docker(*health) == "", 60), docker(*health)

        docker("kill", "--signal", "INT", name)

        assert docker("wait", name).strip() == "0"
    finally:
        docker("rm", "--force", name)
