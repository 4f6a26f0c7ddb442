"""A visitor for hours, whose connection is dropped again and again.

It asks for what noVNC asks for, answers fences as noVNC does, and counts pictures; it
decodes none.
"""

import asyncio
import struct
import time
from contextlib import suppress
from dataclasses import dataclass, field

import websockets

from benchmarks.workers.desktop_watchers import (
    ENCODINGS,
    Updates,
    Watcher,
    cookie_of,
)

FENCE, CONTINUOUS_UPDATES = -312, -313
END_OF_CONTINUOUS_UPDATES = ENABLE_CONTINUOUS_UPDATES = 150
FENCE_MESSAGE = 248
IS_REQUEST = 1 << 31
PING = '{"do": "ping", "id": 1}'
PATIENCE = 30.0


class PacedUpdates(Updates):
    """Finds the messages of pacing among the pictures, too.

    Attributes
    ----------
    answers : list of bytes
        What is to be said in return; who says it empties it.
    """

    def __init__(self, size: tuple[int, int]) -> None:
        super().__init__(size)
        self.answers: list[bytes] = []

    def _message(self) -> bool | None:
        kind = self._data[0]
        if kind == END_OF_CONTINUOUS_UPDATES:
            self._skip(1)
            head = struct.pack(">BBHH", ENABLE_CONTINUOUS_UPDATES, 1, 0, 0)
            self.answers.append(head + struct.pack(">HH", *self.size))
            return None
        if kind == FENCE_MESSAGE:
            _, flags, length = self._take(">B3xIB")
            payload = bytes(self._data[self._at : self._at + length])
            self._skip(length)
            head = struct.pack(">B3xIB", FENCE_MESSAGE, flags & ~IS_REQUEST, length)
            self.answers.append(head + payload)
            return None
        return super()._message()


@dataclass(slots=True)
class Seen:
    """What the visitor has seen.

    Attributes
    ----------
    pictures : list of float
        When each came [s, monotonic].
    n_connections : int
    to_picture : list of float
        Seconds from each drop to the next picture.
    """

    pictures: list[float] = field(default_factory=list)
    n_connections: int = 0
    to_picture: list[float] = field(default_factory=list)


class Visitor(Watcher):
    """Stays for a time and comes back whenever its connection is dropped.

    Parameters
    ----------
    link : str
        With a token.
    reconnect : float
        Seconds after which the socket is dropped, without a word.
    """

    def __init__(self, link: str, reconnect: float) -> None:
        super().__init__()
        self._origin, _, path = link.partition("/?")
        self._path = f"/?{path}"
        self._reconnect = reconnect
        self.seen = Seen()

    async def stay(self, until: float) -> None:
        """Look until a moment of the monotonic clock."""
        cookie = await asyncio.to_thread(cookie_of, self._origin, self._path)
        dropped = None
        while (now := time.monotonic()) < until:
            end = min(until, now + self._reconnect)
            self.seen.n_connections += 1
            async with asyncio.TaskGroup() as group:
                group.create_task(self._look(cookie, end, dropped))
                group.create_task(self._listen(cookie, end))
            dropped = time.monotonic()

    async def _look(self, cookie: str, end: float, dropped: float | None) -> None:
        connection = await self._connect(cookie, "/vnc", "binary")
        self._rest = b""
        size = await self._greet(connection)
        wanted = (*ENCODINGS, FENCE, CONTINUOUS_UPDATES)
        count = len(wanted)
        await connection.send(struct.pack(f">BxH{count}i", 2, count, *wanted))
        updates = PacedUpdates(size)
        await self._ask(connection, size, incremental=0)
        data = self._rest
        with suppress(TimeoutError):
            async with asyncio.timeout_at(_on_loop(end)):
                while True:
                    _, pictures = updates.feed(data)
                    if pictures:
                        now = time.monotonic()
                        self.seen.pictures += [now] * pictures
                        if dropped is not None:
                            self.seen.to_picture.append(now - dropped)
                            dropped = None
                    for answer in updates.answers:
                        await connection.send(answer)
                    updates.answers.clear()
                    data = await connection.recv()
        connection.transport.abort()

    async def _listen(self, cookie: str, end: float) -> None:
        """Hear the news, as the page does beside the picture."""
        connection = await self._connect(cookie, "/events")
        with suppress(TimeoutError):
            async with asyncio.timeout_at(_on_loop(end)):
                await connection.send(PING)
                async for _ in connection:
                    pass
        connection.transport.abort()

    async def _connect(
        self, cookie: str, path: str, *subprotocols: str
    ) -> websockets.ClientConnection:
        return await websockets.connect(
            f"ws{self._origin.removeprefix('http')}{path}",
            origin=self._origin,
            subprotocols=list(subprotocols) or None,
            additional_headers={"Cookie": cookie},
            compression=None,
            max_size=None,
            open_timeout=PATIENCE,
        )


def _on_loop(moment: float) -> float:
    loop = asyncio.get_running_loop()
    return loop.time() + moment - time.monotonic()
