"""A viewer of the VNC server, on its unix socket, without a browser."""

import os
import socket
import struct
from pathlib import Path

from PIL import Image

RAW, DESKTOP_SIZE, CURSOR, EXTENDED_DESKTOP_SIZE = 0, -223, -239, -308
BYTES_PER_PIXEL = 4
NEVER_SHOWN = (255, 0, 254)
"""The colour of what has not come yet."""

LITTLE_ENDIAN_BGRX = struct.pack(">BBBBHHHBBB3x", 32, 24, 0, 1, 255, 255, 255, 16, 8, 0)


class RfbViewer:
    """What a VNC server shows: sizes as it tells them, and the picture.

    Speaks RFB 3.8 (RFC 6143) without password, raw pixels, and takes part in changes
    of size as noVNC does.

    Attributes
    ----------
    size : (int, int)
        The framebuffer's size as told last.
    picture : PIL.Image.Image
        RGB, of that size.
    """

    def __init__(self, path: Path, timeout: float = 20) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(timeout)
        self._socket.connect(os.fspath(path))
        self._read(12)
        self._socket.sendall(b"RFB 003.008\n")
        kinds = self._read(self._read(1)[0])
        assert 1 in kinds, f"a password is asked for: {kinds!r}"
        self._socket.sendall(b"\x01")
        assert self._unpack(">I") == (0,), "refused"
        self._socket.sendall(b"\x01")  # shared
        width, height = self._unpack(">HH")
        self._read(16)
        self._read(*self._unpack(">I"))
        self._become((width, height))
        self._socket.sendall(b"\x00\0\0\0" + LITTLE_ENDIAN_BGRX)
        encodings = RAW, DESKTOP_SIZE, CURSOR, EXTENDED_DESKTOP_SIZE
        self._socket.sendall(
            struct.pack(f">BxH{len(encodings)}i", 2, len(encodings), *encodings)
        )
        self._ask(incremental=False)

    def see(self) -> None:
        """Take updates until the whole picture has come."""
        most = self.picture.width * self.picture.height
        while NEVER_SHOWN in (colour for _, colour in self.picture.getcolors(most)):
            self.update()

    def update(self) -> None:
        """Take the next update of the picture, or of its size."""
        while (kind := self._read(1)[0]) != 0:
            if kind == 3:  # ServerCutText
                self._read(3)
                self._read(*self._unpack(">I"))
            else:
                assert kind == 2, f"unexpected message {kind}"
        (count,) = self._unpack(">xH")
        resized = False
        for _ in range(count):
            x, y, width, height, encoding = self._unpack(">HHHHi")
            if encoding == RAW:
                pixels = self._read(width * height * BYTES_PER_PIXEL)
                part = Image.frombuffer(
                    "RGB", (width, height), pixels, "raw", "BGRX", 0, 1
                )
                self.picture.paste(part, (x, y))
                continue
            if encoding == CURSOR:  # otherwise it would be drawn into the picture
                self._read(width * height * BYTES_PER_PIXEL)
                self._read((width + 7) // 8 * height)
                continue
            if encoding == EXTENDED_DESKTOP_SIZE:
                screens, *_ = self._read(4)
                self._read(16 * screens)
            else:
                assert encoding == DESKTOP_SIZE, f"unexpected encoding {encoding}"
            if (width, height) != self.size:
                self._become((width, height))
                resized = True
        self._ask(incremental=not resized)

    def send_cut_text(self, text: str) -> None:
        """Send what was copied as RFB's own clipboard does, in Latin-1."""
        data = text.encode("latin-1")
        self._socket.sendall(struct.pack(">B3xI", 6, len(data)) + data)

    def move_pointer(self, x: int, y: int) -> None:
        """Move the pointer, with no button held."""
        self._socket.sendall(struct.pack(">BBHH", 5, 0, x, y))

    def close(self) -> None:
        """Leave."""
        self._socket.close()

    def _become(self, size: tuple[int, int]) -> None:
        self.size = size
        self.picture = Image.new("RGB", size, NEVER_SHOWN)

    def _ask(self, *, incremental: bool) -> None:
        self._socket.sendall(struct.pack(">BBHHHH", 3, incremental, 0, 0, *self.size))

    def _unpack(self, fields: str) -> tuple[int, ...]:
        return struct.unpack(fields, self._read(struct.calcsize(fields)))

    def _read(self, count: int) -> bytes:
        data = bytearray()
        while len(data) < count:
            part = self._socket.recv(count - len(data))
            assert part, "the VNC server ended"
            data += part
        return bytes(data)
