"""The relay between a browser's WebSocket and the VNC server's unix socket."""

import asyncio
import contextlib
from collections import defaultdict
from pathlib import Path
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

CHUNK_BYTES = 64 * 1024
"""Read at once, and about as much waits for a slow browser: fewer pictures reach
it, never old ones."""

CLOSING_SECONDS = 1.0
"""So long either side may take to end in good order."""

UNSUPPORTED_DATA = 1003
RESTARTING = 1012
TRY_AGAIN_LATER = 1013


Ending = asyncio.Future[tuple[int, str]]
"""Done when the session ends; then the code and the reason to close with."""


class Relay:
    """Joins WebSockets to the VNC server; knows which session each belongs to.

    Parameters
    ----------
    vnc_socket : Path
        Unix socket on which the VNC server listens.
    """

    def __init__(self, vnc_socket: Path) -> None:
        self._vnc_socket = vnc_socket
        self._endings: dict[str, set[Ending]] = defaultdict(set)

    def end(self, session: str, how: tuple[int, str]) -> None:
        """Close every WebSocket of a session, with this code and reason."""
        for ending in self._endings.get(session, ()):
            if not ending.done():
                ending.set_result(how)

    async def serve(self, websocket: WebSocket, session: str) -> None:
        """Accept a WebSocket and carry bytes both ways until either side ends."""
        asked = websocket.scope.get("subprotocols", [])
        await websocket.accept("binary" if "binary" in asked else None)
        try:
            reader, writer = await asyncio.open_unix_connection(
                self._vnc_socket, limit=CHUNK_BYTES
            )
        except OSError:
            await _close(websocket, TRY_AGAIN_LATER, "the VNC server is not there yet")
            return
        ending: Ending = asyncio.get_running_loop().create_future()
        self._endings[session].add(ending)
        try:
            await _join(websocket, reader, writer, ending)
        finally:
            self._endings[session].discard(ending)
            if not self._endings[session]:
                del self._endings[session]
            await _hang_up(writer)


async def _join(
    websocket: WebSocket,
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    ending: Ending,
) -> None:
    from_browser = asyncio.create_task(_from_browser(websocket, writer))
    from_vnc = asyncio.create_task(_from_vnc(reader, websocket))
    tasks = {from_browser, from_vnc}
    waiting: set[asyncio.Future[Any]] = {*tasks, ending}
    try:
        done, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for ended in done:
        ended.result()
    if ending in done:
        await _close(websocket, *ending.result())
    elif from_browser in done:
        if from_browser.result() is not None:
            await _close(websocket, UNSUPPORTED_DATA, "RFB is binary")
    else:
        await _close(websocket, RESTARTING, "the VNC server ended")


async def _from_browser(
    websocket: WebSocket, writer: asyncio.StreamWriter
) -> str | None:
    """Carry until the browser leaves; return a text message if it sent one."""
    while True:
        message = await websocket.receive()
        if message["type"] == "websocket.disconnect":
            return None
        data = message.get("bytes")
        if data is None:
            return str(message.get("text"))
        try:
            writer.write(data)
            await writer.drain()
        except OSError:
            # The other direction finds the end of the stream and says so.
            await asyncio.Event().wait()


async def _from_vnc(reader: asyncio.StreamReader, websocket: WebSocket) -> None:
    """Carry until the VNC server ends; waits while the browser is slow."""
    with contextlib.suppress(OSError, WebSocketDisconnect):
        while data := await reader.read(CHUNK_BYTES):
            await websocket.send_bytes(data)


async def _hang_up(writer: asyncio.StreamWriter) -> None:
    """Close the unix socket; what a VNC server that hangs never took is dropped."""
    writer.close()
    with contextlib.suppress(OSError):
        try:
            async with asyncio.timeout(CLOSING_SECONDS):
                await writer.wait_closed()
        finally:
            writer.transport.abort()


async def _close(websocket: WebSocket, code: int, reason: str) -> None:
    states = {websocket.client_state, websocket.application_state}
    if states != {WebSocketState.CONNECTED}:
        return
    # A browser that stopped reading would keep the close frame waiting for ever.
    with contextlib.suppress(WebSocketDisconnect, TimeoutError, OSError):
        async with asyncio.timeout(CLOSING_SECONDS):
            await websocket.close(code, reason)
