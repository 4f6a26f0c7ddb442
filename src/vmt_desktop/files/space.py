"""How much room is left for runs, told before there is none.

What is recorded on a full disk ends there, whole up to its last tick, and what a user
then has to do takes time. So those in control are told when it gets tight::

    {"event": "disk", "state": "ok" | "low" | "full", "free": bytes, "folder": "/data"}
"""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator
from pathlib import Path

from starlette.routing import BaseRoute

from vmt_desktop.files.workers import Workers
from vmt_desktop.gateway.visitors import Event, Visitor, Visitors
from vmt_desktop.login.roles import Role
from vmt_desktop.metrics.meters import Meters
from vmt_desktop.settings import Settings

LOOK_SECONDS = 5.0
LOW_BYTES = 100 * 1024 * 1024
LOW_SHARE = 0.05
"""Of a disk that is smaller than twenty times `LOW_BYTES`."""

FULL_BYTES = 256 * 1024
"""With less SQLite may not get its next pages."""

Look = tuple[str, int]
"""The state, and how many bytes are free."""


class Space:
    """Looks at the disk of the data folder, and tells when it gets full.

    Parameters
    ----------
    settings : Settings
    visitors : Visitors
        Those in control are told by the event ``disk``.
    meters : Meters
        Where the bytes that are free are told.
    """

    def __init__(self, settings: Settings, visitors: Visitors, meters: Meters) -> None:
        self._folder = settings.data_dir
        self._visitors = visitors
        self._workers = Workers()
        self._last: Look = ("ok", 0)
        self._told = "ok"
        visitors.greet_with(self._greeting)
        meters.gauge(
            "data_free_bytes",
            "Bytes free for runs and scenarios.",
            lambda: self._last[1],
        )

    def routes(self) -> list[BaseRoute]:
        """Return none: what is free is told with each folder, too."""
        return []

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Look again and again meanwhile."""
        ended = asyncio.Event()
        looking = asyncio.create_task(self._look_until(ended))
        yield
        ended.set()
        await looking
        self._workers.close()

    async def _look_until(self, ended: asyncio.Event) -> None:
        while not ended.is_set():
            with contextlib.suppress(OSError):  # the folder was moved away: no news
                self._last = await self._workers.run(look, self._folder)
            state, free = self._last
            if state != self._told:
                self._told = state
                if state != "ok":
                    what = f"{free:,} bytes are free for runs in {self._folder}"
                    print(f"warning: the disk is {state}: {what}", flush=True)
                self._visitors.publish(self._event(), Role.CONTROL)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):
                    await ended.wait()

    def _event(self) -> Event:
        state, free = self._last
        folder = str(self._folder)
        return {"event": "disk", "state": state, "free": free, "folder": folder}

    def _greeting(self, visitor: Visitor) -> Event | None:
        return self._event() if visitor.role is Role.CONTROL else None


def look(folder: Path) -> Look:
    """Return how full the disk of a folder is, for who is not its administrator."""
    disk = os.statvfs(folder)
    free = disk.f_bavail * disk.f_frsize
    # Disks that count no files say that they have none.
    if disk.f_files > 0 and disk.f_favail == 0:
        return "full", free
    return judged(free, disk.f_blocks * disk.f_frsize), free


def judged(free: int, size: int) -> str:
    """Return ``ok``, ``low`` or ``full``, for so many bytes free of so many."""
    if free < FULL_BYTES:
        return "full"
    return "low" if free < min(LOW_BYTES, LOW_SHARE * size) else "ok"
