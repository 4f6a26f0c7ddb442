"""Those who are slow on purpose: each phase of a connection has a deadline."""

import select
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from certificates import make_certificate
from vmt_desktop.gateway import connections, tls_handshake
from vmt_desktop.gateway.connections import BODY_PORTION, HttpConnection, Phase

MOST_BYTES = 2000
"""So many are trickled before a test gives up: longer than any deadline here."""

PACE_SECONDS = 0.02


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every deadline a fraction of a second."""
    for phase in connections.PATIENCE:
        monkeypatch.setitem(connections.PATIENCE, phase, 0.3)
    monkeypatch.setattr(tls_handshake, "HANDSHAKE_SECONDS", 0.3)
    monkeypatch.setattr(connections, "STALL_SECONDS", 0.3)


def connect(gateway: Any) -> socket.socket:
    """Open a connection and say nothing."""
    return socket.create_connection(("127.0.0.1", gateway.settings.port), 20)


def is_hung_up(client: socket.socket) -> bool:
    """Return whether the gateway has closed, reading what it said before."""
    try:
        while select.select([client], [], [], PACE_SECONDS)[0]:
            if not client.recv(65536):
                return True
    except ConnectionError:
        return True
    return False


def trickle(client: socket.socket, endless: Iterator[bytes]) -> int | None:
    """Send byte after byte; return how many it took until the gateway hung up."""
    for count, byte in zip(range(MOST_BYTES), endless, strict=False):
        if is_hung_up(client):
            return count
        try:
            client.sendall(byte)
        except OSError:
            return count
    return None


def forever(byte: bytes) -> Iterator[bytes]:
    """Yield the same byte for ever."""
    while True:
        yield byte


HEAD = b"GET / HTTP/1.1\r\nHost: localhost\r\n"
UPGRADE = (
    b"GET /vnc HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
    b"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nX-Long: "
)
FORM = (
    b"POST /login HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 60000\r\n\r\n"
)
CHUNKED = (
    b"POST /login HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n"
)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    "start",
    [b"", HEAD, HEAD + b"X-Long: ", UPGRADE, FORM, CHUNKED],
    ids=["request line", "headers", "header", "WebSocket", "body", "chunk size"],
)
def test_a_trickle_is_cut_off(gateway: Any, start: bytes) -> None:
    """A byte now and then keeps nothing open, before and after the headers."""
    with connect(gateway) as client:
        client.sendall(start)
        count = trickle(client, forever(b"0"))
        assert count is not None, "the connection stays open for ever"
        assert count > 2, "the deadline is that of the whole, not of a byte"


@pytest.mark.usefixtures("impatient")
def test_an_upload_that_trickles_is_cut_off(serve: Callable[..., Any]) -> None:
    """It may have any size, but not take any time."""
    gateway = serve(VMT_AUTH="none")
    start = FORM.replace(b"POST /login", b"PUT /api/files/logs/large.db")
    start = start.replace(b"//localhost", f"//{gateway.host}".encode())
    start = start.replace(b"Host: localhost", f"Host: {gateway.host}".encode())
    with connect(gateway) as client:
        client.sendall(start)
        assert (trickle(client, forever(b"0")) or 0) > 2


@pytest.mark.usefixtures("impatient")
def test_silence_is_cut_off(gateway: Any) -> None:
    """Whoever connects and says nothing does not stay."""
    with connect(gateway) as client:
        assert trickle(client, forever(b"")) is not None


@pytest.mark.usefixtures("impatient")
def test_a_trickle_after_an_answer_is_cut_off(gateway: Any) -> None:
    """The rest of a body that was refused, and the next request: a byte a time."""
    refused = FORM.replace(b"Origin: http://localhost\r\n", b"")
    whole = HEAD + b"\r\n"
    for start in (refused, whole):
        with connect(gateway) as client:
            client.sendall(start)
            assert client.recv(12).startswith(b"HTTP/1.1 ")
            assert trickle(client, forever(b"a")) is not None


def test_a_kept_connection_is_closed_when_nothing_follows(
    serve: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """After an answer there is a short time for the next request."""
    monkeypatch.setattr("vmt_desktop.gateway.server.KEEP_ALIVE_SECONDS", 0.3)
    with connect(serve()) as client:
        client.sendall(HEAD + b"\r\n")
        assert client.recv(12) == b"HTTP/1.1 200"
        assert trickle(client, forever(b"")) is not None


@pytest.mark.usefixtures("impatient")
def test_a_tls_handshake_that_never_ends_is_cut_off(
    serve: Callable[..., Any], tmp_path: Path
) -> None:
    """Silence, and a greeting that comes byte by byte."""
    certificate, key = make_certificate(tmp_path)
    gateway = serve(VMT_TLS_CERT=str(certificate), VMT_TLS_KEY=str(key))
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    client_side = ssl.create_default_context().wrap_bio(
        incoming, outgoing, server_hostname="localhost"
    )
    with pytest.raises(ssl.SSLWantReadError):
        client_side.do_handshake()
    greeting = outgoing.read()
    for said in (forever(b""), (greeting[i : i + 1] for i in range(len(greeting) - 1))):
        with connect(gateway) as client:
            assert trickle(client, said) is not None
    with connect(gateway) as client:
        client.sendall(HEAD)
        assert trickle(client, forever(b"")) is not None, "plain HTTP is no handshake"


@pytest.mark.usefixtures("impatient")
def test_an_upload_that_goes_on_is_not_cut_off(
    gateway: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A body may take much longer than the deadline of a portion of it."""
    monkeypatch.setitem(connections.PATIENCE, Phase.BODY, 0.5)
    with connect(gateway) as client:
        client.sendall(FORM)
        for _ in range(60000 // BODY_PORTION):
            for part in range(8):
                assert not is_hung_up(client)
                client.sendall(bytes(BODY_PORTION // 8) if part else b"p" * 1024)
        client.sendall(bytes(60000 % BODY_PORTION))
        assert client.recv(12) == b"HTTP/1.1 400", "it came whole, and is no form"


@pytest.mark.usefixtures("impatient")
def test_who_does_not_read_his_answer_is_hung_up_on(
    serve: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A download that nobody takes does not stay in memory for ever."""
    lost = threading.Event()
    connection_lost = HttpConnection.connection_lost

    def tell(connection: HttpConnection, error: Exception | None) -> None:
        connection_lost(connection, error)
        lost.set()

    monkeypatch.setattr(HttpConnection, "connection_lost", tell)
    gateway = serve(VMT_AUTH="none")
    logs = tmp_path / "data" / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    with (logs / "large.db").open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    with connect(gateway) as client:
        client.sendall(
            b"GET /api/files/logs/large.db HTTP/1.1\r\nHost: localhost\r\n\r\n"
        )
        assert client.recv(12) == b"HTTP/1.1 200"
        assert lost.wait(20), "the download waits for ever"
