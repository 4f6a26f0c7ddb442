"""TLS in front of a connection, with a deadline, and a place among those who wait."""

import asyncio
import ssl
from asyncio.sslproto import SSLProtocol
from collections.abc import Callable
from typing import Any

from uvicorn.config import Config
from uvicorn.server import ServerState

from vmt_desktop.gateway.connections import HttpConnection
from vmt_desktop.gateway.waiting import Waiting

HANDSHAKE_SECONDS = 10.0

GOODBYE_SECONDS = 0.5
"""So long TLS may take to end in good order."""

TLS_BUFFER_BYTES = 32 * 1024
"""asyncio takes a quarter of a megabyte for each connection that only might speak TLS:
gigabytes for those who open thousands and say nothing."""

MakeConnection = Callable[..., asyncio.Protocol]
"""What uvicorn calls for each connection that it accepts."""


class TlsHandshake(asyncio.Protocol):
    """A connection until TLS is agreed upon; then the HTTP protocol takes over.

    asyncio's own server tells nobody of a connection before its handshake is over, so
    that those who never finish one could not be counted.

    Parameters
    ----------
    http : asyncio.Protocol
        Speaks inside TLS.
    context : callable
        Returns the context for a new connection.
    waiting : Waiting
        Where it has a place meanwhile.
    """

    def __init__(
        self,
        http: asyncio.Protocol,
        context: Callable[[], ssl.SSLContext],
        waiting: Waiting,
    ) -> None:
        self._http = http
        self._context = context
        self._waiting = waiting
        self._early: list[bytes] = []
        self._transport: asyncio.Transport | None = None
        self._task: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin the handshake."""
        self._transport = transport
        self._waiting.enter(self)
        self._task = asyncio.get_running_loop().create_task(self._shake(transport))

    def data_received(self, data: bytes) -> None:
        """Keep what came with the last message of the handshake."""
        self._early.append(data)

    def give_up(self) -> None:
        """Hang up at once."""
        if self._transport is not None:
            self._transport.abort()

    async def _shake(self, transport: asyncio.Transport) -> None:
        if transport.is_closing():  # given up before it was its turn
            return
        try:
            secure = await asyncio.get_running_loop().start_tls(
                transport,
                self,
                self._context(),
                server_side=True,
                ssl_handshake_timeout=HANDSHAKE_SECONDS,
                ssl_shutdown_timeout=GOODBYE_SECONDS,
            )
        except OSError:  # also what the ssl module raises
            transport.abort()
            return
        finally:
            self._waiting.leave(self)
        if secure is None or secure.is_closing():
            return
        secure.set_protocol(self._http)
        self._http.connection_made(secure)
        if self._early:
            self._http.data_received(b"".join(self._early))


def connection_factory(
    waiting: Waiting, context: Callable[[], ssl.SSLContext] | None
) -> MakeConnection:
    """Return what uvicorn takes for the class of its HTTP protocol.

    Parameters
    ----------
    waiting : Waiting
    context : callable, or None
        Returns the TLS context for a new connection; None: no TLS.
    """
    if context is not None:
        SSLProtocol.max_size = TLS_BUFFER_BYTES

    def make(
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> asyncio.Protocol:
        http = HttpConnection(config, server_state, app_state, waiting)
        return http if context is None else TlsHandshake(http, context, waiting)

    return make
