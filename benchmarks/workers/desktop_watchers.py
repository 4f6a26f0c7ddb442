"""Many viewers of one desktop that decode nothing and count updates.

``desktop_watchers.py COUNT ORIGIN WEBSOCKET [LINK]``

Each is an RFB client over a WebSocket of its own and asks for what noVNC asks for. With
a link, a path and query, it visits that first and keeps its cookie. As soon as all have
their first update a line is printed; a line on the standard input begins to count,
another one ends it. Then the updates that each got, and the bytes, are printed as JSON.
"""

import asyncio
import http.client
import json
import struct
import sys
from urllib.parse import urlsplit

import websockets

COPY_RECT, TIGHT = 1, 7
QUALITY, COMPRESSION = -32 + 6, -256 + 2
"""noVNC's defaults."""
LAST_RECTANGLE, EXTENDED_DESKTOP_SIZE = -224, -308
DESKTOP_SIZE, CURSOR = -223, -239
ENCODINGS = (
    *(COPY_RECT, TIGHT, QUALITY, COMPRESSION, LAST_RECTANGLE),
    *(DESKTOP_SIZE, EXTENDED_DESKTOP_SIZE, CURSOR),
)
PIXEL_FORMAT = struct.pack(">BBBBHHHBBB3x", 32, 24, 0, 1, 255, 255, 255, 0, 8, 16)
_BYTES_A_PIXEL, _BYTES_OF_TIGHT = 4, 3
_SHORTEST_COMPRESSED = 12


class IncompleteError(Exception):
    """More has to come before a message is whole."""


_MOST_HEARD = 64
_heard: dict[bytes, tuple[int, int]] = {}
"""What was found in messages that are whole updates; watchers are told the same."""


def _remember(data: bytes, found: tuple[int, int]) -> None:
    if len(_heard) == _MOST_HEARD:
        del _heard[next(iter(_heard))]
    _heard[data] = found


