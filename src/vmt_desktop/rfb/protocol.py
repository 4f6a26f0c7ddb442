"""Numbers, sizes and small messages of the remote framebuffer protocol.

Source: RFC 6143; for ContinuousUpdates, Fence and the pseudo-encodings beyond it the
protocol description that the VNC projects keep in common (rfbproto).
"""

import struct
from dataclasses import dataclass

VERSION = b"RFB 003.008\n"
SECURITY_NONE = 1

# Messages of the browser.
SET_PIXEL_FORMAT, SET_ENCODINGS, FRAMEBUFFER_UPDATE_REQUEST = 0, 2, 3
KEY_EVENT, POINTER_EVENT, CLIENT_CUT_TEXT = 4, 5, 6
ENABLE_CONTINUOUS_UPDATES, CLIENT_FENCE = 150, 248
XVP, SET_DESKTOP_SIZE, QEMU = 250, 251, 255

# Messages of the server.
FRAMEBUFFER_UPDATE, SET_COLOUR_MAP, BELL, SERVER_CUT_TEXT = 0, 1, 2, 3
END_OF_CONTINUOUS_UPDATES, SERVER_FENCE = 150, 248

# Encodings of rectangles.
RAW, COPY_RECT, TIGHT = 0, 1, 7
DESKTOP_SIZE, LAST_RECT, CURSOR = -223, -224, -239
QUALITY_LEVELS = range(-32, -22)
COMPRESS_LEVELS = range(-256, -246)
FENCE, CONTINUOUS_UPDATES = -312, -313

FENCE_BLOCK_BEFORE, FENCE_REQUEST = 1, 1 << 31
LARGEST_FENCE = 64

BYTES_PER_PIXEL = 4
"""Of the only pixel format that is spoken: 32 bits with 8 for each colour."""

PIXEL_FORMAT = struct.pack(">BBBBHHHBBB3x", 32, 24, 0, 1, 255, 255, 255, 0, 8, 16)
"""The order that noVNC asks for: red in the first byte of a pixel, little-endian."""

BYTES_PER_TIGHT_PIXEL = 3
"""Tight leaves out the eight bits that hold no colour."""


class ProtocolError(Exception):
    """The other side does not speak the protocol as it was agreed upon."""


@dataclass(frozen=True, slots=True)
class ServerInit:
    """What a VNC server says of its framebuffer when a connection begins.

    Attributes
    ----------
    width, height : int
        Pixels.
    rest : bytes
        The pixel format and the name, as they came.
    """

    width: int
    height: int
    rest: bytes

    def __bytes__(self) -> bytes:
        """Return the message."""
        return struct.pack(">HH", self.width, self.height) + self.rest


def framebuffer_update_request(
    width: int, height: int, *, incremental: bool, x: int = 0, y: int = 0
) -> bytes:
    """Ask for what has changed, or for everything."""
    return struct.pack(
        ">BBHHHH", FRAMEBUFFER_UPDATE_REQUEST, incremental, x, y, width, height
    )


def fence(flags: int, payload: bytes, kind: int = SERVER_FENCE) -> bytes:
    """Return a Fence: it comes back when all that was sent before has been read."""
    return struct.pack(">B3xIB", kind, flags, len(payload)) + payload


PICTURE_READ = bytes([1])
"""Payload of the fences behind pictures."""

FENCE_BEHIND_A_PICTURE = fence(FENCE_REQUEST | FENCE_BLOCK_BEFORE, PICTURE_READ)


def set_encodings(encodings: list[int]) -> bytes:
    """Tell a server what is understood, the most wanted first."""
    count = len(encodings)
    return struct.pack(f">BxH{count}i", SET_ENCODINGS, count, *encodings)


def encodings_in(message: bytes) -> tuple[int, ...]:
    """Return the encodings that a SetEncodings names."""
    return struct.unpack(f">{(len(message) - 4) // 4}i", message[4:])


def key_event(keysym: int, *, down: bool) -> bytes:
    """Press or release a key."""
    return struct.pack(">BBxxI", KEY_EVENT, down, keysym)


def pointer_event(buttons: int, x: int, y: int) -> bytes:
    """Move the pointer, with these buttons down."""
    return struct.pack(">BBHH", POINTER_EVENT, buttons, x, y)
