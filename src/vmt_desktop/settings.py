"""The desktop's variables: one table, read once, refused with one clear line."""

import difflib
import ipaddress
import os
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from vmt_desktop import exposure
from vmt_desktop.errors import SettingsError
from vmt_desktop.exposure import Exposure

FIRST_SIZE = (1280, 800)
SMALLEST_DISPLAY = (640, 480)
LARGEST_DISPLAY = (7680, 4320)
"""What VMT_DISPLAY_MAX may be at most; the X server reserves 4 bytes for each pixel."""

CLIPBOARD_MODES = ("off", "in", "out", "both")
LOG_LEVELS = ("info", "debug")

VARIABLES = {
    "VMT_PORT": "the one TCP port that listens",
    "VMT_BIND": "the address it listens on",
    "VMT_AUTH": "token: a login is asked for; none: it is switched off",
    "VMT_PASSWORD": "the login password",
    "VMT_PASSWORD_FILE": "a file whose first line is the login password",
    "VMT_ALLOWED_HOSTS": "Host names that are served, separated by commas",
    **exposure.VARIABLES,
    "VMT_DISPLAY_SIZE": "size of the desktop in pixels at the start",
    "VMT_DISPLAY_MAX": "the largest size of the desktop",
    "VMT_CLIPBOARD": "in: text goes into the desktop; out: out of it; both; off",
    "VMT_SHARE": "view: a second link shows the desktop, to watch only; off: none",
    "VMT_DATA_DIR": "folder of the user's logs and scenarios",
    "VMT_LOG_LEVEL": "info: the log tells the story; debug: it has every line",
    "VMT_RUNTIME_DIR": "folder of the sockets of a running desktop",
    "VMT_APP": "the program on the desktop: launcher.py or view_logs.py",
    "VMT_APP_DIR": "folder of the three programs",
    "VMT_HOME": "folder of supervisord.conf and desktop/",
    "VMT_SHARING": "true or false: whether supervisord starts what watching needs",
}
"""Every variable the desktop reads, and what it means."""

FOREIGN = frozenset(
    {
        "VMT_FORCE_DARK_THEME",
        "VMT_FORCE_LIGHT_THEME",
        "VMT_GIT_REVISION",
        "VMT_IMAGE_DIGEST",
    }
)
"""Variables that belong to the programs on the desktop."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How the desktop is to run.

    Attributes
    ----------
    port : int
    bind : str
        IP address the gateway listens on.
    auth : str
        ``token`` or ``none``.
    password : str or None
        None: a one-time token is made and printed.
    allowed_hosts : tuple of str, or None
        Lower-case names without port; None means the default of `auth`.
    exposure : Exposure
        TLS, proxies and pages around.
    display_size, display_max : (int, int)
        Width and height in pixels, at the start and at most.
    clipboard : str
        ``off``, ``in`` (from browsers into the desktop), ``out`` or ``both``.
    data_dir, runtime_dir : Path
    display : str or None
        Name of the X display; None where only the gateway runs.
    app_dir : Path or None
        Folder of the programs; None where only the gateway runs.
    share : str
        ``off`` or ``view``.
    log_level : str
        ``info`` or ``debug``.
    """

    port: int
    bind: str
    auth: str
    password: str | None
    allowed_hosts: tuple[str, ...] | None
    exposure: Exposure
    display_size: tuple[int, int]
    display_max: tuple[int, int]
    clipboard: str
    data_dir: Path
    runtime_dir: Path
    display: str | None
    app_dir: Path | None
    share: str = "off"
    log_level: str = "info"

    @property
    def url(self) -> str:
        """The address that a visitor opens; it ends with a slash."""
        return self.exposure.url(self.port)

    @property
    def served_hosts(self) -> tuple[str, ...] | None:
        """The Host names that are served beside loopback ones; None: any."""
        hosts = self.allowed_hosts
        if hosts is None and self.auth == "none":
            hosts = ()
        public = self.exposure.public_host
        return hosts if hosts is None or public is None else (*hosts, public)

    @property
    def vnc_socket(self) -> Path:
        """The unix socket of x11vnc."""
        return self.runtime_dir / "vnc.sock"

    @property
    def view_socket(self) -> Path:
        """The unix socket of the x11vnc of those who watch."""
        return self.runtime_dir / "view.sock"

    @classmethod
    def from_environment(
        cls, environment: Mapping[str, str] | None = None
    ) -> "Settings":
        """Read and check the variables.

        Raises
        ------
        SettingsError
            Naming the variable, its value and what is allowed.
        """
        values = {
            name: value
            for name, value in (
                os.environ if environment is None else environment
            ).items()
            if value != ""
        }
        port = _port(values.get("VMT_PORT", "6080"))
        auth = _choice("VMT_AUTH", values.get("VMT_AUTH", "token"), ("token", "none"))
        largest = _size("VMT_DISPLAY_MAX", values.get("VMT_DISPLAY_MAX", "3840x2160"))
        default = "{}x{}".format(*map(min, FIRST_SIZE, largest))
        return cls(
            port=port,
            bind=_address(values.get("VMT_BIND", "127.0.0.1")),
            auth=auth,
            password=_password(values),
            allowed_hosts=_hosts(values.get("VMT_ALLOWED_HOSTS")),
            exposure=Exposure.from_values(values),
            display_size=_size(
                "VMT_DISPLAY_SIZE", values.get("VMT_DISPLAY_SIZE", default), largest
            ),
            display_max=largest,
            clipboard=_choice(
                "VMT_CLIPBOARD", values.get("VMT_CLIPBOARD", "both"), CLIPBOARD_MODES
            ),
            data_dir=_folder("VMT_DATA_DIR", values) or _user_data_dir(values),
            runtime_dir=_folder("VMT_RUNTIME_DIR", values) or default_runtime_dir(port),
            display=values.get("DISPLAY"),
            app_dir=_folder("VMT_APP_DIR", values),
            share=_share(values.get("VMT_SHARE", "off"), auth),
            log_level=_choice(
                "VMT_LOG_LEVEL", values.get("VMT_LOG_LEVEL", "info"), LOG_LEVELS
            ),
        )


