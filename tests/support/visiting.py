"""A visitor of a running desktop without a browser: requests, news, and RFB."""

import json
import socket
import struct
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

import httpx
from websockets.sync.client import ClientConnection, connect

from rfb_peers import RAW, set_encodings

PATIENCE = 30.0
CURSOR = -239

Event = dict[str, Any]


class Visit:
    """Somebody who has opened a link.

    Attributes
    ----------
    client : httpx.Client
        Its requests come from the desktop's own page and carry its cookies.
    """

    def __init__(self, link: str) -> None:
        url = httpx.URL(link)
        self.origin = f"{url.scheme}://{url.netloc.decode()}"
        headers = {"Origin": self.origin}
        self.client = httpx.Client(
            base_url=self.origin, headers=headers, timeout=PATIENCE
        )
        self._open = ExitStack()
        self._open.callback(self.client.close)
        try:
            self.open(link)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def open(self, link: str) -> None:
        """Open another link in the same browser."""
        answer = self.client.get(link)
        assert answer.status_code == 200, answer.text

    def websocket(self, path: str) -> ClientConnection:
        """Open a WebSocket as the page does."""
        cookies = "; ".join(f"{k}={v}" for k, v in self.client.cookies.items())
        opening = connect(
            self.origin.replace("http", "ws", 1) + path,
            origin=self.origin,
            additional_headers={"Cookie": cookies},
            open_timeout=PATIENCE,
            max_size=None,
            compression=None,
            proxy=None,
        )
        return self._open.enter_context(opening)

    def news(self, path: str = "/events") -> "News":
        """Listen to what the page is told."""
        return News(self.websocket(path))

    def view(self, path: str = "/view") -> "View":
        """Look at the desktop."""
        return View(self.websocket(path))

    def close(self) -> None:
        """Leave, everywhere."""
        self._open.close()


class News:
    """The events that a page is sent, in their order.

    Attributes
    ----------
    heard : list of str
        Names of all events up to now.
    """

    def __init__(self, websocket: ClientConnection) -> None:
        self.websocket = websocket
        self.heard: list[str] = []

    def wait_for(
        self, name: str, fits: Callable[[Event], bool] = lambda _: True
    ) -> Event:
        """Return the next event of this name that fits."""
        while True:
            event: Event = json.loads(self.websocket.recv(timeout=PATIENCE))
            self.heard.append(event["event"])
            if event["event"] == name and fits(event):
                return event

    def close(self) -> None:
        """Stop listening."""
        self.websocket.close()


class UnixSocket:
    """A unix socket with the two methods of a WebSocket that `View` needs."""

    def __init__(self, path: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(str(path))

    def send(self, message: bytes) -> None:
        """Send bytes."""
        self._socket.sendall(message)

    def recv(self, timeout: float) -> bytes:
        """Return the bytes that come next."""
        self._socket.settimeout(timeout)
        return self._socket.recv(65536)

    def close(self) -> None:
        """Close it."""
        self._socket.close()


class View:
    """An RFB client that says any message it likes.

    Attributes
    ----------
    size : (int, int)
        Of the desktop, at the start.
    """

    def __init__(self, websocket: ClientConnection | UnixSocket) -> None:
        self.websocket = websocket
        self._received = b""
        assert self._receive(12).startswith(b"RFB 003.")
        self.send(b"RFB 003.008\n")
        assert 1 in self._receive(self._receive(1)[0])
        self.send(b"\1")
        assert self._receive(4) == bytes(4)
        self.send(b"\1")
        self.size = struct.unpack(">HH16x", self._receive(20))
        self._receive(struct.unpack(">I", self._receive(4))[0])
        self.send(set_encodings(RAW))

    def send(self, message: bytes) -> None:
        """Send bytes of RFB."""
        self.websocket.send(message)

    def corner(self, side: int = 32) -> bytes:
        """Return the pixels of the upper left corner, as they are now."""
        self.ask((0, 0, side, side), incremental=False)
        return self.update()

    def ask(self, box: tuple[int, int, int, int], *, incremental: bool) -> None:
        """Ask for a part of the picture (x, y, width, height), or its changes."""
        self.send(struct.pack(">BBHHHH", 3, incremental, *box))

    def update(self) -> bytes:
        """Return the pixels that come next."""
        while (kind := self._receive(1)[0]) != 0:
            assert kind == 3, f"unexpected message {kind}"  # ServerCutText
            self._receive(3)
            self._receive(struct.unpack(">I", self._receive(4))[0])
        pixels = b""
        for _ in range(*struct.unpack(">xH", self._receive(3))):
            *_, width, height, encoding = struct.unpack(">HHHHi", self._receive(12))
            if encoding == CURSOR:
                self._receive(width * height * 4 + (width + 7) // 8 * height)
                continue
            assert encoding == RAW
            pixels += self._receive(width * height * 4)
        return pixels

    def close(self) -> None:
        """Leave."""
        self.websocket.close()

    def _receive(self, size: int) -> bytes:
        while len(self._received) < size:
            more = self.websocket.recv(timeout=PATIENCE)
            assert isinstance(more, bytes)
            assert more, "the VNC server ended"
            self._received += more
        taken, self._received = self._received[:size], self._received[size:]
        return taken
