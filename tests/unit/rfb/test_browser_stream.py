"""Cutting what a browser sends into messages."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rfb_peers import key, pointer, set_encodings, update_request
from vmt_desktop.rfb.browser_stream import BrowserStream
from vmt_desktop.rfb.protocol import ProtocolError

MESSAGES = st.one_of(
    st.builds(key, st.integers(0, 2**32 - 1), down=st.booleans()),
    st.builds(pointer, *[st.integers(0, 255)] * 3),
    st.builds(update_request, *[st.integers(0, 9999)] * 2, incremental=st.booleans()),
    st.lists(st.integers(-500, 50), max_size=30).map(lambda e: set_encodings(*e)),
    st.binary(max_size=200).map(lambda t: struct.pack(">B3xi", 6, len(t)) + t),
    st.binary(max_size=200).map(lambda t: struct.pack(">B3xi", 6, -len(t)) + t),
    st.binary(max_size=64).map(lambda p: struct.pack(">B3xIB", 248, 0, len(p)) + p),
    st.integers(0, 16).map(
        lambda n: struct.pack(">BxHHBx", 251, 8, 8, n) + bytes(16 * n)
    ),
    st.just(bytes([0]) + bytes(19)),
    st.just(bytes([150]) + bytes(9)),
    st.just(bytes([250]) + bytes(3)),
    st.just(bytes([255]) + bytes(11)),
)


@given(st.lists(MESSAGES, max_size=8), st.data())
def test_messages_come_out_as_they_went_in(
    sent: list[bytes], data: st.DataObject
) -> None:
    """In whatever pieces the WebSocket brings them."""
    whole = b"".join(sent)
    stream = BrowserStream()
    received: list[bytes] = []
    position = 0
    while position < len(whole):
        size = data.draw(st.sampled_from([1, 3, 8, 50, 10**6]))
        received += stream.feed(whole[position : position + size])
        position += size
    assert received == sent


@pytest.mark.parametrize(
    "sent",
    [
        b"\x07",
        b"GET / HTTP/1.1\r\n",
        struct.pack(">BxH", 2, 257),
        struct.pack(">B3xi", 6, (1 << 20) + 1),
        struct.pack(">B3xi", 6, -(1 << 31)),
        struct.pack(">B3xIB", 248, 0, 65),
        struct.pack(">BxHHBx", 251, 8, 8, 17),
    ],
)
def test_what_is_no_message_or_too_long_is_an_error(sent: bytes) -> None:
    """Nothing of it is kept waiting for."""
    with pytest.raises(ProtocolError):
        BrowserStream().feed(sent)
