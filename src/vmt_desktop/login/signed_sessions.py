"""Sessions under a password: a secret proves by itself that it was given out.

A page that was logged in goes on after a restart with the same password, although
nothing was written down: the secret holds a random number and the time, signed with a
key that is made from the password. Another password is another key.
"""

import base64
import contextlib
import hashlib
import hmac
import secrets
import struct
import time
from collections.abc import Callable
from pathlib import Path

from vmt_desktop.login.sessions import LIFETIME_SECONDS

SCRYPT: dict[str, int] = {"n": 2**15, "r": 8, "p": 1, "maxmem": 64 * 1024 * 1024}
"""A cookie that was stolen lets its thief try passwords at home: a tenth of a second
and 32 MB each."""

_LAYOUT = struct.Struct(">16sQ32s")
"""The random number, the time in seconds since the epoch, the signature."""

AHEAD_SECONDS = 24 * 3600
"""A clock that was put back so far, as from another time zone, ends no session."""


class SignedSessions:
    """The sessions of a desktop that has a password.

    A session ends a month after its login at the latest, and when its visitor logs
    out; that is remembered in ``ended/`` as long as the desktop runs.

    Parameters
    ----------
    runtime_dir : Path
        Folder of the running desktop.
    password : str
    port : int
        Desktops on other ports take other secrets.
    clock : callable
        Returns the time in seconds since the epoch.
    """

    def __init__(
        self,
        runtime_dir: Path,
        password: str,
        port: int,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._ended = runtime_dir / "ended"
        self._ended.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._clock = clock
        salt = f"VMT Desktop, sessions of port {port}".encode()
        self._key = hashlib.scrypt(password.encode(), salt=salt, dklen=32, **SCRYPT)

    def open(self) -> str:
        """Begin a session; return its secret, which belongs in a cookie."""
        number, now = secrets.token_bytes(16), int(self._clock())
        return _text(_LAYOUT.pack(number, now, self._sign(number, now)))

    def valid(self, secret: str | None) -> bool:
        """Return whether the secret is that of a living session."""
        number = None if secret is None else self._number(secret)
        return number is not None and not (self._ended / number).exists()

    def renew(self, secret: str) -> None:
        """Do nothing: a visit does not make it longer."""

    def close(self, secret: str) -> None:
        """End a session; nothing happens if there is none."""
        number = self._number(secret)
        if number is not None:
            (self._ended / number).touch(mode=0o600)

    def _number(self, secret: str) -> str | None:
        """Return the random number in a secret that is good now, else None."""
        packed = b""
        with contextlib.suppress(ValueError):
            packed = base64.b64decode(f"{secret}=", altchars=b"-_", validate=True)
        # Several texts stand for the same bytes; one of them was given out.
        if len(packed) != _LAYOUT.size or _text(packed) != secret:
            return None
        number, begun, signature = _LAYOUT.unpack(packed)
        if not hmac.compare_digest(signature, self._sign(number, begun)):
            return None
        age = self._clock() - begun
        return number.hex() if -AHEAD_SECONDS <= age < LIFETIME_SECONDS else None

    def _sign(self, number: bytes, begun: int) -> bytes:
        return hmac.digest(self._key, number + begun.to_bytes(8, "big"), "sha256")


def _text(packed: bytes) -> str:
    return base64.urlsafe_b64encode(packed).decode("ascii").rstrip("=")
