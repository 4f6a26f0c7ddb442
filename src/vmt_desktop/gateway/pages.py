"""The two pages: the desktop, and the login form in front of it."""

import base64
import gzip
import hashlib
import html
import re
from pathlib import Path
from string import Template

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from vmt_desktop.login.roles import Role

WEB = Path(__file__).resolve().parents[1] / "web"
PAGE = WEB / "dist" / "page.html"


class PageError(Exception):
    """The page is not there; the message says how to make it."""


class DesktopPage:
    """The page that shows the desktop, read once and kept compressed.

    Parameters
    ----------
    login : str
        What the page tells about logging in: ``token``, ``password`` or ``none``.
    role : Role
        Whose page it is: that of a watcher has nothing to act with.

    Raises
    ------
    PageError
        If it has not been built.
    """

    def __init__(self, login: str, role: Role = Role.CONTROL) -> None:
        try:
            text = PAGE.read_text(encoding="utf-8")
        except FileNotFoundError:
            msg = f"{PAGE} is missing; make it with: python {WEB / 'build.py'}"
            raise PageError(msg) from None
        text = text.replace('data-login=""', f'data-login="{login}"', 1)
        text = text.replace('data-role=""', f'data-role="{role}"', 1)
        self._plain = text.encode()
        self._compressed = gzip.compress(self._plain, mtime=0)
        self._inline = inline_sources(text)

    def response(self, request: Request) -> Response:
        """Return the page, compressed if the browser takes that."""
        headers = {
            "Content-Security-Policy": content_security_policy(self._inline, request),
            "Vary": "Accept-Encoding, Cookie",
        }
        content = self._plain
        if takes_gzip(request.headers.get("accept-encoding", "")):
            content = self._compressed
            headers["Content-Encoding"] = "gzip"
        return HTMLResponse(content, headers=headers)


class LoginPage:
    """The login form.

    Parameters
    ----------
    login : str
        ``token`` or ``password``: what the form asks for.
    """

    def __init__(self, login: str) -> None:
        text = (WEB / "login.html").read_text(encoding="utf-8")
        self._inline = inline_sources(text)
        self._template = Template(text)
        self._login = login

    def response(
        self,
        request: Request,
        problem: str = "",
        status: int = 200,
        *,
        retry_after: int = 0,
    ) -> Response:
        """Return the form, below a sentence about what went wrong if any did."""
        headers = {
            "Content-Security-Policy": content_security_policy(self._inline, request),
            "Cache-Control": "no-store",
            # With no-referrer the browser would send the form with Origin: null.
            "Referrer-Policy": "same-origin",
        }
        if retry_after:
            headers["Retry-After"] = str(retry_after)
        text = self._template.substitute(
            problem=html.escape(problem), login=self._login
        )
        return HTMLResponse(text, status_code=status, headers=headers)


def takes_gzip(accepted: str) -> bool:
    """Return whether an Accept-Encoding header allows gzip (RFC 9110, 12.5.3)."""
    for part in accepted.lower().split(","):
        coding, _, weight = part.partition(";")
        if coding.strip() in {"gzip", "*"}:
            return not re.fullmatch(r"\s*q=0(\.0*)?\s*", weight)
    return False


def inline_sources(page: str) -> str:
    """Return the directives that allow a page's scripts and styles by their hash."""
    return f"script-src {_hashes('script', page)}; style-src {_hashes('style', page)}"


def content_security_policy(inline: str, request: Request) -> str:
    """Return the policy of a page with these `inline` sources."""
    # 'self' does not mean the WebSocket of the same address in every browser. The
    # Host has been seen to be a name and a port.
    host = request.headers.get("host", "")
    # A policy cannot name an IPv6 address.
    sockets = "" if host.startswith("[") else f" ws://{host} wss://{host}"
    return "; ".join(
        (
            "default-src 'none'",
            inline,
            # noVNC decodes pictures and sets cursors by data: and blob: URLs.
            "img-src 'self' data: blob:",
            f"connect-src 'self'{sockets}",
            "form-action 'self'",
            "base-uri 'none'",
        )
    )


def _hashes(element: str, page: str) -> str:
    contents = re.findall(rf"<{element}[^>]*>(.*?)</{element}>", page, re.DOTALL)
    digests = (hashlib.sha256(content.encode()).digest() for content in contents)
    return " ".join(f"'sha256-{base64.b64encode(d).decode()}'" for d in digests)
