"""What every answer carries, and under which names there is one."""

import gzip
import socket
from collections.abc import Callable
from typing import Any

import httpx
import pytest

PATHS = ("/", "/?token=wrong", "/session", "/healthz", "/login", "/nowhere")


def get_as(gateway: Any, host: str, path: str = "/") -> httpx.Response:
    """Ask this gateway under a name that leads to it."""
    with gateway.visitor() as client:
        return client.get(path, headers={"Host": host})


def raw(gateway: Any, request: bytes) -> bytes:
    """Send bytes and return everything that comes until the gateway hangs up."""
    with socket.create_connection(("127.0.0.1", gateway.settings.port), 20) as client:
        client.sendall(request)
        answer = b""
        while chunk := client.recv(65536):
            answer += chunk
        return answer


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:6080", "LOCALHOST", "127.0.0.1", "127.9.9.9:80"]
)
def test_loopback_names_are_always_served(serve: Callable[..., Any], host: str) -> None:
    """Also without a login, and beside a list of other names."""
    for variables in ({"VMT_AUTH": "none"}, {"VMT_ALLOWED_HOSTS": "lab.example"}):
        assert get_as(serve(**variables), host).status_code == 200
    gateway = serve(VMT_AUTH="none")
    assert get_as(gateway, "[::1]:6080").status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:6080", "192.168.1.4", "localhost.evil.example"],
)
def test_a_rebound_name_reaches_nothing_without_a_login(
    serve: Callable[..., Any], host: str
) -> None:
    """The page of an attacker whose name leads here sees a refusal everywhere."""
    gateway = serve(VMT_AUTH="none")
    for path in PATHS:
        answer = get_as(gateway, host, path)
        assert answer.status_code == 421
        assert "VMT_ALLOWED_HOSTS" in answer.text
        assert host.partition(":")[0] in answer.text


def test_a_rebound_name_reaches_no_websocket(serve: Callable[..., Any]) -> None:
    """A WebSocket whose Origin and Host agree on a foreign name is refused."""
    gateway = serve(VMT_AUTH="none")
    answer = raw(
        gateway,
        b"GET /vnc HTTP/1.1\r\nHost: evil.example\r\nOrigin: http://evil.example\r\n"
        b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
    )
    assert answer.startswith(b"HTTP/1.1 421 ")
    assert b"VMT_ALLOWED_HOSTS" in answer


def test_with_a_login_any_name_is_served(gateway: Any) -> None:
    """The machine's own name and address work without a setting."""
    for host in ("desktop.example:6080", "192.168.1.4:6080", "[fd00::4]:6080"):
        assert get_as(gateway, host).status_code == 200


def test_a_list_of_names_is_exact(serve: Callable[..., Any]) -> None:
    """Names on the list are served, in any case of letters; others are not."""
    gateway = serve(VMT_ALLOWED_HOSTS="lab.example, 192.168.1.4")
    for host in ("lab.example", "LAB.example:6080", "192.168.1.4"):
        assert get_as(gateway, host).status_code == 200
    for host in ("x.lab.example", "lab.example.evil.example", "192.168.1.5", "lab"):
        assert get_as(gateway, host).status_code == 421


@pytest.mark.parametrize(
    "host",
    [b"", b"Host:\r\n", b"Host: a b\r\n", b"Host: <script>\r\n", b"Host: a/b\r\n"],
)
def test_a_host_that_is_none_is_refused(gateway: Any, host: bytes) -> None:
    """Nothing that could not be a name comes back in an answer."""
    answer = raw(gateway, b"GET / HTTP/1.0\r\n" + host + b"\r\n")
    assert answer.split()[1] in {b"400", b"421"}
    assert b"<script>" not in answer


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "DELETE"])
def test_every_answer_carries_strict_headers(gateway: Any, method: str) -> None:
    """Errors and refusals too."""
    for path in PATHS:
        with gateway.visitor() as client:
            headers = client.request(method, path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] in {"no-referrer", "same-origin"}
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        for feature in ("camera", "microphone", "geolocation", "usb"):
            assert f"{feature}=()" in headers["permissions-policy"]
        assert headers["cache-control"] in {"private, no-cache", "no-store"}
        assert "server" not in headers
        assert "access-control-allow-origin" not in headers


def test_the_page_is_one_file_compressed_for_those_who_take_it(gateway: Any) -> None:
    """Everything is in it: the browser fetches nothing else to connect."""
    with gateway.logged_in() as client:
        plain = client.get("/", headers={"Accept-Encoding": "identity"})
        assert "content-encoding" not in plain.headers
        for accepted in ("gzip", "br, gzip;q=0.5", "*", "GZIP"):
            with client.stream("GET", "/", headers={"Accept-Encoding": accepted}) as s:
                assert s.headers["content-encoding"] == "gzip"
                body = b"".join(s.iter_raw())
            assert gzip.decompress(body) == plain.content
            assert len(body) < 100_000
        for accepted in ("", "br", "gzip;q=0", "gzip; q=0.0"):
            answer = client.get("/", headers={"Accept-Encoding": accepted})
            assert "content-encoding" not in answer.headers
    assert 'src="' not in plain.text.partition("<body>")[2].partition("<script")[0]
    assert 'href="style.css"' not in plain.text


@pytest.mark.parametrize(
    "path",
    [
        "/docs",
        "/openapi.json",
        "/web/",
        "/dist/page.html",
        "/static/",
        "/..%2f..%2fetc/passwd",
        "/%2e%2e/settings.py",
        "/vnc/",
        "/api/files",
    ],
)
def test_there_is_nothing_else(gateway: Any, path: str) -> None:
    """No listing, no documentation routes, no files, no redirects."""
    with gateway.logged_in() as client:
        answer = client.get(path)
    assert answer.status_code == 404
    assert "location" not in answer.headers


def test_oversized_headers_are_cut_off(gateway: Any) -> None:
    """A header without an end gets an error and a closed connection."""
    start = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: "
    answer = raw(gateway, start + b"x" * 40_000)
    assert answer.startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 431 "))


def test_oversized_headers_that_come_whole_are_refused(gateway: Any) -> None:
    """Those that fit are served."""
    for size, status in ((15_000, 200), (17_000, 431)):
        with gateway.visitor() as client:
            answer = client.get("/", headers={"X-Long": "x" * size})
        assert answer.status_code == status
