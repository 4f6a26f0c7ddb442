"""Sessions: who has logged in, remembered across restarts of the gateway."""

import contextlib
import secrets
import time
from collections.abc import Callable
from pathlib import Path

from vmt_desktop.login.tokens import fingerprint

LIFETIME_SECONDS = 30 * 24 * 3600
"""A session ends this long after the page was last opened."""


class Sessions:
    """The sessions of a desktop, one empty file each in a folder of their own.

    The name of a file is the SHA-256 hash of the session's secret, its
    modification time the last visit.

    Parameters
    ----------
    runtime_dir : Path
        Folder of the running desktop.
    clock : callable
        Returns the time in seconds since the epoch.
    name : str
        Of the folder; sessions of another kind have another one.
    """

    def __init__(
        self,
        runtime_dir: Path,
        clock: Callable[[], float] = time.time,
        name: str = "sessions",
    ) -> None:
        self._folder = runtime_dir / name
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._clock = clock

    def open(self) -> str:
        """Begin a session; return its secret, which belongs in a cookie."""
        for file in self._folder.iterdir():
            if not self._lives(file):
                file.unlink(missing_ok=True)
        secret = secrets.token_urlsafe(32)
        (self._folder / fingerprint(secret)).touch(mode=0o600, exist_ok=False)
        return secret

    def valid(self, secret: str | None) -> bool:
        """Return whether the secret is that of a living session."""
        return secret is not None and self._lives(self._folder / fingerprint(secret))

    def renew(self, secret: str) -> None:
        """Count its lifetime from now on."""
        with contextlib.suppress(FileNotFoundError):
            (self._folder / fingerprint(secret)).touch(exist_ok=True)

    def close(self, secret: str) -> None:
        """End a session; nothing happens if there is none."""
        (self._folder / fingerprint(secret)).unlink(missing_ok=True)

    def make_room(self, most: int) -> None:
        """End those visited longest ago, so that one more makes `most` at most."""
        files = sorted(self._folder.iterdir(), key=lambda file: file.stat().st_mtime)
        for file in files[: max(0, len(files) - most + 1)]:
            file.unlink(missing_ok=True)

    def close_all(self) -> list[str]:
        """End every session; return their fingerprints."""
        files = list(self._folder.iterdir())
        for file in files:
            file.unlink(missing_ok=True)
        return [file.name for file in files]

    def any(self) -> bool:
        """Return whether a session lives."""
        return any(self._lives(file) for file in self._folder.iterdir())

    def _lives(self, file: Path) -> bool:
        try:
            last_visit = file.stat().st_mtime
        except FileNotFoundError:
            return False
        return self._clock() - last_visit < LIFETIME_SECONDS
