"""A real gateway on a free port, and a unix socket in the place of x11vnc's."""

import dataclasses
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.sync.client import ClientConnection, connect

from vmt_desktop.gateway.server import GatewayServer
from vmt_desktop.login.tokens import issue_token
from vmt_desktop.settings import Settings


@dataclasses.dataclass(frozen=True)
class RunningGateway:
    """A gateway that serves, and how its visitors reach it."""

    settings: Settings

    @property
    def host(self) -> str:
        """The Host header of a visitor on this machine."""
        return f"localhost:{self.settings.port}"

    @property
    def url(self) -> str:
        """The address of the page."""
        return f"http://{self.host}/"

    @property
    def cookie(self) -> str:
        """The name of the session's cookie."""
        return f"vmt_session_{self.settings.port}"

    def visitor(self) -> httpx.Client:
        """Return a browser without a session."""
        return httpx.Client(base_url=self.url, timeout=20)

    @contextmanager
    def logged_in(self) -> Iterator[httpx.Client]:
        """Give a browser that has opened a link."""
        with self.visitor() as client:
            token = issue_token(self.settings.runtime_dir)
            assert client.get(f"/?token={token}").status_code == 200
            yield client

    def websocket(
        self,
        session: str | None,
        *,
        origin: str | None = "",
        host: str | None = None,
        **options: Any,
    ) -> ClientConnection:
        """Open ``/vnc`` as a page of this gateway would, or as the arguments say."""
        cookie = {} if session is None else {"Cookie": f"{self.cookie}={session}"}
        return connect(
            f"ws://{host or self.host}/vnc",
            sock=socket.create_connection(("127.0.0.1", self.settings.port), 20),
            origin=self.url.rstrip("/") if origin == "" else origin,
            additional_headers=cookie,
            **{"compression": None, "proxy": None, **options},
        )


@contextmanager
def serving(settings: Settings) -> Iterator[RunningGateway]:
    """Serve in a thread, on a free port."""
    listener = socket.create_server(("127.0.0.1", 0))
    settings = dataclasses.replace(settings, port=listener.getsockname()[1])
    server = GatewayServer(settings)
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()
    try:
        yield RunningGateway(settings)
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


def settings_in(folder: Path, **variables: str) -> Settings:
    """Return what these variables mean for a desktop in `folder`."""
    folders = {
        "VMT_RUNTIME_DIR": str(folder / "runtime"),
        "VMT_DATA_DIR": str(folder / "data"),
    }
    return Settings.from_environment(folders | variables)


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., RunningGateway]]:
    """Return a function that starts a gateway with the variables it is given."""
    with ExitStack() as stack:

        def start(**variables: str) -> RunningGateway:
            settings = settings_in(tmp_path, **variables)
            return stack.enter_context(serving(settings))

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
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("VMT_")
        }
        environment = {
            **kept,
            "VMT_PORT": str(port),
            "VMT_RUNTIME_DIR": str(tmp_path / "runtime"),
            "VMT_DATA_DIR": str(tmp_path / "data"),
            **variables,
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "vmt_desktop.gateway"],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
