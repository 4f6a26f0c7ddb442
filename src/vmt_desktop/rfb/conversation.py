"""A browser and the VNC server, after they have greeted.

libvncserver sends one update for each request, which takes a round trip to the browser
and back for every picture. The relay sits beside it and asks in the browser's place:
it offers ContinuousUpdates and Fence, which noVNC has, and holds back by what the
browser has acknowledged. So a slow browser gets fewer pictures, never old ones, and
the VNC server is never kept waiting by one of its clients.
"""

import asyncio
import struct

from vmt_desktop.rfb import protocol
from vmt_desktop.rfb.browser import Browser
from vmt_desktop.rfb.browser_stream import BrowserStream
from vmt_desktop.rfb.delivery import Delivery
from vmt_desktop.rfb.held import Held
from vmt_desktop.rfb.protocol import (
    FENCE_BEHIND_A_PICTURE,
    PICTURE_READ,
    ProtocolError,
    ServerInit,
    encodings_in,
)
from vmt_desktop.rfb.server_stream import ServerStream
from vmt_desktop.rfb.traffic import Traffic

CHUNK_BYTES = 256 * 1024

SPOKEN = (
    {protocol.RAW, protocol.COPY_RECT, protocol.TIGHT}
    | {protocol.DESKTOP_SIZE, protocol.LAST_RECT, protocol.CURSOR}
    | {*protocol.QUALITY_LEVELS, *protocol.COMPRESS_LEVELS}
)
"""Encodings whose lengths are known to `ServerStream`."""

INPUT = frozenset({protocol.KEY_EVENT, protocol.POINTER_EVENT})


class Conversation:
    """Carries input one way and pictures the other.

    Parameters
    ----------
    browser : Browser
    reader, writer
        Of the unix socket of the VNC server.
    server : ServerInit
        Its greeting.
    traffic : Traffic
        Where pictures are counted.
    view_only : bool
        Whether keys and clicks are dropped.
    """

    def __init__(
        self,
        browser: Browser,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        server: ServerInit,
        traffic: Traffic,
        *,
        view_only: bool = False,
    ) -> None:
        self._browser = browser
        self._reader = reader
        self._writer = writer
        self._view_only = view_only
        self._from_browser = BrowserStream()
        self._from_server = ServerStream(server.width, server.height)
        self._held = Held()
        self._delivery = Delivery(browser, traffic)
        self._asked = False
        self._between = bytearray()

    async def run(self) -> None:
        """Carry until either side ends.

        Raises
        ------
        BrowserLeft, NotBinary
            From the browser.
        EOFError, OSError
            If the VNC server has ended.
        ProtocolError
            If either side says what was not agreed upon.
        """
        tasks = [
            asyncio.create_task(work)
            for work in (self._listen(), self._follow(), self._delivery.run())
        ]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._writer.write(self._held.release())
        for task in done:
            task.result()

    # ---- browser to server ---------------------------------------------------------

    async def _listen(self) -> None:
        while True:
            some = await self._browser.receive_some()
            for message in self._from_browser.feed(some):
                self._handle(message)
            await self._writer.drain()

    def _handle(self, message: bytes) -> None:
        kind = message[0]
        if kind in INPUT:
            if not self._view_only:
                self._held.follow(message)
                self._writer.write(message)
        elif kind == protocol.FRAMEBUFFER_UPDATE_REQUEST:
            self._asked = True
            self._writer.write(message)
        elif kind == protocol.CLIENT_FENCE:
            self._handle_fence(message)
        elif kind == protocol.SET_ENCODINGS:
            self._handle_encodings(message)
        elif kind == protocol.ENABLE_CONTINUOUS_UPDATES:
            self._delivery.continuous = bool(message[1])
            if not self._delivery.continuous:
                self._say(bytes([protocol.END_OF_CONTINUOUS_UPDATES]))
            self._ask()
        elif kind == protocol.SET_PIXEL_FORMAT:
            if message[4:6] != bytes([8 * protocol.BYTES_PER_PIXEL, 24]):
                raise ProtocolError("only pixels of 32 bits, 24 of them colour, exist")
            self._writer.write(message)
        # The clipboard and the size have ways of their own, with rules of their own.

    def _handle_encodings(self, message: bytes) -> None:
        wanted = encodings_in(message)
        self._writer.write(protocol.set_encodings([e for e in wanted if e in SPOKEN]))
        if self._delivery.is_to_be_offered(wanted):
            self._say(bytes([protocol.END_OF_CONTINUOUS_UPDATES]))

    def _handle_fence(self, message: bytes) -> None:
        (flags,) = struct.unpack_from(">4xI", message)
        payload = message[9:]
        if flags & protocol.FENCE_REQUEST:
            # Everything before it has been handled already.
            kept = flags & protocol.FENCE_BLOCK_BEFORE
            self._say(protocol.fence(kept, payload))
        elif payload == PICTURE_READ:
            self._delivery.picture_was_read()
            self._ask()

    # ---- server to browser ---------------------------------------------------------

    async def _follow(self) -> None:
        while some := await self._reader.read(CHUNK_BYTES):
            start = 0
            pieces = []
            for ended in self._from_server.feed(some):
                if ended.kind == protocol.FRAMEBUFFER_UPDATE:
                    self._asked = False
                    self._delivery.count_picture()
                    if self._delivery.continuous:
                        self._between += FENCE_BEHIND_A_PICTURE
                if self._between:
                    pieces += [some[start : ended.at], bytes(self._between)]
                    self._between.clear()
                    start = ended.at
            pieces.append(some[start:])
            self._delivery.put(b"".join(pieces))
            self._ask()
        raise EOFError

    def _ask(self) -> None:
        """Ask for the next picture in the browser's place, if it may come."""
        if self._delivery.may_send and not self._asked:
            self._asked = True
            stream = self._from_server
            self._writer.write(
                protocol.framebuffer_update_request(
                    stream.width, stream.height, incremental=True
                )
            )

    def _say(self, message: bytes) -> None:
        """Send a message of our own as soon as none of the server is unfinished."""
        if self._from_server.between_messages:
            self._delivery.put(message)
        else:
            self._between += message
