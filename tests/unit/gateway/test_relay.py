"""The relay: pictures one way, input the other, for those who may, until the end."""

import random
import struct
import threading
from contextlib import suppress
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from rfb_peers import (
    CONTINUOUS_UPDATES,
    FENCE,
    TIGHT,
    ScriptedBrowser,
    ScriptedServer,
    key,
    pointer,
    raw_update,
    set_encodings,
    update_request,
)

MEGABYTE = 1024 * 1024
FENCE_BEHIND_A_PICTURE = struct.pack(">B3xIB", 248, 1 << 31 | 1, 1) + b"\1"
ANSWER = struct.pack(">B3xIB", 248, 1, 1) + b"\1"
SHIFT = 0xFFE1


def noise(size: int, seed: int) -> bytes:
    """Return bytes in which a lost or doubled one is noticed."""
    return random.Random(seed).randbytes(size)


def joined(websocket: Any, peer: Any) -> tuple[ScriptedBrowser, ScriptedServer]:
    """Return both ends after they have greeted."""
    server = ScriptedServer(peer.accept())
    thread = threading.Thread(target=server.greet)
    thread.start()
    browser = ScriptedBrowser(websocket).greet()
    thread.join()
    return browser, server


def test_pictures_and_input_arrive_unchanged(
    gateway: Any, peer: Any, session: str
) -> None:
    """Both directions at the same time, in pieces of every size."""
    pixels = noise(4 * 1000 * 700, 1)
    update = raw_update(1000, 700, pixels)
    presses = b"".join(key(1 + i % 500, down=i % 2 == 0) for i in range(20_000))
    with gateway.websocket(session, max_size=None) as websocket:
        browser, server = joined(websocket, peer)
        received: dict[str, bytes] = {}

        def server_reads() -> None:
            received["presses"] = server.receive(len(presses))

        def browser_sends() -> None:
            sizes = random.Random(3)
            position = 0
            while position < len(presses):
                step = sizes.choice((1, 6, 8, 4096, 65536))
                websocket.send(presses[position : position + step])
                position += step

        threads = [
            threading.Thread(target=server_reads),
            threading.Thread(target=browser_sends),
            threading.Thread(target=server.connection.sendall, args=(update,)),
        ]
        for thread in threads:
            thread.start()
        assert browser.receive(len(update)) == update
        for thread in threads:
            thread.join()
    assert received["presses"] == presses


def test_the_relay_asks_in_the_browser_s_place(
    gateway: Any, peer: Any, session: str
) -> None:
    """After one EnableContinuousUpdates pictures come without a request, fenced."""
    update = raw_update(4, 2, noise(32, 1))
    request = update_request(4, 2, incremental=True)
    with gateway.websocket(session) as websocket:
        browser, server = joined(websocket, peer)
        websocket.send(set_encodings(TIGHT, FENCE, CONTINUOUS_UPDATES))
        assert server.receive(8) == set_encodings(TIGHT)
        assert browser.receive(1) == bytes([150]), "it is offered"
        websocket.send(struct.pack(">BBHHHH", 150, 1, 0, 0, 4, 2))
        for _ in range(3):
            assert server.receive(10) == request
            server.connection.sendall(update)
            answer = browser.receive(len(update) + 10)
            assert answer == update + FENCE_BEHIND_A_PICTURE
            websocket.send(ANSWER)


def test_a_browser_that_reads_nothing_gets_no_more_pictures(
    gateway: Any, peer: Any, session: str
) -> None:
    """Few are on their way; the VNC server is not asked for more, and not kept."""
    update = raw_update(500, 500, noise(MEGABYTE, 1)[: 4 * 500 * 500])
    with gateway.websocket(session, max_size=None, max_queue=1) as websocket:
        _, server = joined(websocket, peer)
        websocket.send(set_encodings(TIGHT, FENCE, CONTINUOUS_UPDATES))
        websocket.send(struct.pack(">BBHHHH", 150, 1, 0, 0, 4, 2))
        server.receive(8)
        server.connection.settimeout(1)
        answered = 0
        with suppress(TimeoutError):
            while server.receive(10):
                server.connection.sendall(update)
                answered += 1
        assert 1 <= answered <= 4


