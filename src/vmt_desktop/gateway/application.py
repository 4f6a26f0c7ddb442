"""The gateway's HTTP and WebSocket interface, as an ASGI application."""

import contextlib
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import Protocol

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import ASGIApp, Scope
from starlette.websockets import WebSocket

from vmt_desktop.apps.memory import Memory
from vmt_desktop.apps.room import Apps
from vmt_desktop.display.clipboard.room import Clipboard
from vmt_desktop.display.room import Resizing
from vmt_desktop.files.room import Files
from vmt_desktop.files.space import Space
from vmt_desktop.gateway.bodies import BodyLimit
from vmt_desktop.gateway.guard import Guard
from vmt_desktop.gateway.health import Health
from vmt_desktop.gateway.places import ALL_WATCHING, MOST_WATCHING, TAKEN, Places
from vmt_desktop.gateway.proxies import believe_proxies
from vmt_desktop.gateway.visitors import Visitors
from vmt_desktop.login.admission import Admission, problem
from vmt_desktop.login.front import Front
from vmt_desktop.login.roles import Role
from vmt_desktop.login.tokens import fingerprint
from vmt_desktop.metrics.meters import Meters
from vmt_desktop.metrics.room import Metrics
from vmt_desktop.rfb.relay import Relay
from vmt_desktop.rfb.traffic import Traffic
from vmt_desktop.settings import Settings
from vmt_desktop.sharing.room import Sharing


class Room(Protocol):
    """A part of the gateway: what it answers, and what it does meanwhile."""

    def routes(self) -> list[BaseRoute]:
        """Return its routes."""

    def running(self) -> AbstractAsyncContextManager[None]:
        """Return what is entered before the first request and left after the last."""


def create_application(settings: Settings, meters: Meters | None = None) -> ASGIApp:
    """Return the application that serves the desktop of `settings`.

    What happens in it is counted by `meters`.
    """
    limited = BodyLimit(create_rooms(settings, meters or Meters()), _is_upload)
    guarded = Guard(limited, settings.served_hosts, settings.exposure)
    return believe_proxies(guarded, settings.exposure.trusted_proxies)


def create_rooms(settings: Settings, meters: Meters | None = None) -> Starlette:
    """Return all that is answered, without what stands in front of it."""
    meters = meters or Meters()
    admission = Admission(settings)
    visitors = Visitors()
    front = Front(settings, admission, visitors, meters)
    doors = Doors(settings, admission, visitors, meters)
    rooms: Sequence[Room] = (
        Resizing(settings, admission, visitors),
        Clipboard(settings, admission, visitors),
        Apps(settings, admission, visitors, meters),
        Sharing(settings, admission, visitors),
        Files(settings, admission, visitors, meters),
        Space(settings, visitors, meters),
        Memory(visitors, meters),
        Metrics(admission, meters),
    )

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            for room in rooms:
                await stack.enter_async_context(room.running())
            yield

    starlette = Starlette(
        routes=[
            *front.routes(),
            *doors.routes(),
            *(route for room in rooms for route in room.routes()),
        ],
        lifespan=lifespan,
    )
    # A redirect would be built from a Host header that anybody may write.
    starlette.router.redirect_slashes = False
    return starlette


def _is_upload(scope: Scope) -> bool:
    """Return whether the body is a file, which may have any size."""
    path: str = scope["path"]
    return scope["method"] == "PUT" and path.startswith("/api/files/")


class Doors:
    """The WebSockets of the desktop, and the question about its health."""

    def __init__(
        self,
        settings: Settings,
        admission: Admission,
        visitors: Visitors,
        meters: Meters,
    ) -> None:
        self._admission = admission
        self._visitors = visitors
        self._pictures = {Role.CONTROL: Places(), Role.WATCH: Places(MOST_WATCHING)}
        self._pages = {Role.CONTROL: Places(), Role.WATCH: Places(MOST_WATCHING)}
        self._relays = {
            Role.CONTROL: Relay(
                settings.vnc_socket, Traffic.metered(meters, Role.CONTROL.value)
            ),
            Role.WATCH: Relay(
                settings.view_socket,
                Traffic.metered(meters, Role.WATCH.value),
                view_only=True,
            ),
        }
        for kind, places in (("picture", self._pictures), ("events", self._pages)):
            for role in Role:
                meters.gauge(
                    "websockets",
                    "WebSockets that are open.",
                    places[role].count,
                    kind=kind,
                    role=role.value,
                )
        watched = settings.view_socket if settings.share == "view" else None
        self._health = Health(settings.vnc_socket, watched)
        for relay in self._relays.values():
            visitors.when_session_ends(relay.end)

    def routes(self) -> list[BaseRoute]:
        """Return its routes."""
        return [
            Route("/healthz", self._healthz, methods=["GET"]),
            WebSocketRoute("/vnc", self._vnc),
            WebSocketRoute("/view", self._view),
            WebSocketRoute("/events", self._events),
        ]

    async def _healthz(self, _request: Request) -> Response:
        """Tell a monitor whether the desktop answers."""
        parts = await self._health.ask()
        well = all(parts.values())
        return JSONResponse(
            {"status": "ok" if well else "unavailable", **parts}, 200 if well else 503
        )

    async def _vnc(self, websocket: WebSocket) -> None:
        """Join the visitor's WebSocket to the VNC server."""
        await self._show(websocket, Role.CONTROL)

    async def _view(self, websocket: WebSocket) -> None:
        """Join a watcher's WebSocket to the VNC server that takes no input."""
        await self._show(websocket, Role.WATCH)

    async def _show(self, websocket: WebSocket, role: Role) -> None:
        if not await self._admission.refuses(websocket, role):
            session = self._session(websocket, role)
            with self._pictures[role].take(_holder(session, role)) as free:
                if free:
                    await self._relays[role].serve(websocket, session)
                else:
                    await websocket.send_denial_response(_no_place(role))

    async def _events(self, websocket: WebSocket) -> None:
        """Tell the page what happens; with ?watch, what a watcher may know."""
        role = Role.WATCH if "watch" in websocket.query_params else Role.CONTROL
        if not await self._admission.refuses(websocket, role):
            session = self._session(websocket, role)
            with self._pages[role].take(_holder(session, role)) as free:
                if free:
                    await self._visitors.serve(websocket, role, session)
                else:
                    await websocket.send_denial_response(_no_place(role))

    def _session(self, websocket: WebSocket, role: Role) -> str:
        return fingerprint(self._admission.secret(websocket, role) or "")


def _holder(session: str, role: Role) -> str:
    """Return whose places are counted: all watchers are one, any can be another."""
    return role if role is Role.WATCH else session


def _no_place(role: Role) -> Response:
    return problem(429, ALL_WATCHING if role is Role.WATCH else TAKEN)
