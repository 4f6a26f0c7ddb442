"""One of those who watch: what reaches its browser, and how far it has read."""

import asyncio
import struct
from collections.abc import Callable

from vmt_desktop.rfb import protocol
from vmt_desktop.rfb.browser import Browser
from vmt_desktop.rfb.browser_stream import BrowserStream
from vmt_desktop.rfb.delivery import Delivery
from vmt_desktop.rfb.protocol import (
    PICTURE_READ,
    ProtocolError,
    encodings_in,
)
from vmt_desktop.rfb.traffic import Traffic

SHARED = frozenset(
    {protocol.COPY_RECT, protocol.TIGHT, protocol.DESKTOP_SIZE}
    | {protocol.LAST_RECT, protocol.CURSOR}
)
"""Encodings in which pictures are made for many, beside RAW, which all understand."""

MOST_EXCESS = 2
"""Pictures that wait for a browser which has stopped for a moment. To begin anew, with
the whole picture, costs it more, and all others."""


class Watcher:
    """A browser that is shown pictures which are made for many.

    Parameters
    ----------
    browser : Browser
        It has been greeted.
    size : (int, int)
        Of the framebuffer, as it was told.
    traffic : Traffic
        Where pictures are counted.
    when_ready : callable
        Called when the browser has read, and another picture may go.

    Attributes
    ----------
    in_step : bool
        Whether it has had every update of the present connection to the server.
    is_new : bool
        Whether it has had none yet, of any.
    """

    def __init__(
        self,
        browser: Browser,
        size: tuple[int, int],
        traffic: Traffic,
        when_ready: Callable[[], None],
    ) -> None:
        self._browser = browser
        self._when_ready = when_ready
        self._stream = BrowserStream()
        self._delivery = Delivery(browser, traffic)
        self._asked = False
        self._size = size
        self.in_step = False
        self.is_new = True

    @property
    def ready(self) -> bool:
        """Whether another picture may go."""
        delivery = self._delivery
        return delivery.may_send if delivery.continuous else self._asked

    @property
    def may_lag(self) -> bool:
        """Whether a picture may go before there is room for it."""
        return self._delivery.continuous and self._delivery.excess < MOST_EXCESS

    def show(self, update: bytes, fenced: bytes, size: tuple[int, int]) -> None:
        """Send an update, by itself or `fenced`; the framebuffer has this size then."""
        self._asked = False
        self._size = size
        self._delivery.count_picture()
        self._delivery.put(fenced if self._delivery.continuous else update)

    def begin(self, size: tuple[int, int]) -> None:
        """Prepare it for the first update of another connection to the server."""
        self._delivery.put(beginning(size if size != self._size else None))
        self._size = size
        self.is_new = False

    async def run(self) -> None:
        """Listen and send until the browser leaves.

        Raises
        ------
        BrowserLeft, NotBinary, ProtocolError
        """
        tasks = [
            asyncio.create_task(work) for work in (self._listen(), self._delivery.run())
        ]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        for task in done:
            task.result()

    async def _listen(self) -> None:
        while True:
            for message in self._stream.feed(await self._browser.receive_some()):
                self._handle(message)

    def _handle(self, message: bytes) -> None:
        kind = message[0]
        if kind == protocol.FRAMEBUFFER_UPDATE_REQUEST:
            self._asked = True
        elif kind == protocol.CLIENT_FENCE and message[9:] == PICTURE_READ:
            self._delivery.picture_was_read()
        elif kind == protocol.ENABLE_CONTINUOUS_UPDATES:
            self._delivery.continuous = bool(message[1])
        elif kind == protocol.SET_ENCODINGS:
            if self._delivery.is_to_be_offered(encodings_in(message)):
                self._delivery.put(bytes([protocol.END_OF_CONTINUOUS_UPDATES]))
            return
        elif kind == protocol.SET_PIXEL_FORMAT:
            if message[4:17] != protocol.PIXEL_FORMAT[:13]:
                raise ProtocolError("it asks for other pixels than it is shown")
            return
        else:
            return  # whoever watches touches nothing
        self._when_ready()


async def can_share(browser: Browser) -> bool:
    """Return whether a browser wants what everybody is shown, as noVNC does.

    It tells so after the greeting; what it tells is put back.
    """
    stream = BrowserStream()
    received = b""
    pixels = b""
    while True:
        some = await browser.receive_some()
        received += some
        for message in stream.feed(some):
            if message[0] == protocol.SET_PIXEL_FORMAT:
                pixels = message[4:17]
            elif message[0] == protocol.SET_ENCODINGS:
                browser.put_back(received)
                return (
                    pixels == protocol.PIXEL_FORMAT[:13]
                    and set(encodings_in(message)) >= SHARED
                )


def beginning(size: tuple[int, int] | None) -> bytes:
    """Return an update that makes a browser forget what it knows of zlib streams.

    A connection to the server begins with fresh streams. The reset is told in the
    control byte of a rectangle in Tight: this one has no area.

    Parameters
    ----------
    size : (int, int), or None
        New size of the framebuffer, if it is another one.
    """
    rectangles = []
    if size is not None:
        rectangles.append(struct.pack(">HHHHi", 0, 0, *size, protocol.DESKTOP_SIZE))
    reset_all_and_fill = 0x8F
    rectangles.append(
        struct.pack(">HHHHi", 0, 0, 0, 0, protocol.TIGHT)
        + bytes([reset_all_and_fill, 0, 0, 0])
    )
    head = struct.pack(">BxH", protocol.FRAMEBUFFER_UPDATE, len(rectangles))
    return head + b"".join(rectangles)
