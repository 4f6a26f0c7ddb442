"""How the relay begins a connection to the VNC server."""

import asyncio
import struct
from pathlib import Path

from rfb_peers import PIXEL_FORMAT
from vmt_desktop.rfb.handshake import greet_server


def test_the_vnc_server_need_not_wait_to_see_who_it_is(tmp_path: Path) -> None:
    """A tenth of a second passes before libvncserver greets who says nothing."""
    writers: list[asyncio.StreamWriter] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        assert await reader.readexactly(12) == b"RFB 003.008\n"
        writer.write(b"RFB 003.008\n" + b"\1\1" + bytes(4))
        writer.write(struct.pack(">HH", 640, 480) + PIXEL_FORMAT + bytes(4))
        await reader.readexactly(2)

    async def greet() -> tuple[int, int]:
        path = tmp_path / "vnc.sock"
        async with await asyncio.start_unix_server(serve, path), asyncio.timeout(60):
            reader, writer = await asyncio.open_unix_connection(path)
            writers.append(writer)
            server = await greet_server(reader, writer)
            for one in writers:
                one.close()
                await one.wait_closed()
            return server.width, server.height

    assert asyncio.run(greet()) == (640, 480)
