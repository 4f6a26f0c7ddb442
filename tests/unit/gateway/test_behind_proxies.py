"""Behind real proxies that speak HTTPS, at a name of its own and under a path."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from subprocess import Popen
from typing import Any

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from certificates import make_certificate
from proxies import Proxy
from rfb_peers import ScriptedBrowser, ScriptedServer, raw_update

DESKTOP = 'id="desktop"'

RECIPES = [
    ("nginx", "name-of-its-own", "/"),
    ("nginx", "path", "/vmt/"),
    ("nginx", "users", "/user/ada/vmt/"),
    ("caddy", "path", "/vmt/"),
]


class Exposed:
    """A desktop behind a proxy, as its visitors reach it."""

    def __init__(self, port: int, path: str, certificate: Path) -> None:
        self.origin = f"https://localhost:{port}"
        self.url = self.origin + path
        self.trust = ssl.create_default_context(cafile=str(certificate))
        self.link = ""

    def visitor(self) -> httpx.Client:
        """Return a browser."""
        return httpx.Client(base_url=self.url, verify=self.trust, timeout=20)


@pytest.fixture(params=RECIPES, ids=lambda r: f"{r[0]}-{r[1]}")
def exposed(
    request: pytest.FixtureRequest,
    program: "Callable[..., Popen[str]]",
    free_port: int,
    tmp_path: Path,
) -> Iterator[Exposed]:
    """Give a desktop behind each of the proxies in turn."""
    language, name, path = request.param
    folder = tmp_path / "proxy"
    folder.mkdir()
    tls = make_certificate(tmp_path)
    proxy = Proxy(language, name, folder, tls, free_port)
    desktop = Exposed(proxy.port, path, tls[0])
    process = program(
        free_port, VMT_PUBLIC_URL=desktop.url, VMT_TRUSTED_PROXIES="127.0.0.1"
    )
    assert process.stdout is not None
    desktop.link = process.stdout.readline().split()[1]
    yield desktop
    proxy.close()


def test_the_page_connects_and_stays_ours_alone(
    exposed: Exposed, tmp_path: Path
) -> None:
    """Link, cookie, WebSocket and log-out work; other pages and strangers do not."""
    assert exposed.link.startswith(f"{exposed.url}?token=")
    with exposed.visitor() as client, closing(socket.socket(socket.AF_UNIX)) as vnc:
        answer = client.get(exposed.link)
        assert DESKTOP in answer.text
        assert "; Secure" in answer.headers["set-cookie"]
        assert client.get("session").json()["valid"]
        without_slash = client.get(exposed.url.rstrip("/"), follow_redirects=True)
        assert without_slash.url.path == httpx.URL(exposed.url).path
        assert DESKTOP in without_slash.text

        vnc.bind(str(tmp_path / "runtime" / "vnc.sock"))
        vnc.listen()
        [cookie] = client.cookies.jar
        address = exposed.url.replace("https://", "wss://") + "vnc"
        options: dict[str, Any] = {
            "ssl": exposed.trust,
            "additional_headers": {"Cookie": f"{cookie.name}={cookie.value}"},
            "proxy": None,
        }
        with connect(address, origin=exposed.origin, **options) as websocket:
            server = ScriptedServer(vnc.accept()[0])
            greeting = threading.Thread(target=server.greet)
            greeting.start()
            browser = ScriptedBrowser(websocket).greet()
            greeting.join()
            update = raw_update(4, 2, bytes(range(32)))
            server.connection.sendall(update)
            assert browser.receive(len(update)) == update
            server.connection.close()
        for origin in ("https://evil.example", exposed.origin + "0", None):
            with (
                pytest.raises(InvalidStatus, match="403"),
                connect(address, origin=origin, **options),
            ):
                pass
        del options["additional_headers"]
        with (
            pytest.raises(InvalidStatus, match="403"),
            connect(address, origin=exposed.origin, **options),
        ):
            pass

        foreign = {"Origin": "https://evil.example"}
        assert client.post("logout", headers=foreign).status_code == 403
        own = {"Origin": exposed.origin}
        assert client.post("logout", headers=own).status_code == 204
        assert not client.get("session").json()["valid"]


def test_who_guesses_behind_a_proxy_waits(exposed: Exposed) -> None:
    """The wait is that of the visitor's address, which the proxy tells."""
    own = {"Origin": exposed.origin, "X-Forwarded-For": "198.51.100.7"}
    with exposed.visitor() as client:
        statuses = [
            client.post("login", data={"token": "wrong"}, headers=own).status_code
            for _ in range(4)
        ]
    assert statuses == [403, 403, 403, 429]
