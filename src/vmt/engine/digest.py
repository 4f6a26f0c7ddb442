"""A fingerprint of a run, tick by tick.

SHA-256 over records of little-endian integers. A record is: the tick; x, y and
partner of all agents by id (32 bits each column); their A and B (64 bits); the amount
on all places, the seeded cells, x-major (64 bits); the random stream's state and
increment as two times two 64-bit words, low first, and its kept half, or -1. The first
record is the world before tick 0, with -1 for the tick, and before it the size of the
grid and x and y of all places (32 bits); each tick adds one. Two runs with equal
digests have gone the same way all along.
"""

from __future__ import annotations

import hashlib
import sys
from typing import Any

from numpy.typing import NDArray

from vmt.engine.state import whole
from vmt.engine.world import World

WORD = (1 << 64) - 1


class RunningDigest:
    """The digest of a world from its start to now.

    Parameters
    ----------
    world : World
        Before its first tick.
    """

    def __init__(self, world: World) -> None:
        state = world.state
        self._random = world.random
        self._drawn = (-1, False)
        self._random_bytes = b""
        self._columns = (
            *(state.x, state.y, state.partner),
            *(state.A, state.B, state.place_amount),
        )
        self._hash = hashlib.sha256(b"VMT run digest 2\n")
        self._hash.update(world.grid_size.to_bytes(4, "little"))
        self._hash.update(little_endian(state.place_x))
        self._hash.update(little_endian(state.place_y))
        self.update(-1)

    def update(self, tick: int) -> None:
        """Add the world after a tick."""
        add = self._hash.update
        add(tick.to_bytes(8, "little", signed=True))
        for column in self._columns:
            add(little_endian(column))
        add(self._bytes_of_random_state())

    def hexdigest(self) -> str:
        """Return the digest so far, as 64 hexadecimal digits."""
        return self._hash.hexdigest()

    def _bytes_of_random_state(self) -> bytes:
        stream = self._random
        if (stream.drawn, stream.has_half) != self._drawn:
            position, increment, half = stream.state()
            words = [position & WORD, position >> 64, increment & WORD, increment >> 64]
            kept = -1 if half is None else half
            self._random_bytes = b"".join(
                word.to_bytes(8, "little") for word in words
            ) + kept.to_bytes(8, "little", signed=True)
            self._drawn = (stream.drawn, stream.has_half)
        return self._random_bytes


def little_endian(column: NDArray[Any]) -> memoryview[int]:
    """Return a column whose bytes are in the order that is hashed on all machines."""
    if sys.byteorder == "little":
        return whole(column)
    return whole(column.astype(column.dtype.newbyteorder("<")))
