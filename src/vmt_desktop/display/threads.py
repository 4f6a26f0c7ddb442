"""A thread with a connection to the X server of its own, made anew when that ends."""

import asyncio
import contextlib
import os
import select
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future
from typing import Any, Protocol, TypeVar

from Xlib import error
from Xlib.display import Display

from vmt_desktop.display.connection import GONE, open_display

AGAIN_SECONDS = 0.1
"""Pause before the X server is asked again when it does not answer."""

ENDING_SECONDS = 1.0
"""So long the thread's end is waited for; an X server that hangs holds it for ever."""

NO_ANSWER = (TimeoutError, *GONE, error.XError)
"""What a call to the thread raises when the X server does not do what is asked."""

T = TypeVar("T")


class Client(Protocol):
    """What a thread does with its connection; all methods are called in the thread."""

    def connected(self, connection: Display) -> None:
        """Begin, with each connection anew."""

    def handle(self, event: Any) -> None:
        """Act on an event of the X server."""

    def next_due(self) -> float | None:
        """Do what is due; return when something is due next (monotonic), if ever."""


class DisplayThread:
    """Runs a client beside the event loop.

    Parameters
    ----------
    client : Client
    display : str or None
        Name of the X display; without one nothing runs.
    """

    def __init__(self, client: Client, display: str | None) -> None:
        self._client = client
        self._display = display
        self._calls: deque[tuple[Future[Any], Callable[[], Any]]] = deque()
        self._stopping = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._wake: int | None = None

    # ---- for the event loop ------------------------------------------------------

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Run meanwhile."""
        if self._display is None:
            yield
            return
        self._loop = asyncio.get_running_loop()
        woken, self._wake = os.pipe()
        os.set_blocking(self._wake, False)
        # A daemon: an X server that hangs must not keep the gateway from ending.
        thread = threading.Thread(target=self._run, args=(woken,), daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._stopping = True
            self._nudge()
            await asyncio.to_thread(thread.join, ENDING_SECONDS)
            if not thread.is_alive():
                os.close(woken)
                os.close(self._wake)

    async def call(self, function: Callable[[], T], seconds: float) -> T:
        """Call a function in the thread, as soon as it is connected.

        Raises
        ------
        TimeoutError, Xlib.error.XError, …
            `NO_ANSWER`, if the X server does not do in this time what is asked.
        """
        future: Future[T] = Future()
        self._calls.append((future, function))
        self._nudge()
        async with asyncio.timeout(seconds):
            return await asyncio.wrap_future(future)

    # ---- for the client ----------------------------------------------------------

    def tell(self, function: Callable[..., None], *arguments: object) -> None:
        """Have a function called in the event loop."""
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # the gateway has ended
                self._loop.call_soon_threadsafe(function, *arguments)

    # ---- the thread --------------------------------------------------------------

    def _nudge(self) -> None:
        if self._wake is not None:
            with contextlib.suppress(BlockingIOError):  # it will wake anyway
                os.write(self._wake, b".")

    def _run(self, woken: int) -> None:
        while not self._stopping:
            # What an error of X was about begins anew with a new connection.
            with contextlib.suppress(*GONE, error.XError):
                connection = open_display(self._display)
                try:
                    self._serve(connection, woken)
                finally:
                    with contextlib.suppress(*GONE):
                        connection.close()
            if not self._stopping:
                _wait([woken], AGAIN_SECONDS)

    def _serve(self, connection: Display, woken: int) -> None:
        self._client.connected(connection)
        while not self._stopping:
            self._make_calls()
            due = self._client.next_due()
            connection.flush()
            # The answer to a request may have brought events along.
            if connection.pending_events():
                self._client.handle(connection.next_event())
            elif not self._calls:
                seconds = None if due is None else max(0.0, due - time.monotonic())
                _wait([woken, connection.fileno()], seconds)

    def _make_calls(self) -> None:
        while self._calls:
            future, function = self._calls.popleft()
            if not future.set_running_or_notify_cancel():
                continue
            try:
                future.set_result(function())
            except Exception as problem:  # noqa: BLE001 - it is the caller's
                future.set_exception(problem)


def _wait(descriptors: list[int], seconds: float | None) -> None:
    """Wait until the X server has sent something, or the thread is nudged (first)."""
    readable, _, _ = select.select(descriptors, [], [], seconds)
    if descriptors[0] in readable:
        os.read(descriptors[0], 4096)
