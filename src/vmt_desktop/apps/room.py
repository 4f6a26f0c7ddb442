"""``/api/app``: how launcher and log viewer are doing, and switching between them."""

import asyncio
import contextlib
import json
import os
import time
from collections.abc import AsyncIterator
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from vmt_desktop.apps.figures import Figures
from vmt_desktop.apps.news import is_supervised, news
from vmt_desktop.apps.supervisor import Supervisor, SupervisorError
from vmt_desktop.apps.windows import WindowsWatch, bring_to_front
from vmt_desktop.checkout.start import LAUNCHER, WINDOWED, other_than
from vmt_desktop.display.connection import GONE
from vmt_desktop.display.threads import DisplayThread
from vmt_desktop.gateway.visitors import Event, Visitor, Visitors
from vmt_desktop.login.admission import Admission, problem
from vmt_desktop.login.roles import Role
from vmt_desktop.metrics.meters import Meters
from vmt_desktop.settings import Settings

LARGEST_BODY_BYTES = 1024
SCREEN_SECONDS = 5.0
"""So long the X server may take to answer."""

UNKNOWN: dict[str, Any] = {
    "state": "stopped", "code": None, "ending": None, "lines": [], "again_at": None,
}  # fmt: skip
"""What is told of a program before anything is known."""

STARTING = {**UNKNOWN, "state": "starting"}


class Apps:
    """The app that the desktop was started with, and the other one.

    Parameters
    ----------
    settings : Settings
    admission : Admission
    visitors : Visitors
        Who are told of every change by the event ``app``.
    meters : Meters
        Where restarts are counted.
    """

    def __init__(
        self,
        settings: Settings,
        admission: Admission,
        visitors: Visitors,
        meters: Meters,
    ) -> None:
        self._admission = admission
        self._visitors = visitors
        self._supervisor = Supervisor(settings.runtime_dir)
        self._program = os.environ.get("VMT_APP", LAUNCHER)
        # The supervisor tells at once; until then nothing is wrong.
        self._stories = {"app": STARTING, "other": UNKNOWN}
        self._open: tuple[str, ...] = ()
        self._thread = DisplayThread(
            WindowsWatch(lambda open_: self._thread.tell(self._windows_changed, open_)),
            settings.display,
        )
        self._one_at_a_time = asyncio.Lock()
        self._restarting = False
        self._published: dict[Role, Event] = {}
        self._figures = Figures(meters)
        visitors.greet_with(self._greeting)

    def routes(self) -> list[BaseRoute]:
        """Return its routes."""
        guarded = self._admission.for_control
        return [
            Route("/api/app", guarded(self._tell), methods=["GET"]),
            Route("/api/app/show", guarded(self._show), methods=["POST"]),
            Route("/api/app/restart", guarded(self._restart), methods=["POST"]),
        ]

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Watch the windows and listen to the supervisor meanwhile."""
        listening = asyncio.create_task(self._listen()) if is_supervised() else None
        try:
            async with self._thread.running():
                yield
        finally:
            if listening:
                listening.cancel()
                await asyncio.gather(listening, return_exceptions=True)

    # ---- what is known -----------------------------------------------------------

    async def _listen(self) -> None:
        async for stories in news():
            self._figures.set_restarts(stories.pop("restarts", {}))
            self._figures.set_state(self._program, stories["app"]["state"])
            other = other_than(self._program)
            self._figures.set_state(other, stories["other"]["state"])
            if stories != self._stories:
                self._stories = stories
                self._publish()

    def _windows_changed(self, programs: tuple[str, ...]) -> None:
        for program in programs:
            if program not in self._open:
                print(f"{program} has a window", flush=True)  # the log's happy end
        self._open = programs
        self._publish()

    def _event(self, role: Role) -> Event:
        """Return the event ``app``; what the programs print is for control only."""
        app = self._stories["app"]
        if self._restarting and app["state"] == "stopped":
            app = STARTING  # nobody is to wonder why it ended
        mine, other = (self._told(s, role) for s in (app, self._stories["other"]))
        return {
            "event": "app",
            "program": self._program,
            **mine,
            "open": list(self._open),
            "other": {"program": other_than(self._program), **other},
        }

    def _told(self, story: dict[str, Any], role: Role) -> dict[str, Any]:
        told = {**story}
        again_at = told.pop("again_at")
        told["again_in"] = (
            None
            if again_at is None
            else round(max(0.0, again_at - time.monotonic()), 1)
        )
        if role is not Role.CONTROL:
            del told["lines"]
        return told

    def _greeting(self, visitor: Visitor) -> Event:
        return self._event(visitor.role)

    def _publish(self) -> None:
        for role in Role:
            event = self._event(role)
            if event != self._published.get(role):  # watchers miss the lines
                self._published[role] = event
                self._visitors.publish(event, role)

    # ---- what is asked -----------------------------------------------------------

    async def _tell(self, _request: Request) -> Response:
        """Tell how the programs are doing."""
        return JSONResponse(self._event(Role.CONTROL))

    async def _show(self, request: Request) -> Response:
        """Bring a program's window to the front, or start the program."""
        program = await _program_asked_for(request)
        if program is None:
            names = " or ".join(f'"{name}"' for name in WINDOWED)
            return problem(422, f'{{"program": {names}}} is expected.')
        name = "app" if program == self._program else "other"
        async with self._one_at_a_time:
            try:
                async with asyncio.timeout(SCREEN_SECONDS):
                    is_raised = await asyncio.to_thread(bring_to_front, program)
                if is_raised:
                    return _done(program, "raised")
                if name == "app" and self._stories["app"]["state"] == "waiting":
                    await asyncio.to_thread(self._supervisor.restart, name)
                    return _done(program, "started")
                is_new = await asyncio.to_thread(self._supervisor.start, name)
            except GONE:  # or too late, which is an OSError, too
                return problem(
                    503, "The screen does not answer. Try again in a moment."
                )
            except SupervisorError as error:
                return problem(503, str(error))
        # Without a window and not new: it is about to open one.
        return _done(program, "started" if is_new else "starting")

    async def _restart(self, _request: Request) -> Response:
        """End the app and start it anew; what it has started goes on."""
        async with self._one_at_a_time:
            self._restarting = True
            try:
                await asyncio.to_thread(self._supervisor.restart, "app")
            except SupervisorError as error:
                return problem(503, str(error))
            finally:
                self._restarting = False
        return _done(self._program, "started")


def _done(program: str, what: str) -> Response:
    return JSONResponse({"program": program, "done": what})


async def _program_asked_for(request: Request) -> str | None:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY_BYTES:
            return None
    try:
        asked = json.loads(body)
    except (ValueError, RecursionError):
        return None
    program = asked.get("program") if isinstance(asked, dict) else None
    return program if program in WINDOWED else None
