"""The question whether the desktop answers, asked from outside, without ever waiting.

It goes to the gateway's TCP port: for a WebSocket, which is refused, as the one of
another site's page is; then for ``/healthz``, for which the gateway asks the X server
and the VNC servers.
"""

import ipaddress
import json
import select
import socket
import ssl
import time
from collections.abc import Callable, Generator
from typing import TypeVar

from vmt_desktop.settings import Settings

GATEWAY = "novnc"
PROGRAMS = {"x": "xvfb", "vnc": "x11vnc", "view": "x11vnc-view"}
"""The supervised program behind each part that ``/healthz`` tells of."""

LONGEST_ANSWER = 64 * 1024
POLL_SECONDS = 0.02

# A loopback name is served whatever VMT_ALLOWED_HOSTS says; the other site's page is
# refused whatever VMT_AUTH says.
_HEAD = "GET {} HTTP/1.1\r\nHost: localhost\r\n"
_WEBSOCKET = (
    _HEAD.format("/events") + "Origin: http://checkup.invalid\r\n"
    "Connection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: Y2hlY2t1cCBvZiBkZXNrdA==\r\n\r\n"
)
_HEALTH = _HEAD.format("/healthz") + "Connection: close\r\n\r\n"

Checkup = Generator[None, None, dict[str, bool]]
"""Goes on at each `next`; returns for each program whether it answers.

Raises OSError or ValueError if the gateway does not, or not as it should.
"""

T = TypeVar("T")


def examine(settings: Settings) -> Checkup:
    """Return the question, which has not been asked yet."""
    refused = yield from _ask(settings, _WEBSOCKET)
    if not refused.startswith(b"HTTP/1.1 403 "):
        raise ValueError("a WebSocket of another site is not refused")
    answer = yield from _ask(settings, _HEALTH)
    parts = json.loads(answer.partition(b"\r\n\r\n")[2])
    found = {name: parts[part] for part, name in PROGRAMS.items() if part in parts}
    return {GATEWAY: True, **found}


def wait_for(checkup: Checkup, seconds: float) -> dict[str, bool]:
    """Ask, and wait for the answer.

    Raises
    ------
    OSError, ValueError
        If the gateway does not answer in time, or not as it should.
    """
    deadline = time.monotonic() + seconds
    try:
        while time.monotonic() < deadline:
            next(checkup)
            select.select([], [], [], POLL_SECONDS)
    except StopIteration as done:
        answers: dict[str, bool] = done.value
        return answers
    finally:
        checkup.close()
    raise TimeoutError(f"no answer within {seconds:.0f} s")


def _ask(settings: Settings, request: str) -> Generator[None, None, bytes]:
    """Return what is answered before the connection is closed."""
    address = ipaddress.ip_address(settings.bind)
    if address.is_unspecified:  # every interface, loopback among them
        address = ipaddress.ip_address("127.0.0.1" if address.version == 4 else "::1")
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    with socket.socket(family, socket.SOCK_STREAM) as plain:
        plain.settimeout(0)
        plain.connect_ex((str(address), settings.port))
        yield from _patiently(lambda: plain.send(b""))
        if settings.exposure.tls is None:
            return (yield from _talk(plain, request))
        with _context().wrap_socket(plain, do_handshake_on_connect=False) as encrypted:
            yield from _patiently(encrypted.do_handshake)
            return (yield from _talk(encrypted, request))


def _talk(connection: socket.socket, request: str) -> Generator[None, None, bytes]:
    yield from _patiently(lambda: connection.send(request.encode("ascii")))
    answer = b""
    while more := (yield from _patiently(lambda: connection.recv(4096))):
        answer += more
        if len(answer) > LONGEST_ANSWER:
            raise ValueError("its answer has no end")
    return answer


def _patiently(act: Callable[[], T]) -> Generator[None, None, T]:
    """Act, at the first moment at which nothing has to be waited for."""
    while True:
        try:
            return act()
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            yield


def _context() -> ssl.SSLContext:
    # The certificate is for the name that visitors use; here it proves nothing.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
