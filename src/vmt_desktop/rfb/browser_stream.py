"""What a browser sends after the handshake, cut into messages."""

import struct

from vmt_desktop.rfb import protocol
from vmt_desktop.rfb.protocol import ProtocolError

LARGEST_CUT_TEXT = 1 << 20
MOST_ENCODINGS = 256
MOST_SCREENS = 16

FIXED = {
    protocol.SET_PIXEL_FORMAT: 20,
    protocol.FRAMEBUFFER_UPDATE_REQUEST: 10,
    protocol.KEY_EVENT: 8,
    protocol.POINTER_EVENT: 6,
    protocol.ENABLE_CONTINUOUS_UPDATES: 10,
    protocol.XVP: 4,
    protocol.QEMU: 12,
}
"""Bytes of the messages that always have the same length."""


class BrowserStream:
    """Cuts a stream of bytes into messages, whatever the pieces it comes in."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        """Take more of the stream; return the messages that are whole now.

        Raises
        ------
        ProtocolError
            If a message is of an unknown type or longer than any is meant to be.
        """
        self._buffer += data
        messages = []
        position = 0
        while (length := message_length(self._buffer, position)) is not None:
            if position + length > len(self._buffer):
                break
            messages.append(bytes(self._buffer[position : position + length]))
            position += length
        del self._buffer[:position]
        return messages


def message_length(buffer: bytes | bytearray, at: int = 0) -> int | None:
    """Return the length of the message that begins at `at`; None if unknown yet.

    Raises
    ------
    ProtocolError
        If there is no such message.
    """
    have = len(buffer) - at
    if have < 1:
        return None
    kind = buffer[at]
    if kind in FIXED:
        return FIXED[kind]
    if kind == protocol.SET_ENCODINGS:
        return _counted(buffer, at, 4, ">2xH", 4, MOST_ENCODINGS)
    if kind == protocol.CLIENT_CUT_TEXT:
        # A negative length announces the extended clipboard's message.
        return _counted(buffer, at, 8, ">4xi", 1, LARGEST_CUT_TEXT)
    if kind == protocol.CLIENT_FENCE:
        return _counted(buffer, at, 9, ">8xB", 1, protocol.LARGEST_FENCE)
    if kind == protocol.SET_DESKTOP_SIZE:
        return _counted(buffer, at, 8, ">6xBx", 16, MOST_SCREENS)
    raise ProtocolError(f"there is no message of type {kind}")


def _counted(
    buffer: bytes | bytearray, at: int, head: int, form: str, item: int, most: int
) -> int | None:
    if len(buffer) - at < head:
        return None
    (count,) = struct.unpack_from(form, buffer, at)
    if abs(count) > most:
        raise ProtocolError(f"a message of type {buffer[at]} counts {abs(count)}")
    return int(head + abs(count) * item)
