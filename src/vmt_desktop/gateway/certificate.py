"""The certificate of HTTPS: read, tried, and read again when its files change."""

import datetime as dt
import os
import ssl
import sys
import time
from collections.abc import Callable
from pathlib import Path

from vmt_desktop.errors import SettingsError

SOON_SECONDS = 14 * 24 * 3600
LOOK_SECONDS = 1.0
"""So often, at most, the files are looked at."""


def _tell(sentence: str) -> None:
    print(f"gateway: {sentence}", file=sys.stderr, flush=True)


class Certificate:
    """A certificate and its key, as files that somebody else renews.

    Parameters
    ----------
    certificate, key : Path
        PEM files; the certificate's holds the chain, its own first.
    tell : callable
        Is given a sentence when a new pair was taken or could not be.

    Raises
    ------
    SettingsError
        One line that names the variable, the file and what is wrong with it.
    """

    def __init__(
        self, certificate: Path, key: Path, tell: Callable[[str], None] = _tell
    ) -> None:
        self._files = (certificate, key)
        self._tell = tell
        self._state = self._look()
        self._looked = time.monotonic()
        self._context = self._load()

    def context(self) -> ssl.SSLContext:
        """Return the context for a new connection, of the newest pair that works."""
        now = time.monotonic()
        if now - self._looked < LOOK_SECONDS:
            return self._context
        self._looked = now
        state = self._look()
        if state != self._state:
            self._state = state
            try:
                self._context = self._load()
            except SettingsError as error:
                self._tell(f"{error}; the certificate from before stays in use")
            else:
                self._tell(f"new certificate taken from {self._files[0]}")
        return self._context

    def _load(self) -> ssl.SSLContext:
        certificate, key = self._files
        _read("VMT_TLS_CERT", certificate)
        if "ENCRYPTED" in _read("VMT_TLS_KEY", key):
            msg = (
                f"VMT_TLS_KEY is {str(key)!r}, which is encrypted, and nobody can be "
                "asked for its passphrase; give a key without one: "
                f"openssl pkey -in {key.name} -out plain.pem"
            )
            raise SettingsError(msg)
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.options |= ssl.OP_NO_RENEGOTIATION
        context.set_alpn_protocols(["http/1.1"])
        try:
            context.load_cert_chain(certificate, key)
        except ssl.SSLError as error:
            raise SettingsError(_what_is_wrong(certificate, key, error)) from None
        self._warn(context)
        return context

    def _warn(self, context: ssl.SSLContext) -> None:
        """Say so if the certificate ends soon, or if no browser would take it."""
        try:
            end = _end_of(context, self._files[0])
        except ssl.SSLError as error:
            reason = getattr(error, "verify_message", None) or error.reason
            self._tell(
                f"VMT_TLS_CERT is {str(self._files[0])!r}, which browsers will warn "
                f"of: {reason}"
            )
            return
        left = end - time.time()
        if left < SOON_SECONDS:
            day = dt.datetime.fromtimestamp(end, dt.UTC).date()
            self._tell(
                f"VMT_TLS_CERT is {str(self._files[0])!r}, which ends on {day}, in "
                f"{int(left // 86400)} days; a new pair is taken without a restart"
            )

    def _look(self) -> tuple[object, ...]:
        seen: list[object] = []
        for file in self._files:
            try:
                status = file.stat()
            except OSError as error:
                seen.append(error.errno)
            else:
                seen.append((status.st_ino, status.st_size, status.st_mtime_ns))
        return tuple(seen)


def _read(variable: str, file: Path) -> str:
    try:
        text = file.read_text(encoding="ascii")
    except OSError as error:
        reason = error.strerror or os.strerror(error.errno or 0)
        msg = f"{variable} is {str(file)!r}, which cannot be read: {reason}"
        raise SettingsError(msg) from None
    except UnicodeDecodeError:
        text = ""
    if "-----BEGIN " not in text:
        msg = (
            f"{variable} is {str(file)!r}, which is no PEM file; it begins with "
            "-----BEGIN"
        )
        raise SettingsError(msg)
    return text


def _what_is_wrong(certificate: Path, key: Path, error: ssl.SSLError) -> str:
    if error.reason == "KEY_VALUES_MISMATCH":
        return (
            f"VMT_TLS_KEY is {str(key)!r}, which is not the key of the first "
            f"certificate in VMT_TLS_CERT, {str(certificate)!r}"
        )
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(certificate)
    except ssl.SSLError:
        return f"VMT_TLS_CERT is {str(certificate)!r}, which holds no certificate"
    reason = (error.reason or str(error)).lower().replace("_", " ")
    return f"VMT_TLS_KEY is {str(key)!r}, which holds no key that fits: {reason}"


def _end_of(server: ssl.SSLContext, certificate: Path) -> float:
    """Return when a certificate ends, in seconds since the epoch.

    By a handshake in memory, with a client that trusts this certificate and no other:
    what the two agree on is what a browser meets.
    """
    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client.check_hostname = False
    client.load_verify_locations(certificate)
    client.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    sides = (
        client.wrap_bio(to_client, to_server),
        server.wrap_bio(to_server, to_client, server_side=True),
    )
    waiting = [True, True]
    while any(waiting):
        for side, connection in enumerate(sides):
            try:
                connection.do_handshake()
            except ssl.SSLWantReadError:
                continue
            waiting[side] = False
    told = sides[0].getpeercert() or {}
    return float(ssl.cert_time_to_seconds(str(told["notAfter"])))
