"""The image, built once, and containers of it."""

import contextlib
import os
import shutil
import subprocess
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
IMAGE = "vmt-desktop:test"


def docker(*arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run the client and return what it printed, standard error included."""
    done = subprocess.run(
        ["docker", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert not check or done.returncode == 0, done.stdout
    return done


@pytest.fixture(scope="session")
def image() -> str:
    """Build the image from Dockerfile.desktop, as a user does by hand."""
    if shutil.which("docker") is None or docker("info", check=False).returncode != 0:
        message = "no Docker engine answers"
        if os.environ.get("CI") == "true":
            pytest.fail(f"{message}, and CI=true")
        pytest.skip(message)
    dockerfile = str(REPOSITORY / "Dockerfile.desktop")
    docker("build", "-f", dockerfile, "-t", IMAGE, str(REPOSITORY))
    return IMAGE


class Container:
    """A container that runs in the background."""

    def __init__(self, name: str, port: int) -> None:
        self.name = name
        self.port = port

    def run(self, *command: str) -> str:
        """Run a command inside and return what it prints."""
        return docker("exec", self.name, *command).stdout

    def inspect(self, template: str) -> str:
        """Return a field of ``docker inspect``."""
        return docker("inspect", "--format", template, self.name).stdout.strip()

    def logs(self) -> str:
        """Return what it printed so far."""
        return docker("logs", self.name).stdout


@pytest.fixture
def start_container(
    image: str, free_port: Callable[[], int]
) -> Iterator[Callable[..., Container]]:
    """Start containers; they are removed with the test."""
    names: list[str] = []

    def start(*command: str, options: tuple[str, ...] = ()) -> Container:
        port = free_port()
        name = f"vmt-test-{uuid.uuid4().hex[:12]}"
        names.append(name)
        publish = ["-p", f"127.0.0.1:{port}:{port}", "-e", f"VMT_PORT={port}"]
        docker("run", "-d", "--name", name, *publish, *options, image, *command)
        return Container(name, port)

    yield start
    for name in names:
        with contextlib.suppress(AssertionError):
            docker("rm", "--force", "--volumes", name)
