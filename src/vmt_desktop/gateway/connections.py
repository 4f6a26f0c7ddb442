"""One TCP connection: uvicorn's HTTP protocol with deadlines.

Whoever is slow on purpose holds a connection for some seconds only. What the peer
owes has a deadline in each phase; what the gateway owes has none:

===========  ==========================================================
head         a whole request line and headers within `HEAD_SECONDS`
idle         the next request within uvicorn's keep-alive time
body         each `BODY_PORTION` within `BODY_SECONDS`
rest         the rest of a body that was answered already: `REST_SECONDS`
answer       something of it taken within `STALL_SECONDS`
===========  ==========================================================

A WebSocket's handshake is a head; afterwards uvicorn's pings watch over it. TLS, if
there is any, comes before all this: `tls_handshake`.
"""

import asyncio
import enum
from typing import Any

import h11
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from vmt_desktop.gateway.waiting import Waiting

HEAD_SECONDS = 10.0
BODY_SECONDS = 20.0
BODY_PORTION = 8 * 1024
REST_SECONDS = 5.0
STALL_SECONDS = 30.0


class Phase(enum.Enum):
    """What the peer has to bring next."""

    HEAD = enum.auto()
    BODY = enum.auto()
    REST = enum.auto()
    NOTHING = enum.auto()


PATIENCE = {
    Phase.HEAD: HEAD_SECONDS,
    Phase.BODY: BODY_SECONDS,
    Phase.REST: REST_SECONDS,
}


class HttpConnection(H11Protocol):
    """uvicorn's protocol, which ends by itself when the peer is too slow.

    Parameters
    ----------
    config, server_state, app_state
        uvicorn's.
    waiting : Waiting
        Where it has a place while the peer owes something.
    """

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        waiting: Waiting,
    ) -> None:
        super().__init__(config, server_state, app_state)
        self._waiting = waiting
        self._phase: Phase | None = None
        self._deadline: asyncio.TimerHandle | None = None
        self._portion = 0
        self._upgraded = False
        self._stall: asyncio.TimerHandle | None = None
        self._flowed = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._enter(Phase.HEAD)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the deadlines."""
        self._enter(Phase.NOTHING)
        self._cancel_stall()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came and see what is owed now."""
        self._portion += len(data)
        super().data_received(data)
        phase = self._owed()
        progress = phase is Phase.BODY and self._portion >= BODY_PORTION
        if progress or phase is not self._phase:
            self._enter(phase)

    def on_response_complete(self) -> None:
        """See whether the body is still to come, or the next request came already."""
        super().on_response_complete()
        phase = self._owed()
        if phase is Phase.HEAD:
            # Nothing is owed; uvicorn's keep-alive time runs. But its place may be
            # needed by others.
            self._cancel_deadline()
            self._phase = None
            self._waiting.enter(self)
        elif phase is not self._phase:
            self._enter(phase)
        # Closing waits for what was written to be taken, however long.
        if self._stall is None and self.transport.get_write_buffer_size():
            self._watch_stall()

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        """Hand the connection over to uvicorn's WebSocket protocol."""
        self._upgraded = True
        self._enter(Phase.NOTHING)
        super().handle_websocket_upgrade(event)
        # h11 takes what websockets does not, such as a body or a long line; uvicorn
        # would wait for ever for an event of that.
        protocol: Any = self.transport.get_protocol()
        if protocol.conn.handshake_exc is not None and not self.transport.is_closing():
            self.send_400_response("This is no handshake of a WebSocket.\n")

    def pause_writing(self) -> None:
        """Begin to wait for the peer to take what was written."""
        super().pause_writing()
        if self._stall is None:
            self._watch_stall()

    def resume_writing(self) -> None:
        """Note that the peer took a good part of it."""
        self._flowed = True
        super().resume_writing()

    def give_up(self) -> None:
        """Hang up at once."""
        self.transport.abort()

    def _owed(self) -> Phase:
        if self._upgraded:
            return Phase.NOTHING
        state = self.conn.their_state
        if state is h11.IDLE:
            return Phase.HEAD
        if state is h11.SEND_BODY:
            answered = self.cycle is None or self.cycle.response_complete
            return Phase.REST if answered else Phase.BODY
        return Phase.NOTHING

    def _enter(self, phase: Phase) -> None:
        self._cancel_deadline()
        self._phase = phase
        self._portion = 0
        if phase is Phase.NOTHING or self.transport.is_closing():
            self._waiting.leave(self)
            return
        self._waiting.enter(self)
        self._deadline = self.loop.call_later(PATIENCE[phase], self._too_late)

    def _too_late(self) -> None:
        if self._phase is Phase.BODY and self.flow.read_paused:
            self._enter(Phase.BODY)  # it is us who take no more
        elif self.transport.get_write_buffer_size():
            self.transport.abort()
        else:
            self.transport.close()

    def _watch_stall(self, before: int | None = None) -> None:
        """Hang up if nothing of what was written is taken in time."""
        self._stall = None
        size = self.transport.get_write_buffer_size()
        if not size:
            return
        theirs_to_take = self.flow.write_paused or self.cycle.response_complete
        stalled = before is not None and size >= before and not self._flowed
        if stalled and theirs_to_take:
            self.transport.abort()
            return
        self._flowed = False
        self._stall = self.loop.call_later(STALL_SECONDS, self._watch_stall, size)

    def _cancel_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _cancel_stall(self) -> None:
        if self._stall is not None:
            self._stall.cancel()
            self._stall = None
