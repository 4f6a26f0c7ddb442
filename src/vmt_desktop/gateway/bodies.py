"""No request body is larger than its purpose needs."""

from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY_BYTES = 2 * 1024 * 1024
TOO_LARGE = (
    f"The body of this request is larger than {LARGEST_BODY_BYTES // 1024 // 1024} MiB."
)


class BodyLimit:
    """ASGI middleware that answers bodies that are too large with 413.

    Parameters
    ----------
    app : ASGI application
    unlimited : callable
        Tells of a scope whether its body may have any size.
    """

    def __init__(self, app: ASGIApp, unlimited: Callable[[Scope], bool]) -> None:
        self._app = app
        self._unlimited = unlimited

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse by Content-Length, or as soon as more has come than is allowed."""
        if scope["type"] != "http" or self._unlimited(scope):
            await self._app(scope, receive, send)
            return
        length = Headers(scope=scope).get("content-length", "0")
        # h11 has seen to it that it is a number.
        if int(length) > LARGEST_BODY_BYTES:
            await JSONResponse({"problem": TOO_LARGE}, 413)(scope, receive, send)
            return
        await _Counted(receive, send).run(self._app, scope)


class _Counted:
    """A request whose body is counted while it is read."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self._left = LARGEST_BODY_BYTES
        self._started = False

    async def run(self, app: ASGIApp, scope: Scope) -> None:
        try:
            await app(scope, self._receive_counted, self._send_unless_refused)
        finally:
            if self._left < 0 and not self._started:
                refusal = JSONResponse({"problem": TOO_LARGE}, 413)
                await refusal(scope, self._receive, self._send)

    async def _receive_counted(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._left -= len(message.get("body", b""))
        if self._left < 0:
            return {"type": "http.disconnect"}
        return message

    async def _send_unless_refused(self, message: Message) -> None:
        # Whoever is told that the client has gone sends what comes of that.
        if self._left < 0 and not self._started:
            return
        self._started = True
        await self._send(message)
