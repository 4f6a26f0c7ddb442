"""One-time tokens: whoever shows one gets a session, and the token is gone.

A token is kept as the name of an empty file, and only as its SHA-256 hash, so that
tokens survive a restart of the gateway and cannot be read back from the disk.
"""

import contextlib
import hashlib
import secrets
from pathlib import Path

TOKEN_BYTES = 24


def issue_token(runtime_dir: Path) -> str:
    """Make a token and remember it until it is spent.

    Parameters
    ----------
    runtime_dir : Path
        Folder of the running desktop; its ``tokens/`` is made if it is missing.

    Returns
    -------
    str
        32 characters that may stand in a URL; 192 random bits.
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    folder = _folder(runtime_dir)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / fingerprint(token)).touch(mode=0o600, exist_ok=False)
    return token


def spend_token(runtime_dir: Path, token: str) -> bool:
    """Use up a token; return whether there was such a one.

    Of two who show the same token at the same moment one succeeds: the file can
    be unlinked once.
    """
    try:
        (_folder(runtime_dir) / fingerprint(token)).unlink()
    except FileNotFoundError:
        return False
    return True


def any_token(runtime_dir: Path) -> bool:
    """Return whether a token waits to be spent."""
    with contextlib.suppress(FileNotFoundError):
        return any(_folder(runtime_dir).iterdir())
    return False


def fingerprint(secret: str) -> str:
    """Return the SHA-256 hash of a secret as 64 hexadecimal digits."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _folder(runtime_dir: Path) -> Path:
    return runtime_dir / "tokens"
