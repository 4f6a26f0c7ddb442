"""A real gateway on a free port, and a unix socket in the place of x11vnc's."""

import os
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from gateways import RunningGateway, serving, settings_in, start_program


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., RunningGateway]]:
    """Return a function that starts a gateway with the variables it is given."""
    with ExitStack() as stack:

        def start(port: int = 0, **variables: str) -> RunningGateway:
            settings = settings_in(tmp_path, **variables)
            return stack.enter_context(serving(settings, port))

        yield start


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningGateway]:
    """Give a gateway with every variable at its default, to all tests of a file."""
    with serving(settings_in(tmp_path_factory.mktemp("gateway"))) as gateway:
        yield gateway


class Peer:
    """Listens where x11vnc would and hands out its connections."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(os.fspath(path))
        self._listener.listen()
        self._listener.settimeout(20)
        self._accepted: list[socket.socket] = []

    def accept(self) -> socket.socket:
        """Return the gateway's next connection."""
        connection, _ = self._listener.accept()
        connection.settimeout(20)
        self._accepted.append(connection)
        return connection

    def was_reached(self) -> bool:
        """Return whether a connection waits to be accepted."""
        self._listener.setblocking(False)
        try:
            connection, _ = self._listener.accept()
        except BlockingIOError:
            return False
        finally:
            self._listener.settimeout(20)
        connection.close()
        return True

    def close(self) -> None:
        """Close everything."""
        for connection in self._accepted:
            connection.close()
        self._listener.close()
        self._path.unlink()


@pytest.fixture
def peer(gateway: RunningGateway) -> Iterator[Peer]:
    """Return the other end of the relay of `gateway`."""
    peer = Peer(gateway.settings.vnc_socket)
    yield peer
    peer.close()


@pytest.fixture
def session(gateway: RunningGateway) -> str:
    """Return the secret of a session with `gateway`."""
    with gateway.logged_in() as client:
        return client.cookies[gateway.cookie]


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Return a function that starts the gateway as the program that it is."""
    started: list[subprocess.Popen[str]] = []

    def start(port: int, **variables: str) -> subprocess.Popen[str]:
        started.append(start_program(tmp_path, port, **variables))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
