"""What several parts of the suite share: a running desktop, and a browser."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
PATIENCE = 60.0
"""Seconds after which something that was waited for counts as never happening."""


class Output:
    """The lines a process prints, collected as they come."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.lines: list[str] = []
        self._grown = threading.Condition()
        self._ended = False
        self._thread = threading.Thread(target=self._collect, args=(process,))
        self._thread.start()

    def _collect(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            with self._grown:
                self.lines.append(line.rstrip("\n"))
                self._grown.notify_all()
        process.stdout.close()
        with self._grown:
            self._ended = True
            self._grown.notify_all()

    def wait_for(self, pattern: str, *, count: int = 1) -> re.Match[str]:
        """Return the match in the `count`-th line that has one, waiting for it."""

        def matches() -> list[re.Match[str]]:
            return [m for line in self.lines if (m := re.search(pattern, line))]

        with self._grown:
            self._grown.wait_for(
                lambda: len(matches()) >= count or self._ended, PATIENCE
            )
            found = matches()
        text = "\n".join(self.lines)
        assert len(found) >= count, f"no line has {pattern!r} in:\n{text}"
        return found[count - 1]

    def join(self) -> str:
        """Return all lines after the process has closed its output."""
        self._thread.join(PATIENCE)
        return "\n".join(self.lines)


class Desktop:
    """The desktop as ``vmt-desktop up`` runs it, on a port of its own."""

    def __init__(self, folder: Path, app: str, variables: dict[str, str]) -> None:
        self.port = free_port()
        self.runtime_dir = folder / "run"
        self.data_dir = folder / "data"
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("VMT_")},
            "VMT_PORT": str(self.port),
            "VMT_RUNTIME_DIR": str(self.runtime_dir),
            "VMT_DATA_DIR": str(self.data_dir),
            "HOME": str(folder),
            **variables,
        }
        self.command = [sys.executable, "-m", "vmt_desktop.cli"]
        self.process = subprocess.Popen(
            [*self.command, "up", app],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.output = Output(self.process)

    @property
    def link(self) -> str:
        """The link it printed."""
        return self.output.wait_for(r"(http://\S+)")[1]

    def ask(self, command: str) -> str:
        """Run ``vmt-desktop COMMAND`` beside it and return what it prints."""
        done = subprocess.run(
            [*self.command, command],
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout.strip()

    def programs(self) -> dict[str, int]:
        """Return the process number of each supervised program that runs."""
        done = subprocess.run(
            ["supervisorctl", "-c", str(REPOSITORY / "supervisord.conf"), "status"],
            capture_output=True,
            text=True,
            check=False,
            env={
                **self.environment,
                "PATH": search_path(),
                "VMT_HOME": str(REPOSITORY),
            },
        )
        pattern = r"^(\S+)\s+RUNNING\s+pid (\d+)"
        return {m[1]: int(m[2]) for m in re.finditer(pattern, done.stdout, re.M)}

    def end(self) -> int:
        """Wait until it ends by itself and return its exit code."""
        code = self.process.wait(PATIENCE)
        self.output.join()
        return code

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Tell it to end and return its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.end()


def search_path() -> str:
    """Return PATH with the programs of the virtual environment first."""
    return f"{Path(sys.executable).parent}:{os.environ['PATH']}"


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def missing(what: str) -> None:
    """Skip the test, or fail it where everything has to be there."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is missing, and CI=true")
    pytest.skip(f"{what} is missing")


@pytest.fixture
def start_desktop(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[..., Desktop]]:
    """Start desktops natively; they are ended with the test."""
    for program in ("Xvfb", "x11vnc", "fluxbox"):
        if shutil.which(program) is None:
            missing(program)
    started: list[Desktop] = []

    def start(app: str = "launcher.py", **variables: str) -> Desktop:
        desktop = Desktop(tmp_path_factory.mktemp("desktop"), app, variables)
        started.append(desktop)
        return desktop

    yield start
    for desktop in started:
        desktop.stop()
