"""What a monitor is told."""

import threading
from typing import Any

import pytest

from rfb_peers import ScriptedServer, raw_update

# python-xlib leaves the socket of a failed attempt to the garbage collector.
pytestmark = pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)


@pytest.fixture(autouse=True)
def _no_x_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """Name a display that nobody serves."""
    monkeypatch.setenv("DISPLAY", ":987")


def test_nothing_there_is_unavailable(gateway: Any) -> None:
    """Without its parts the desktop is not healthy, and says which are missing."""
    with gateway.visitor() as client:
        answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json() == {"status": "unavailable", "x": False, "vnc": False}


def test_a_vnc_server_that_answers_is_seen(gateway: Any, peer: Any) -> None:
    """Each part is asked by itself; this one for a pixel."""

    def answer_once() -> None:
        server = ScriptedServer(peer.accept()).greet()
        server.receive(20 + 8 + 10)
        server.connection.sendall(raw_update(1, 1, bytes(4)))

    thread = threading.Thread(target=answer_once)
    thread.start()
    with gateway.visitor() as client:
        answer = client.get("/healthz")
    thread.join()
    assert answer.status_code == 503
    assert answer.json() == {"status": "unavailable", "x": False, "vnc": True}


def test_a_vnc_server_that_hangs_is_unavailable(gateway: Any, peer: Any) -> None:
    """One that takes the connection and says nothing gets an answer in time."""
    with gateway.visitor() as client:
        assert client.get("/healthz").json()["vnc"] is False
    assert peer.was_reached()
