"""Names of hosts and origins of pages, as headers have them."""

import ipaddress
import re
from urllib.parse import urlsplit

from starlette.datastructures import Headers

LONGEST_NAME = 255
"""More is no name of the DNS (RFC 1035, 2.3.4)."""


def host_name(host: str) -> str | None:
    """Return the name in a Host header in lower case, without the port.

    None if it is not a name, an IPv4 address or an IPv6 address in brackets.
    """
    match = re.fullmatch(
        r"([A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?", host.strip()
    )
    if match is None or len(match[1]) > LONGEST_NAME:
        return None
    return match[1].lower()


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
    origins, hosts = headers.getlist("origin"), headers.getlist("host")
    if len(origins) != 1 or len(hosts) != 1 or host_name(hosts[0]) is None:
        return False
    try:
        origin = urlsplit(origins[0])
        port = origin.port
        here = urlsplit(f"//{hosts[0].strip()}")
        here_port = here.port
    except ValueError:
        return False
    default = {"http": 80, "https": 443}.get(origin.scheme)
    if default is None or origin.hostname is None or origin.username is not None:
        return False
    if origin.path or origin.query or origin.fragment:
        return False
    return (origin.hostname, port or default) == (here.hostname, here_port or default)
