"""Docker's client, and containers that run in the background."""

import re
import subprocess
from typing import Self

from running import PATIENCE, REPOSITORY, WINDOWS
from vmt_desktop.display.probes import wait_until

STRICT = (
    *("--read-only", "--tmpfs", "/tmp"),
    *("--cap-drop", "ALL", "--security-opt", "no-new-privileges"),
)
"""What compose.yaml and ./run restrict."""


def docker(*arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run the client; what it prints on both streams is in `stdout`."""
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


def build(tag: str, *options: str) -> None:
    """Build an image from Dockerfile.desktop, as a user does by hand."""
    dockerfile = str(REPOSITORY / "Dockerfile.desktop")
    docker("build", "-f", dockerfile, *options, "-t", tag, str(REPOSITORY))


def run_to_end(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a container to its end and keep its two streams apart."""
    return subprocess.run(
        ["docker", "run", "--rm", *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


class Container:
    """A container of the desktop."""

    def __init__(self, name: str, port: int = 6080) -> None:
        self.name = name
        self.port = port

    @classmethod
    def start(cls, name: str, port: int, *options_image_command: str) -> Self:
        """Start one in the background, with its page on this port of the machine."""
        publish = ["-p", f"127.0.0.1:{port}:{port}", "-e", f"VMT_PORT={port}"]
        docker("run", "-d", "--name", name, *publish, *options_image_command)
        return cls(name, port)

    def run(self, *command: str) -> str:
        """Run a command inside and return what it prints."""
        return docker("exec", self.name, *command).stdout

    def inspect(self, template: str) -> str:
        """Return a field of ``docker inspect``."""
        return docker("inspect", "--format", template, self.name).stdout.strip()

    def logs(self) -> str:
        """Return what it printed so far."""
        return docker("logs", self.name, check=False).stdout

    def links(self) -> list[str]:
        """Return the links it printed so far; each start prints another one."""
        return re.findall(r"Open (http://\S+)", self.logs())

    @property
    def link(self) -> str:
        """The last link it printed, waiting for it."""
        assert wait_until(lambda: bool(self.links()), PATIENCE), self.logs()
        return self.links()[-1]

    def becomes_healthy(self) -> bool:
        """Wait until the image's HEALTHCHECK is content."""
        state = "{{.State.Health.Status}}"
        return wait_until(lambda: self.inspect(state) == "healthy", 90)

    def windows(self) -> list[str]:
        """Return the titles of the windows on the desktop."""
        options = ["-e", "DISPLAY=:99", "-e", "XAUTHORITY=/tmp/vmt-desktop/Xauthority"]
        command = [*options, self.name, "python3", "-c", WINDOWS]
        return docker("exec", *command, check=False).stdout.splitlines()
