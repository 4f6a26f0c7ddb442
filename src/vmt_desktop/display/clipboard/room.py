"""``/api/clipboard``: the text in the desktop's clipboard, from and to the browsers.

VMT_CLIPBOARD is enforced here and below: what may not leave the desktop is not even
asked for, what may not get in is never offered to a program.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from functools import partial

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from vmt_desktop.display.clipboard import LARGEST_BYTES
from vmt_desktop.display.clipboard.agent import Agent
from vmt_desktop.display.clipboard.fetch import TooLong
from vmt_desktop.display.threads import NO_ANSWER, DisplayThread
from vmt_desktop.gateway.visitors import Event, Visitor, Visitors
from vmt_desktop.login.admission import Admission, problem
from vmt_desktop.login.roles import Role
from vmt_desktop.settings import Settings

PATIENCE_SECONDS = 3.0

TOO_LONG = f"is longer than {LARGEST_BYTES // 1024 // 1024} MiB. Use a file for it."
STARTING = "The desktop does not answer; it is just being started. Try again."


class Clipboard:
    """The room that carries text between the desktop's clipboard and the browsers.

    Parameters
    ----------
    settings : Settings
    admission : Admission
    visitors : Visitors
        Those in control are told of what is copied by the event ``clipboard``; those
        who watch are told nothing.
    """

    def __init__(
        self, settings: Settings, admission: Admission, visitors: Visitors
    ) -> None:
        self._admission = admission
        self._visitors = visitors
        self._mode = settings.clipboard
        self._lets_in = self._mode in {"in", "both"}
        self._lets_out = self._mode in {"out", "both"}
        self._agent = Agent(self._heard, hears=self._lets_out)
        display = None if self._mode == "off" else settings.display
        self._thread = DisplayThread(self._agent, display)
        visitors.greet_with(self._greeting)

    def routes(self) -> list[BaseRoute]:
        """Return its routes."""
        guarded = self._admission.for_control
        return [
            Route("/api/clipboard", guarded(self._tell), methods=["GET"]),
            Route("/api/clipboard", guarded(self._put), methods=["PUT"]),
        ]

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Follow the clipboard meanwhile."""
        async with self._thread.running():
            yield

    def _greeting(self, visitor: Visitor) -> Event | None:
        return self._event() if visitor.role is Role.CONTROL else None

    def _event(self, **news: str) -> Event:
        return {"event": "clipboard", "mode": self._mode, **news}

    def _heard(self, outcome: str | TooLong) -> None:
        """Have those in control told what was copied; called in the thread."""
        if isinstance(outcome, TooLong):
            event = self._event(problem=f"What was copied in the desktop {TOO_LONG}")
        else:
            event = self._event(text=outcome)
        self._thread.tell(self._visitors.publish, event, Role.CONTROL)

    async def _tell(self, _request: Request) -> Response:
        """Tell what is in the desktop's clipboard."""
        if not self._lets_out:
            return self._forbidden("text does not leave the desktop")
        return PlainTextResponse(self._agent.text or "")

    async def _put(self, request: Request) -> Response:
        """Put a text into the desktop's clipboard."""
        if not self._lets_in:
            return self._forbidden("text does not get into the desktop")
        body = await request.body()
        if len(body) > LARGEST_BYTES:
            return problem(413, f"The text {TOO_LONG}")
        try:
            text = body.decode()
        except UnicodeDecodeError:
            return problem(422, "The text is not UTF-8.")
        # Browsers on Windows bring that system's line ends along.
        put = partial(self._agent.put, text.replace("\r\n", "\n"))
        try:
            claimed = await self._thread.call(put, PATIENCE_SECONDS)
            async with asyncio.timeout(PATIENCE_SECONDS):
                await asyncio.wrap_future(claimed)
        except NO_ANSWER:
            return problem(503, STARTING)
        return Response(status_code=204)

    def _forbidden(self, what: str) -> Response:
        return problem(403, f"VMT_CLIPBOARD is {self._mode!r}: {what}.")
