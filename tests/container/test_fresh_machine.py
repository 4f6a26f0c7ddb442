"""A fresh Debian 12 without a Docker engine: `./run` installs and starts everything."""

import shutil
import subprocess
import uuid
from pathlib import Path

import pytest

from containers import Container, docker
from running import REPOSITORY
from vmt_desktop.display.probes import wait_until

pytestmark = [pytest.mark.container, pytest.mark.slow, pytest.mark.timeout(900)]

DEBIAN = "debian:bookworm-slim"


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
    container = Container(name)
    try:
        assert wait_until(lambda: bool(container.links()), 800), container.logs()
        health = ["exec", name, "/checkout/.venv/bin/vmt-desktop", "health"]

        def is_healthy() -> bool:
            return docker(*health, check=False).returncode == 0

        assert wait_until(is_healthy, 60), container.logs()
        compiled = "from vmt import engine; assert engine.is_compiled()"
        container.run("/checkout/.venv/bin/python", "-c", compiled)

        docker("kill", "--signal", "INT", name)

        assert docker("wait", name).stdout.strip() == "0"
    finally:
        docker("rm", "--force", name)