def unknown_variables(environment: Mapping[str, str]) -> list[str]:
    """Return a sentence for every ``VMT_`` variable that nobody reads."""
    sentences = []
    for name in sorted(environment):
        if name.startswith("VMT_") and name not in VARIABLES and name not in FOREIGN:
            near = difflib.get_close_matches(name, VARIABLES, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            sentences.append(f"{name} is not a variable of VMT Desktop{hint}")
    return sentences


def default_runtime_dir(port: int) -> Path:
    """Return the folder of the desktop on `port`, the same at each call."""
    base = os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()
    return Path(base) / f"vmt-desktop-{os.getuid()}" / str(port)


def _port(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", text) or not 1 <= int(text) <= 65535:
        msg = f"VMT_PORT is {text!r}; a whole number from 1 to 65535 is allowed"
        raise SettingsError(msg)
    return int(text)


def _address(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        msg = (
            f"VMT_BIND is {text!r}; an IP address is allowed, such as 127.0.0.1 "
            "(this machine only) or 0.0.0.0 (every interface)"
        )
        raise SettingsError(msg) from None


def _choice(name: str, text: str, allowed: tuple[str, ...]) -> str:
    if text not in allowed:
        near = difflib.get_close_matches(text.lower(), allowed, n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        msg = f"{name} is {text!r}; {' or '.join(allowed)} is allowed{hint}"
        raise SettingsError(msg)
    return text


def _share(text: str, auth: str) -> str:
    share = _choice("VMT_SHARE", text, ("off", "view"))
    if share == "view" and auth == "none":
        msg = (
            "VMT_SHARE is 'view' and VMT_AUTH is 'none': without a login everybody may "
            "do everything, not only watch; set VMT_AUTH to token or VMT_SHARE to off"
        )
        raise SettingsError(msg)
    return share


def _password(values: Mapping[str, str]) -> str | None:
    text, file = values.get("VMT_PASSWORD"), values.get("VMT_PASSWORD_FILE")
    if text and file:
        msg = "VMT_PASSWORD and VMT_PASSWORD_FILE are both set; set one of them"
        raise SettingsError(msg)
    if text:
        # What the system could not decode has become lone surrogates.
        if any("\ud800" <= character <= "\udfff" for character in text):
            raise SettingsError("VMT_PASSWORD is not UTF-8 text")
        if "\n" in text or "\r" in text:
            raise SettingsError("VMT_PASSWORD has several lines; one is allowed")
    if not file:
        return text
    try:
        # Some editors begin a file with a byte order mark.
        content = Path(file).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = (
            error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        )
        msg = f"VMT_PASSWORD_FILE is {file!r}, which cannot be read: {reason}"
        raise SettingsError(msg) from None
    password = content.split("\n", 1)[0].rstrip("\r")
    if not password:
        msg = f"VMT_PASSWORD_FILE is {file!r}, whose first line is empty"
        raise SettingsError(msg)
    return password


def _hosts(text: str | None) -> tuple[str, ...] | None:
    if text is None:
        return None
    names = tuple(part.strip().lower() for part in text.split(",") if part.strip())
    for name in names:
        if not re.fullmatch(r"[a-z0-9._-]+|\[[0-9a-f:]+\]", name):
            msg = (
                f"VMT_ALLOWED_HOSTS has {name!r}; host names without scheme and port "
                "are allowed, separated by commas"
            )
            raise SettingsError(msg)
    return names or None


def _size(
    name: str, text: str, largest: tuple[int, int] = LARGEST_DISPLAY
) -> tuple[int, int]:
    match = re.fullmatch(r"([0-9]{1,5})[xX]([0-9]{1,5})", text)
    size = (int(match[1]), int(match[2])) if match else (0, 0)
    fits = all(
        low <= value <= high
        for low, value, high in zip(SMALLEST_DISPLAY, size, largest, strict=True)
    )
    if not fits:
        low, high = ("x".join(map(str, s)) for s in (SMALLEST_DISPLAY, largest))
        limit = "" if largest == LARGEST_DISPLAY else " (VMT_DISPLAY_MAX)"
        msg = (
            f"{name} is {text!r}; WIDTHxHEIGHT from {low} to {high}{limit} is "
            "allowed, such as 1280x800"
        )
        raise SettingsError(msg)
    return size


def _folder(name: str, values: Mapping[str, str]) -> Path | None:
    text = values.get(name)
    if text is None:
        return None
    if not Path(text).is_absolute():
        raise SettingsError(f"{name} is {text!r}; an absolute path is allowed")
    return Path(text)


def _user_data_dir(values: Mapping[str, str]) -> Path:
    base = values.get("XDG_DATA_HOME") or f"{values.get('HOME', '/')}/.local/share"
    return Path(base) / "vmt"
