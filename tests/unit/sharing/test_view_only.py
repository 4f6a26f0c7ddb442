"""What of a watcher's messages reaches the VNC server, were it one that listened."""

import socket
import struct
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from gateways import RunningGateway, serving, settings_in
from rfb_peers import RAW, ScriptedServer, key, pointer, set_encodings, update_request
from visiting import View, Visit
from vmt_desktop.sharing.link import WatchLink

FIXED = {0: 20, 3: 10, 4: 8, 5: 6}
"""Lengths of the messages that have one: pixel format, request, key, pointer."""


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[RunningGateway]:
    """Give a gateway of a shared desktop."""
    settings = settings_in(tmp_path, VMT_SHARE="view")
    settings.runtime_dir.mkdir(mode=0o700)
    WatchLink(settings.runtime_dir).make_first()
    with serving(settings) as gateway:
        yield gateway


def kinds_until_a_request(server: ScriptedServer) -> list[int]:
    """Return the kinds of the messages that come, up to one that asks for a picture."""
    kinds = []
    while 3 not in kinds:
        (kind,) = server.receive(1)
        kinds.append(kind)
        if kind == 2:
            (count,) = struct.unpack(">xH", server.receive(3))
            server.receive(4 * count)
        else:
            assert kind in FIXED, f"message {kind} came through after {kinds}"
            server.receive(FIXED[kind] - 1)
    return kinds


def test_input_is_dropped_before_the_vnc_server(gateway: RunningGateway) -> None:
    """Requests for pictures and encodings pass; keys, clicks and text do not."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.socket(socket.AF_UNIX))
        listener.settimeout(20)
        listener.bind(str(gateway.settings.view_socket))
        listener.listen()
        path = WatchLink(gateway.settings.runtime_dir).path
        visit = stack.enter_context(Visit(f"{gateway.url}{path}"))
        websocket = visit.websocket("/view")
        connection = stack.enter_context(listener.accept()[0])
        connection.settimeout(20)
        server = ScriptedServer(connection).greet()
        view = View(websocket)

        view.send(key(ord("a"), down=True) + pointer(1, 2, 1))
        view.send(struct.pack(">BxxxI", 6, 3) + b"cut")
        view.send(pointer(0, 2, 1) + set_encodings(RAW))
        view.send(update_request(4, 2, incremental=False))

        kinds = kinds_until_a_request(server)
        assert set(kinds) <= {0, 2, 3}
        assert 2 in kinds
