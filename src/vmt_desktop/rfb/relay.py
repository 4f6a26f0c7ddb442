"""The relay between a browser's WebSocket and the VNC server's unix socket."""

import asyncio
import contextlib
from collections import defaultdict
from pathlib import Path

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

CHUNK_BYTES = 64 * 1024
"""Read at once, and about as much waits for a slow browser: fewer pictures reach
it, never old ones."""

CLOSING_SECONDS = 1.0
"""So long either side may take to end in good order."""

UNSUPPORTED_DATA = 1003
RESTARTING = 1012
TRY_AGAIN_LATER = 1013
LOGGED_OUT = 4401


class Relay:
    """Joins WebSockets to the VNC server; knows which session each belongs to.

    Parameters
    ----------
    vnc_socket : Path
        Unix socket on which the VNC server listens.
    """

    def __init__(self, vnc_socket: Path) -> None:
        self._vnc_socket = vnc_socket
        self._endings: dict[str, set[asyncio.Event]] = defaultdict(set)

    def end(self, session: str) -> None:
        """Close every WebSocket of a session that has been logged out."""
        for ending in self._endings.get(session, ()):
            ending.set()

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
        ending = asyncio.Event()
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
    ending: asyncio.Event,
) -> None:
    from_browser = asyncio.create_task(_from_browser(websocket, writer))
    from_vnc = asyncio.create_task(_from_vnc(reader, websocket))
    logged_out = asyncio.create_task(ending.wait())
    tasks = {from_browser, from_vnc, logged_out}
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()
    if logged_out in done:
        await _close(websocket, LOGGED_OUT, "logged out")
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
