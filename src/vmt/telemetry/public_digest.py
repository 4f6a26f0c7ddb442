"""The digest by which runs are compared with those of the public program."""

import hashlib

from vmt.engine.simulation import Simulation
from vmt.engine.state import NOBODY


class PublicDigest:
    """SHA-256 of the agents after every tick, as text that any program can write.

    After each tick it takes in the UTF-8 text of Python's ``repr`` of a list of
    tuples, agents by id: id, x, y, A and B as text with all the decimals of the
    scenario's quantities, ``'0'`` for the money that nobody has, and the partner's
    id or None. It knows nothing of prices, resources or random state, so unlike
    `Simulation.digest` it sees a difference only when it reaches the agents.

    Examples
    --------
    ``[(0, 5, 4, '12.0000', '12.0000', '0', None), (1, 5, 3, '8.0000', '8.0000', …``
    """

    def __init__(self) -> None:
        self._sha = hashlib.sha256()

    def update(self, simulation: Simulation) -> None:
        """Take in the tick that was just done."""
        state = simulation.state
        decimals = simulation.configuration.quantity_decimals
        columns = (state.x, state.y, state.A, state.B, state.partner)
        agents = [
            (
                agent,
                x,
                y,
                _text(A, decimals),
                _text(B, decimals),
                "0",
                None if partner == NOBODY else partner,
            )
            for agent, (x, y, A, B, partner) in enumerate(
                zip(*(column.tolist() for column in columns), strict=True)
            )
        ]
        self._sha.update(repr(agents).encode())

    def hexdigest(self) -> str:
        """Return the digest of the run so far: 64 hexadecimal digits."""
        return self._sha.hexdigest()


def _text(minor: int, decimals: int) -> str:
    """Return a quantity with all its decimals, trailing zeros too."""
    whole, rest = divmod(minor, 10**decimals)
    return f"{whole}.{rest:0{decimals}d}" if decimals else str(whole)
