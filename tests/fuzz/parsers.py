"""Whatever the gateway parses by itself, fed by atheris: a program of its own.

    python tests/fuzz/parsers.py -max_total_time=30 [FOLDER]

The first byte picks the parser, the rest is what it gets. A parser may refuse; any
other exception, and an answer that it must never give, ends the program and leaves the
bytes in a file ``crash-…``.
"""

import re
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes

import atheris

with atheris.instrument_imports(include=["vmt_desktop"]):
    from vmt_desktop.display.room import _wish_in
    from vmt_desktop.exposure import Exposure
    from vmt_desktop.files.download import range_of
    from vmt_desktop.files.names import names_in, new_path
    from vmt_desktop.files.piece import piece_of
    from vmt_desktop.files.refusal import Refusal
    from vmt_desktop.gateway.origins import host_name, is_loopback, same_origin
    from vmt_desktop.gateway.pages import takes_gzip
    from vmt_desktop.gateway.visitors import _parsed
    from vmt_desktop.login.backoff import Backoff
    from vmt_desktop.login.front import field_in
    from vmt_desktop.login.signed_sessions import SignedSessions
    from vmt_desktop.rfb.browser_stream import BrowserStream
    from vmt_desktop.rfb.protocol import ProtocolError

from starlette.datastructures import Headers
from starlette.requests import Request

from vmt_desktop.errors import SettingsError

SESSIONS = SignedSessions(Path(tempfile.mkdtemp(prefix="vmt-fuzz-")), "password", 6080)


def hosts(data: bytes) -> None:
    """See that only names come out, and that they go in again."""
    name = host_name(data.decode("latin-1"))
    if name is not None:
        assert re.fullmatch(r"[a-z0-9_.-]{1,255}|\[[0-9a-f:.]+\]", name), name
        assert host_name(name) == name
        is_loopback(name)


def origins(data: bytes) -> None:
    """See that whoever is let in names the very host that was asked."""
    host, _, origin = data.partition(b"\n")
    headers = Headers(raw=[(b"host", host), (b"origin", origin)])
    if same_origin(headers):
        scheme, _, rest = origin.partition(b"://")
        assert scheme.lower() in {b"http", b"https"}, origin
        name = host_name(host.decode("latin-1"))
        assert name is not None
        assert host_name(rest.decode("latin-1")) == name, (host, origin)


def codings(data: bytes) -> None:
    """See that a header that does not name it allows no compression."""
    text = data.decode("latin-1")
    if takes_gzip(text):
        assert "gzip" in text.lower() or "*" in text


def forms(data: bytes) -> None:
    """See that what a browser would send of a password is understood."""
    field_in(data, "password")
    text = data.decode("utf-8", "replace")
    assert field_in(f"password={quote(text)}".encode(), "password") == text


def cookies(data: bytes) -> None:
    """See that no bytes are a session but those that were given out."""
    assert not SESSIONS.valid(data.decode("latin-1"))


def sizes(data: bytes) -> None:
    """Read what a page wishes of the screen."""
    _wish_in(data)


def events(data: bytes) -> None:
    """Read what a page says on its WebSocket."""
    _parsed(data.decode("utf-8", "replace"))


def paths(data: bytes) -> None:
    """See that no path leads out of the folder that it begins in."""
    try:
        names = names_in(data)
        names = new_path(names)
    except Refusal:
        return
    for name in names:
        assert name not in {"", ".", ".."}
        assert not set(name) & {"/", "\\", "\0"}, names
    assert len(names) <= len(unquote_to_bytes(data).split(b"/"))


def ranges(data: bytes) -> None:
    """See that a part of a file lies inside it."""
    span = range_of(data[4:].decode("latin-1"), size := int.from_bytes(data[:4], "big"))
    if span is not None:
        start, stop = span
        assert 0 <= start <= stop <= size, (span, size)


def pieces(data: bytes) -> None:
    """See that no piece of an upload is longer than the whole."""
    length, _, content_range = data.partition(b"\n")
    headers = [(b"content-length", length), (b"content-range", content_range)]
    scope = {"type": "http", "headers": headers, "query_string": b""}
    try:
        piece = piece_of(Request(scope))
    except Refusal:
        return
    assert (piece.first or 0) + piece.length <= piece.total


def messages(data: bytes) -> None:
    """See that the same RFB messages come out, however they are cut into pieces."""
    assert cut(data, len(data) or 1) == cut(data, data[0] % 7 + 1 if data else 1)


def cut(data: bytes, step: int) -> tuple[list[bytes], bool]:
    """Return the messages, and whether an error ended them."""
    stream, found = BrowserStream(), []
    for at in range(0, len(data), step):
        try:
            found += stream.feed(data[at : at + step])
        except ProtocolError:
            return [], True
    return found, False


def variables(data: bytes) -> None:
    """See that a setting is taken, or refused by its name."""
    text = data.decode("utf-8", "replace")
    for name in ("VMT_PUBLIC_URL", "VMT_TRUSTED_PROXIES", "VMT_FRAME_ANCESTORS"):
        try:
            exposure = Exposure.from_values({name: text})
        except SettingsError as error:
            if not str(error).startswith(name):
                raise
            continue
        assert not any(
            set(origin) & set("; '\"") for origin in exposure.frame_ancestors
        )


def addresses(data: bytes) -> None:
    """See that whatever stands for an address has a wait."""
    backoff = Backoff()
    address = data.decode("latin-1")
    for _ in range(5):
        backoff.mistake(address)
    assert backoff.wait(address) > 0


PARSERS = (
    *(hosts, origins, codings, forms, cookies, sizes, events),
    *(paths, ranges, pieces, messages, variables, addresses),
)


def one(data: bytes) -> None:
    """Give the bytes to the parser that the first one picks."""
    if data:
        PARSERS[data[0] % len(PARSERS)](data[1:])


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
