"""How the rectangles of an update in Tight are encoded."""

import struct
from collections.abc import Iterator

TIGHT, LAST_RECT, CURSOR = 7, -224, -239
FILL, JPEG = 8, 9
EXPLICIT_FILTER, PALETTE_FILTER = 4, 1


def methods(update: bytes) -> list[str]:
    """Return the method of each rectangle in a FramebufferUpdate, in order.

    ``fill``, ``jpeg``, ``palette`` or ``exact``; other encodings are left out.
    """
    return list(_methods(update))


def _methods(update: bytes) -> Iterator[str]:
    (count,) = struct.unpack_from(">H", update, 2)
    at = 4
    for _ in range(count):
        _, _, width, height, encoding = struct.unpack_from(">HHHHi", update, at)
        at += 12
        if encoding == LAST_RECT:
            return
        if encoding == CURSOR:
            at += width * height * 4 + (width + 7) // 8 * height
            continue
        assert encoding == TIGHT, f"a rectangle in encoding {encoding}"
        method = update[at] >> 4
        at += 1
        if method == FILL:
            at += 3
            yield "fill"
            continue
        length = None
        name = "jpeg" if method == JPEG else "exact"
        if method != JPEG:
            row = width * 3
            if method & EXPLICIT_FILTER:
                used, at = update[at], at + 1
                if used == PALETTE_FILTER:
                    colours = update[at] + 1
                    at += 1 + 3 * colours
                    row = (width + 7) // 8 if colours <= 2 else width
                    name = "palette"
            length = row * height if row * height < 12 else None
        if length is None:
            length, at = _compact(update, at)
        at += length
        yield name


def _compact(data: bytes, at: int) -> tuple[int, int]:
    """Return a length of one to three bytes, and the place behind it."""
    length = 0
    for shift in (0, 7, 14):
        byte, at = data[at], at + 1
        length |= (byte if shift == 14 else byte & 0x7F) << shift
        if byte < 0x80:
            break
    return length, at
