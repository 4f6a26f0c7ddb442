"""Those who watch, and the one connection to the VNC server they share.

Thirty connections would be thirty times the work of encoding the same picture. So each
update is received once and sent to all. Streams of Tight are compressed with what came
before, and nobody can come in or catch up in the middle of one: then the connection is
made anew, and its first update is the whole picture, for everybody.
"""

import asyncio
import contextlib
import math
import time
from pathlib import Path

from vmt_desktop.rfb import protocol
from vmt_desktop.rfb.browser import Browser
from vmt_desktop.rfb.budget import Budget
from vmt_desktop.rfb.pictures import Pictures
from vmt_desktop.rfb.protocol import FENCE_BEHIND_A_PICTURE
from vmt_desktop.rfb.traffic import Traffic
from vmt_desktop.rfb.watcher import Watcher

PATIENCE_SECONDS, MOST_PATIENCE_SECONDS = 0.1, 0.5
"""So long watchers who have not read yet keep the next picture from the others: a few,
and more than half. If most are slow the machine is, and all would fall behind."""

NEWCOMER_SECONDS, LAGGARD_SECONDS = 0.3, 3.0
"""A connection lives at least so long before it is made anew for somebody who came, or
who fell behind: thirty who come at once are served by one."""

QUALITY, COMPRESSION = 6, 2
"""What noVNC asks for by itself."""

ENCODINGS = [
    protocol.COPY_RECT,
    protocol.TIGHT,
    protocol.RAW,
    protocol.QUALITY_LEVELS[QUALITY],
    protocol.COMPRESS_LEVELS[COMPRESSION],
    protocol.DESKTOP_SIZE,
    protocol.LAST_RECT,
    protocol.CURSOR,
]


class Audience:
    """Shows the desktop of a VNC server to any number of browsers.

    Parameters
    ----------
    vnc_socket : Path
        Unix socket on which the VNC server listens.
    traffic : Traffic
        Where what they are sent is counted.
    """

    def __init__(self, vnc_socket: Path, traffic: Traffic) -> None:
        self._vnc_socket = vnc_socket
        self._traffic = traffic
        self._watchers: set[Watcher] = set()
        self._showing: asyncio.Task[None] | None = None
        self._somebody_waits = asyncio.Event()
        self._somebody_has_read = asyncio.Event()

    async def serve(self, browser: Browser, size: tuple[int, int]) -> None:
        """Show the desktop to a browser until either side ends.

        Parameters
        ----------
        browser : Browser
            It has been greeted, with a framebuffer of this `size`, and `can_share`.
        size : (int, int)

        Raises
        ------
        BrowserLeft, NotBinary, ProtocolError
            From the browser.
        OSError, EOFError
            If the VNC server is not there, or has ended.
        """
        watcher = Watcher(browser, size, self._traffic, self._notice)
        self._watchers.add(watcher)
        if self._showing is None:
            self._showing = asyncio.create_task(self._show())
        showing = self._showing
        watching = asyncio.create_task(watcher.run())
        try:
            await asyncio.wait({watching, showing}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._watchers.discard(watcher)
            watching.cancel()
            if showing.done() or not self._watchers:
                showing.cancel()
                self._showing = None if self._showing is showing else self._showing
            await asyncio.gather(watching, return_exceptions=True)
        # One of the two has ended, and neither ever ends without a reason.
        (showing if watching.cancelled() else watching).result()

    def _notice(self) -> None:
        self._somebody_waits.set()
        self._somebody_has_read.set()

    async def _show(self) -> None:
        """Make one connection after the other."""
        await self._until_somebody_waits(began=0.0)
        while True:
            tasks = (
                asyncio.create_task(self._show_by_one_connection()),
                asyncio.create_task(self._until_somebody_waits(time.monotonic())),
            )
            try:
                await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
            if not tasks[0].cancelled():
                tasks[0].result()

    async def _show_by_one_connection(self) -> None:
        pictures = await Pictures.connect(self._vnc_socket, ENCODINGS)
        try:
            for watcher in self._watchers:
                watcher.in_step = watcher.ready
                if watcher.in_step:
                    watcher.begin(pictures.size)
            clock = asyncio.get_running_loop().time
            budget = Budget(clock())
            while True:
                self._send(await pictures.next(), pictures.size)
                await self._until_they_have_read()
                pause = budget.pause_after(len(self._watchers), clock())
                await asyncio.sleep(pause)
        finally:
            pictures.close()

    def _send(self, update: bytes, size: tuple[int, int]) -> None:
        """Send an update to those in step; who is too far behind is so no longer."""
        fenced = update + FENCE_BEHIND_A_PICTURE  # once for all
        for watcher in self._watchers:
            if watcher.in_step and (watcher.ready or watcher.may_lag):
                watcher.show(update, fenced, size)
            elif watcher.in_step:
                watcher.in_step = False
                self._somebody_waits.set()

    async def _until_they_have_read(self) -> None:
        """Wait for those in step; slow ones keep the others only so long."""
        clock = asyncio.get_running_loop().time
        shown = clock()
        while (patience := self._patience()) is not None:
            self._somebody_has_read.clear()
            try:
                async with asyncio.timeout_at(shown + patience):
                    await self._somebody_has_read.wait()
            except TimeoutError:
                return

    def _patience(self) -> float | None:
        """Return how long to wait after a picture now [s]; None: no longer."""
        have_read = [watcher.ready for watcher in self._watchers if watcher.in_step]
        if all(have_read):
            return None
        if not any(have_read):
            return math.inf  # another picture would help nobody
        most_have = 2 * sum(have_read) >= len(have_read)
        return PATIENCE_SECONDS if most_have else MOST_PATIENCE_SECONDS

    async def _until_somebody_waits(self, began: float) -> None:
        """Return when it is time to replace a connection that began then."""
        while True:
            moments = [
                began + (NEWCOMER_SECONDS if watcher.is_new else LAGGARD_SECONDS)
                for watcher in self._watchers
                if watcher.ready and not watcher.in_step
            ]
            now = time.monotonic()
            if moments and min(moments) <= now:
                return
            self._somebody_waits.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(min(moments) - now if moments else None):
                    await self._somebody_waits.wait()
