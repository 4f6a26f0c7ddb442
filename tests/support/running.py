"""The desktop as a process of its own, and what it prints."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any
from xmlrpc.client import Fault, ServerProxy

from supervisor.xmlrpc import SupervisorTransport

from vmt_desktop.display.probes import wait_until

REPOSITORY = Path(__file__).resolve().parents[2]
PATIENCE = 60.0
"""Seconds after which something that was waited for counts as never happening."""

WINDOWS = """
from Xlib import display
connection = display.Display()
root = connection.screen().root
names = [connection.intern_atom(n) for n in ("_NET_CLIENT_LIST", "_NET_WM_NAME")]
for number in root.get_full_property(names[0], 0).value:
    window = connection.create_resource_object("window", number)
    print(window.get_full_property(names[1], 0).value.decode())
"""
"""Prints the titles of all windows, a line each."""


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
        self.port = unused_port()
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

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run ``vmt-desktop COMMAND`` beside it, which has to succeed."""
        return subprocess.run(
            [*self.command, *command],
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        )

    def ask(self, *command: str) -> str:
        """Return what ``vmt-desktop COMMAND`` prints."""
        return self.run(*command).stdout.strip()

    @property
    def x_variables(self) -> dict[str, str]:
        """What a program needs to have windows on the desktop."""
        display = self.output.wait_for(r"display :(\d+)")[1]
        cookie = str(self.runtime_dir / "Xauthority")
        return {"DISPLAY": f":{display}", "XAUTHORITY": cookie}

    def windows(self) -> list[str]:
        """Return the titles of the windows on the desktop."""
        done = subprocess.run(
            [sys.executable, "-c", WINDOWS],
            env={**os.environ, **self.x_variables},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout.splitlines()

    def wait_for_window(self, title: str) -> None:
        """Wait until a window has the text in its title."""
        found = wait_until(lambda: any(title in w for w in self.windows()), PATIENCE)
        assert found, f"no window {title!r} among {self.windows()}"

    def programs(self) -> dict[str, int]:
        """Return the process number of each supervised program that runs."""
        socket_url = f"unix://{self.runtime_dir / 'supervisor.sock'}"
        transport = SupervisorTransport(None, None, socket_url)
        with ServerProxy("http://127.0.0.1", transport) as asked:
            try:
                told: Any = asked.supervisor.getAllProcessInfo()
            except (OSError, Fault):  # it starts, or it ends
                return {}
        return {p["name"]: p["pid"] for p in told if p["statename"] == "RUNNING"}

    def pid_of(self, name: str) -> int:
        """Return the number of a program's process, waiting until it is running."""
        found: dict[str, int] = {}

        def runs() -> bool:
            found.update(self.programs())
            return name in found

        assert wait_until(runs, PATIENCE), f"{name} does not run"
        return found[name]

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


def unused_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
