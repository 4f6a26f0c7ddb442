"""One moment of a run, copied out of the simulation so that it can be drawn at ease."""

from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from vmt.engine.configuration import Configuration, Mode
from vmt.engine.events import Trade
from vmt.engine.state import NOBODY, NOWHERE
from vmt.viewer.source.benchmark import Benchmark
from vmt.viewer.source.history import History
from vmt.viewer.source.inspection import Inspection
from vmt.viewer.source.market import MarketSummary
from vmt.viewer.source.run import Run
from vmt.viewer.source.welfare import Welfare

_T = TypeVar("_T", bound=np.generic)

N_LATEST_TRADES = 5
FLASH_TICKS = 40
"""A trade can be shown at most so many ticks after it was made."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A tick of a recorded run that is worth going to.

    Attributes
    ----------
    tick : int
        Ticks done after it.
    meaning : str
        What happened, in a few words.
    """

    tick: int
    meaning: str


@dataclass(frozen=True, slots=True)
class Span:
    """How much of a run is recorded.

    Attributes
    ----------
    n_ticks : int
        Ticks that can be gone to are 0, before the first, to this one.
    marks : tuple of Mark
    """

    n_ticks: int
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """The world between two ticks. Its arrays are its own and cannot be written to.

    Attributes
    ----------
    configuration : Configuration
    seed : int
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
        None: it is not recorded. Of a replay it is the file that is played.
    recording_problem : str or None
        Why the run is no longer recorded, although it goes on. Of a replay what is
        not as it was in each tick, because less is recorded.
    x, y, home_x, home_y, target_x, target_y : int32[n_agents]
    partner, target_agent, preference : int32[n_agents]
    committed : bool[n_agents]
    A, B : int64[n_agents]
        Holdings, minor units.
    resource : int8[N, N]
    amount, capacity : int64[N, N]
        Minor units.
    market : MarketSummary
    fresh_trades : tuple of Trade
        The trades of the last FLASH_TICKS ticks, newest first.
    welfare : Welfare
        Of this moment.
    history : History
        Up to this moment.
    benchmark : Benchmark
        Of this moment, or of one a little earlier.
    inspection : Inspection or None
        The agent that is watched.
    span : Span or None
        Of a replay; None: the run is being made.
    """

    configuration: Configuration
    seed: int
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
    A: NDArray[np.int64]
    B: NDArray[np.int64]
    resource: NDArray[np.int8]
    amount: NDArray[np.int64]
    capacity: NDArray[np.int64]
    market: MarketSummary
    fresh_trades: tuple[Trade, ...]
    welfare: Welfare
    history: History
    benchmark: Benchmark
    inspection: Inspection | None = None
    span: Span | None = None

    @property
    def n_agents(self) -> int:
        """Number of agents."""
        return len(self.x)

    @property
    def total_A(self) -> int:
        """What all agents hold together, minor units."""
        return int(self.A.sum())

    @property
    def total_B(self) -> int:
        """What all agents hold together, minor units."""
        return int(self.B.sum())

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
    run: Run,
    *,
    number: int = 0,
    ticks_per_second: float = 0.0,
    problem: str | None = None,
    watched: int | None = None,
    exact: bool = True,
) -> Snapshot:
    """Return the present moment of a run.

    Parameters
    ----------
    run : Run
    number : int
        Which run of the window it is.
    ticks_per_second : float
    problem : str, optional
        What stopped it.
    watched : int, optional
        The agent to inspect.
    exact : bool
        Whether the benchmark has to be that of this moment, however long it takes.
    """
    simulation = run.simulation
    state, tick = simulation.state, simulation.tick
    preference, A, B = _copy(state.preference), _copy(state.A), _copy(state.B)
    benchmark = run.benchmark.of(tick, preference, A, B, exact=exact)
    return Snapshot(
        configuration=simulation.configuration,
        seed=simulation.seed,
        run=number,
        tick=tick,
        mode=simulation.mode,
        ticks_per_second=ticks_per_second,
        ended=run.ended,
        problem=problem,
        recorded_to=run.recorded_to,
        recording_problem=run.recording_problem,
        x=_copy(state.x),
        y=_copy(state.y),
        home_x=_copy(state.home_x),
        home_y=_copy(state.home_y),
        target_x=_copy(state.target_x),
        target_y=_copy(state.target_y),
        partner=_copy(state.partner),
        target_agent=_copy(state.target_agent),
        committed=_copy(state.committed),
        preference=preference,
        A=A,
        B=B,
        resource=run.resource,
        amount=_copy(state.amount),
        capacity=run.capacity,
        market=run.market.summary(N_LATEST_TRADES),
        fresh_trades=run.market.since(tick - FLASH_TICKS),
        welfare=run.welfare,
        history=run.history.history(),
        benchmark=benchmark,
        inspection=None if watched is None else run.inspect(watched),
    )


def _copy(array: NDArray[_T]) -> NDArray[_T]:
    copied = array.copy()
    copied.flags.writeable = False
    return copied
