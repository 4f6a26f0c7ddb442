"""Does the desktop answer: the X server and the VNC server, asked at this moment."""

import asyncio
import contextlib
import threading
from collections.abc import Callable
from pathlib import Path

from vmt_desktop.display.pulse import DisplayPulse
from vmt_desktop.rfb.pulse import Pulse

PATIENCE_SECONDS = 2.0


class Question:
    """A probe that may block, asked in a thread, one at a time.

    A part that hangs holds the thread that asks it; until that returns the answer
    is no, and no further thread is spent on it.

    Parameters
    ----------
    probe : callable
        Returns whether the part answers.
    """

    def __init__(self, probe: Callable[[], bool]) -> None:
        self._probe = probe
        self._pending: asyncio.Future[bool] | None = None

    async def ask(self) -> bool:
        """Return the answer; no if none comes in time."""
        if self._pending is None or self._pending.done():
            self._pending = self._start()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await asyncio.shield(self._pending)
        return False

    def _start(self) -> asyncio.Future[bool]:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[bool] = loop.create_future()

        def tell(answer: bool) -> None:  # noqa: FBT001 - the answer is all there is
            if not future.done():
                future.set_result(answer)

        def ask() -> None:
            answer = False
            try:
                answer = self._probe()
            finally:
                with contextlib.suppress(RuntimeError):  # the gateway has ended
                    loop.call_soon_threadsafe(tell, answer)

        # A daemon, because a thread that hangs must not keep the gateway from ending.
        threading.Thread(target=ask, daemon=True).start()
        return future


class Health:
    """The questions that ``/healthz`` asks.

    Parameters
    ----------
    vnc_socket : Path
        Unix socket of the VNC server. The X server is the one of DISPLAY.
    view_socket : Path or None
        Of the one of those who watch, if there is one.
    """

    def __init__(self, vnc_socket: Path, view_socket: Path | None = None) -> None:
        self._x = Question(DisplayPulse().beats)
        self._vnc = {"vnc": Pulse(vnc_socket)}
        if view_socket is not None:
            self._vnc["view"] = Pulse(view_socket)
        self._asking: asyncio.Task[dict[str, bool]] | None = None

    async def ask(self) -> dict[str, bool]:
        """Return for each part whether it answers.

        Who asks while somebody else does hears the same: nobody waits twice as long.
        """
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask_all())
        return await asyncio.shield(self._asking)

    async def _ask_all(self) -> dict[str, bool]:
        x, *vnc = await asyncio.gather(
            self._x.ask(), *(pulse.beats() for pulse in self._vnc.values())
        )
        return {"x": x, **dict(zip(self._vnc, vnc, strict=True))}
