"""The token in the link to watch: one for everybody, until it is revoked."""

import contextlib
import hmac
import os
import secrets
from pathlib import Path

from vmt_desktop.login.tokens import TOKEN_BYTES, fingerprint


class WatchLink:
    """The token of a desktop, kept in a file that only we may read.

    It has to be shown again, so it is kept as it is and not as a hash. An empty file
    means that it was revoked, and stays so when the gateway is restarted.

    Parameters
    ----------
    runtime_dir : Path
        Folder of the running desktop.
    """

    def __init__(self, runtime_dir: Path) -> None:
        self._file = runtime_dir / "watch-token"

    @property
    def token(self) -> str | None:
        """The token; None if there is none, or none any more."""
        with contextlib.suppress(FileNotFoundError):
            return self._file.read_text(encoding="ascii") or None
        return None

    @property
    def path(self) -> str | None:
        """What follows the desktop's address in the link; None without a token."""
        token = self.token
        return None if token is None else f"watch?token={token}"

    def make_first(self) -> bool:
        """Make a token unless there is or was one; return whether it is new."""
        if self._file.exists():
            return False
        self.renew()
        return True

    def renew(self) -> None:
        """Make another token; the one before is worth nothing from now on."""
        self._write(secrets.token_urlsafe(TOKEN_BYTES))

    def revoke(self) -> None:
        """Have no token."""
        self._write("")

    def opens(self, token: str) -> bool:
        """Return whether this is the token."""
        right = self.token
        # Hashes, because only ASCII text can be compared in constant time.
        return right is not None and hmac.compare_digest(
            fingerprint(token), fingerprint(right)
        )

    def _write(self, text: str) -> None:
        beside = self._file.with_suffix(".new")
        beside.unlink(missing_ok=True)
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text)
        beside.replace(self._file)
