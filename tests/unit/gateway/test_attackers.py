"""What an attacker tries, on every route that there is and ever will be."""

import itertools
import re
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from starlette.routing import Route, WebSocketRoute
from websockets.exceptions import ConnectionClosed, InvalidStatus

from gateways import serving, settings_in
from vmt_desktop.gateway.application import create_rooms
from vmt_desktop.gateway.bodies import LARGEST_BODY_BYTES
from vmt_desktop.gateway.server import LARGEST_MESSAGE_BYTES

SAFE = {"GET", "HEAD"}

OPEN_TO_STRANGERS = {
    ("GET", "/"): "shows the login form",
    ("GET", "/login"): "leads to it",
    ("POST", "/login"): "is the login",
    ("POST", "/logout"): "ends a session, if there is one",
    ("GET", "/session"): "says whether there is one",
    ("GET", "/healthz"): "says whether the desktop answers",
    ("GET", "/metrics"): "tells figures to this machine, see test_metrics.py",
    ("GET", "/watch"): "asks for the link to watch",
}
"""All that needs no session."""

FOREIGN_ORIGINS = (
    None,
    "null",
    "http://evil.example",
    "http://localhost.evil.example:{port}",
    "http://localhost:{port}.evil.example",
    "http://localhost",
    "http://localhost:1",
    "http://127.0.0.1:{port}",
    "http://user@localhost:{port}",
    "http://localhost:{port}/",
    "http://localhost:{port}, http://evil.example",
    "ws://localhost:{port}",
    "localhost:{port}",
    "file://",
)


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Give a gateway with every room open."""
    folder = tmp_path_factory.mktemp("watched")
    with serving(settings_in(folder, VMT_SHARE="view")) as gateway:
        yield gateway


def rooms(folder: Path) -> list[Any]:
    """Return every route of a gateway with every room open."""
    return list(create_rooms(settings_in(folder, VMT_SHARE="view")).routes)


def requests(folder: Path) -> set[tuple[str, str]]:
    """Return each method and path that is answered, names in the path filled in."""
    return {
        (method, route.path)
        for route in rooms(folder)
        if isinstance(route, Route)
        for method in route.methods or ()
    }


def websockets(folder: Path) -> set[str]:
    """Return the path of each WebSocket."""
    return {route.path for route in rooms(folder) if isinstance(route, WebSocketRoute)}


def filled(path: str) -> str:
    """Return a path with something in the place of its parameters."""
    return re.sub(r"\{path(:\w+)?\}", "logs/run.db", path)


def test_the_routes_are_what_these_tests_think(tmp_path: Path) -> None:
    """Nothing hides in a mount, and no parameter is left unfilled."""
    assert all(isinstance(r, Route | WebSocketRoute) for r in rooms(tmp_path))
    assert {"/vnc", "/events"} <= websockets(tmp_path)
    assert ("POST", "/login") in requests(tmp_path)
    assert not any("{" in filled(path) for _, path in requests(tmp_path))


def test_what_changes_something_is_refused_to_other_pages(
    watched: Any, tmp_path: Path
) -> None:
    """With the visitor's cookie, but from another site's page, or from none: 403."""
    changing = {(m, p) for m, p in requests(tmp_path) if m not in SAFE}
    assert changing
    port = watched.settings.port
    with watched.logged_in() as client:
        for (method, path), origin in itertools.product(changing, FOREIGN_ORIGINS):
            headers = {} if origin is None else {"Origin": origin.format(port=port)}
            answer = client.request(method, filled(path), headers=headers)
            assert answer.status_code == 403, (method, path, origin)
        assert client.get("/session").json()["valid"], "nothing has happened"


def test_every_websocket_is_refused_to_other_pages(
    watched: Any, tmp_path: Path
) -> None:
    """With the visitor's cookie, but from another site's page, or from none: 403."""
    with watched.logged_in() as client:
        session = client.cookies[watched.cookie]
    origins = [o and o.format(port=watched.settings.port) for o in FOREIGN_ORIGINS]
    for path, origin in itertools.product(websockets(tmp_path), origins):
        assert refusal(watched, path, session, origin) == 403, (path, origin)


def refusal(gateway: Any, path: str, session: str | None, origin: str | None) -> int:
    """Return the status with which a WebSocket is refused; 101 if it is not."""
    try:
        with gateway.websocket(session, origin=origin, path=path):
            return 101
    except InvalidStatus as error:
        return int(error.response.status_code)


def test_everything_else_asks_for_a_session(watched: Any, tmp_path: Path) -> None:
    """401 before anything is looked at; what strangers may ask is on a short list."""
    closed = {
        (method, path)
        for method, path in requests(tmp_path)
        if ("GET" if method == "HEAD" else method, path) not in OPEN_TO_STRANGERS
    }
    origin = watched.url.rstrip("/")
    with watched.visitor() as stranger:
        for cookie in (None, "wrong", "../tokens", "A" * 75):
            stranger.cookies.clear()
            if cookie is not None:
                stranger.cookies.set(watched.cookie, cookie)
            for method, path in closed:
                answer = stranger.request(
                    method, filled(path), headers={"Origin": origin}
                )
                assert answer.status_code == 401, (method, path)
    for path in websockets(tmp_path):
        assert refusal(watched, path, None, origin) == 403, path
        assert refusal(watched, path, "wrong", origin) == 403, path


@pytest.mark.parametrize("host", ["evil.example", "evil.example:6080", "192.168.1.4"])
def test_a_rebound_name_reaches_no_route_without_a_login(
    serve: Callable[..., Any], tmp_path: Path, host: str
) -> None:
    """The page of an attacker whose name leads here is refused on everything."""
    gateway = serve(VMT_AUTH="none")
    origin = f"http://{host}"
    with gateway.visitor() as client:
        for method, path in requests(tmp_path):
            headers = {"Host": host, "Origin": origin}
            answer = client.request(method, filled(path), headers=headers)
            assert answer.status_code == 421, (method, path)
    for path in websockets(tmp_path):
        assert raw_handshake(gateway, path, host, origin) == 421, path


def raw_handshake(gateway: Any, path: str, host: str, origin: str) -> int:
    """Ask for a WebSocket under a name that leads here; return the status."""
    request = (
        f"GET {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: {origin}\r\n"
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", gateway.settings.port), 20) as client:
        client.sendall(request.encode())
        return int(client.recv(65536).split()[1])


def test_a_planted_session_is_never_adopted(serve: Callable[..., Any]) -> None:
    """Each login gives a secret of its own, whatever cookie the browser came with."""
    for variables in ({}, {"VMT_PASSWORD": "right"}):
        gateway = serve(**variables)
        origin = {"Origin": gateway.url.rstrip("/")}
        secrets = set()
        with gateway.visitor() as client:
            for planted in ("planted", "A" * 75, "B" * 43):
                client.cookies.clear()
                client.cookies.set(gateway.cookie, planted)
                answer = client.get(f"/?token={gateway.new_token()}")
                secrets.add(secret := cookie_in(answer))
                assert planted not in answer.headers["set-cookie"]
                # Logging in again while logged in gives another one, too.
                client.cookies.clear()
                client.cookies.set(gateway.cookie, secret)
                form = {
                    gateway.login: gateway.new_token() if not variables else "right"
                }
                answer = client.post("/login", data=form, headers=origin)
                secrets.add(cookie_in(answer))
        assert len(secrets) == 6


def cookie_in(answer: Any) -> str:
    """Return the secret that an answer gives to the browser."""
    return str(answer.headers["set-cookie"]).partition("=")[2].partition(";")[0]


TRAVERSALS = [
    "../runtime/tokens",
    "..%2fruntime%2ftokens",
    "%2e%2e/runtime/tokens",
    "%2e%2e%2fruntime",
    "logs/../../runtime",
    "logs/..%2f..%2fruntime",
    "..%5cruntime",
    "..%c0%afruntime",
    "%252e%252e%252fruntime",
    "/etc/passwd",
    "%2fetc%2fpasswd",
    "//etc/passwd",
    "logs/%00/../../../etc/passwd",
    "./../../etc/passwd",
    "logs/....//....//etc/passwd",
]


@pytest.mark.parametrize("path", TRAVERSALS)
def test_nothing_outside_the_data_folder_is_reached(watched: Any, path: str) -> None:
    """However the way out is written: an answer that is no success, and no content."""
    with watched.logged_in() as client:
        secret = client.cookies[watched.cookie]
    for method in ("GET", "PUT", "DELETE"):
        answer = raw(watched, method, f"/api/files/{path}", secret)
        status = int(answer.split()[1])
        assert 400 <= status < 500, (method, answer)
        assert b"root:" not in answer
    assert (watched.settings.runtime_dir / "tokens").is_dir()


@pytest.mark.parametrize("path", [f"/{path}" for path in TRAVERSALS] + ["/.git/config"])
def test_there_are_no_files_at_the_root(watched: Any, path: str) -> None:
    """Nothing is served from a folder but the data folder's content."""
    with watched.logged_in() as client:
        secret = client.cookies[watched.cookie]
    assert int(raw(watched, "GET", path, secret).split()[1]) in {400, 404}


