"""What a tick leaves for the file, beside what is in blocks."""

from typing import NamedTuple

from vmt.engine.events import Attempt, ModeChange, Trade
from vmt.engine.pairings import Pairings
from vmt.telemetry import rows


class PendingTick(NamedTuple):
    """A whole tick that waits to be written; its blocks are in the buffers."""

    tick: int
    mode: str
    digest: str
    has_agents: bool
    has_actions: bool
    has_places: bool
    first_trade: int
    mode_change: ModeChange | None = None
    pairings: Pairings | None = None
    trades: tuple[Trade, ...] = ()
    preferences: tuple[rows.Row, ...] = ()
    attempts: tuple[Attempt, ...] = ()

    @property
    def state(self) -> rows.Row:
        """Its row of `tick_states`."""
        return self[:7]
