"""A fingerprint of a run, tick by tick.

SHA-256 over records of little-endian 64-bit integers. A record is: the tick; x, y, A,
B and partner of all agents by id; the amount on all cells, x-major; the random
stream's state and increment as two times two 64-bit words, low first, and its kept
half, or -1. The first record is the world before tick 0, with -1 for the tick; each
tick adds one. Two runs with equal digests have gone the same way all along.
"""

import hashlib

import numpy as np

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
        self._hash = hashlib.sha256(b"VMT run digest 1\n")
        self.update(world, -1)

    def update(self, world: World, tick: int) -> None:
        """Add the world after a tick."""
        state = world.state
        add = self._hash.update
        add(tick.to_bytes(8, "little", signed=True))
        for column in (
            state.x,
            state.y,
            state.A,
            state.B,
            state.partner,
            state.amount,
        ):
            add(np.ascontiguousarray(column, dtype="<i8").tobytes())
        position, increment, half = world.random.state()
        for number in (position, increment):
            add((number & WORD).to_bytes(8, "little"))
            add((number >> 64).to_bytes(8, "little"))
        add((-1 if half is None else half).to_bytes(8, "little", signed=True))

    def hexdigest(self) -> str:
        """Return the digest so far, as 64 hexadecimal digits."""
        return self._hash.hexdigest()