def raw(
    gateway: Any, method: str, path: str, secret: str, length: str = "Content-Length: 0"
) -> bytes:
    """Send a request as it stands here; clients would tidy up its path."""
    request = (
        f"{method} {path} HTTP/1.1\r\nHost: {gateway.host}\r\nConnection: close\r\n"
        f"Origin: http://{gateway.host}\r\nCookie: {gateway.cookie}={secret}\r\n"
        f"{length}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", gateway.settings.port), 20) as client:
        client.sendall(request.encode())
        answer = b""
        while chunk := client.recv(65536):
            answer += chunk
        return answer


def test_a_body_beyond_its_purpose_is_refused(watched: Any, tmp_path: Path) -> None:
    """413 at once by its length, and as soon as too much of it has come."""
    origin = {"Origin": watched.url.rstrip("/")}
    changing = {
        (method, path)
        for method, path in requests(tmp_path)
        if method not in SAFE and "/api/files" not in path
    }

    with watched.logged_in() as client:
        secret = client.cookies[watched.cookie]
        for method, path in changing:
            announced = f"Content-Length: {LARGEST_BODY_BYTES + 1}"
            answer = raw(watched, method, filled(path), secret, announced)
            assert answer.startswith(b"HTTP/1.1 413 "), (method, path)
            assert b"larger than 2 MiB" in answer

        def without_length() -> Iterator[bytes]:
            yield from itertools.repeat(bytes(65536), LARGEST_BODY_BYTES // 65536 + 16)

        kind = {"Content-Type": "text/plain; charset=utf-8"}
        path = "/api/clipboard"
        answer = client.put(path, content=without_length(), headers=origin | kind)
        assert answer.status_code in {403, 404, 413}


def test_no_rfb_byte_passes_before_the_login(gateway: Any, peer: Any) -> None:
    """Neither in the same packet as the handshake nor after its refusal."""
    handshake = (
        f"GET /vnc HTTP/1.1\r\nHost: {gateway.host}\r\nOrigin: http://{gateway.host}\r\n"
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    ).encode()
    masked = b"\x82\x8c" + bytes(4) + b"RFB 003.008\n"
    for start in (handshake + masked, b"RFB 003.008\n\n", b"RFB 003.008\n" + handshake):
        with socket.create_connection(
            ("127.0.0.1", gateway.settings.port), 20
        ) as client:
            client.sendall(start)
            answer = b""
            try:
                while chunk := client.recv(65536):
                    answer += chunk
            except ConnectionError:
                pass
        assert answer.startswith((b"HTTP/1.1 403 ", b"HTTP/1.1 400 "))
        assert b"RFB" not in answer
        assert not peer.was_reached()


@pytest.mark.parametrize("size", [LARGEST_MESSAGE_BYTES + 1, 2**40])
def test_a_frame_that_is_too_large_is_never_waited_for(
    gateway: Any, peer: Any, session: str, size: int
) -> None:
    """Its announced length alone ends the connection, with 1009."""
    with gateway.websocket(session) as websocket:
        peer.accept()
        head = b"\x82\xff" + size.to_bytes(8, "big") + bytes(4)
        websocket.socket.sendall(head)
        with pytest.raises(ConnectionClosed) as closed:
            websocket.recv(timeout=20)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1009


@pytest.mark.parametrize(
    "start",
    [
        b"GET /" + b"x" * 40_000,
        b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X-A: b\r\n" * 5000,
        b"GET / HTTP/1.1\r\nHost: localhost\r\nCookie: " + b"a=b; " * 8000,
        b"POST /login HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
        + b"0" * 40_000,
    ],
    ids=["target", "many headers", "cookies", "chunk header"],
)
def test_oversized_headers_end_the_connection(gateway: Any, start: bytes) -> None:
    """An error, and nothing more is read."""
    with socket.create_connection(("127.0.0.1", gateway.settings.port), 20) as client:
        client.sendall(start)
        answer = b""
        try:
            while chunk := client.recv(65536):
                answer += chunk
        except ConnectionError:
            pass
    assert answer.startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 403 ", b"HTTP/1.1 431 "))


@pytest.mark.parametrize(
    "rest",
    [
        b"X-Long: " + b"x" * 9000 + b"\r\n\r\n",
        b"X-A: b\r\n" * 150 + b"\r\n",
        b"Content-Length: 3\r\n\r\nabc",
        b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
    ids=["long line", "many headers", "body", "chunks"],
)
def test_a_handshake_that_is_none_ends_the_connection(
    gateway: Any, rest: bytes
) -> None:
    """It may be good HTTP; no WebSocket begins with it, and nobody waits for more."""
    start = (
        f"GET /events HTTP/1.1\r\nHost: {gateway.host}\r\n"
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\n"
    ).encode()
    with socket.create_connection(("127.0.0.1", gateway.settings.port), 20) as client:
        client.sendall(start + rest)
        answer = b""
        while chunk := client.recv(65536):
            answer += chunk
    assert answer.startswith(b"HTTP/1.1 400 ")


def test_requests_cannot_be_smuggled(gateway: Any) -> None:
    """What two servers in a row might read differently is refused."""
    for headers in (
        "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "Content-Length: 5\r\nContent-Length: 6",
        "Content-Length: +5",
        "Content-Length: 5, 6",
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding : chunked",
        " Folded: x",
    ):
        request = f"POST /login HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n\r\nabcde"
        address = ("127.0.0.1", gateway.settings.port)
        with socket.create_connection(address, 20) as client:
            client.sendall(request.encode())
            client.shutdown(socket.SHUT_WR)
            status = client.recv(65536).split()[1]
        assert status in {b"400", b"421", b"501"}, headers


def test_a_forwarded_address_is_believed_from_nobody(gateway: Any) -> None:
    """By default X-Forwarded-* changes neither the scheme nor the cookie."""
    told = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}
    with gateway.visitor() as client:
        answer = client.get(f"/?token={gateway.new_token()}", headers=told)
    assert "secure" not in answer.headers["set-cookie"].lower()


def test_an_answer_repeats_nothing_of_an_attackers_request(gateway: Any) -> None:
    """A link with a script in it comes back as a form without it."""
    script = "<script>alert(1)</script>"
    with gateway.visitor() as client:
        for path in (
            f"/?token={quote(script)}",
            f"/{quote(script)}",
            "/session?x=" + script,
        ):
            assert "<script>alert" not in client.get(path).text


def test_nobody_fills_the_log(program: Callable[..., Any], free_port: int) -> None:
    """What is no HTTP, an upgrade to nothing, half a form: not a line is printed."""
    process = program(free_port)
    assert process.stdout is not None
    process.stdout.readline()
    head = b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n"
    kind = b"Content-Type: application/x-www-form-urlencoded\r\n"
    upgrade = b"Host: localhost\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n"
    for start in (
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + upgrade,
        head + b"\r\nhalf",
        head + kind + b"Origin: http://localhost\r\n\r\nhalf",
    ):
        with socket.create_connection(("127.0.0.1", free_port), 20) as client:
            client.sendall(start)
            client.shutdown(socket.SHUT_WR)
            while client.recv(65536):
                pass
    process.terminate()
    assert process.communicate(timeout=20) == ("", "")
