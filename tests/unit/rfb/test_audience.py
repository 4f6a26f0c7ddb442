"""Watchers share one connection to the VNC server, and none of them sees nonsense."""

import asyncio
import contextlib
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from rfb_peers import (
    CONTINUOUS_UPDATES,
    FENCE,
    PIXEL_FORMAT,
    TIGHT,
    raw_update,
    set_encodings,
    update_request,
)
from vmt_desktop.rfb import protocol
from vmt_desktop.rfb.audience import Audience
from vmt_desktop.rfb.browser import BrowserLeft
from vmt_desktop.rfb.pacing import SMALLEST_WINDOW
from vmt_desktop.rfb.protocol import FENCE_BEHIND_A_PICTURE
from vmt_desktop.rfb.traffic import Traffic
from vmt_desktop.rfb.watcher import MOST_EXCESS, beginning, can_share

SIZE = (4, 2)
WHOLE = raw_update(*SIZE, b"whole picture of 32 bytes length")
READ = struct.pack(">B3xIB", 248, 1, 1) + b"\1"
"""The answer to the fence behind a picture."""


class Server:
    """A VNC server that answers requests when it is told to."""

    def __init__(self) -> None:
        self.connections: asyncio.Queue[Connection] = asyncio.Queue()
        self.writers: list[asyncio.StreamWriter] = []
        self.tasks: list[asyncio.Task[Any]] = []

    def do(self, work: Coroutine[Any, Any, None]) -> None:
        """Have something done beside the test, until its end."""
        self.tasks.append(asyncio.create_task(work))

    async def serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Greet, and hand the connection to the test."""
        self.writers.append(writer)
        writer.write(b"RFB 003.008\n")
        await reader.readexactly(12)
        writer.write(b"\1\1")
        await reader.readexactly(1)
        writer.write(bytes(4))
        await reader.readexactly(1)
        writer.write(struct.pack(">HH", *SIZE) + PIXEL_FORMAT + bytes(4))
        head = 20 + 4 + 4 * 8
        assert (await reader.readexactly(head))[:1] == bytes([0])
        await self.connections.put(Connection(reader, writer))


class Connection:
    """One connection to the `Server`."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.reader, self.writer = reader, writer

    async def asked(self) -> bytes:
        """Return the next request."""
        return await self.reader.readexactly(10)

    def show(self, update: bytes) -> None:
        """Send an update."""
        self.writer.write(update)


class Page:
    """What `Audience` knows as a browser, with a test on the other side."""

    def __init__(self) -> None:
        self._to_gateway: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._received: asyncio.Queue[bytes] = asyncio.Queue()

    async def receive_some(self) -> bytes:
        """Return what the page says."""
        if (some := await self._to_gateway.get()) is None:
            raise BrowserLeft
        return some

    async def send(self, data: bytes) -> None:
        """Take what the page is shown."""
        await self._received.put(data)

    def say(self, *messages: bytes) -> None:
        """Say something to the gateway."""
        for message in messages:
            self._to_gateway.put_nowait(message)

    def leave(self) -> None:
        """Close the tab."""
        self._to_gateway.put_nowait(None)

    async def shown(self) -> bytes:
        """Return what it is shown next."""
        return await self._received.get()

    def comes(self) -> None:
        """Say what noVNC says first."""
        self.say(
            set_encodings(1, TIGHT, 0, FENCE, CONTINUOUS_UPDATES),
            update_request(*SIZE, incremental=False),
            struct.pack(">BBHHHH", 150, 1, 0, 0, *SIZE),
        )


@asynccontextmanager
async def audience(
    folder: Path,
) -> AsyncIterator[tuple[Server, Callable[[], Awaitable[Page]]]]:
    """Give a server, and a function that lets a page come to an audience of it."""
    server = Server()
    path = folder / "vnc.sock"
    shows = Audience(path, Traffic())

    async def come() -> Page:
        page = Page()
        page.comes()
        server.do(shows.serve(page, SIZE))  # type: ignore[arg-type]  # it is a Page
        assert await page.shown() == bytes([protocol.END_OF_CONTINUOUS_UPDATES])
        return page

    async with await asyncio.start_unix_server(server.serve, path):
        try:
            async with asyncio.timeout(60):
                yield server, come
        finally:
            for task in server.tasks:
                task.cancel()
            await asyncio.gather(*server.tasks, return_exceptions=True)
            for writer in server.writers:
                writer.close()
            await asyncio.gather(
                *(writer.wait_closed() for writer in server.writers),
                return_exceptions=True,
            )


def in_a_loop(
    folder: Path,
    story: Callable[[Server, Callable[[], Awaitable[Page]]], Awaitable[None]],
) -> None:
    """Run a story with a server and pages."""

    async def tell() -> None:
        async with audience(folder) as (server, come):
            await story(server, come)

    asyncio.run(tell())


async def answer(server: Server, most: int) -> None:
    """Answer requests: with the whole picture first, then with numbered changes."""

    async def on(connection: Connection) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError):
            assert await connection.asked() == update_request(*SIZE, incremental=False)
            connection.show(WHOLE)
            for number in range(most):
                request = await connection.asked()
                assert request == update_request(*SIZE, incremental=True)
                connection.show(change(number))
                await asyncio.sleep(0)

    async with asyncio.TaskGroup() as group:
        while True:
            group.create_task(on(await server.connections.get()))


def change(number: int) -> bytes:
    """Return an update that tells its number."""
    return raw_update(*SIZE, number.to_bytes(32))


async def read(page: Page, seen: list[bytes]) -> None:
    """Read what comes, and say so."""
    while True:
        shown = await page.shown()
        seen.append(shown.removesuffix(FENCE_BEHIND_A_PICTURE))
        if shown.endswith(FENCE_BEHIND_A_PICTURE):
            page.say(READ)


