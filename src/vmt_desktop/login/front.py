"""The front door: the page for those who are in, the login form for the others."""

import hmac
import unicodedata
from urllib.parse import parse_qs, urlsplit

from starlette.requests import ClientDisconnect, Request
from starlette.responses import (
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
)
from starlette.routing import BaseRoute, Route

from vmt_desktop.gateway.origins import same_origin
from vmt_desktop.gateway.pages import DesktopPage, LoginPage
from vmt_desktop.gateway.visitors import Visitors
from vmt_desktop.login.admission import FOREIGN, Admission
from vmt_desktop.login.backoff import Backoff
from vmt_desktop.login.roles import Role
from vmt_desktop.login.tokens import fingerprint, spend_token
from vmt_desktop.metrics.meters import Meters
from vmt_desktop.settings import Settings

LARGEST_FORM_BYTES = 64 * 1024

SPENT = (
    "This link is not valid: each works once, and it has been used, or it belongs to "
    "a desktop that was started before."
)


class Front:
    """``/``, ``/login``, ``/logout`` and ``/session``.

    Parameters
    ----------
    settings : Settings
    admission : Admission
    visitors : Visitors
        Whose WebSockets are closed when their session ends.
    meters : Meters
        Where logins are counted.
    """

    def __init__(
        self,
        settings: Settings,
        admission: Admission,
        visitors: Visitors,
        meters: Meters,
    ) -> None:
        self._runtime_dir = settings.runtime_dir
        self._password = settings.password
        # A form writes up to three characters for a byte.
        self._largest_form = LARGEST_FORM_BYTES + 3 * len(
            (self._password or "").encode()
        )
        self._admission = admission
        self._visitors = visitors
        self._backoff = Backoff()
        self._logins = meters.counter("logins_total", "Logins.")
        self._failed = meters.counter(
            "logins_failed_total", "Wrong passwords, and links that were not valid."
        )
        self._page = DesktopPage(admission.login)
        self._login_page = LoginPage(admission.login)

    def routes(self) -> list[BaseRoute]:
        """Return what the front door answers."""
        return [
            Route("/", self._show, methods=["GET"]),
            Route("/login", self._back_to_page, methods=["GET"]),
            Route("/login", self._log_in, methods=["POST"]),
            Route("/logout", self._log_out, methods=["POST"]),
            Route("/session", self._session, methods=["GET"]),
        ]

    async def _show(self, request: Request) -> Response:
        """Show the desktop to whoever has a session or brings a token."""
        if self._admission.controls(request):
            response = self._page.response(request)
            secret = self._admission.secret(request)
            if self._admission.login != "none" and secret is not None:
                self._admission.sessions.renew(secret)
                self._admission.set_cookie(response, secret)
            return response
        token = request.query_params.get("token")
        if token is None:
            return self._login_page.response(request)
        if request.method == "GET" and spend_token(self._runtime_dir, token):
            # The page itself, no redirect: a redirect that began on another site
            # would come back without the SameSite=Strict cookie.
            response = self._page.response(request)
            self._admission.admit(response)
            self._logins.add()
            return response
        self._failed.add()
        return self._login_page.response(request, SPENT, 403)

    async def _back_to_page(self, _request: Request) -> Response:
        """Lead away from the address at which a failed login ends."""
        return RedirectResponse("./", 303)

    async def _log_in(self, request: Request) -> Response:
        """Open a session for the right password, or for a token."""
        if not same_origin(request.headers):
            return PlainTextResponse(f"{FOREIGN}\n", 403)
        if self._admission.login == "none":
            return RedirectResponse("./", 303)
        address = request.client.host if request.client else ""
        if seconds := self._backoff.wait(address):
            problem = f"Too many wrong attempts. Try again in {seconds} s."
            return self._login_page.response(request, problem, 429, retry_after=seconds)
        secret = await _form_field(request, self._admission.login, self._largest_form)
        if secret is None:
            return PlainTextResponse("A form with one short field is expected.\n", 400)
        if self._right(secret):
            self._backoff.success(address)
            response = RedirectResponse("./", 303)
            self._admission.admit(response)
            self._logins.add()
            return response
        self._failed.add()
        self._backoff.mistake(address)
        problem = (
            SPENT if self._admission.login == "token" else "This is not the password."
        )
        return self._login_page.response(request, problem, 403)

    async def _log_out(self, request: Request) -> Response:
        """End the session and close its WebSockets."""
        if not same_origin(request.headers):
            return PlainTextResponse(f"{FOREIGN}\n", 403)
        secret = self._admission.secret(request)
        response = Response(status_code=204)
        if secret is not None:
            self._admission.sessions.close(secret)
            self._visitors.end_session(fingerprint(secret))
        self._admission.set_cookie(response, "", max_age=0)
        return response

    async def _session(self, request: Request) -> Response:
        """Tell the page whether its visitor is logged in, or with ?watch may watch."""
        admission = self._admission
        role = Role.WATCH if "watch" in request.query_params else Role.CONTROL
        return JSONResponse(
            {"valid": admission.admits(request, role), "login": admission.login}
        )

    def _right(self, secret: str) -> bool:
        if self._password is None:
            # A pasted link is as good as the token in it.
            token = parse_qs(urlsplit(secret.strip()).query).get("token", [secret])[0]
            return spend_token(self._runtime_dir, token.strip())
        return hmac.compare_digest(_normal(secret), _normal(self._password))


def _normal(password: str) -> str:
    """Return the hash of a password, however the keyboard composed its accents."""
    return fingerprint(unicodedata.normalize("NFC", password))


async def _form_field(request: Request, name: str, most: int) -> str | None:
    """Return the field of an urlencoded form; None if that is not what came."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        return None
    body = b""
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > most:
                return None
    except ClientDisconnect:
        return None
    return field_in(body, name)


def field_in(form: bytes, name: str) -> str | None:
    """Return the one field of this name in an urlencoded form; None otherwise."""
    try:
        fields = parse_qs(
            form.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=8,
        )
    except ValueError:
        return None
    values = fields.get(name, [])
    return values[0] if len(values) == 1 else None
