"""What trusted proxies say of a visitor, and pages that show ours in a frame."""

from collections.abc import Callable
from typing import Any

import pytest

PASSWORD = {"VMT_PASSWORD": "right"}
TRUSTED = {"VMT_TRUSTED_PROXIES": "127.0.0.0/8"}


def guess(client: Any, gateway: Any, forwarded: str | None) -> int:
    """Send a wrong password as a proxy hands it on; return the status."""
    headers = {"Origin": gateway.url.rstrip("/")}
    if forwarded is not None:
        headers["X-Forwarded-For"] = forwarded
    form = {"password": "wrong"}
    return int(client.post("/login", data=form, headers=headers).status_code)


def test_each_visitor_behind_a_trusted_proxy_waits_alone(
    serve: Callable[..., Any],
) -> None:
    """Who guesses waits; another address behind the same proxy does not."""
    gateway = serve(**PASSWORD, **TRUSTED)
    with gateway.visitor() as proxy:
        statuses = [guess(proxy, gateway, "203.0.113.7") for _ in range(4)]
        assert statuses == [403, 403, 403, 429]
        assert guess(proxy, gateway, "203.0.113.8") == 403


def test_a_visitor_cannot_name_an_address_of_his_choice(
    serve: Callable[..., Any],
) -> None:
    """Proxies append what they saw; what stands before it is the visitor's own."""
    gateway = serve(**PASSWORD, **TRUSTED)
    with gateway.visitor() as proxy:
        told = [f"198.51.100.{number}, 203.0.113.7, 127.0.0.9" for number in range(4)]
        statuses = [guess(proxy, gateway, addresses) for addresses in told]
    assert statuses == [403, 403, 403, 429]


def test_nobody_else_is_believed(serve: Callable[..., Any]) -> None:
    """Without the variable, and from an address that is not on it."""
    for variables in ({}, {"VMT_TRUSTED_PROXIES": "192.0.2.0/24"}):
        gateway = serve(**PASSWORD, **variables)
        with gateway.visitor() as visitor:
            told = [f"198.51.100.{number}" for number in range(4)]
            statuses = [guess(visitor, gateway, address) for address in told]
        assert statuses == [403, 403, 403, 429]


def test_the_cookie_is_secure_where_the_proxy_speaks_https(
    serve: Callable[..., Any],
) -> None:
    """And not where it does not: the browser would not keep it."""
    gateway = serve(**TRUSTED)
    for scheme, secure in (("https", True), ("http", False)):
        with gateway.visitor() as proxy:
            answer = proxy.get(
                f"/?token={gateway.new_token()}",
                headers={"X-Forwarded-Proto": scheme, "Host": "desktop.example"},
            )
        assert ("; Secure" in answer.headers["set-cookie"]) is secure
        # For how long its name speaks HTTPS only is for the proxy to say.
        assert "strict-transport-security" not in answer.headers


def test_pages_that_may_show_ours_are_named_to_the_browser(
    serve: Callable[..., Any],
) -> None:
    """On every answer, and no others are."""
    gateway = serve(VMT_FRAME_ANCESTORS="https://moodle.example https://*.lab.example")
    with gateway.visitor() as client:
        for path in ("/", "/session", "/nowhere"):
            policy = client.get(path).headers["content-security-policy"]
            assert policy.endswith(
                "; frame-ancestors https://moodle.example https://*.lab.example"
            )
            assert policy.count("frame-ancestors") == 1


@pytest.mark.parametrize("ancestors", ["", "https://moodle.example"])
def test_in_a_frame_the_cookie_belongs_to_the_page_around(
    serve: Callable[..., Any], ancestors: str
) -> None:
    """A browser keeps no strict cookie there; a partitioned one it does, with HTTPS."""
    gateway = serve(**TRUSTED, VMT_FRAME_ANCESTORS=ancestors)
    told = {"X-Forwarded-Proto": "https"}
    with gateway.visitor() as proxy:
        answer = proxy.get(f"/?token={gateway.new_token()}", headers=told)
        attributes = answer.headers["set-cookie"].split("; ")[1:]
        plain = proxy.get(f"/?token={gateway.new_token()}").headers["set-cookie"]
    if ancestors:
        assert attributes[-3:] == ["SameSite=None", "Partitioned", "Secure"]
        assert "SameSite=strict" not in attributes
    else:
        assert "SameSite=strict" in attributes
        assert attributes[-1] == "Secure"
    assert "SameSite=strict" in plain
