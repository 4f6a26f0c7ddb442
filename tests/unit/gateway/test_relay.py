"""The relay: every byte, in both directions, for those who may, until the end."""

import hashlib
import random
import socket
import threading
from contextlib import suppress
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

MEGABYTE = 1024 * 1024


def noise(size: int, seed: int) -> bytes:
    """Return bytes in which a lost or doubled one is noticed."""
    return random.Random(seed).randbytes(size)


def receive_exactly(connection: socket.socket, size: int) -> bytes:
    """Read from the unix socket."""
    received = bytearray()
    while len(received) < size:
        chunk = connection.recv(min(MEGABYTE, size - len(received)))
        if not chunk:
            break
        received += chunk
    return bytes(received)


def test_ten_megabytes_arrive_unchanged_both_ways(
    gateway: Any, peer: Any, session: str
) -> None:
    """Both directions at the same time, in messages of every size."""
    size = 10 * MEGABYTE
    to_vnc, to_browser = noise(size, 1), noise(size, 2)
    received: dict[str, bytes] = {}
    with gateway.websocket(session, max_size=None) as browser:
        vnc = peer.accept()

        def vnc_reads() -> None:
            received["vnc"] = receive_exactly(vnc, size)

        def browser_sends() -> None:
            sizes = random.Random(3)
            position = 0
            while position < size:
                step = sizes.choice((1, 6, 10, 4096, 65536, 500_000))
                browser.send(to_vnc[position : position + step])
                position += step

        threads = [
            threading.Thread(target=vnc_reads),
            threading.Thread(target=browser_sends),
            threading.Thread(target=vnc.sendall, args=(to_browser,)),
        ]
        for thread in threads:
            thread.start()
        parts = []
        while sum(map(len, parts)) < size:
            parts.append(browser.recv(timeout=20))
        for thread in threads:
            thread.join()
    assert (
        hashlib.sha256(b"".join(parts)).digest() == hashlib.sha256(to_browser).digest()
    )
    assert hashlib.sha256(received["vnc"]).digest() == hashlib.sha256(to_vnc).digest()


def test_a_slow_browser_holds_the_vnc_server_back(
    gateway: Any, peer: Any, session: str
) -> None:
    """What it does not read is not piled up, and nothing of it is lost."""
    chunk = noise(MEGABYTE, 4)
    with gateway.websocket(session, max_size=None, max_queue=1) as browser:
        vnc = peer.accept()
        vnc.settimeout(1)
        sent = 0
        with suppress(TimeoutError):
            while sent < 200 * MEGABYTE:
                sent += vnc.send(chunk[sent % MEGABYTE :])
        assert sent < 30 * MEGABYTE
        received = hashlib.sha256()
        count = 0
        while count < sent:
            part = browser.recv(timeout=20)
            received.update(part)
            count += len(part)
    expected = (chunk * (sent // MEGABYTE + 1))[:sent]
    assert received.digest() == hashlib.sha256(expected).digest()


def test_a_slow_vnc_server_holds_the_browser_back(
    gateway: Any, peer: Any, session: str
) -> None:
    """The same in the other direction."""
    chunk = noise(64 * 1024, 5)
    with gateway.websocket(session) as browser:
        vnc = peer.accept()
        browser.socket.settimeout(1)
        sent = 0
        with suppress(TimeoutError, ConnectionClosed):
            while sent < 200 * MEGABYTE:
                browser.send(chunk)
                sent += len(chunk)
        assert sent < 30 * MEGABYTE
        assert receive_exactly(vnc, len(chunk)) == chunk


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "null",
        "http://evil.example",
        "http://localhost",
        "http://localhost:1",
        "http://127.0.0.1:{port}",
        "http://localhost:{port}.evil.example",
        "http://user@localhost:{port}",
        "ws://localhost:{port}",
        "localhost:{port}",
    ],
)
def test_another_page_gets_no_websocket(
    gateway: Any, peer: Any, session: str, origin: str | None
) -> None:
    """With the visitor's own cookie, but not from our page: 403, and no VNC byte."""
    if origin is not None:
        origin = origin.format(port=gateway.settings.port)
    with (
        pytest.raises(InvalidStatus) as refusal,
        gateway.websocket(session, origin=origin),
    ):
        pass
    assert refusal.value.response.status_code == 403
    assert not peer.was_reached()


@pytest.mark.parametrize("who", [None, "", "wrong", "../tokens"])
def test_without_a_session_there_is_no_websocket(
    gateway: Any, peer: Any, who: str | None
) -> None:
    """403 before the handshake, and the VNC server is not even asked."""
    with pytest.raises(InvalidStatus) as refusal, gateway.websocket(who):
        pass
    response = refusal.value.response
    assert response.status_code == 403
    assert "frame-ancestors 'none'" in response.headers["content-security-policy"]
    assert not peer.was_reached()


