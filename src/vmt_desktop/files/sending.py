"""An answer that is made piece by piece while it is sent."""

import asyncio
import os
from collections.abc import Callable, Generator, Mapping

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from vmt_desktop.files.workers import Workers

PIECE_BYTES = 256 * 1024

Pieces = Generator[bytes, None, None]


class PieceResponse(Response):
    """Sends what a generator yields in threads; never more than a piece is kept.

    Parameters
    ----------
    workers : Workers
    pieces : generator of bytes
    descriptor : int
        What they are read from; closed at the end, whichever end that is.
    headers : mapping
    status : int

    Attributes
    ----------
    tell_sent : callable
        Called with the number of bytes of each piece that was sent.
    """

    tell_sent: Callable[[int], None] = staticmethod(lambda _: None)

    def __init__(
        self,
        workers: Workers,
        pieces: Pieces,
        descriptor: int,
        headers: Mapping[str, str],
        status: int = 200,
    ) -> None:
        self._workers = workers
        self._pieces = pieces
        self._descriptor = descriptor
        self.status_code = status
        self.background = None
        self.init_headers(headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer."""
        leaving = asyncio.create_task(_left(receive))
        try:
            await send(
                {
                    "type": "http.response.start",
                    "status": self.status_code,
                    "headers": self.raw_headers,
                }
            )
            while scope["method"] != "HEAD" and not leaving.done():
                piece = await self._workers.run(next, self._pieces, b"")
                if not piece:
                    break
                # The server waits here while the browser does not read.
                await send(
                    {"type": "http.response.body", "body": piece, "more_body": True}
                )
                self.tell_sent(len(piece))
            await send({"type": "http.response.body", "body": b""})
        except asyncio.CancelledError:
            return  # the gateway ends; a download is resumed when it is back
        finally:
            leaving.cancel()
            self._pieces.close()
            os.close(self._descriptor)


async def _left(receive: Receive) -> None:
    """Return when the browser has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
