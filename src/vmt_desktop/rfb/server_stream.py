"""Where the messages of a VNC server begin and end.

The bytes go on to the browser as they are. But the relay puts messages of its own
between them, and has to know when a whole picture has come, so it follows the stream
without decoding a pixel: a generator asks for the few bytes that tell lengths and has
the others skipped.
"""

import struct
from collections.abc import Generator
from dataclasses import dataclass

from vmt_desktop.rfb import protocol
from vmt_desktop.rfb.protocol import ProtocolError

UNKNOWN_COUNT = 0xFFFF
"""Number of rectangles of an update that ends with a LastRect."""

Lengths = Generator[int, bytes, None]
"""Yields n > 0: give me n bytes; n < 0: skip -n bytes."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A message ended.

    Attributes
    ----------
    at : int
        Offset in the piece that was fed, behind its last byte.
    kind : int
        Its type.
    """

    at: int
    kind: int


class ServerStream:
    """Follows what a server sends after the handshake.

    Parameters
    ----------
    width, height : int
        Of the framebuffer, in pixels.

    Attributes
    ----------
    width, height : int
        Of the framebuffer; they change with the pseudo-encoding DesktopSize.
    between_messages : bool
        Whether the last byte that was fed ended a message.
    """

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.between_messages = True
        self._kind = -1
        self._head = bytearray()
        self._lengths = self._message()
        self._wanted = next(self._lengths)

    def feed(self, data: bytes) -> list[Ended]:
        """Take more of the stream; return the messages that ended in it.

        Raises
        ------
        ProtocolError
            If something comes that was not agreed upon, whose length is unknown.
        """
        ended = []
        position = 0
        while position < len(data):
            self.between_messages = False
            if self._wanted < 0:
                step = min(-self._wanted, len(data) - position)
                position += step
                self._wanted += step
                if self._wanted:
                    break
                more = self._next(b"")
            else:
                missing = self._wanted - len(self._head)
                piece = data[position : position + missing]
                self._head += piece
                position += len(piece)
                if len(piece) < missing:
                    break
                taken = bytes(self._head)
                self._head.clear()
                more = self._next(taken)
            if not more:
                ended.append(Ended(position, self._kind))
                self._lengths = self._message()
                self._wanted = next(self._lengths)
                self.between_messages = True
        return ended

    def _next(self, taken: bytes) -> bool:
        """Go on to the next bytes of the message; False: there are none."""
        try:
            self._wanted = self._lengths.send(taken)
            while self._wanted == 0:
                self._wanted = self._lengths.send(b"")
        except StopIteration:
            return False
        return True

    def _message(self) -> Lengths:
        self._kind = (yield 1)[0]
        if self._kind == protocol.FRAMEBUFFER_UPDATE:
            yield from self._update()
        elif self._kind == protocol.SET_COLOUR_MAP:
            (count,) = struct.unpack(">3xH", (yield 5))
            yield -6 * count
        elif self._kind == protocol.SERVER_CUT_TEXT:
            (length,) = struct.unpack(">3xi", (yield 7))
            yield -abs(length)
        elif self._kind != protocol.BELL:
            raise ProtocolError(f"the VNC server sent a message of type {self._kind}")

    def _update(self) -> Lengths:
        (count,) = struct.unpack(">xH", (yield 3))
        while count:
            _, _, width, height, encoding = struct.unpack(">HHHHi", (yield 12))
            if encoding == protocol.LAST_RECT:
                return
            if encoding == protocol.TIGHT:
                yield from _tight(width, height)
            elif encoding == protocol.DESKTOP_SIZE:
                self.width, self.height = width, height
            else:
                yield -_plain_length(encoding, width, height)
            if count != UNKNOWN_COUNT:
                count -= 1


def _plain_length(encoding: int, width: int, height: int) -> int:
    """Return the length of a rectangle that follows from its size."""
    if encoding == protocol.RAW:
        return width * height * protocol.BYTES_PER_PIXEL
    if encoding == protocol.COPY_RECT:
        return 4
    if encoding == protocol.CURSOR:
        mask = (width + 7) // 8 * height
        return width * height * protocol.BYTES_PER_PIXEL + mask
    raise ProtocolError(f"the VNC server used the encoding {encoding}")


FILL, JPEG, FIRST_UNKNOWN = 8, 9, 10
EXPLICIT_FILTER = 4
COPY_FILTER, PALETTE_FILTER, GRADIENT_FILTER = 0, 1, 2
SHORTEST_COMPRESSED = 12
"""Fewer bytes than these are sent as they are."""


def _tight(width: int, height: int) -> Lengths:
    """Follow a rectangle in Tight: a fill, a JPEG, or zlib behind a filter."""
    method = (yield 1)[0] >> 4
    if method == FILL:
        yield -protocol.BYTES_PER_TIGHT_PIXEL
        return
    if method == JPEG:
        yield from _compact()
        return
    if method >= FIRST_UNKNOWN:
        raise ProtocolError(f"the VNC server used the Tight method {method}")
    row = width * protocol.BYTES_PER_TIGHT_PIXEL
    if method & EXPLICIT_FILTER:
        used = (yield 1)[0]
        if used == PALETTE_FILTER:
            colours = (yield 1)[0] + 1
            yield -colours * protocol.BYTES_PER_TIGHT_PIXEL
            row = (width + 7) // 8 if colours <= 2 else width
        elif used not in {COPY_FILTER, GRADIENT_FILTER}:
            raise ProtocolError(f"the VNC server used the Tight filter {used}")
    if row * height < SHORTEST_COMPRESSED:
        yield -row * height
    else:
        yield from _compact()


def _compact() -> Lengths:
    """Skip what is counted by one to three bytes, seven bits in each."""
    length = 0
    for shift in (0, 7, 14):
        byte = (yield 1)[0]
        length |= (byte & 0x7F if shift < 14 else byte) << shift
        if byte < 0x80 or shift == 14:
            break
    yield -length
