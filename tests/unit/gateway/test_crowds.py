"""Many at once: the owner gets in, whatever others hold open."""

import re
import resource
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from certificates import make_certificate
from rfb_peers import ScriptedBrowser, ScriptedServer, raw_update
from vmt_desktop.gateway.places import MOST_WEBSOCKETS
from vmt_desktop.gateway.waiting import Waiting

CROWD = 10_000
OURS = 200
"""Files that the test itself needs."""

DESKTOP = 'id="desktop"'


class Someone:
    """A connection that may have been given up."""

    def __init__(self) -> None:
        self.is_there = True

    def give_up(self) -> None:
        """Go."""
        self.is_there = False


def test_the_one_that_lingered_longest_makes_room() -> None:
    """A newcomer always gets a place; who made progress is asked last."""
    waiting = Waiting(3)
    first, second, third, fourth, fifth = people = [Someone() for _ in range(5)]
    for person in (first, second, third):
        waiting.enter(person)
    waiting.enter(first)  # it has brought something
    waiting.enter(fourth)
    waiting.leave(third)
    waiting.enter(fifth)
    assert [p.is_there for p in people] == [True, False, True, True, True]
    assert len(waiting) == 3


@pytest.fixture
def many_files() -> Iterator[int]:
    """Allow this process as many open files as it may have; give their number."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    yield hard if hard != resource.RLIM_INFINITY else 1_000_000
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.slow
def test_ten_thousand_connections_keep_nobody_out(
    program: Callable[..., Any],
    free_port: int,
    many_files: int,
    tmp_path: Any,
) -> None:
    """A visitor opens his page, a picture is carried on, and a stranger is answered."""
    crowd = min(CROWD, many_files - OURS)
    if crowd < CROWD:
        print(f"{crowd} connections: this machine allows {many_files} open files")
    process = program(free_port)
    link = process.stdout.readline().split()[1]
    origin = f"http://localhost:{free_port}"
    with ExitStack() as stack:
        owner = stack.enter_context(httpx.Client(base_url=origin, timeout=60))
        assert DESKTOP in owner.get(link).text
        vnc = stack.enter_context(closing(socket.socket(socket.AF_UNIX)))
        vnc.bind(str(tmp_path / "runtime" / "vnc.sock"))
        vnc.listen()
        server, browser = picture(stack, free_port, owner, vnc)

        strangers = []
        for number in range(crowd):
            stranger = stack.enter_context(socket.socket())
            stranger.settimeout(60)
            stranger.connect(("127.0.0.1", free_port))
            if number % 2:
                stranger.sendall(b"GET / HTTP/1.1\r\nHost: local")
            strangers.append(stranger)

        update = raw_update(4, 2, bytes(range(32)))
        server.connection.sendall(update)
        assert browser.receive(len(update)) == update
        with httpx.Client(base_url=origin, timeout=60) as newcomer:
            newcomer.cookies.update(owner.cookies)
            assert DESKTOP in newcomer.get("/").text
        with httpx.Client(base_url=origin, timeout=60) as visitor:
            assert "<form" in visitor.get("/").text
        # The first one had to go for those who came last; nobody is told why.
        with suppress(ConnectionResetError):
            assert strangers[0].recv(1) == b""
        strangers[-1].setblocking(False)
        with pytest.raises(BlockingIOError):
            strangers[-1].recv(1)


@pytest.mark.usefixtures("many_files")
def test_handshakes_that_never_begin_take_little_memory(
    program: Callable[..., Any], free_port: int, tmp_path: Path
) -> None:
    """Those who open thousands and never speak TLS do not fill it."""
    certificate, key = make_certificate(tmp_path)
    process = program(free_port, VMT_TLS_CERT=str(certificate), VMT_TLS_KEY=str(key))
    process.stdout.readline()
    crowd = min(3000, resource.getrlimit(resource.RLIMIT_NOFILE)[0] - OURS)
    with ExitStack() as stack:
        for _ in range(crowd):
            stranger = stack.enter_context(socket.socket())
            stranger.settimeout(60)
            stranger.connect(("127.0.0.1", free_port))
        trust = ssl.create_default_context(cafile=str(certificate))
        with httpx.Client(verify=trust, timeout=60) as visitor:
            assert "<form" in visitor.get(f"https://localhost:{free_port}/").text
        status = Path(f"/proc/{process.pid}/status").read_text("ascii")
    peak = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert peak is not None
    assert int(peak[1]) < 250_000, "kB; a third of a megabyte a handshake is too much"


def picture(
    stack: ExitStack, port: int, owner: httpx.Client, vnc: socket.socket
) -> tuple[ScriptedServer, ScriptedBrowser]:
    """Open the picture of the owner's page; return both ends of it."""
    [cookie] = owner.cookies.jar
    websocket = stack.enter_context(
        connect(
            f"ws://localhost:{port}/vnc",
            origin=f"http://localhost:{port}",
            additional_headers={"Cookie": f"{cookie.name}={cookie.value}"},
            proxy=None,
        )
    )
    server = ScriptedServer(stack.enter_context(closing(vnc.accept()[0])))
    greeting = threading.Thread(target=server.greet)
    greeting.start()
    browser = ScriptedBrowser(websocket).greet()
    greeting.join()
    return server, browser


def test_a_session_has_so_many_websockets_and_no_more(
    gateway: Any, peer: Any, session: str
) -> None:
    """One too many is refused with 429; a page that is closed makes room."""
    with ExitStack() as stack:
        for _ in range(MOST_WEBSOCKETS - 1):
            stack.enter_context(gateway.websocket(session))
            peer.accept()
        with gateway.websocket(session):
            peer.accept()
            with pytest.raises(InvalidStatus) as refusal, gateway.websocket(session):
                pass
            assert refusal.value.response.status_code == 429
            assert b"close a page first" in refusal.value.response.body
        with (
            gateway.logged_in() as other,
            gateway.websocket(other.cookies[gateway.cookie]),
        ):
            peer.accept()
