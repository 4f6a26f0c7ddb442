"""``/watch``, the door of those who watch, and ``/api/share``, which opens it."""

import contextlib
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from vmt_desktop.gateway.pages import DesktopPage, LoginPage
from vmt_desktop.gateway.visitors import REVOKED, Event, Visitor, Visitors
from vmt_desktop.login.admission import Admission, problem
from vmt_desktop.login.roles import Role
from vmt_desktop.settings import Settings
from vmt_desktop.sharing.link import WatchLink

MOST_SESSIONS = 1000
"""Of watchers; whoever has the link could make one after the other."""

NOT_SHARED = "This desktop is not shared. Start it with VMT_SHARE=view to have a link."
NOT_VALID = (
    "This link to watch is not valid any more. Ask for the new one; the form below is "
    "for those who may do everything."
)


class Sharing:
    """The link to watch and those who hold it.

    A watcher sees the picture, by the WebSocket ``/view``, and is told by
    ``/events?watch`` what happens. Nothing else is answered: the session is of a kind
    of its own, and every other door asks for the other kind.

    Parameters
    ----------
    settings : Settings
    admission : Admission
    visitors : Visitors
    """

    def __init__(
        self, settings: Settings, admission: Admission, visitors: Visitors
    ) -> None:
        self._mode = settings.share
        self._admission = admission
        self._visitors = visitors
        self._link = WatchLink(settings.runtime_dir)
        self._page = DesktopPage(admission.login, Role.WATCH)
        self._refusal = LoginPage(admission.login)
        visitors.greet_with(self._greeting)

    def routes(self) -> list[BaseRoute]:
        """Return its routes."""
        guarded = self._admission.for_control
        return [
            Route("/watch", self._watch, methods=["GET"]),
            Route("/api/share", guarded(self._tell), methods=["GET"]),
            Route("/api/share/renew", guarded(self._renew), methods=["POST"]),
            Route("/api/share/revoke", guarded(self._revoke), methods=["POST"]),
        ]

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Have a link from the start."""
        if self._mode == "view":
            self._link.make_first()
        yield

    async def _watch(self, request: Request) -> Response:
        """Show the page to whoever brings the link, or has opened it before."""
        if self._mode == "off":
            return PlainTextResponse(f"{NOT_SHARED}\n", 404)
        if self._admission.watches(request):
            return self._page.response(request)
        if self._link.opens(request.query_params.get("token", "")):
            # No redirect: it would come back without the SameSite=Strict cookie.
            response = self._page.response(request)
            self._admission.watchers.make_room(MOST_SESSIONS)
            self._admission.admit(response, Role.WATCH)
            return response
        return self._refusal.response(request, NOT_VALID, 403)

    # ---- for those in control ----------------------------------------------------

    async def _tell(self, _request: Request) -> Response:
        """Tell the link, and how many watch."""
        return self._answer()

    async def _renew(self, _request: Request) -> Response:
        """Make another link; who watches by the old one is sent away."""
        if self._mode == "off":
            return problem(409, NOT_SHARED)
        self._link.renew()
        return self._changed()

    async def _revoke(self, _request: Request) -> Response:
        """Have no link; whoever watches is sent away."""
        if self._mode == "off":
            return problem(409, NOT_SHARED)
        self._link.revoke()
        return self._changed()

    def _changed(self) -> Response:
        for session in self._admission.watchers.close_all():
            self._visitors.end_session(session, REVOKED)
        self._visitors.publish(self._event(), Role.CONTROL)
        return self._answer()

    def _answer(self) -> Response:
        watching = self._visitors.count(Role.WATCH)
        return JSONResponse(
            {"mode": self._mode, "link": self._link.path, "watch": watching}
        )

    def _event(self) -> Event:
        return {"event": "share", "mode": self._mode, "link": self._link.path}

    def _greeting(self, visitor: Visitor) -> Event | None:
        return self._event() if visitor.role is Role.CONTROL else None
