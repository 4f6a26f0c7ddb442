"""Who is admitted to what: the question that every handler asks first."""

from collections.abc import Awaitable, Callable

from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response
from starlette.websockets import WebSocket

from vmt_desktop.gateway.origins import same_origin
from vmt_desktop.login.roles import Role
from vmt_desktop.login.sessions import LIFETIME_SECONDS, Sessions
from vmt_desktop.login.signed_sessions import SignedSessions
from vmt_desktop.settings import Settings

FOREIGN = "This request came from another web page and is refused."
LOG_IN_FIRST = "Log in first."
OPEN_LINK_FIRST = "Open the link to watch first."
SAFE_METHODS = frozenset({"GET", "HEAD"})

Handler = Callable[[Request], Awaitable[Response]]


class Admission:
    """Sessions and cookies, and the refusals of those who have none.

    Parameters
    ----------
    settings : Settings

    Attributes
    ----------
    login : str
        How visitors log in: ``token``, ``password`` or ``none``.
    sessions : Sessions or SignedSessions
        Of those who may do everything; under a password they outlive the desktop.
    watchers : Sessions
        Of those who may watch. A browser may have one of each kind.
    """

    def __init__(self, settings: Settings) -> None:
        if settings.auth == "none":
            self.login = "none"
        else:
            self.login = "token" if settings.password is None else "password"
        # Cookies know no ports: two desktops on one machine need two names.
        self._cookies = {
            Role.CONTROL: f"vmt_session_{settings.port}",
            Role.WATCH: f"vmt_watch_{settings.port}",
        }
        runtime_dir, password = settings.runtime_dir, settings.password
        self.sessions = (
            Sessions(runtime_dir)
            if password is None
            else SignedSessions(runtime_dir, password, settings.port)
        )
        self.watchers = Sessions(settings.runtime_dir, name="watchers")

    def secret(
        self, connection: HTTPConnection, role: Role = Role.CONTROL
    ) -> str | None:
        """Return the secret in the visitor's cookie, valid or not."""
        return connection.cookies.get(self._cookies[role])

    def controls(self, connection: HTTPConnection) -> bool:
        """Return whether the visitor may do everything."""
        return self.login == "none" or self.sessions.valid(self.secret(connection))

    def watches(self, connection: HTTPConnection) -> bool:
        """Return whether the visitor has opened the link to watch."""
        return self.watchers.valid(self.secret(connection, Role.WATCH))

    def admits(self, connection: HTTPConnection, role: Role) -> bool:
        """Return whether the visitor has this role; one may have both."""
        watch = role is Role.WATCH
        return self.watches(connection) if watch else self.controls(connection)

    def admit(self, response: Response, role: Role = Role.CONTROL) -> None:
        """Open a session and give its secret to the browser."""
        sessions = self.watchers if role is Role.WATCH else self.sessions
        self.set_cookie(response, sessions.open(), role=role)

    def set_cookie(
        self,
        response: Response,
        secret: str,
        max_age: int = LIFETIME_SECONDS,
        role: Role = Role.CONTROL,
    ) -> None:
        """Give the browser the secret of its session."""
        response.set_cookie(
            self._cookies[role],
            secret,
            max_age=max_age,
            # Without a path the browser takes the folder of the page, which is
            # right under any sub-path that a proxy puts in front.
            path=None,
            httponly=True,
            samesite="strict",
        )

    def for_control(self, handler: Handler) -> Handler:
        """Return the handler behind the questions that hold for the whole ``/api``.

        What changes something has to come from our own page: 403 otherwise. Who
        has no session gets 401. Both are JSON: ``{"problem": sentence}``.
        """

        async def guarded(request: Request) -> Response:
            if request.method not in SAFE_METHODS and not same_origin(request.headers):
                return problem(403, FOREIGN)
            if not self.controls(request):
                return problem(401, LOG_IN_FIRST)
            return await handler(request)

        return guarded

    async def refuses(self, websocket: WebSocket, role: Role = Role.CONTROL) -> bool:
        """Deny a WebSocket to other sites and to those without a session."""
        if not same_origin(websocket.headers):
            await websocket.send_denial_response(problem(403, FOREIGN))
        elif not self.admits(websocket, role):
            sentence = OPEN_LINK_FIRST if role is Role.WATCH else LOG_IN_FIRST
            await websocket.send_denial_response(problem(403, sentence))
        else:
            return False
        return True


def problem(status: int, sentence: str) -> JSONResponse:
    """Return the answer of the API to what it refuses."""
    return JSONResponse({"problem": sentence}, status)
