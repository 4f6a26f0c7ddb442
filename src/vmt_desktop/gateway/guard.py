"""What holds for every request: the Host is ours, the headers are strict."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from vmt_desktop.exposure import Exposure
from vmt_desktop.gateway.origins import host_name, is_loopback

NOT_FOR_PAGES = (
    *("accelerometer", "camera", "display-capture", "geolocation", "gyroscope"),
    *("magnetometer", "microphone", "midi", "payment", "usb"),
)
"""What a browser offers to pages and this one never asks for."""

STRICT_HEADERS = {
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{name}=()" for name in NOT_FOR_PAGES),
    "Cache-Control": "private, no-cache",
}
"""Set unless the response says otherwise itself."""

LARGEST_HEADER_BYTES = 16 * 1024
"""Of the address and all headers together."""

TWO_LENGTHS = "The request has a length and comes in chunks.\n"
TOO_LONG = (
    f"The headers are longer than {LARGEST_HEADER_BYTES:,} bytes. If they are cookies "
    "of other programs under this name, delete those.\n"
)
YEAR_SECONDS = 365 * 24 * 3600


class Guard:
    """ASGI middleware in front of everything.

    A web page elsewhere can point a name of its own at this machine (DNS
    rebinding), and the browser then takes the gateway for that page's own server.
    The Host header tells the name that was used.

    Parameters
    ----------
    app : ASGI application
    allowed_hosts : tuple of str, or None
        Lower-case names that are served beside the loopback ones; None: any.
    exposure : Exposure
        Which pages may show ours in a frame, and whether TLS is our own.
    """

    def __init__(
        self,
        app: ASGIApp,
        allowed_hosts: tuple[str, ...] | None,
        exposure: Exposure | None = None,
    ) -> None:
        self._app = app
        self._allowed = None if allowed_hosts is None else frozenset(allowed_hosts)
        exposure = exposure or Exposure()
        self._own_tls = exposure.tls is not None
        self._framed = bool(exposure.frame_ancestors)
        ancestors = " ".join(exposure.frame_ancestors) or "'none'"
        self._frames = f"; frame-ancestors {ancestors}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a foreign Host; otherwise pass on and add the headers."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        host = host_name(headers.get("host", ""))
        secure = scope["scheme"] in {"https", "wss"}

        async def send_strictly(message: Message) -> None:
            if message["type"] in {
                "http.response.start",
                "websocket.http.response.start",
            }:
                self._be_strict(MutableHeaders(scope=message), host, secure=secure)
            await send(message)

        if {"content-length", "transfer-encoding"} <= set(headers.keys()):
            # A proxy may have taken the other one for the length, and what follows
            # for a request of somebody else (RFC 9112, 6.3).
            refusal = PlainTextResponse(TWO_LENGTHS, 400, {"Connection": "close"})
            await refusal(scope, receive, send_strictly)
            return
        if _header_bytes(scope) > LARGEST_HEADER_BYTES:
            # uvicorn ends the connection itself if they come in several pieces.
            refusal = PlainTextResponse(TOO_LONG, 431, {"Connection": "close"})
            await refusal(scope, receive, send_strictly)
            return
        if host is None or not self._serves(host):
            await _refuse(host, scope, receive, send_strictly)
            return
        try:
            await self._app(scope, receive, send_strictly)
        except ClientDisconnect:
            return  # whoever sent half a body is gone; that is no fault of ours

    def _serves(self, host: str) -> bool:
        return self._allowed is None or host in self._allowed or is_loopback(host)

    def _be_strict(
        self, headers: MutableHeaders, host: str | None, *, secure: bool
    ) -> None:
        for name, value in STRICT_HEADERS.items():
            headers.setdefault(name, value)
        headers["Content-Security-Policy"] += self._frames
        # Browsers would keep other programs' plain pages on this machine, too, from
        # being opened; and a proxy speaks for its own name itself.
        if self._own_tls and host is not None and not is_loopback(host):
            headers["Strict-Transport-Security"] = f"max-age={YEAR_SECONDS}"
        if secure and "set-cookie" in headers:
            cookies = headers.getlist("set-cookie")
            del headers["set-cookie"]
            for cookie in cookies:
                headers.append("set-cookie", self._secured(cookie))

    def _secured(self, cookie: str) -> str:
        """Return a cookie that travels encrypted only.

        In a frame on another site's page a browser keeps no cookie that is
        SameSite=Strict. One that is partitioned it keeps for that page alone.
        """
        parts = [part for part in cookie.split("; ") if part.lower() != "secure"]
        if self._framed:
            parts = [part for part in parts if not part.lower().startswith("samesite=")]
            parts += ["SameSite=None", "Partitioned"]
        return "; ".join([*parts, "Secure"])


def _header_bytes(scope: Scope) -> int:
    headers = sum(len(name) + len(value) for name, value in scope["headers"])
    return headers + len(scope["raw_path"]) + len(scope["query_string"])


async def _refuse(host: str | None, scope: Scope, receive: Receive, send: Send) -> None:
    response = PlainTextResponse(_misdirected(host), status_code=421)
    if scope["type"] == "websocket":
        await WebSocket(scope, receive, send).send_denial_response(response)
    else:
        await response(scope, receive, send)


def _misdirected(host: str | None) -> str:
    if host is None:
        return "The Host header is missing or is no host name.\n"
    return (
        f"This desktop is not served under the name {host}.\n"
        "If the name is yours, start the desktop with "
        f"VMT_ALLOWED_HOSTS={host} in its environment.\n"
    )
