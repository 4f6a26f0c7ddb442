"""Both ends of an RFB connection, said word by word by a test."""

import os
import socket
import struct
from pathlib import Path

from websockets.sync.client import ClientConnection

PIXEL_FORMAT = struct.pack(">BBBBHHHBBB3x", 32, 24, 0, 1, 255, 255, 255, 16, 8, 0)
NAME = b"scripted"
FENCE, CONTINUOUS_UPDATES, TIGHT, RAW = -312, -313, 7, 0


class ScriptedServer:
    """A VNC server at the other end of a unix socket."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection

    def greet(self, width: int = 4, height: int = 2) -> "ScriptedServer":
        """Say what a server says before there is a picture."""
        self.connection.sendall(b"RFB 003.008\n")
        assert self.receive(12) == b"RFB 003.008\n"
        self.connection.sendall(b"\1\1")
        assert self.receive(1) == b"\1"
        self.connection.sendall(bytes(4))
        assert self.receive(1) == b"\1", "the connection is shared"
        size = struct.pack(">HH", width, height)
        name = struct.pack(">I", len(NAME)) + NAME
        self.connection.sendall(size + PIXEL_FORMAT + name)
        return self

    def receive(self, size: int) -> bytes:
        """Read exactly so many bytes; fewer if the connection ends."""
        received = bytearray()
        while len(received) < size:
            if not (chunk := self.connection.recv(size - len(received))):
                break
            received += chunk
        return bytes(received)


class ScriptedBrowser:
    """A browser at the other end of a WebSocket."""

    def __init__(self, websocket: ClientConnection) -> None:
        self.websocket = websocket
        self._received = b""

    def greet(self) -> "ScriptedBrowser":
        """Answer what a server says before there is a picture."""
        assert self.receive(12) == b"RFB 003.008\n"
        self.websocket.send(b"RFB 003.008\n")
        assert self.receive(2) == b"\1\1"
        self.websocket.send(b"\1")
        assert self.receive(4) == bytes(4)
        self.websocket.send(b"\1")
        assert self.receive(4 + len(PIXEL_FORMAT) + 4 + len(NAME)).endswith(NAME)
        return self

    def receive(self, size: int) -> bytes:
        """Read exactly so many bytes, in however many messages they come."""
        while len(self._received) < size:
            more = self.websocket.recv(timeout=20)
            assert isinstance(more, bytes)
            self._received += more
        taken, self._received = self._received[:size], self._received[size:]
        return taken


def raw_update(width: int, height: int, pixels: bytes) -> bytes:
    """Return an update of one rectangle without compression."""
    head = struct.pack(">BxH", 0, 1)
    return head + struct.pack(">HHHHi", 0, 0, width, height, RAW) + pixels


def set_encodings(*encodings: int) -> bytes:
    """Return the message in which a browser tells what it understands."""
    return struct.pack(f">BxH{len(encodings)}i", 2, len(encodings), *encodings)


def update_request(width: int, height: int, *, incremental: bool) -> bytes:
    """Return the message that asks for a picture."""
    return struct.pack(">BBHHHH", 3, incremental, 0, 0, width, height)


def key(keysym: int, *, down: bool) -> bytes:
    """Return the message of a key."""
    return struct.pack(">BBxxI", 4, down, keysym)


def pointer(buttons: int, x: int, y: int) -> bytes:
    """Return the message of the pointer."""
    return struct.pack(">BBHH", 5, buttons, x, y)


def rfb_answers(path: Path, timeout: float = 1.0) -> bool:
    """Ask whether the RFB banner comes from the unix socket at `path`."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        client.settimeout(timeout)
        try:
            client.connect(os.fspath(path))
            return client.recv(12).startswith(b"RFB ")
        except OSError:
            return False
