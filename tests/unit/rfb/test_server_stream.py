"""Following a VNC server's stream: its messages end where they end."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vmt_desktop.rfb.protocol import ProtocolError
from vmt_desktop.rfb.server_stream import ServerStream

SIZES = st.integers(1, 40)
BYTES = st.binary(max_size=300)


def compact(length: int) -> bytes:
    """Return a length as Tight writes it, one to three bytes."""
    if length < 1 << 7:
        return bytes([length])
    if length < 1 << 14:
        return bytes([length & 0x7F | 0x80, length >> 7])
    return bytes([length & 0x7F | 0x80, length >> 7 & 0x7F | 0x80, length >> 14])


def filler(draw: st.DrawFn, length: int) -> bytes:
    """Return so many bytes; which ones makes no difference."""
    return draw(st.binary(min_size=1, max_size=1)) * length


@st.composite
def tight_data(draw: st.DrawFn, width: int, height: int) -> bytes:
    """Return the body of a Tight rectangle."""
    method = draw(st.sampled_from(["fill", "jpeg", "basic", "copy", "palette", "grad"]))
    resets = draw(st.integers(0, 15))
    stream = draw(st.integers(0, 3)) << 4
    if method == "fill":
        return bytes([0x80 | resets]) + filler(draw, 3)
    if method == "jpeg":
        data = filler(
            draw, draw(st.sampled_from([0, 1, 127, 128, 16383, 16384, 70000]))
        )
        return bytes([0x90 | resets]) + compact(len(data)) + data
    row = width * 3
    head = bytes([stream | resets])
    if method == "palette":
        colours = draw(st.integers(1, 256))
        row = (width + 7) // 8 if colours <= 2 else width
        head = bytes([0x40 | stream | resets, 1, colours - 1]) + filler(
            draw, 3 * colours
        )
    elif method in {"copy", "grad"}:
        head = bytes([0x40 | stream | resets, 0 if method == "copy" else 2])
    if row * height < 12:
        return head + filler(draw, row * height)
    data = draw(BYTES)
    return head + compact(len(data)) + data


@st.composite
def rectangles(draw: st.DrawFn) -> bytes:
    """Return a rectangle with its header."""
    width, height = draw(SIZES), draw(SIZES)
    encoding = draw(st.sampled_from([0, 1, 7, 7, 7, -223, -239]))
    body = b""
    if encoding == 0:
        body = filler(draw, 4 * width * height)
    elif encoding == 1:
        body = filler(draw, 4)
    elif encoding == 7:
        body = draw(tight_data(width, height))
    elif encoding == -239:
        body = filler(draw, 4 * width * height + (width + 7) // 8 * height)
    return struct.pack(">HHHHi", 0, 0, width, height, encoding) + body


@st.composite
def messages(draw: st.DrawFn) -> bytes:
    """Return a message of a server."""
    kind = draw(st.sampled_from([0, 0, 0, 1, 2, 3]))
    if kind == 0:
        parts = draw(st.lists(rectangles(), max_size=5))
        if draw(st.booleans()):
            last = struct.pack(">HHHHi", 0, 0, 0, 0, -224)
            return struct.pack(">BxH", 0, 0xFFFF) + b"".join(parts) + last
        return struct.pack(">BxH", 0, len(parts)) + b"".join(parts)
    if kind == 1:
        count = draw(st.integers(0, 20))
        return struct.pack(">BxHH", 1, 0, count) + bytes(6 * count)
    if kind == 2:
        return b"\2"
    text = draw(BYTES)
    sign = draw(st.sampled_from([1, -1]))
    return struct.pack(">B3xi", 3, sign * len(text)) + text


@given(st.lists(messages(), min_size=1, max_size=6), st.data())
def test_messages_end_where_they_end_in_whatever_pieces_they_come(
    sent: list[bytes], data: st.DataObject
) -> None:
    """Every end is found at its place, and no other."""
    whole = b"".join(sent)
    stream = ServerStream(10, 10)
    expected = []
    position = 0
    for message in sent:
        position += len(message)
        expected.append((position, message[0]))

    found = []
    fed = 0
    while fed < len(whole):
        size = data.draw(st.sampled_from([1, 2, 5, 13, 100, 5000, 10**6]))
        piece = whole[fed : fed + size]
        found += [(fed + end.at, end.kind) for end in stream.feed(piece)]
        fed += len(piece)
        assert stream.between_messages is (bool(found) and found[-1][0] == fed)

    assert found == expected


def test_the_size_follows_the_pseudo_encoding() -> None:
    """DesktopSize tells the new size, which requests must cover."""
    stream = ServerStream(10, 10)
    stream.feed(struct.pack(">BxHHHHHi", 0, 1, 0, 0, 1366, 768, -223))
    assert (stream.width, stream.height) == (1366, 768)


@pytest.mark.parametrize(
    ("sent", "word"),
    [
        (b"\x09", "type 9"),
        (struct.pack(">BxHHHHHi", 0, 1, 0, 0, 1, 1, 16), "encoding 16"),
        (struct.pack(">BxHHHHHiB", 0, 1, 0, 0, 1, 1, 7, 0xA0), "method 10"),
        (struct.pack(">BxHHHHHiBB", 0, 1, 0, 0, 1, 1, 7, 0x40, 3), "filter 3"),
    ],
)
def test_what_was_not_agreed_upon_is_an_error(sent: bytes, word: str) -> None:
    """Its length is unknown, so that nothing behind it could be understood."""
    with pytest.raises(ProtocolError, match=word):
        ServerStream(10, 10).feed(sent)
