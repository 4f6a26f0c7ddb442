"""A simulation with all that is kept of it while somebody looks."""

from collections import defaultdict, deque
from pathlib import Path

import numpy as np

from vmt.economy.preferences.factory import make_preference
from vmt.engine.events import Decision, TickEvents, Trade
from vmt.engine.pairings import Pairings
from vmt.engine.simulation import Simulation
from vmt.engine.state import NOBODY
from vmt.telemetry.recorder import Recorder
from vmt.viewer.source.benchmark import BenchmarkKeeper
from vmt.viewer.source.history import HistoryKeeper
from vmt.viewer.source.inspection import N_TRADES, Inspection
from vmt.viewer.source.market import Market
from vmt.viewer.source.welfare import Welfare, mrs_of


class Run:
    """A simulation with the recording of it, if there is one.

    Parameters
    ----------
    simulation : Simulation
        Before its first tick.
    recorder : Recorder or None
    last_tick : int or None
        Ticks after which the run is over; None: it has no end.

    Attributes
    ----------
    market : Market
    history : HistoryKeeper
    welfare : Welfare
        Of this moment.
    benchmark : BenchmarkKeeper
    resource : int8[N, N]
    capacity : int64[N, N]
        Of the ground, as in a snapshot; they are the same all along.
    """

    def __init__(
        self,
        simulation: Simulation,
        recorder: Recorder | None,
        last_tick: int | None = None,
    ) -> None:
        self.simulation = simulation
        self.recorder = recorder
        self.last_tick = last_tick
        self.market = Market()
        self.history = HistoryKeeper()
        configuration, boundary = simulation.configuration, simulation.rules.boundary
        self.benchmark = BenchmarkKeeper(
            [
                make_preference(share.kind, share.parameters, boundary)
                for share in configuration.population
            ],
            configuration.quantity_scale,
        )
        state = simulation.state
        self.resource, self.capacity = state.resource, state.capacity
        for never_changes in (self.resource, self.capacity):
            never_changes.flags.writeable = False
        self._start = state.utility.copy(), state.A.copy(), state.B.copy()
        self._events: TickEvents | None = None
        self._trades_of: dict[int, deque[Trade]] = defaultdict(
            lambda: deque(maxlen=N_TRADES)
        )
        self._n_trades_of = np.zeros(len(state.x), np.int64)
        self._paired_in = np.zeros(len(state.x), np.int64)
        self._remember([])

    @property
    def ended(self) -> bool:
        """Whether all its ticks are done."""
        return self.last_tick is not None and self.simulation.tick >= self.last_tick

    @property
    def recorded_to(self) -> Path | None:
        """The file it is recorded to."""
        return None if self.recorder is None else self.recorder.path

    @property
    def recording_problem(self) -> str | None:
        """Why it is no longer recorded, although it goes on."""
        return None if self.recorder is None else self.recorder.problem

    def step(self) -> None:
        """Do one tick and record it."""
        recorder = self.recorder
        events = self.simulation.step(
            attempts=recorder is not None and recorder.needs_attempts
        )
        self._events = events
        self.market.add(events.trades)
        self._date_pairs(events.pairings)
        self._remember(events.trades)
        # Last: where it fails, what was done is shown all the same.
        if recorder is not None:
            recorder.record(self.simulation, events)

    def flush(self) -> None:
        """Let readers of the recording see all that was done."""
        if self.recorder is not None:
            self.recorder.flush()

    def finish(self, status: str, message: str | None = None) -> None:
        """End the recording; a second call does nothing."""
        if self.recorder is not None:
            self.recorder.finish(status, message)

    def inspect(self, agent: int) -> Inspection | None:
        """Return what there is to know about an agent; None: there is no such."""
        state = self.simulation.state
        if not 0 <= agent < len(state.x):
            return None
        utility, A, B = (array[agent].item() for array in self._start)
        only = slice(agent, agent + 1)
        mrs = mrs_of(state.A[only], state.B[only], state.p_min[only], state.p_max[only])
        return Inspection(
            agent=agent,
            utility=float(state.utility[agent]),
            utility_at_start=utility,
            A_at_start=A,
            B_at_start=B,
            ask=float(state.ask[agent]),
            bid=float(state.bid[agent]),
            mrs=None if np.isnan(mrs[0]) else float(mrs[0]),
            decision=self._decision(agent),
            n_trades=int(self._n_trades_of[agent]),
            trades=tuple(self._trades_of[agent]) if agent in self._trades_of else (),
            partner_since=None
            if state.partner[agent] == NOBODY
            else int(self._paired_in[agent]),
        )

    def _decision(self, agent: int) -> Decision | None:
        return None if self._events is None else self._events.decisions[agent]

    def _date_pairs(self, pairings: Pairings) -> None:
        made = np.asarray(pairings.made[: pairings.count]).astype(np.bool_)
        for column in (pairings.agent_i, pairings.agent_j):
            agents = np.asarray(column[: pairings.count])[made]
            self._paired_in[agents] = pairings.tick

    def _remember(self, trades: list[Trade]) -> None:
        state = self.simulation.state
        for trade in trades:
            for agent in (trade.buyer, trade.seller):
                self._trades_of[agent].appendleft(trade)
                self._n_trades_of[agent] += 1
        self.welfare = Welfare.of(
            state.utility, state.A, state.B, state.p_min, state.p_max
        )
        price_sum = sum(trade.price for trade in trades)
        self.history.add(self.welfare, len(trades), price_sum)
