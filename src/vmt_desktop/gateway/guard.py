"""What holds for every request: the Host is ours, the headers are strict."""

import ipaddress
import re
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket

STRICT_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-cache",
}
"""Set unless the response says otherwise itself."""


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
    """

    def __init__(self, app: ASGIApp, allowed_hosts: tuple[str, ...] | None) -> None:
        self._app = app
        self._allowed = None if allowed_hosts is None else frozenset(allowed_hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a foreign Host; otherwise pass on and add the headers."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return

        async def send_strictly(message: Message) -> None:
            if message["type"] in {
                "http.response.start",
                "websocket.http.response.start",
            }:
                headers = MutableHeaders(scope=message)
                for name, value in STRICT_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        host = host_name(Headers(scope=scope).get("host", ""))
        if host is not None and self._serves(host):
            await self._app(scope, receive, send_strictly)
            return
        response = PlainTextResponse(_misdirected(host), status_code=421)
        if scope["type"] == "websocket":
            await WebSocket(scope, receive, send_strictly).send_denial_response(
                response
            )
        else:
            await response(scope, receive, send_strictly)

    def _serves(self, host: str) -> bool:
        return self._allowed is None or host in self._allowed or is_loopback(host)


def host_name(host: str) -> str | None:
    """Return the name in a Host header in lower case, without the port.

    None if it is not a name, an IPv4 address or an IPv6 address in brackets.
    """
    match = re.fullmatch(
        r"([A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?", host.strip()
    )
    return match[1].lower() if match else None


def is_loopback(name: str) -> bool:
    """Return whether a name means this machine and nothing else."""
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False


def same_origin(headers: Headers) -> bool:
    """Return whether the page that asks came from this very server.

    The Origin has to be there, once, and name the same host and port as Host
    does. The scheme may differ: a proxy may speak HTTPS for us.
    """
    origins = headers.getlist("origin")
    if len(origins) != 1:
        return False
    try:
        origin = urlsplit(origins[0])
        port = origin.port
    except ValueError:
        return False
    default = {"http": 80, "https": 443}.get(origin.scheme)
    if default is None or origin.hostname is None or origin.username is not None:
        return False
    host = headers.get("host", "")
    try:
        here = urlsplit(f"//{host}")
        here_port = here.port
    except ValueError:
        return False
    return (origin.hostname, port or default) == (here.hostname, here_port or default)


def _misdirected(host: str | None) -> str:
    if host is None:
        return "The Host header is missing or is no host name.\n"
    return (
        f"This desktop is not served under the name {host}.\n"
        "If the name is yours, start the desktop with "
        f"VMT_ALLOWED_HOSTS={host} in its environment.\n"
    )