class Updates:
    """Finds the updates in what a server says, without decoding them.

    Attributes
    ----------
    size : (int, int)
        Of the picture [px].
    """

    def __init__(self, size: tuple[int, int]) -> None:
        self.size = size
        self._data = bytearray()
        self._at = 0

    def feed(self, data: bytes) -> tuple[int, int]:
        """Take what was said; return the messages with an update, and with pixels.

        Raises
        ------
        ValueError
            It says something that was not asked for.
        """
        if not self._data and (known := _heard.get(data)):
            return known
        is_whole, size = not self._data, self.size
        self._data += data
        updates = pictures = 0
        while self._data:
            self._at = 0
            try:
                pixels = self._message()
            except IncompleteError:
                break
            del self._data[: self._at]
            if pixels is not None:
                updates += 1
                pictures += pixels
        if is_whole and not self._data and size == self.size:
            _remember(data, (updates, pictures))
        return updates, pictures

    def _message(self) -> bool | None:
        """Pass over a message; return whether it has pixels, None if it is another."""
        (kind,) = self._take(">B")
        if kind == 0:
            return self._update()
        if kind == 3:  # a clipboard; a negative length is that of an extended one
            (length,) = self._take(">3xi")
            self._skip(abs(length))
        elif kind != 2:  # a bell
            raise ValueError(f"a message of kind {kind}")
        return None

    def _update(self) -> bool:
        (count,) = self._take(">xH")
        pixels = False
        for _ in range(count):
            _, _, width, height, encoding = self._take(">HHHHi")
            if encoding == LAST_RECTANGLE:
                break
            pixels |= encoding >= 0
            self._rectangle(width, height, encoding)
        return pixels

    def _rectangle(self, width: int, height: int, encoding: int) -> None:
        if encoding == TIGHT:
            self._tight(width, height)
        elif encoding == COPY_RECT:
            self._skip(4)
        elif encoding == 0:
            self._skip(width * height * _BYTES_A_PIXEL)
        elif encoding == CURSOR:
            pixels = width * height * _BYTES_A_PIXEL
            self._skip(pixels + (width + 7) // 8 * height)
        elif encoding == EXTENDED_DESKTOP_SIZE:
            (screens,) = self._take(">B3x")
            self._skip(16 * screens)
            self.size = width, height
        elif encoding == DESKTOP_SIZE:
            self.size = width, height
        else:
            raise ValueError(f"a rectangle in encoding {encoding}")

    def _tight(self, width: int, height: int) -> None:
        (control,) = self._take(">B")
        kind = control >> 4
        if kind == 8:  # one colour
            self._skip(_BYTES_OF_TIGHT)
        elif kind in (9, 10):  # JPEG, PNG
            self._skip(self._compact())
        else:
            length = width * height * _BYTES_OF_TIGHT
            if kind & 4 and self._take(">B")[0] == 1:
                colours = self._take(">B")[0] + 1
                self._skip(colours * _BYTES_OF_TIGHT)
                row = (width + 7) // 8 if colours == 2 else width
                length = row * height
            self._skip(self._compact() if length >= _SHORTEST_COMPRESSED else length)

    def _compact(self) -> int:
        """Return a length of one to three bytes, lowest bits first."""
        length = 0
        for shift in (0, 7, 14):
            (byte,) = self._take(">B")
            length |= (byte if shift == 14 else byte & 0x7F) << shift
            if byte < 0x80:
                break
        return length

    def _take(self, fields: str) -> tuple[int, ...]:
        begin = self._at
        self._skip(struct.calcsize(fields))
        return struct.unpack_from(fields, self._data, begin)

    def _skip(self, size: int) -> None:
        if self._at + size > len(self._data):
            raise IncompleteError
        self._at += size


class Watcher:
    """One viewer.

    Attributes
    ----------
    n_updates, n_bytes : int
        So far; updates with pixels.
    """

    def __init__(self) -> None:
        self.n_updates = self.n_bytes = 0
        self.has_picture = asyncio.Event()
        self._rest = b""

    async def watch(self, origin: str, websocket: str, link: str | None) -> None:
        """Look for ever."""
        cookie = None
        if link is not None:
            cookie = await asyncio.to_thread(cookie_of, origin, link)
        url = f"ws{origin.removeprefix('http')}{websocket}"
        headers = {} if cookie is None else {"Cookie": cookie}
        async with websockets.connect(
            url,
            origin=origin,
            subprotocols=["binary"],
            additional_headers=headers,
            compression=None,
            max_size=None,
        ) as connection:
            size = await self._greet(connection)
            updates = Updates(size)
            await self._ask(connection, size, incremental=0)
            data = self._rest
            while True:
                messages, pictures = updates.feed(data)
                self.n_updates += pictures
                if pictures:
                    self.has_picture.set()
                for _ in range(messages):
                    await self._ask(connection, updates.size, incremental=1)
                data = await connection.recv()
                self.n_bytes += len(data)

    async def _greet(self, connection: websockets.ClientConnection) -> tuple[int, int]:
        await self._read(connection, 12)
        await connection.send(b"RFB 003.008\n")
        (count,) = await self._read(connection, 1)
        await self._read(connection, count)
        await connection.send(b"\1")  # no password
        await self._read(connection, 4)
        await connection.send(b"\1")  # others may watch, too
        head = await self._read(connection, 24)
        width, height = struct.unpack(">HH", head[:4])
        await self._read(connection, *struct.unpack(">I", head[20:]))
        await connection.send(b"\0\0\0\0" + PIXEL_FORMAT)
        count = len(ENCODINGS)
        await connection.send(struct.pack(f">BxH{count}i", 2, count, *ENCODINGS))
        return width, height

    async def _read(self, connection: websockets.ClientConnection, size: int) -> bytes:
        while len(self._rest) < size:
            self._rest += await connection.recv()
        data, self._rest = self._rest[:size], self._rest[size:]
        return data

    @staticmethod
    async def _ask(
        connection: websockets.ClientConnection,
        size: tuple[int, int],
        *,
        incremental: int,
    ) -> None:
        await connection.send(struct.pack(">BBHHHH", 3, incremental, 0, 0, *size))


def cookie_of(origin: str, link: str) -> str:
    """Visit a link and return the cookie that it gives."""
    connection = http.client.HTTPConnection(urlsplit(origin).netloc)
    try:
        connection.request("GET", link)
        cookie = connection.getresponse().getheader("Set-Cookie", "")
    finally:
        connection.close()
    return cookie.partition(";")[0]


async def main() -> None:
    """Watch, and count when told to."""
    count, origin, websocket, *links = sys.argv[1:]
    watchers = [Watcher() for _ in range(int(count))]
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(one.watch(origin, websocket, links[0] if links else None))
            for one in watchers
        ]
        for one in watchers:
            await one.has_picture.wait()
        print(f"{len(watchers)} have a picture", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        before = [(one.n_updates, one.n_bytes) for one in watchers]
        await asyncio.to_thread(sys.stdin.readline)
        counted = [
            {"updates": one.n_updates - updates, "bytes": one.n_bytes - size}
            for one, (updates, size) in zip(watchers, before, strict=True)
        ]
        print(json.dumps(counted), flush=True)
        for task in tasks:
            task.cancel()


if __name__ == "__main__":
    asyncio.run(main())
