"""What goes to one browser, and how far it has read."""

import asyncio
import time
from collections.abc import Collection

from vmt_desktop.rfb import protocol
from vmt_desktop.rfb.browser import Browser
from vmt_desktop.rfb.pacing import Pacing
from vmt_desktop.rfb.traffic import Traffic


class Delivery:
    """Sends to a browser, in the order in which it is told to.

    Parameters
    ----------
    browser : Browser
        It has been greeted.
    traffic : Traffic
        Where pictures and bytes are counted.

    Attributes
    ----------
    continuous : bool
        Whether the browser takes pictures that it has not asked for; behind each of
        them comes a fence, which it answers when it has read that far.
    """

    def __init__(self, browser: Browser, traffic: Traffic) -> None:
        self._browser = browser
        self._traffic = traffic
        self._outbox: asyncio.Queue[bytes] = asyncio.Queue()
        self._pacing = Pacing()
        self._offered = False
        self.continuous = False

    @property
    def may_send(self) -> bool:
        """Whether another picture may go though it has not been asked for."""
        return self.continuous and self._pacing.may_send

    @property
    def excess(self) -> int:
        """How many pictures were sent beyond what should be on its way."""
        return self._pacing.excess

    def put(self, data: bytes) -> None:
        """Send it as soon as everything before it has gone."""
        self._outbox.put_nowait(data)

    def count_picture(self) -> None:
        """Take note of a picture that is sent, with a fence if they are continuous."""
        self._traffic.frames.value += 1
        if self.continuous:
            self._pacing.sent(time.monotonic())

    def picture_was_read(self) -> None:
        """Take note that the fence behind the oldest picture was answered."""
        took = self._pacing.answered(time.monotonic())
        if took is not None:
            self._traffic.round_trips.observe(took)

    def is_to_be_offered(self, encodings: Collection[int]) -> bool:
        """Tell, once, whether a browser with these can have continuous pictures."""
        understood = {protocol.FENCE, protocol.CONTINUOUS_UPDATES} <= set(encodings)
        offers = understood and not self._offered
        self._offered = self._offered or offers
        return offers

    async def run(self) -> None:
        """Send until the browser leaves.

        Raises
        ------
        BrowserLeft
        """
        while True:
            data = await self._outbox.get()
            await self._browser.send(data)
            self._traffic.octets.value += len(data)
