"""Proxies in front: whose word is believed about who asks, and by which scheme."""

from collections.abc import Iterable

from starlette.types import ASGIApp
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from vmt_desktop.exposure import Network


def believe_proxies(app: ASGIApp, trusted: Iterable[Network]) -> ASGIApp:
    """Return the application with what trusted proxies say in the place of theirs.

    ``X-Forwarded-For`` is read from its end: each proxy appends the address that it
    saw, and the first one that is no proxy of ours is the visitor's. Whatever the
    visitor wrote himself stands before it.
    """
    names = [name for network in trusted for name in _spellings(network)]
    if not names:
        return app
    return ProxyHeadersMiddleware(app, trusted_hosts=names)  # type: ignore[arg-type, return-value]


def _spellings(network: Network) -> list[str]:
    """Return a network as its addresses appear on IPv4 and on IPv6 sockets."""
    if network.version == 6:
        return [str(network)]
    mapped = f"::ffff:{network.network_address}/{96 + network.prefixlen}"
    return [str(network), mapped]
