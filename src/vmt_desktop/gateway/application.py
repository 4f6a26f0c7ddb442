"""The gateway's HTTP and WebSocket interface, as an ASGI application."""

import hmac
from urllib.parse import parse_qs, urlsplit

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import (
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
)
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp
from starlette.websockets import WebSocket

from vmt_desktop.gateway.guard import Guard, same_origin
from vmt_desktop.gateway.health import Health
from vmt_desktop.gateway.pages import DesktopPage, LoginPage
from vmt_desktop.login.backoff import Backoff
from vmt_desktop.login.sessions import LIFETIME_SECONDS, Sessions
from vmt_desktop.login.tokens import fingerprint, spend_token
from vmt_desktop.rfb.relay import Relay
from vmt_desktop.settings import Settings

LARGEST_FORM_BYTES = 64 * 1024

SPENT = (
    "This link is not valid: each works once, and it has been used, or it belongs to "
    "a desktop that was started before."
)
FOREIGN = "This request came from another web page and is refused.\n"


def create_application(settings: Settings) -> ASGIApp:
    """Return the application that serves the desktop of `settings`."""
    gateway = Gateway(settings)
    starlette = Starlette(
        routes=[
            Route("/", gateway.page, methods=["GET"]),
            Route("/login", gateway.back_to_page, methods=["GET"]),
            Route("/login", gateway.log_in, methods=["POST"]),
            Route("/logout", gateway.log_out, methods=["POST"]),
            Route("/session", gateway.session, methods=["GET"]),
            Route("/healthz", gateway.healthz, methods=["GET"]),
            WebSocketRoute("/vnc", gateway.vnc),
        ]
    )
    # A redirect would be built from a Host header that anybody may write.
    starlette.router.redirect_slashes = False
    hosts = settings.allowed_hosts
    if hosts is None and gateway.login == "none":
        hosts = ()
    return Guard(starlette, hosts)


class Gateway:
    """The request handlers and what they share.

    Attributes
    ----------
    login : str
        How visitors log in: ``token``, ``password`` or ``none``.
    """

    def __init__(self, settings: Settings) -> None:
        if settings.auth == "none":
            self.login = "none"
        else:
            self.login = "token" if settings.password is None else "password"
        self._runtime_dir = settings.runtime_dir
        self._password = settings.password
        # Cookies know no ports: two desktops on one machine need two names.
        self._cookie = f"vmt_session_{settings.port}"
        self._sessions = Sessions(settings.runtime_dir)
        self._backoff = Backoff()
        self._relay = Relay(settings.vnc_socket)
        self._health = Health(settings.vnc_socket)
        self._page = DesktopPage(self.login)
        self._login_page = LoginPage(self.login)

    async def page(self, request: Request) -> Response:
        """Show the desktop to whoever has a session or brings a token."""
        if self._admitted(request):
            response = self._page.response(request)
            secret = request.cookies.get(self._cookie)
            if self.login != "none" and secret is not None:
                self._sessions.renew(secret)
                self._set_cookie(response, secret)
            return response
        token = request.query_params.get("token")
        if token is None:
            return self._login_page.response(request)
        if request.method == "GET" and spend_token(self._runtime_dir, token):
            # The page itself, no redirect: a redirect that began on another site
            # would come back without the SameSite=Strict cookie.
            response = self._page.response(request)
            self._set_cookie(response, self._sessions.open())
            return response
        return self._login_page.response(request, SPENT, 403)

    async def back_to_page(self, _request: Request) -> Response:
        """Lead away from the address at which a failed login ends."""
        return RedirectResponse("./", 303)

    async def log_in(self, request: Request) -> Response:
        """Open a session for the right password, or for a token."""
        if not same_origin(request.headers):
            return PlainTextResponse(FOREIGN, 403)
        if self.login == "none":
            return RedirectResponse("./", 303)
        address = request.client.host if request.client else ""
        if seconds := self._backoff.wait(address):
            problem = f"Too many wrong attempts. Try again in {seconds} s."
            return self._login_page.response(request, problem, 429, retry_after=seconds)
        secret = await _form_field(request, self.login)
        if secret is None:
            return PlainTextResponse("A form with one short field is expected.\n", 400)
        if self._right(secret):
            self._backoff.success(address)
            response = RedirectResponse("./", 303)
            self._set_cookie(response, self._sessions.open())
            return response
        self._backoff.mistake(address)
        problem = SPENT if self.login == "token" else "This is not the password."
        return self._login_page.response(request, problem, 403)

    async def log_out(self, request: Request) -> Response:
        """End the session and close its WebSockets."""
        if not same_origin(request.headers):
            return PlainTextResponse(FOREIGN, 403)
        secret = request.cookies.get(self._cookie)
        response = Response(status_code=204)
        if secret is not None:
            self._sessions.close(secret)
            self._relay.end(fingerprint(secret))
        self._set_cookie(response, "", max_age=0)
        return response

    async def session(self, request: Request) -> Response:
        """Tell the page whether its visitor is logged in."""
        return JSONResponse({"valid": self._admitted(request), "login": self.login})

    async def healthz(self, _request: Request) -> Response:
        """Tell a monitor whether the desktop answers."""
        parts = await self._health.ask()
        well = all(parts.values())
        return JSONResponse(
            {"status": "ok" if well else "unavailable", **parts}, 200 if well else 503
        )

    async def vnc(self, websocket: WebSocket) -> None:
        """Join the visitor's WebSocket to the VNC server."""
        if not same_origin(websocket.headers):
            await websocket.send_denial_response(PlainTextResponse(FOREIGN, 403))
        elif not self._admitted(websocket):
            refusal = PlainTextResponse("Log in first.\n", 403)
            await websocket.send_denial_response(refusal)
        else:
            secret = websocket.cookies.get(self._cookie, "")
            await self._relay.serve(websocket, fingerprint(secret))

    def _admitted(self, request: Request | WebSocket) -> bool:
        return self.login == "none" or self._sessions.valid(
            request.cookies.get(self._cookie)
        )

    def _right(self, secret: str) -> bool:
        if self._password is None:
            # A pasted link is as good as the token in it.
            token = parse_qs(urlsplit(secret.strip()).query).get("token", [secret])[0]
            return spend_token(self._runtime_dir, token.strip())
        return hmac.compare_digest(fingerprint(secret), fingerprint(self._password))

    def _set_cookie(
        self, response: Response, secret: str, max_age: int = LIFETIME_SECONDS
    ) -> None:
        response.set_cookie(
            self._cookie,
            secret,
            max_age=max_age,
            # Without a path the browser takes the folder of the page, which is
            # right under any sub-path that a proxy puts in front.
            path=None,
            httponly=True,
            samesite="strict",
        )


async def _form_field(request: Request, name: str) -> str | None:
    """Return the field of an urlencoded form; None if that is not what came."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        return None
    body = b""
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST_FORM_BYTES:
                return None
        fields = parse_qs(
            body.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=8,
        )
    except (ClientDisconnect, ValueError):
        return None
    values = fields.get(name, [])
    return values[0] if len(values) == 1 else None
