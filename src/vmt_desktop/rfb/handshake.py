"""How a connection begins, on either side of the relay.

The relay speaks both handshakes itself, so that not a byte of a browser reaches the
VNC server before it is known to be one of the messages of RFB.
"""

import asyncio
import struct
from collections.abc import Awaitable, Callable

from vmt_desktop.rfb.protocol import SECURITY_NONE, VERSION, ProtocolError, ServerInit

LARGEST_NAME = 4096

Send = Callable[[bytes], Awaitable[None]]
Receive = Callable[[int], Awaitable[bytes]]


async def greet_server(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> ServerInit:
    """Begin a shared connection to a VNC server that asks for no password.

    Raises
    ------
    ProtocolError
        If it says something else than a VNC server would.
    OSError, asyncio.IncompleteReadError
        If it ends the connection.
    """
    # Before the server's: libvncserver waits a tenth of a second for what a WebSocket
    # would say first, and all of its viewers with it.
    writer.write(VERSION)
    version = await reader.readexactly(12)
    if not version.startswith(b"RFB 003."):
        raise ProtocolError(f"the VNC server begins with {version!r}")
    (count,) = await reader.readexactly(1)
    if SECURITY_NONE not in await reader.readexactly(count):
        raise ProtocolError("the VNC server asks for a password")
    writer.write(bytes([SECURITY_NONE]))
    if await reader.readexactly(4) != bytes(4):
        raise ProtocolError("the VNC server refuses the connection")
    shared = b"\1"
    writer.write(shared)
    head = await reader.readexactly(24)
    width, height, length = struct.unpack(">HH16xI", head)
    if length > LARGEST_NAME:
        raise ProtocolError("the VNC server has no usable name")
    name = await reader.readexactly(length)
    return ServerInit(width, height, head[4:] + name)


async def greet_browser(receive: Receive, send: Send, server: ServerInit) -> None:
    """Begin the connection to a browser.

    Parameters
    ----------
    receive, send : callable
        The first returns as many bytes as it is asked for.
    server : ServerInit

    Raises
    ------
    ProtocolError
        If it does not speak version 3.8 or wants another security type.
    """
    await send(VERSION)
    if (version := await receive(12)) != VERSION:
        raise ProtocolError(f"the browser answers with {version!r}")
    await send(bytes([1, SECURITY_NONE]))
    if await receive(1) != bytes([SECURITY_NONE]):
        raise ProtocolError("the browser chooses another security type")
    await send(bytes(4))
    await receive(1)  # whether it would share the desktop: it does
    await send(bytes(server))
