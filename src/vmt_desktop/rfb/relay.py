"""The relay between browsers' WebSockets and the VNC server's unix socket."""

import asyncio
import contextlib
from collections import defaultdict
from pathlib import Path
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from vmt_desktop.rfb.audience import Audience
from vmt_desktop.rfb.browser import Browser, BrowserLeft, NotBinary
from vmt_desktop.rfb.conversation import Conversation
from vmt_desktop.rfb.handshake import greet_browser, greet_server
from vmt_desktop.rfb.protocol import ProtocolError
from vmt_desktop.rfb.traffic import Traffic
from vmt_desktop.rfb.watcher import can_share

CLOSING_SECONDS = 1.0
"""So long either side may take to end in good order."""

GREETING_SECONDS = 10.0

PROTOCOL_ERROR = 1002
UNSUPPORTED_DATA = 1003
RESTARTING = 1012
TRY_AGAIN_LATER = 1013

Ending = asyncio.Future[tuple[int, str]]
"""Done when the session ends; then the code and the reason to close with."""


class Relay:
    """Joins WebSockets to a VNC server; knows which session each belongs to.

    Parameters
    ----------
    vnc_socket : Path
        Unix socket on which the VNC server listens.
    traffic : Traffic
        Where pictures are counted.
    view_only : bool
        Whether what a browser types and clicks goes nowhere. Those who can are then
        shown the same, and share the work: the `Audience`.
    """

    def __init__(
        self, vnc_socket: Path, traffic: Traffic, *, view_only: bool = False
    ) -> None:
        self._vnc_socket = vnc_socket
        self._traffic = traffic
        self._view_only = view_only
        self._audience = Audience(vnc_socket, traffic) if view_only else None
        self._endings: dict[str, set[Ending]] = defaultdict(set)

    def end(self, session: str, how: tuple[int, str]) -> None:
        """Close every WebSocket of a session, with this code and reason."""
        for ending in self._endings.get(session, ()):
            if not ending.done():
                ending.set_result(how)

    async def serve(self, websocket: WebSocket, session: str) -> None:
        """Accept a WebSocket and carry pictures and input until either side ends."""
        asked = websocket.scope.get("subprotocols", [])
        await websocket.accept("binary" if "binary" in asked else None)
        ending: Ending = asyncio.get_running_loop().create_future()
        self._endings[session].add(ending)
        try:
            how = await self._until_it_ends(Browser(websocket), ending)
        finally:
            self._endings[session].discard(ending)
            if not self._endings[session]:
                del self._endings[session]
        if how is not None:
            await _close(websocket, *how)

    async def _until_it_ends(
        self, browser: Browser, ending: Ending
    ) -> tuple[int, str] | None:
        """Return how to close the WebSocket; None if the browser has left."""
        talk = asyncio.create_task(self._talk(browser))
        waiting: set[asyncio.Future[Any]] = {talk, ending}
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            talk.cancel()
            await asyncio.gather(talk, return_exceptions=True)
        return ending.result() if ending.done() else talk.result()

    async def _talk(self, browser: Browser) -> tuple[int, str] | None:
        try:
            await self._converse(browser)
        except (ConnectionRefusedError, FileNotFoundError):
            return TRY_AGAIN_LATER, "the VNC server is not there yet"
        except BrowserLeft:
            return None
        except NotBinary:
            return UNSUPPORTED_DATA, "RFB is binary"
        except ProtocolError as error:
            return PROTOCOL_ERROR, str(error)[:120]
        except TimeoutError:
            return TRY_AGAIN_LATER, "no answer in time"
        except (OSError, EOFError):
            pass
        return RESTARTING, "the VNC server ended"

    async def _converse(self, browser: Browser) -> None:
        reader, writer = await asyncio.open_unix_connection(self._vnc_socket)
        try:
            async with asyncio.timeout(GREETING_SECONDS):
                server = await greet_server(reader, writer)
            async with asyncio.timeout(GREETING_SECONDS):
                await greet_browser(browser.receive, browser.send, server)
                shares = self._audience is not None and await can_share(browser)
            if not shares:
                conversation = Conversation(
                    *(browser, reader, writer, server, self._traffic),
                    view_only=self._view_only,
                )
                await conversation.run()
        finally:
            await _hang_up(writer)
        if self._audience is not None and shares:
            await self._audience.serve(browser, (server.width, server.height))


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