def test_a_slow_vnc_server_holds_the_browser_back(
    gateway: Any, peer: Any, session: str
) -> None:
    """What it does not take is not piled up."""
    presses = key(0x61, down=True) * 8192
    with gateway.websocket(session) as websocket:
        _, server = joined(websocket, peer)
        websocket.socket.settimeout(1)
        sent = 0
        with suppress(TimeoutError, ConnectionClosed):
            while sent < 200 * MEGABYTE:
                websocket.send(presses)
                sent += len(presses)
        assert sent < 30 * MEGABYTE
        assert server.receive(len(presses)) == presses


def test_keys_and_buttons_come_up_when_the_browser_is_gone(
    gateway: Any, peer: Any, session: str
) -> None:
    """Nobody finds a desktop on which Shift is down."""
    pressed = key(SHIFT, down=True) + pointer(1, 7, 8)
    with gateway.websocket(session) as websocket:
        _, server = joined(websocket, peer)
        websocket.send(pressed)
        assert server.receive(len(pressed)) == pressed
    assert server.receive(14) == key(SHIFT, down=False) + pointer(0, 7, 8)
    assert server.receive(1) == b""


def test_what_has_ways_of_its_own_does_not_reach_the_vnc_server(
    gateway: Any, peer: Any, session: str
) -> None:
    """Cut text, sizes, machine control, and encodings that nobody follows."""
    text = struct.pack(">B3xI", 6, 5) + b"hello"
    size = struct.pack(">BxHHBx", 251, 8, 8, 1) + bytes(16)
    power = struct.pack(">BxBB", 250, 1, 2)
    with gateway.websocket(session) as websocket:
        _, server = joined(websocket, peer)
        websocket.send(text + size + power + set_encodings(16, 5, TIGHT, -308, -257))
        assert server.receive(8) == set_encodings(TIGHT)


@pytest.mark.parametrize(
    ("said", "word"),
    [
        (b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "GET"),
        (b"RFB 003.003\n", "003.003"),
    ],
)
def test_bytes_of_another_protocol_end_it_before_the_vnc_server_sees_one(
    gateway: Any, peer: Any, session: str, said: bytes, word: str
) -> None:
    """The gateway greets both sides itself: 1002, and what came is named."""
    with gateway.websocket(session) as websocket:
        server = ScriptedServer(peer.accept())
        thread = threading.Thread(target=server.greet)
        thread.start()
        websocket.send(said)
        code, reason = ending(websocket)
        thread.join()
    assert (code, word in reason) == (1002, True)
    assert server.receive(1) == b""


def test_a_message_that_does_not_exist_ends_it(
    gateway: Any, peer: Any, session: str
) -> None:
    """1002, and nothing behind it is handed on."""
    with gateway.websocket(session) as websocket:
        browser, server = joined(websocket, peer)
        websocket.send(b"\x63" + key(0x61, down=True))
        assert ending(browser.websocket) == (1002, "there is no message of type 99")
    assert server.receive(1) == b""


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
        joined(browser, peer)


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


def test_the_end_of_the_vnc_server_is_told(
    gateway: Any, peer: Any, session: str
) -> None:
    """The close says 1012, "restart"; in the middle of a picture too."""
    with gateway.websocket(session) as websocket:
        _, server = joined(websocket, peer)
        server.connection.sendall(raw_update(100, 100, b"")[:-3])
        server.connection.close()
        assert ending(websocket) == (1012, "the VNC server ended")


def test_text_is_refused(gateway: Any, peer: Any, session: str) -> None:
    """RFB is binary; a text message ends the connection with 1003."""
    with gateway.websocket(session) as websocket:
        _, server = joined(websocket, peer)
        websocket.send("hello")
        assert ending(websocket) == (1003, "RFB is binary")
    assert server.receive(1) == b""


def test_an_oversized_message_is_refused(gateway: Any, peer: Any, session: str) -> None:
    """Above a megabyte the connection ends with 1009."""
    with gateway.websocket(session) as websocket:
        _, server = joined(websocket, peer)
        websocket.send(b"x" * (MEGABYTE + 1))
        assert ending(websocket)[0] == 1009
    assert server.receive(1) == b""


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
        joined(first, peer)
        joined(second, peer)
        browser, server = joined(other, peer)
        client.cookies.set(gateway.cookie, session)
        client.post("/logout", headers={"Origin": gateway.url.rstrip("/")})
        assert ending(first) == (4401, "logged out")
        assert ending(second) == (4401, "logged out")
        server.connection.sendall(b"\2")
        assert browser.receive(1) == b"\2", "it still hears the bell"
    with pytest.raises(InvalidStatus), gateway.websocket(session):
        pass
