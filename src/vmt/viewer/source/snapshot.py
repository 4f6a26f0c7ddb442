"""One moment of a run, copied out of the simulation so that it can be drawn at ease."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from vmt.engine.configuration import Configuration, Mode
from vmt.engine.state import NOBODY, NOWHERE
from vmt.viewer.source.market import Market, MarketSummary

if TYPE_CHECKING:
    from vmt.engine.events import Trade
    from vmt.engine.simulation import Simulation

_T = TypeVar("_T", bound=np.generic)

N_LATEST_TRADES = 5
FLASH_TICKS = 40
"""A trade can be shown at most so many ticks after it was made."""


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """The world between two ticks. Its arrays are its own and cannot be written to.

    Attributes
    ----------
    configuration : Configuration
    run : int
        Counts the runs of a window: a reset begins a new one.
    tick : int
        Ticks done.
    mode : Mode
        Of the last tick.
    ticks_per_second : float
        How fast the run really goes.
    ended : bool
        The scenario's last tick is done.
    problem : str or None
        What stopped the run, in a sentence.
    recorded_to : Path or None
    recording_problem : str or None
        Why the run is no longer recorded, although it goes on.
    x, y, home_x, home_y, target_x, target_y : int32[n_agents]
    partner, target_agent, preference : int32[n_agents]
    committed : bool[n_agents]
    total_A, total_B : int
        What all agents hold together, minor units.
    resource : int8[N, N]
    amount, capacity : int64[N, N]
        Minor units.
    market : MarketSummary
    fresh_trades : tuple of Trade
        The trades of the last FLASH_TICKS ticks, newest first.
    """

    configuration: Configuration
    run: int
    tick: int
    mode: Mode
    ticks_per_second: float
    ended: bool
    problem: str | None
    recorded_to: Path | None
    recording_problem: str | None
    x: NDArray[np.int32]
    y: NDArray[np.int32]
    home_x: NDArray[np.int32]
    home_y: NDArray[np.int32]
    target_x: NDArray[np.int32]
    target_y: NDArray[np.int32]
    partner: NDArray[np.int32]
    target_agent: NDArray[np.int32]
    committed: NDArray[np.bool_]
    preference: NDArray[np.int32]
    total_A: int
    total_B: int
    resource: NDArray[np.int8]
    amount: NDArray[np.int64]
    capacity: NDArray[np.int64]
    market: MarketSummary
    fresh_trades: tuple["Trade", ...]

    @property
    def n_agents(self) -> int:
        """Number of agents."""
        return len(self.x)

    @property
    def trading(self) -> NDArray[np.bool_]:
        """Whether each agent is heading for another agent, bool[n_agents]."""
        return np.not_equal(self.target_agent, NOBODY)

    @property
    def foraging(self) -> NDArray[np.bool_]:
        """Whether each agent is heading for a resource, bool[n_agents]."""
        return self.committed & ~self.trading

    @property
    def walking(self) -> NDArray[np.bool_]:
        """Whether each agent is heading for a bare cell (home), bool[n_agents]."""
        aims = self.target_x != NOWHERE
        there = (self.target_x == self.x) & (self.target_y == self.y)
        walking: NDArray[np.bool_] = aims & ~there & ~self.committed & ~self.trading
        return walking

    @property
    def idle(self) -> NDArray[np.bool_]:
        """Whether each agent has nothing to do, bool[n_agents].

        Before the first tick nobody has decided anything, so nobody is idle.
        """
        if self.tick == 0:
            return np.zeros(self.n_agents, np.bool_)
        busy = self.trading | self.foraging | self.walking
        idle: NDArray[np.bool_] = ~busy & (self.partner == NOBODY)
        return idle


def take(
    simulation: "Simulation",
    market: Market,
    *,
    run: int = 0,
    ticks_per_second: float = 0.0,
    ended: bool = False,
    problem: str | None = None,
    recorded_to: Path | None = None,
    recording_problem: str | None = None,
) -> Snapshot:
    """Return the present moment of a simulation."""
    state = simulation.state
    return Snapshot(
        configuration=simulation.configuration,
        run=run,
        tick=simulation.tick,
        mode=simulation.mode,
        ticks_per_second=ticks_per_second,
        ended=ended,
        problem=problem,
        recorded_to=recorded_to,
        recording_problem=recording_problem,
        x=_copy(state.x),
        y=_copy(state.y),
        home_x=_copy(state.home_x),
        home_y=_copy(state.home_y),
        target_x=_copy(state.target_x),
        target_y=_copy(state.target_y),
        partner=_copy(state.partner),
        target_agent=_copy(state.target_agent),
        committed=_copy(state.committed),
        preference=_copy(state.preference),
        total_A=int(state.A.sum()),
        total_B=int(state.B.sum()),
        resource=_copy(state.resource),
        amount=_copy(state.amount),
        capacity=_copy(state.capacity),
        market=market.summary(N_LATEST_TRADES),
        fresh_trades=market.since(simulation.tick - FLASH_TICKS),
    )


def _copy(array: NDArray[_T]) -> NDArray[_T]:
    copied = array.copy()
    copied.flags.writeable = False
    return copied
