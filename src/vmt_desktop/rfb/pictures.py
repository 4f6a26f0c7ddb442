"""A connection to the VNC server that is asked for one update at a time."""

import asyncio
from pathlib import Path

from vmt_desktop.rfb import protocol
from vmt_desktop.rfb.handshake import greet_server
from vmt_desktop.rfb.server_stream import ServerStream

CHUNK_BYTES = 256 * 1024
GREETING_SECONDS = 10.0


class Pictures:
    """Whole updates, the first of the whole picture, later ones of what has changed.

    Parameters
    ----------
    reader, writer
        Of the unix socket of the VNC server; it has been greeted.
    width, height : int
        Of the framebuffer, in pixels.
    """

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        width: int,
        height: int,
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._stream = ServerStream(width, height)
        self._incremental = False

    @classmethod
    async def connect(cls, vnc_socket: Path, encodings: list[int]) -> "Pictures":
        """Connect to a VNC server and tell it what is understood.

        Raises
        ------
        OSError, EOFError, TimeoutError
            If it is not there.
        ProtocolError
            If it says something else than a VNC server would.
        """
        reader, writer = await asyncio.open_unix_connection(vnc_socket)
        try:
            async with asyncio.timeout(GREETING_SECONDS):
                server = await greet_server(reader, writer)
        except BaseException:
            writer.transport.abort()
            raise
        writer.write(bytes([protocol.SET_PIXEL_FORMAT, 0, 0, 0]))
        writer.write(protocol.PIXEL_FORMAT + protocol.set_encodings(encodings))
        return cls(reader, writer, server.width, server.height)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height, in pixels, as the last update left them."""
        return self._stream.width, self._stream.height

    async def next(self) -> bytes:
        """Ask for an update and return it, whole, when there is one.

        Raises
        ------
        EOFError, OSError
            If the server has ended.
        ProtocolError
            If it says what was not agreed upon.
        """
        incremental, self._incremental = self._incremental, True
        return await self._answer(*self.size, incremental=incremental)

    async def glance(self) -> bytes:
        """Ask for one pixel, changed or not; a server that lives answers at once.

        Raises
        ------
        EOFError, OSError, ProtocolError
            As `next`.
        """
        return await self._answer(1, 1, incremental=False)

    async def _answer(self, width: int, height: int, *, incremental: bool) -> bytes:
        self._writer.write(
            protocol.framebuffer_update_request(width, height, incremental=incremental)
        )
        pieces: list[bytes] = []
        while some := await self._reader.read(CHUNK_BYTES):
            start = 0
            for ended in self._stream.feed(some):
                if ended.kind == protocol.FRAMEBUFFER_UPDATE:
                    # Nothing else was asked for, so at most a bell comes behind it.
                    return b"".join([*pieces, some[start : ended.at]])
                pieces.clear()
                start = ended.at
            pieces.append(some[start:])
        raise EOFError

    def close(self) -> None:
        """Hang up."""
        self._writer.transport.abort()
