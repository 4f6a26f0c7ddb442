"""Who looks at the desktop now, and what they are told as it happens.

Each page keeps a WebSocket to ``/events``. The gateway sends JSON objects with an
``event``, the page sends objects with a ``do``::

    → {"event": "hello", "visitor": "…", "role": "control", …}   first, once
    → {"event": "visitors", "control": 2, "watch": 30, "in_control": true}
    → {"event": "pong", "id": 7}
    ← {"do": "ping", "id": 7}
    ← {"do": "act"}          somebody types or clicks in this page

Other rooms publish events of their own: `Visitors.publish`. The one *in control* is
whose page was acted in last; by its window the desktop's size is chosen.
"""

import asyncio
import contextlib
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from vmt_desktop.login.roles import Role

Ending = tuple[int, str]
"""Code and reason that a WebSocket is closed with."""

LOGGED_OUT: Ending = (4401, "logged out")
REVOKED: Ending = (4403, "the link was revoked")
NOT_UNDERSTOOD: Ending = (1003, "not understood")
TOO_SLOW: Ending = (1008, "the page does not read what it is told")
MOST_WAITING = 64
"""Events that wait for a page that does not read; then its WebSocket is closed."""

LARGEST_MESSAGE = 4096
CLOSING_SECONDS = 1.0

Event = dict[str, Any]
"""What is sent to pages: ``{"event": name, …}``, JSON."""


@dataclass(eq=False)
class Visitor:
    """A page that is open.

    Attributes
    ----------
    id : str
        Random; the page names it where it asks for something.
    role : Role
    session : str
        Fingerprint of the session's secret.
    """

    role: Role
    session: str
    id: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    queue: asyncio.Queue[Event] = field(
        default_factory=lambda: asyncio.Queue(MOST_WAITING)
    )
    ending: asyncio.Future[Ending] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )

    def tell(self, event: Event) -> None:
        """Send an event to this page, in order, without waiting."""
        try:
            self.queue.put_nowait(event)
        except asyncio.QueueFull:
            self.end(TOO_SLOW)

    def end(self, ending: Ending) -> None:
        """Close the page's WebSocket."""
        if not self.ending.done():
            self.ending.set_result(ending)


class Visitors:
    """The open pages. All methods belong to the gateway's event loop."""

    def __init__(self) -> None:
        self._visitors: dict[str, Visitor] = {}
        self._in_control: str | None = None
        self._greetings: list[Callable[[Visitor], Event | None]] = []
        self._on_end: list[Callable[[str, Ending], None]] = []

    # ---- for other rooms ---------------------------------------------------------

    def greet_with(self, greeting: Callable[[Visitor], Event | None]) -> None:
        """Have every page that opens told what `greeting` returns for it."""
        self._greetings.append(greeting)

    def when_session_ends(self, callback: Callable[[str, Ending], None]) -> None:
        """Call back with the session's fingerprint and how to close."""
        self._on_end.append(callback)

    def publish(self, event: Event, role: Role | None = None) -> None:
        """Send an event to every page, or to those of one role."""
        for visitor in list(self._visitors.values()):
            if role is None or visitor.role is role:
                visitor.tell(event)

    def count(self, role: Role) -> int:
        """Return how many pages of a role are open."""
        return sum(visitor.role is role for visitor in self._visitors.values())

    def in_control(self, visitor: object) -> bool:
        """Return whether the page of this id is the one acted in last."""
        return visitor is not None and visitor == self._in_control

    def take_control(self, visitor: object) -> None:
        """Put the page of this id in control, if it is open and may be."""
        known = self._visitors.get(visitor) if isinstance(visitor, str) else None
        if known and known.role is Role.CONTROL and known.id != self._in_control:
            self._in_control = known.id
            self._count()

    def end_session(self, session: str, ending: Ending = LOGGED_OUT) -> None:
        """Close every WebSocket of a session, of whatever kind."""
        for visitor in list(self._visitors.values()):
            if visitor.session == session:
                visitor.end(ending)
        for callback in self._on_end:
            callback(session, ending)

    # ---- a page ------------------------------------------------------------------

    async def serve(self, websocket: WebSocket, role: Role, session: str) -> None:
        """Accept a page's WebSocket and keep it until either side ends."""
        await websocket.accept()
        visitor = Visitor(role, session)
        self._visitors[visitor.id] = visitor
        visitor.tell({"event": "hello", "visitor": visitor.id, "role": role.value})
        for greeting in self._greetings:
            if (event := greeting(visitor)) is not None:
                visitor.tell(event)
        if role is Role.CONTROL and self._in_control is None:
            self._in_control = visitor.id
        self._count()
        try:
            await self._converse(websocket, visitor)
        finally:
            del self._visitors[visitor.id]
            if self._in_control == visitor.id:
                self._in_control = self._last_of(Role.CONTROL)
            self._count()

    async def _converse(self, websocket: WebSocket, visitor: Visitor) -> None:
        tasks = [
            asyncio.create_task(_send(websocket, visitor)),
            asyncio.create_task(self._listen(websocket, visitor)),
        ]
        waiting: list[asyncio.Future[Any]] = [*tasks, visitor.ending]
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        ending = visitor.ending.result() if visitor.ending.done() else NOT_UNDERSTOOD
        with contextlib.suppress(
            WebSocketDisconnect, TimeoutError, OSError, RuntimeError
        ):
            async with asyncio.timeout(CLOSING_SECONDS):
                await websocket.close(*ending)

    async def _listen(self, websocket: WebSocket, visitor: Visitor) -> None:
        """Answer the page until it leaves or says what nobody understands."""
        with contextlib.suppress(WebSocketDisconnect):
            while True:
                message = await websocket.receive()
                if message["type"] == "websocket.disconnect":
                    return
                wish = _parsed(message.get("text"))
                match wish:
                    case {"do": "ping", "id": int(number)}:
                        visitor.tell({"event": "pong", "id": number})
                    case {"do": "act"}:
                        self.take_control(visitor.id)
                    case _:
                        return

    def _last_of(self, role: Role) -> str | None:
        found = [v.id for v in self._visitors.values() if v.role is role]
        return found[-1] if found else None

    def _count(self) -> None:
        counts = {role.value: self.count(role) for role in Role}
        for visitor in list(self._visitors.values()):
            in_control = visitor.id == self._in_control
            visitor.tell({"event": "visitors", **counts, "in_control": in_control})


async def _send(websocket: WebSocket, visitor: Visitor) -> None:
    with contextlib.suppress(WebSocketDisconnect, OSError):
        while True:
            event = await visitor.queue.get()
            await websocket.send_text(json.dumps(event, ensure_ascii=False))


def _parsed(text: object) -> object:
    if not isinstance(text, str) or len(text) > LARGEST_MESSAGE:
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