async def until(true: Callable[[], bool]) -> None:
    """Let the others work until it is true."""
    while not true():
        await asyncio.sleep(0)


def test_all_see_what_is_received_once(tmp_path: Path) -> None:
    """Each of three sees the whole picture first, and then every change in order."""

    async def story(server: Server, come: Callable[[], Awaitable[Page]]) -> None:
        server.do(answer(server, 30))
        seen: list[list[bytes]] = [[], [], []]
        pages = [await come() for _ in seen]
        for page, one in zip(pages, seen, strict=True):
            server.do(read(page, one))
        last = [beginning(None), WHOLE, *map(change, range(30))]
        await until(lambda: all(s[-len(last) :] == last for s in seen))
        assert len(server.writers) <= 3, "who comes at once is served by one"

    in_a_loop(tmp_path, story)


def test_who_does_not_read_keeps_nobody_and_gets_a_whole_picture_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one sees every change; then both see a whole picture, streams reset."""
    monkeypatch.setattr("vmt_desktop.rfb.audience.LAGGARD_SECONDS", 0.5)

    async def story(server: Server, come: Callable[[], Awaitable[Page]]) -> None:
        server.do(answer(server, 50))
        slow, quick = await come(), await come()
        seen: list[bytes] = []
        late: list[bytes] = []
        everything = [beginning(None), WHOLE, *map(change, range(50))]
        server.do(read(quick, seen))
        await until(lambda: seen[-52:] == everything)
        connections = len(server.writers)
        server.do(read(slow, late))
        await until(lambda: late[-52:] == everything)
        await until(lambda: seen[-52:] == everything)
        assert len(server.writers) == connections + 1
        stale = [shown for shown in late[:-52] if shown != beginning(None)]
        assert len(stale) == SMALLEST_WINDOW + MOST_EXCESS

    in_a_loop(tmp_path, story)


def test_if_most_are_slow_they_are_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a busy machine all get fewer pictures, and nobody falls behind."""
    monkeypatch.setattr("vmt_desktop.rfb.audience.PATIENCE_SECONDS", 0.0)
    monkeypatch.setattr("vmt_desktop.rfb.audience.MOST_PATIENCE_SECONDS", 60.0)
    n_changes = 20

    async def read_late(pages: list[Page], seen: list[list[bytes]]) -> None:
        while True:
            shown = [await page.shown() for page in pages]
            for _ in range(200):  # the other one has its turn
                await asyncio.sleep(0)
            for page, before, now in zip(pages, seen, shown, strict=True):
                before.append(now.removesuffix(FENCE_BEHIND_A_PICTURE))
                if now.endswith(FENCE_BEHIND_A_PICTURE):
                    page.say(READ)

    async def story(server: Server, come: Callable[[], Awaitable[Page]]) -> None:
        server.do(answer(server, n_changes))
        seen: list[list[bytes]] = [[], [], []]
        quick, *slow = [await come() for _ in seen]
        server.do(read(quick, seen[0]))
        server.do(read_late(slow, seen[1:]))
        everything = [beginning(None), WHOLE, *map(change, range(n_changes))]
        await until(lambda: all(s[-len(everything) :] == everything for s in seen))

    in_a_loop(tmp_path, story)


def test_nothing_is_asked_for_while_nobody_has_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another picture would help nobody, however long that takes."""
    monkeypatch.setattr("vmt_desktop.rfb.audience.PATIENCE_SECONDS", 0.0)
    monkeypatch.setattr("vmt_desktop.rfb.audience.MOST_PATIENCE_SECONDS", 0.0)

    async def story(server: Server, come: Callable[[], Awaitable[Page]]) -> None:
        page = await come()
        connection = await server.connections.get()
        await connection.asked()
        connection.show(WHOLE)
        await connection.asked()
        connection.show(change(0))
        shown = [await page.shown() for _ in range(3)]
        asked = asyncio.create_task(connection.asked())
        for _ in range(1000):
            await asyncio.sleep(0)
        assert shown[1:] == [p + FENCE_BEHIND_A_PICTURE for p in (WHOLE, change(0))]
        assert not asked.done(), "as many as it may be sent are on their way"
        page.say(READ)
        await asked

    in_a_loop(tmp_path, story)


def test_when_the_last_has_left_the_server_is_left(tmp_path: Path) -> None:
    """Nobody watches: x11vnc has nothing to do."""

    async def story(server: Server, come: Callable[[], Awaitable[Page]]) -> None:
        page = await come()
        connection = await server.connections.get()
        await connection.asked()
        connection.show(WHOLE)
        assert await page.shown() == beginning(None)
        page.leave()
        while await connection.reader.read(100):
            pass

    in_a_loop(tmp_path, story)


def test_who_asks_for_other_pixels_does_not_share() -> None:
    """What noVNC asks for is shared; another order of colours or Raw alone is not.

    Raw is understood by everybody, whether it is told or not (RFC 6143, 7.7).
    """
    noVNC = bytes([0, 0, 0, 0]) + protocol.PIXEL_FORMAT
    other = bytes([0, 0, 0, 0]) + PIXEL_FORMAT
    known = set_encodings(1, 7, 0, -223, -224, -239)

    async def told(*messages: bytes) -> bool:
        page = Page()
        page.say(*messages)
        page.put_back = lambda _: None  # type: ignore[attr-defined]  # as a Browser has
        return await can_share(page)  # type: ignore[arg-type]  # it is a Page

    assert asyncio.run(told(noVNC, known))
    assert asyncio.run(told(noVNC, set_encodings(1, 7, -223, -224, -239)))
    assert not asyncio.run(told(other, known))
    assert not asyncio.run(told(noVNC, set_encodings(0)))
    assert not asyncio.run(told(known))
