"""Asking a real x11vnc whether it lives."""

import asyncio
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from rfb_peers import rfb_answers
from vmt_desktop.display.probes import wait_until
from vmt_desktop.rfb.pulse import Pulse
from vmt_desktop.supervision.shared_memory import remove_segments_of
from x_server import XServer


class VncServer:
    """An x11vnc that can be killed, stopped and started."""

    def __init__(self, path: Path, display: str) -> None:
        self._path = path
        self._environment = os.environ | {"DISPLAY": display}
        self._ended: set[int] = set()
        self.start()

    def start(self) -> None:
        """Start it and wait for its banner."""
        command = ["x11vnc", "-quiet", "-noipv6", "-rfbport", "0", "-rfbportv6", "-1"]
        command += ["-nopw", "-forever", "-shared", "-unixsock", str(self._path)]
        self._path.unlink(missing_ok=True)
        self.process = subprocess.Popen(
            command,
            env=self._environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        assert wait_until(lambda: rfb_answers(self._path), 20)

    def kill(self) -> None:
        """End it as a crash would."""
        self._ended.add(self.process.pid)
        self.process.kill()
        self.process.wait()

    def clean_up(self) -> None:
        """Remove what was shared with an X server that has ended as well."""
        remove_segments_of(self._ended)


@pytest.fixture
def vnc_server(tmp_path: Path) -> Iterator[VncServer]:
    """Give an x11vnc on an X server of its own."""
    screen = XServer("640x480")
    server = VncServer(tmp_path / "vnc.sock", screen.name)
    yield server
    server.kill()
    screen.stop()
    server.clean_up()


def connections(process: subprocess.Popen[bytes]) -> int:
    """Return how many sockets a process has open."""
    links = Path(f"/proc/{process.pid}/fd").iterdir()
    return sum(str(link.readlink()).startswith("socket:") for link in links)


def test_it_beats_while_the_server_answers(
    vnc_server: VncServer, tmp_path: Path
) -> None:
    """Asked ten times it is connected to once; after a restart it is found again."""

    async def story() -> None:
        pulse = Pulse(tmp_path / "vnc.sock")
        assert await pulse.beats()
        connected = connections(vnc_server.process)
        assert all([await pulse.beats() for _ in range(10)])
        assert connections(vnc_server.process) <= connected

        vnc_server.kill()
        assert not await pulse.beats()
        vnc_server.start()
        assert await pulse.beats()
        pulse.close()
        await asyncio.sleep(0)  # the loop hangs up in its next turn

    asyncio.run(story())


def test_it_does_not_beat_while_the_server_hangs(
    vnc_server: VncServer, tmp_path: Path
) -> None:
    """A server that is stopped takes connections and answers nothing."""

    async def story() -> None:
        pulse = Pulse(tmp_path / "vnc.sock")
        assert await pulse.beats()
        vnc_server.process.send_signal(signal.SIGSTOP)
        assert not await pulse.beats()
        assert not await pulse.beats()
        vnc_server.process.send_signal(signal.SIGCONT)
        while not await pulse.beats():
            pass
        pulse.close()
        await asyncio.sleep(0)  # the loop hangs up in its next turn

    asyncio.run(story())
