"""The X server's cookie: who has the file may connect, nobody else."""

import os
import secrets
import socket
import struct
from pathlib import Path

COOKIE_NAME = b"MIT-MAGIC-COOKIE-1"
FAMILY_LOCAL, FAMILY_WILD = 256, 65535
"""Address families of X.h and Xauth.h: this host's unix sockets, and any."""


def write_cookie(path: Path, display_number: int) -> None:
    """Write a fresh cookie for the display to a file that only we may read.

    The wild entry serves libXau's clients under any host name; clients that
    compare addresses to the letter find the local one. Format: Xauth's
    ``Xau`` file, a 16-bit family and four counted strings, big endian.
    """
    cookie = secrets.token_bytes(16)
    number = str(display_number).encode()
    entries = b"".join(
        _entry(family, address, number, cookie)
        for family, address in (
            (FAMILY_LOCAL, socket.gethostname().encode()),
            (FAMILY_WILD, b""),
        )
    )
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(entries)


def _entry(family: int, address: bytes, number: bytes, cookie: bytes) -> bytes:
    strings = (address, number, COOKIE_NAME, cookie)
    counted = b"".join(struct.pack(">H", len(s)) + s for s in strings)
    return struct.pack(">H", family) + counted
