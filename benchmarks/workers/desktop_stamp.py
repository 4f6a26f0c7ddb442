"""A strip of black and white cells that says which frame it is, and since when.

It is drawn by a program on a desktop and read off the canvas in a browser. A cell is so
large that no lossy encoding makes it doubtful, and the strip so high that whoever looks
at every 32nd line only sees it too. `desktop_sampler.js` reads the same fields.
"""

import time
from binascii import crc_hqx
from typing import NamedTuple

import numpy as np
import pygame

MARKER = 0xA7
FIELDS = (1, 2, 4, 1, 2)
"""Bytes of marker, frame, milliseconds, presses and check sum, highest bit first.

The check sum is a CRC: of thousands of torn strips, one byte would let some pass."""
N_CELLS = 8 * sum(FIELDS)
HEIGHT = 32
PROBE_CELL, VIEWER_CELL = 16, 8
"""Width of a cell [px]; the viewer's window is not as wide as the desktop."""
_BLACK, _WHITE = (0, 0, 0), (255, 255, 255)


class Stamp(NamedTuple):
    """What a strip says.

    Attributes
    ----------
    frame : int
        Number of the frame, modulo 2¹⁶.
    milliseconds : int
        When it was drawn, of the machine's clock, modulo 2³².
    presses : int
        Keys and buttons pressed so far, modulo 256.
    """

    frame: int
    milliseconds: int
    presses: int

    @classmethod
    def now(cls, frame: int, presses: int) -> "Stamp":
        """Return the stamp of a frame that is drawn at this moment."""
        clock = int(time.time() * 1000)
        return cls(frame % 2**16, clock % 2**32, presses % 256)

    def to_bytes(self) -> bytes:
        """Return the strip's bytes, with marker and check sum."""
        values = MARKER, *self
        body = b"".join(
            value.to_bytes(size, "big")
            for value, size in zip(values, FIELDS, strict=False)
        )
        return body + crc_hqx(body, 0).to_bytes(2, "big")


def read(data: bytes) -> Stamp | None:
    """Return what a strip's bytes say; None if they are not those of a whole strip."""
    if data[0] != MARKER or crc_hqx(data, 0) != 0:
        return None
    return Stamp(
        int.from_bytes(data[1:3], "big"), int.from_bytes(data[3:7], "big"), data[7]
    )


def draw(
    surface: pygame.Surface, place: tuple[int, int], cell: int, stamp: Stamp
) -> pygame.Rect:
    """Draw a strip with its upper left corner at a place; return where it is."""
    x, y = place
    strip = pygame.Rect(x, y, cell * N_CELLS, HEIGHT)
    surface.fill(_BLACK, strip)
    bits = int.from_bytes(stamp.to_bytes(), "big")
    for k in range(N_CELLS):
        if bits >> (N_CELLS - 1 - k) & 1:
            surface.fill(_WHITE, (x + k * cell, y, cell, HEIGHT))
    return strip


def find(luma: np.ndarray, cell: int) -> tuple[int, int] | None:
    """Return the upper left corner of the topmost strip in a picture.

    Parameters
    ----------
    luma : ndarray of shape (height, width)
        0 to 255.
    cell : int
        Width of a cell [px].
    """
    bright = luma >= 128
    height, width = bright.shape
    last = width - cell * N_CELLS
    for y in range(height):
        for x in _starts(bright[y], cell, last):
            cells = bright[y, x + cell // 2 :: cell][:N_CELLS]
            if read(np.packbits(cells).tobytes()) is not None:
                return int(x), y
    return None


def _starts(line: np.ndarray, cell: int, last: int) -> np.ndarray:
    """Return where a marker may begin in a line of pixels."""
    if last < 0:
        return np.empty(0, int)
    fits = np.ones(last + 1, bool)
    for k in range(8):
        wanted = bool(MARKER >> (7 - k) & 1)
        for edge in (0, cell - 1):  # the first and the last pixel of the cell
            begin = k * cell + edge
            fits &= line[begin : begin + last + 1] == wanted
    return np.flatnonzero(fits)
