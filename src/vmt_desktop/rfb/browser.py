"""A browser's WebSocket as the stream of bytes that RFB is."""

from starlette.websockets import WebSocket, WebSocketDisconnect


class BrowserLeft(Exception):  # noqa: N818 - no error
    """The browser has closed the WebSocket."""


class NotBinary(Exception):  # noqa: N818 - what the browser sent
    """The browser sent a text message."""


class Browser:
    """The browser at the other end of a WebSocket that has been accepted.

    Parameters
    ----------
    websocket : WebSocket
    """

    def __init__(self, websocket: WebSocket) -> None:
        self._websocket = websocket
        self._left_over = b""

    async def receive(self, size: int) -> bytes:
        """Return exactly so many bytes; what came beyond is kept for later."""
        received = self._left_over
        while len(received) < size:
            received += await self._next()
        self._left_over = received[size:]
        return received[:size]

    async def receive_some(self) -> bytes:
        """Return what comes next, however much it is.

        Raises
        ------
        BrowserLeft
        NotBinary
        """
        if self._left_over:
            some, self._left_over = self._left_over, b""
            return some
        return await self._next()

    def put_back(self, received: bytes) -> None:
        """Have these bytes received again, before what comes next."""
        self._left_over = received + self._left_over

    async def send(self, data: bytes) -> None:
        """Send, waiting while the browser is slow.

        Raises
        ------
        BrowserLeft
        """
        try:
            await self._websocket.send_bytes(data)
        except (WebSocketDisconnect, OSError, RuntimeError):
            raise BrowserLeft from None

    async def _next(self) -> bytes:
        message = await self._websocket.receive()
        if message["type"] == "websocket.disconnect":
            raise BrowserLeft
        data = message.get("bytes")
        if data is None:
            raise NotBinary
        return bytes(data)