def test_behind_a_proxy_with_https_the_page_may_connect(
    gateway: Any, peer: Any, session: str
) -> None:
    """A page from https://name is ours if its requests say Host: name."""
    with gateway.websocket(
        session, origin="https://desktop.example", host="desktop.example"
    ) as browser:
        peer.accept().sendall(b"RFB 003.008\n")
        assert browser.recv(timeout=20) == b"RFB 003.008\n"


def test_binary_is_agreed_upon_if_asked_for(
    gateway: Any, peer: Any, session: str
) -> None:
    """The page may name the subprotocol; compression is never agreed upon."""
    with gateway.websocket(
        session, subprotocols=["chat", "binary"], compression="deflate"
    ) as browser:
        assert browser.subprotocol == "binary"
        assert "sec-websocket-extensions" not in browser.response.headers
    with gateway.websocket(session) as browser:
        assert browser.subprotocol is None


def read_on(browser: Any) -> None:
    """Read until the connection ends."""
    while True:
        browser.recv(timeout=20)


def ending(browser: Any) -> tuple[int, str]:
    """Return code and reason with which the gateway closes."""
    with pytest.raises(ConnectionClosed) as closed:
        read_on(browser)
    assert closed.value.rcvd is not None
    return closed.value.rcvd.code, closed.value.rcvd.reason


def test_before_the_vnc_server_starts_the_page_is_told_so(
    gateway: Any, session: str
) -> None:
    """The WebSocket opens and closes with 1013, "try again later"."""
    with gateway.websocket(session) as browser:
        assert ending(browser) == (1013, "the VNC server is not there yet")


def test_the_end_of_the_vnc_server_is_told_after_its_last_byte(
    gateway: Any, peer: Any, session: str
) -> None:
    """What it sent before it died arrives; then the close says 1012, "restart"."""
    last_words = noise(3 * MEGABYTE, 6)
    with gateway.websocket(session, max_size=None) as browser:
        vnc = peer.accept()

        def speak_and_die() -> None:
            vnc.sendall(last_words)
            vnc.close()

        thread = threading.Thread(target=speak_and_die)
        thread.start()
        parts = []
        while sum(map(len, parts)) < len(last_words):
            parts.append(browser.recv(timeout=20))
        assert b"".join(parts) == last_words
        assert ending(browser) == (1012, "the VNC server ended")
        thread.join()


def test_when_the_browser_leaves_the_vnc_server_is_told(
    gateway: Any, peer: Any, session: str
) -> None:
    """Its last bytes arrive, then the end."""
    with gateway.websocket(session) as browser:
        vnc = peer.accept()
        browser.send(b"goodbye")
    assert receive_exactly(vnc, 7) == b"goodbye"
    assert vnc.recv(1) == b""


def test_text_is_refused(gateway: Any, peer: Any, session: str) -> None:
    """RFB is binary; a text message ends the connection with 1003."""
    with gateway.websocket(session) as browser:
        vnc = peer.accept()
        browser.send("hello")
        assert ending(browser) == (1003, "RFB is binary")
    assert vnc.recv(1) == b""


def test_an_oversized_message_is_refused(gateway: Any, peer: Any, session: str) -> None:
    """Above a megabyte the connection ends with 1009."""
    with gateway.websocket(session) as browser:
        vnc = peer.accept()
        browser.send(b"x" * (MEGABYTE + 1))
        assert ending(browser)[0] == 1009
    assert vnc.recv(1) == b""


def test_logging_out_closes_the_session_s_websockets_only(
    gateway: Any, peer: Any, session: str
) -> None:
    """Every tab of the visitor is told with 4401; another visitor stays."""
    with (
        gateway.logged_in() as other_client,
        gateway.websocket(session) as first,
        gateway.websocket(session) as second,
        gateway.websocket(other_client.cookies[gateway.cookie]) as other,
        gateway.visitor() as client,
    ):
        vnc = [peer.accept() for _ in range(3)][-1]
        client.cookies.set(gateway.cookie, session)
        client.post("/logout", headers={"Origin": gateway.url.rstrip("/")})
        assert ending(first) == (4401, "logged out")
        assert ending(second) == (4401, "logged out")
        vnc.sendall(b"still here")
        assert other.recv(timeout=20) == b"still here"
    with pytest.raises(InvalidStatus), gateway.websocket(session):
        pass
