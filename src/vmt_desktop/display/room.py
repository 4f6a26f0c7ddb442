"""``/api/display``: the desktop takes the size of the window of the one in control."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from vmt_desktop.display.screen import Size
from vmt_desktop.display.threads import NO_ANSWER, DisplayThread
from vmt_desktop.display.watch import ScreenWatch
from vmt_desktop.gateway.visitors import Event, Visitor, Visitors
from vmt_desktop.login.admission import Admission, problem
from vmt_desktop.settings import SMALLEST_DISPLAY, Settings

PATIENCE_SECONDS = 3.0
"""After this the visitor is told that the X server does not answer."""

PAUSE_SECONDS = 0.1
"""Between two changes. Each makes the window manager lay out, the programs draw and
the VNC servers send everything anew; a window that is dragged wishes 60 in a second."""

NOT_UNDERSTOOD = (
    '{"visitor": "the id in the event hello", "width": 1280, "height": 800} is '
    "expected, with whole numbers of pixels above zero."
)
NOT_IN_CONTROL = (
    "Another visitor is in control, and the desktop has the size of that window. Type "
    "or click in this one to take control."
)
STARTING = "The screen does not answer; it is just being started. Try again."


class Resizing:
    """The room that tells every page the size, and lets the one in control choose it.

    Parameters
    ----------
    settings : Settings
    admission : Admission
    visitors : Visitors
        Who are told of every change by the event ``display``.
    """

    def __init__(
        self, settings: Settings, admission: Admission, visitors: Visitors
    ) -> None:
        self._admission = admission
        self._visitors = visitors
        self._largest = settings.display_max
        self._size = settings.display_size
        self._watch = ScreenWatch(settings, self._changed)
        self._thread = DisplayThread(self._watch, settings.display)
        self._one_at_a_time = asyncio.Lock()
        self._wish: Size | None = None
        visitors.greet_with(self._event)

    def routes(self) -> list[BaseRoute]:
        """Return its routes."""
        guarded = self._admission.for_control
        return [Route("/api/display", guarded(self._choose), methods=["POST"])]

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Follow the screen's size meanwhile."""
        async with self._thread.running():
            yield

    def _changed(self, size: Size, largest: Size) -> None:
        """Have every page told; called in the thread."""
        self._thread.tell(self._publish, size, largest)

    def _publish(self, size: Size, largest: Size) -> None:
        self._size = size
        self._largest = largest
        self._visitors.publish(self._event())

    def _event(self, _visitor: Visitor | None = None) -> Event:
        width, height = self._size
        return {
            "event": "display",
            "width": width,
            "height": height,
            "max": list(self._largest),
        }

    async def _choose(self, request: Request) -> Response:
        """Give the desktop the size that the page of the one in control wishes."""
        visitor, wish = _wish_in(await request.body())
        if wish is None:
            return problem(422, NOT_UNDERSTOOD)
        if not self._visitors.in_control(visitor):
            return problem(409, NOT_IN_CONTROL)
        try:
            width, height = await self.change(self._clamped(wish))
        except NO_ANSWER:
            return problem(503, STARTING)
        return JSONResponse({"width": width, "height": height})

    async def change(self, wish: Size) -> Size:
        """Fulfil the last of the wishes that came meanwhile; return the size then.

        There is one change at a time, and a pause before the next.

        Raises
        ------
        TimeoutError, Xlib.error.XError, …
            `NO_ANSWER`, if the X server does not do it.
        """
        self._wish = wish
        await self._one_at_a_time.acquire()
        if self._wish is None:  # whoever waited before has fulfilled a later one
            self._one_at_a_time.release()
            return self._size
        wish, self._wish = self._wish, None
        try:
            self._size = await self._thread.call(
                lambda: self._watch.resize(wish), PATIENCE_SECONDS
            )
            return self._size
        finally:
            asyncio.get_running_loop().call_later(
                PAUSE_SECONDS, self._one_at_a_time.release
            )

    def _clamped(self, wish: Size) -> Size:
        width, height = (
            max(low, min(value, high))
            for low, value, high in zip(
                SMALLEST_DISPLAY, wish, self._largest, strict=True
            )
        )
        return width, height


def _wish_in(body: bytes) -> tuple[Any, Any]:
    """Return who wishes which size; no size if it is not understood."""
    try:
        wish = json.loads(body)
    except (ValueError, RecursionError):
        return None, None
    if not isinstance(wish, dict):
        return None, None
    width, height = wish.get("width"), wish.get("height")
    # True is an int to Python.
    is_size = all(type(value) is int and value > 0 for value in (width, height))
    return wish.get("visitor"), (width, height) if is_size else None
