"""Names of hosts and origins of pages, as headers have them."""

import ipaddress
import re

from starlette.datastructures import Headers

LONGEST_NAME = 255
"""More is no name of the DNS (RFC 1035, 2.3.4)."""

HOST = re.compile(r"([A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\])(?::([0-9]{1,5}))?")
"""A name, an IPv4 address or an IPv6 address in brackets, and a port perhaps."""

DEFAULT_PORTS = {"http": "80", "https": "443"}


def host_name(host: str) -> str | None:
    """Return the name in a Host header in lower case, without the port.

    None if it is not a name, an IPv4 address or an IPv6 address in brackets.
    """
    match = HOST.fullmatch(host.strip())
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
    if len(origins) != 1 or len(hosts) != 1:
        return False
    # By hand: urlsplit overlooks blanks and line ends inside.
    scheme, _, rest = origins[0].partition("://")
    origin, here = HOST.fullmatch(rest), HOST.fullmatch(hosts[0].strip())
    if scheme not in DEFAULT_PORTS or origin is None or here is None:
        return False
    ports = [int(match[2] or DEFAULT_PORTS[scheme]) for match in (origin, here)]
    return origin[1].lower() == here[1].lower() and ports[0] == ports[1]
