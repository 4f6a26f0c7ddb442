"""A real X server, a real x11vnc, a real gateway and a real Chromium."""

import http.server
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from Xlib import X, display

from vmt_desktop.display.probes import rfb_answers, wait_until
from vmt_desktop.login.tokens import issue_token
from vmt_desktop.supervision.shared_memory import remove_segments_of

SIZE = (1280, 800)

KILLED: set[int] = set()
"""Processes whose shared memory stays until the X server has ended, and then too."""


class Picture:
    """Four coloured fields on a display, and what is typed and clicked there."""

    FIELDS = ((40, 60), (700, 60), (40, 460), (700, 460))
    WIDTH, HEIGHT = 500, 280

    def __init__(self, name: str) -> None:
        self._display = display.Display(name)
        screen = self._display.screen()
        common = {"border_width": 0, "depth": screen.root_depth, "override_redirect": 1}
        self._whole = screen.root.create_window(
            0,
            0,
            *SIZE,
            background_pixel=0x202830,
            event_mask=X.KeyPressMask | X.ButtonPressMask,
            **common,
        )
        self._fields = [
            self._whole.create_window(x, y, self.WIDTH, self.HEIGHT, **common)
            for x, y in self.FIELDS
        ]
        self._whole.map_sub_windows()
        self._whole.map()
        self.paint(0x336699, 0xCC4422, 0x22AA55, 0xEEEE22)
        self._whole.set_input_focus(X.RevertToPointerRoot, X.CurrentTime)
        self._display.sync()

    def paint(self, *colours: int) -> None:
        """Give the fields new colours."""
        self.colours = colours
        for field, colour in zip(self._fields, colours, strict=True):
            field.change_attributes(background_pixel=colour)
            field.clear_area()
        self._display.sync()

    def points(self) -> list[list[int]]:
        """Return x, y, red, green and blue in the middle of each field."""
        return [
            [
                x + self.WIDTH // 2,
                y + self.HEIGHT // 2,
                colour >> 16,
                colour >> 8 & 0xFF,
                colour & 0xFF,
            ]
            for (x, y), colour in zip(self.FIELDS, self.colours, strict=True)
        ]

    def next_key(self) -> str:
        """Return the next key that was pressed, as its character."""
        while (event := self._next_event()).type != X.KeyPress:
            pass
        return chr(self._display.keycode_to_keysym(event.detail, event.state & 1))

    def next_click(self) -> tuple[int, int]:
        """Return where the next button was pressed."""
        while (event := self._next_event()).type != X.ButtonPress:
            pass
        return event.root_x, event.root_y

    def _next_event(self) -> object:
        assert wait_until(lambda: self._display.pending_events() > 0, 10), "no event"
        return self._display.next_event()

    def close(self) -> None:
        """Take the picture away."""
        self._display.close()


@pytest.fixture(scope="session")
def x_display() -> Iterator[str]:
    """Give the name of a display of our own."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-nolisten", "tcp", "-noreset"]
    command += ["-screen", "0", "{}x{}x24".format(*SIZE)]
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
        command = (
            "x11vnc -quiet -noipv6 -rfbport 0 -rfbportv6 -1 -nopw -forever -shared"
        )
        tuning = "-wait 2 -defer 0 -noxrecord -noscr -nowf -nowcr -xd_area 0"
        self._start("vnc", [*command.split(), *tuning.split(), "-unixsock", vnc_socket])
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
