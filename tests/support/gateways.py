"""Real gateways: in a thread of the test, or as the program that they are."""

import dataclasses
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from websockets.sync.client import ClientConnection, connect

from vmt_desktop.gateway.server import GatewayServer
from vmt_desktop.login.tokens import issue_token
from vmt_desktop.settings import Settings


@dataclasses.dataclass(frozen=True)
class RunningGateway:
    """A gateway that serves, and how its visitors reach it."""

    settings: Settings
    stop: Callable[[], None]

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

    @property
    def login(self) -> str:
        """The field of the login form."""
        return "token" if self.settings.password is None else "password"

    def new_token(self) -> str:
        """Return a token that was not spent."""
        return issue_token(self.settings.runtime_dir)

    @contextmanager
    def logged_in(self) -> Iterator[httpx.Client]:
        """Give a browser that has opened a link."""
        with self.visitor() as client:
            assert client.get(f"/?token={self.new_token()}").status_code == 200
            yield client

    def websocket(
        self,
        session: str | None,
        *,
        origin: str | None = "",
        host: str | None = None,
        path: str = "/vnc",
        **options: Any,
    ) -> ClientConnection:
        """Open a WebSocket as a page of this gateway would, or as the arguments say."""
        cookie = {} if session is None else {"Cookie": f"{self.cookie}={session}"}
        return connect(
            f"ws://{host or self.host}{path}",
            sock=socket.create_connection(("127.0.0.1", self.settings.port), 20),
            origin=self.url.rstrip("/") if origin == "" else origin,
            additional_headers=cookie,
            **{"compression": None, "proxy": None, **options},
        )


@contextmanager
def serving(settings: Settings, port: int = 0) -> Iterator[RunningGateway]:
    """Serve in a thread, on a free port or a given one."""
    listener = socket.create_server(("127.0.0.1", port))
    settings = dataclasses.replace(settings, port=listener.getsockname()[1])
    server = GatewayServer(settings)
    thread = threading.Thread(target=server.run, args=([listener],))
    thread.start()

    def stop() -> None:
        server.stop()
        thread.join()
        listener.close()

    try:
        yield RunningGateway(settings, stop)
    finally:
        stop()


def settings_in(folder: Path, **variables: str) -> Settings:
    """Return what these variables mean for a desktop in `folder`."""
    folders = {
        "VMT_RUNTIME_DIR": str(folder / "runtime"),
        "VMT_DATA_DIR": str(folder / "data"),
    }
    return Settings.from_environment(folders | variables)


def start_program(folder: Path, port: int, **variables: str) -> subprocess.Popen[str]:
    """Start the gateway as the program that it is, for a desktop in `folder`."""
    # Without DISPLAY: screen and clipboard of whoever runs the tests are theirs.
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("VMT_") and name != "DISPLAY"
    }
    environment = {
        **kept,
        "VMT_PORT": str(port),
        "VMT_RUNTIME_DIR": str(folder / "runtime"),
        "VMT_DATA_DIR": str(folder / "data"),
        **variables,
    }
    return subprocess.Popen(
        [sys.executable, "-m", "vmt_desktop.gateway"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
