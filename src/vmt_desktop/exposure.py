"""How the gateway faces the network: TLS, the proxies in front, the pages around."""

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from vmt_desktop.errors import SettingsError

VARIABLES = {
    "VMT_TLS_CERT": "a PEM file with the certificate for HTTPS, and its chain",
    "VMT_TLS_KEY": "a PEM file with the certificate's key",
    "VMT_PUBLIC_URL": "the address that visitors use, if a proxy is in front",
    "VMT_TRUSTED_PROXIES": "proxies whose X-Forwarded-For and -Proto are believed",
    "VMT_FRAME_ANCESTORS": "origins of pages that may show the desktop in a frame",
}
"""Every variable that is read here, and what it means."""

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, slots=True)
class Exposure:
    """What the gateway has to know of the network around it.

    Attributes
    ----------
    tls : (Path, Path) or None
        Files of the certificate and its key; None: plain HTTP.
    public_url : str or None
        Ends with a slash.
    trusted_proxies : tuple of networks
    frame_ancestors : tuple of str
        Origins as a Content-Security-Policy has them.
    """

    tls: tuple[Path, Path] | None = None
    public_url: str | None = None
    trusted_proxies: tuple[Network, ...] = ()
    frame_ancestors: tuple[str, ...] = ()

    @classmethod
    def from_values(cls, values: Mapping[str, str]) -> "Exposure":
        """Read and check the variables; empty ones have been left out.

        Raises
        ------
        SettingsError
            Naming the variable, its value and what is allowed.
        """
        return cls(
            tls=_tls(values.get("VMT_TLS_CERT"), values.get("VMT_TLS_KEY")),
            public_url=_public_url(values.get("VMT_PUBLIC_URL")),
            trusted_proxies=tuple(
                _network(part) for part in _parts(values.get("VMT_TRUSTED_PROXIES"))
            ),
            frame_ancestors=tuple(
                _ancestor(part) for part in _parts(values.get("VMT_FRAME_ANCESTORS"))
            ),
        )

    @property
    def public_host(self) -> str | None:
        """The Host name of the public address, as it is compared; None without one."""
        name = urlsplit(self.public_url).hostname if self.public_url else None
        return f"[{name}]" if name and ":" in name else name

    def url(self, port: int) -> str:
        """Return the address that a visitor opens; it ends with a slash."""
        scheme = "http" if self.tls is None else "https"
        return self.public_url or f"{scheme}://localhost:{port}/"


def _parts(text: str | None) -> list[str]:
    return [part for part in re.split(r"[,\s]+", text or "") if part]


def _tls(certificate: str | None, key: str | None) -> tuple[Path, Path] | None:
    if certificate is None and key is None:
        return None
    if certificate is None or key is None:
        there, missing = "VMT_TLS_CERT", "VMT_TLS_KEY"
        if certificate is None:
            there, missing = missing, there
        raise SettingsError(f"{there} is set and {missing} is not; HTTPS needs both")
    for name, path in (("VMT_TLS_CERT", certificate), ("VMT_TLS_KEY", key)):
        if not Path(path).is_absolute():
            raise SettingsError(f"{name} is {path!r}; an absolute path is allowed")
    return Path(certificate), Path(key)


def _public_url(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        parts = urlsplit(text)
        fits = (
            parts.scheme in {"http", "https"}
            and re.fullmatch(
                r"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?", parts.netloc
            )
            and parts.port != 0  # reading it checks the range, too
            and re.fullmatch(r"[A-Za-z0-9/._~@%+-]*", parts.path)
            and not {".", ".."} & set(parts.path.split("/"))
            and not parts.query + parts.fragment
        )
    except ValueError:
        fits = False
    if not fits:
        msg = (
            f"VMT_PUBLIC_URL is {text!r}; an address without user, query and fragment "
            "is allowed, such as https://desktop.example/ or https://lab.example/vmt/"
        )
        raise SettingsError(msg)
    return text if text.endswith("/") else f"{text}/"


def _network(text: str) -> Network:
    try:
        return ipaddress.ip_network(text)
    except ValueError as error:
        msg = (
            f"VMT_TRUSTED_PROXIES has {text!r}; IP addresses and networks are allowed, "
            f"separated by commas, such as 127.0.0.1,172.16.0.0/12 ({error})"
        )
        raise SettingsError(msg) from None


def _ancestor(text: str) -> str:
    if not re.fullmatch(
        r"https?://(\*\.)?([a-z0-9_-]+\.)*[a-z0-9_-]+(:[0-9]{1,5})?", text.lower()
    ):
        msg = (
            f"VMT_FRAME_ANCESTORS has {text!r}; origins are allowed, separated by "
            "commas, such as https://moodle.example or https://*.school.example"
        )
        raise SettingsError(msg)
    return text.lower()
