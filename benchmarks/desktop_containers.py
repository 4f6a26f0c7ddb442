"""Containers of the desktops: started as users start them, and what they take."""

import json
import re
import socket
import subprocess
import threading
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Self

from benchmarks.desktop_peers import PORT, WORKERS, Desktop, DockerError, docker
from running import PATIENCE, unused_port
from vmt_desktop.display.probes import wait_until

PROBE, VIEWER = "desktop_probe.py", "desktop_viewer.py"
_STAMP, _SCENE = "desktop_stamp.py", "desktop_scene.py"
_CPU_FILES = {"cpuacct": "cpuacct.usage", "": "cpu.stat"}
"""By the name of the controller; version 2 of control groups has one for all."""

_END_APP = """
import os, pathlib, signal
for file in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
    if file.read_bytes().rstrip(b"\\0").endswith(b"/app/launcher.py"):
        os.kill(int(file.parent.name), signal.SIGKILL)
"""


class Container:
    """A running desktop.

    Parameters
    ----------
    desktop : Desktop
    size : (int, int)
        Of its screen [px].
    app : str or None
        The program on it, of those in the folder of the workers; None: its own.
    variables : mapping, optional
        For the app.
    options : sequence of str, optional
        More options of ``docker run``.

    Attributes
    ----------
    began : float
        When ``docker run`` was called, of the machine's clock [s].
    port : int
        On the machine.
    n_ended_apps : int
        How often `end_app` was called.
    """

    def __init__(
        self,
        desktop: Desktop,
        size: tuple[int, int],
        app: str | None,
        variables: Mapping[str, str] | None = None,
        options: Sequence[str] = (),
    ) -> None:
        self.desktop = desktop
        self.size = size
        self.port = unused_port()
        self._name = f"vmt-bench-{desktop.name}-{uuid.uuid4().hex[:8]}"
        self._lines: list[str] = []
        self.n_ended_apps = 0
        command = ["docker", "run", "--rm", "--name", self._name]
        command += ["-p", f"127.0.0.1:{self.port}:{PORT}", *desktop.options(size)]
        for name, value in (variables or {}).items():
            command += ["-e", f"{name}={value}"]
        if app is not None:
            command += _mounts(app)
        self.began = time.time()
        self._process = subprocess.Popen(
            [*command, *options, desktop.image],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._reader = threading.Thread(target=self._collect, daemon=True)
        self._reader.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        # A client that is told to end may leave its container behind.
        subprocess.run(
            ["docker", "rm", "--force", "--volumes", self._name],
            capture_output=True,
            check=False,
        )
        self._process.wait()
        self._reader.join()

    @property
    def origin(self) -> str:
        """Where its page is, without a proxy between, and without its path."""
        return f"http://localhost:{self.port}"

    @property
    def log(self) -> str:
        """What it printed so far."""
        return "\n".join(self._lines)

    def path(self) -> str:
        """Return path and query of its page, waiting until it can be asked for.

        Raises
        ------
        DockerError
            It has ended, or says nothing.
        """
        page = self.desktop.page
        if page is not None:
            self._wait_for(self._serves, "it does not listen")
            return page
        pattern = r"https?://[^/\s]+(/\?token=\S+)"
        self._wait_for(lambda: re.search(pattern, self.log), "it prints no link")
        found = re.search(pattern, self.log)
        assert found is not None  # noqa: S101 - it was waited for
        return found[1]

    def watching_path(self) -> str | None:
        """Return the path of the link that only watches, if it printed one."""
        found = re.search(r"https?://[^/\s]+(/watch\?token=\S+)", self.log)
        return found[1] if found else None

    def cpu_seconds(self) -> float:
        """Return what all its processes took so far of the processors [s]."""
        state = docker("inspect", "--format", "{{.State.Pid}}", self._name)
        groups = Path("/proc", state.strip(), "cgroup").read_text("ascii")
        return read_cpu(groups, Path("/sys/fs/cgroup"))

    def end_app(self) -> None:
        """Kill the app; its supervisor starts another."""
        self.n_ended_apps += 1
        docker("exec", "-i", self._name, "python3", "-", given=_END_APP)

    def memory(self) -> float:
        """Return the PSS of all its processes but the app's [bytes]."""
        script = (WORKERS / "desktop_memory.py").read_text("utf-8")
        printed = docker("exec", "-i", self._name, "python3", "-", given=script)
        return without_app(json.loads(printed), "/app/launcher.py")

    def _serves(self) -> bool:
        """Return whether it answers HTTP; Docker's proxy accepts from the first on."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1) as client:
                client.sendall(b"GET / HTTP/1.0\r\nHost: localhost\r\n\r\n")
                return client.recv(5) == b"HTTP/"
        except OSError:
            return False

    def _wait_for(self, holds: Callable[[], object], what: str) -> None:
        held = False

        def ended_or_holds() -> bool:
            nonlocal held
            held = bool(holds())
            return held or self._process.poll() is not None

        wait_until(ended_or_holds, PATIENCE)
        if not held:
            raise DockerError(f"{self.desktop.name}: {what}\n{self.log[-2000:]}")

    def _collect(self) -> None:
        assert self._process.stdout is not None  # noqa: S101 - it is a pipe
        for line in self._process.stdout:
            self._lines.append(line.rstrip("\n"))
        self._process.stdout.close()


def read_cpu(groups: str, root: Path) -> float:
    """Return the processor time of a control group [s].

    Parameters
    ----------
    groups : str
        What ``/proc/PID/cgroup`` says of one of its processes.
    root : Path
        Where control groups are mounted.

    Raises
    ------
    DockerError
        No file there says it.
    """
    for line in groups.splitlines():
        _, controllers, path = line.split(":", 2)
        for controller, name in _CPU_FILES.items():
            if controller not in controllers.split(","):
                continue
            file = root / controller / path.lstrip("/") / name
            if not file.is_file():
                continue
            text = file.read_text("ascii")
            if controller:
                return int(text) / 1e9
            return int(text.split("usage_usec", 1)[1].split()[0]) / 1e6
    raise DockerError(f"no control group under {root} tells what it takes")


def without_app(processes: Sequence[Mapping[str, object]], app: str) -> float:
    """Return the memory of all processes but those of the app [bytes].

    Parameters
    ----------
    processes : sequence of mapping
        As ``desktop_memory.py`` prints them.
    app : str
        What is in its command line; its children belong to it.
    """
    of_app = {p["pid"] for p in processes if app in str(p["command"])}
    while True:
        more = {p["pid"] for p in processes if p["parent"] in of_app} - of_app
        if not more:
            break
        of_app |= more
    return sum(float(str(p["pss"])) for p in processes if p["pid"] not in of_app)


def _mounts(app: str) -> list[str]:
    """Return the options that put a worker where the launcher is."""
    mounted = {app: "launcher.py", _STAMP: _STAMP, _SCENE: _SCENE}
    options = []
    for name, place in mounted.items():
        options += ["-v", f"{WORKERS / name}:/app/{place}:ro"]
    return options
