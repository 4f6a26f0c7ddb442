"""A VNC server that has just started, and viewers who come one after the other."""

import os
import subprocess
import threading
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path

import pytest

from rfb_peers import rfb_answers
from running import PATIENCE, Desktop
from visiting import UnixSocket, View
from vmt_desktop.display.probes import wait_until
from x_client import x_client

pytestmark = pytest.mark.desktop

BOX = 0, 0, 32, 32
N_NEWCOMERS = 10
"""Who come one right after the other; the second already finds it seen."""


@pytest.fixture
def desktop(start_desktop: Callable[..., Desktop], tmp_path: Path) -> Desktop:
    """Start a desktop with a program that rests."""
    app = tmp_path / "app"
    app.mkdir()
    (app / "launcher.py").write_text("import signal\nsignal.pause()\n", "utf-8")
    desktop = start_desktop(VMT_APP_DIR=str(app))
    path = desktop.runtime_dir / "vnc.sock"
    assert wait_until(lambda: rfb_answers(path), PATIENCE)
    return desktop


@pytest.fixture
def vnc_socket(desktop: Desktop, tmp_path: Path) -> Iterator[Path]:
    """Start another VNC server like the desktop's; return where it listens."""
    process = Path("/proc", str(desktop.pid_of("x11vnc")))
    command = process.joinpath("cmdline").read_text().rstrip("\0").split("\0")
    socket = tmp_path / "other.sock"
    command[command.index("-unixsock") + 1] = str(socket)
    variables = process.joinpath("environ").read_bytes().rstrip(b"\0").split(b"\0")
    environment = dict(os.fsdecode(one).split("=", 1) for one in variables)
    with subprocess.Popen(command, env=environment) as server:
        yield socket
        server.kill()  # told to end in the midst of a question to X it would hang


def test_what_moves_is_seen_while_others_come(
    desktop: Desktop, vnc_socket: Path
) -> None:
    """Even by the first viewer: whoever comes keeps nothing from who is there."""
    assert wait_until(vnc_socket.exists, PATIENCE)
    first = View(UnixSocket(vnc_socket))
    first.corner()
    first.ask(BOX, incremental=True)
    is_seen = threading.Event()

    def look() -> None:
        first.update()
        is_seen.set()

    looking = threading.Thread(target=look, daemon=True)
    looking.start()
    with x_client(desktop) as connection:
        root = connection.screen().root
        pen = root.create_gc()
        for _newcomer, colour in zip(range(N_NEWCOMERS), cycle((0xFFFFFF, 0))):
            if is_seen.is_set():
                break
            pen.change(foreground=colour)
            root.fill_rectangle(pen, *BOX)
            connection.sync()
            View(UnixSocket(vnc_socket)).close()
    assert is_seen.is_set(), f"not before {N_NEWCOMERS} others had come"
    looking.join(PATIENCE)
    first.close()
