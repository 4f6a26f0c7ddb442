"""A real X server, a real x11vnc, a real gateway and a real Chromium."""

import http.server
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

import running
from picture import SIZE as SCREEN
from picture import Picture
from rfb_peers import rfb_answers
from vmt_desktop.display.probes import wait_until
from vmt_desktop.login.tokens import issue_token
from vmt_desktop.supervision.shared_memory import remove_segments_of
from vmt_desktop.supervision.vnc_server import DOORS, KEYBOARD, SIZE, SPEED

KILLED: set[int] = set()
"""Processes whose shared memory stays until the X server has ended, and then too."""


@pytest.fixture(scope="session")
def x_display() -> Iterator[str]:
    """Give the name of a display of our own."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-nolisten", "tcp", "-noreset"]
    command += ["-screen", "0", "{}x{}x24".format(*SCREEN)]
    server = subprocess.Popen(
        command,
        pass_fds=[writing],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading, encoding="ascii") as pipe:
        number = pipe.readline().strip()
    assert number, "Xvfb did not start"
    yield f":{number}"
    server.terminate()
    server.wait()
    remove_segments_of(KILLED)


@pytest.fixture
def picture(x_display: str) -> Iterator[Picture]:
    """Give something to see."""
    picture = Picture(x_display)
    yield picture
    picture.close()


class Desktop:
    """The processes behind the page, each of which can be killed and started."""

    def __init__(self, x_display: str, folder: Path) -> None:
        self.runtime_dir = folder / "runtime"
        self.runtime_dir.mkdir(mode=0o700)
        (folder / "data").mkdir()
        self._display = x_display
        self._environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("VMT_")
        } | {
            "DISPLAY": x_display,
            "X11VNC_AVOID_WINDOWS": "never",
            "VMT_RUNTIME_DIR": str(self.runtime_dir),
            "VMT_DATA_DIR": str(folder / "data"),
        }
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.port = int(listener.getsockname()[1])
        self.url = f"http://localhost:{self.port}/"
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    def start_vnc(self) -> None:
        """Start x11vnc and wait for its banner."""
        vnc_socket = self.runtime_dir / "vnc.sock"
        vnc_socket.unlink(missing_ok=True)
        options = [*DOORS, *SIZE, *SPEED, *KEYBOARD]
        self._start("vnc", ["x11vnc", "-quiet", "-unixsock", vnc_socket, *options])
        assert wait_until(lambda: rfb_answers(vnc_socket), 10), "x11vnc is not there"

    def start_gateway(self, **variables: str) -> None:
        """Start the gateway and wait until it listens."""
        command = [sys.executable, "-m", "vmt_desktop.gateway"]
        self._start("gateway", command, VMT_PORT=str(self.port), **variables)
        assert wait_until(self._listens, 20), "the gateway does not listen"

    def kill(self, name: str) -> None:
        """End a process as a crash would."""
        process = self._processes.pop(name)
        KILLED.add(process.pid)
        process.kill()
        process.wait()

    def link(self) -> str:
        """Return a new one-time link."""
        return f"{self.url}?token={issue_token(self.runtime_dir)}"

    def close(self) -> None:
        """End everything."""
        for name in list(self._processes):
            self.kill(name)

    def _start(self, name: str, command: list[object], **variables: str) -> None:
        self._processes[name] = subprocess.Popen(
            [os.fspath(part) for part in command],  # type: ignore[call-overload]
            env=self._environment | variables,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def _listens(self) -> bool:
        with socket.socket() as client:
            return client.connect_ex(("127.0.0.1", self.port)) == 0


@pytest.fixture
def processes(x_display: str, tmp_path: Path) -> Iterator[Desktop]:
    """Give the desktop's processes, none of them started."""
    desktop = Desktop(x_display, tmp_path)
    yield desktop
    desktop.close()


@pytest.fixture
def desktop(processes: Desktop, picture: Picture) -> Desktop:
    """Give a desktop that runs and shows the picture."""
    processes.start_vnc()
    processes.start_gateway()
    return processes


@pytest.fixture(scope="session")
def standing(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[running.Desktop]:
    """Run the supervised desktop once, for the tests that leave it as it is."""
    folder = tmp_path_factory.mktemp("standing")
    desktop = running.Desktop(folder, "launcher.py", {"VMT_SHARE": "view"})
    desktop.wait_for_window("VMT Launcher")
    yield desktop
    desktop.stop()


@pytest.fixture(scope="session")
def logged_in(standing: running.Desktop, chromium: Browser) -> Any:
    """Give the cookies of a browser that has opened the link."""
    context = chromium.new_context()
    context.new_page().goto(standing.link)
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def open_page(
    standing: running.Desktop, logged_in: Any, chromium: Browser
) -> Iterator[Callable[..., Page]]:
    """Return a function that opens the standing desktop in a window of its own.

    It takes `address`, `script` (run before the page's own), and Playwright's options
    for a browser context.
    """
    contexts = []
    here = f"http://localhost:{standing.port}/"

    def open_page(address: str = "", script: str = "", **options: Any) -> Page:
        options = {"viewport": {"width": 1280, "height": 810}} | options
        context = chromium.new_context(storage_state=logged_in, **options)
        context.set_default_timeout(20_000)
        contexts.append(context)
        if script:
            context.add_init_script(script)
        page = context.new_page()
        page.goto(here + address)
        page.wait_for_selector("html[data-state=connected]", state="attached")
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def window(standing: running.Desktop) -> Iterator[Picture]:
    """Give a window in front of everything on the standing desktop."""
    name = standing.output.wait_for(r"display (:\d+)")[1]
    picture = Picture(name, standing.runtime_dir / "Xauthority", (3840, 2160))
    yield picture
    picture.close()


@pytest.fixture
def serve_page() -> Iterator[Callable[[str], str]]:
    """Return a function that serves a page on another site and returns its address."""
    servers = []

    def serve(text: str) -> str:
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_: object) -> None:
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        servers.append((server, thread))
        # 127.0.0.1 is another site than localhost.
        return f"http://127.0.0.1:{server.server_port}/"

    yield serve
    for server, thread in servers:
        server.shutdown()
        thread.join()
        server.server_close()
