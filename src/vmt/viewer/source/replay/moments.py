"""Snapshots of the moments of a recorded run: each as it was while the run was made."""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from vmt.telemetry.errors import TelemetryError
from vmt.telemetry.recorded_run import RecordedRun
from vmt.viewer.source.benchmark import Benchmark, BenchmarkKeeper
from vmt.viewer.source.inspection import Inspection
from vmt.viewer.source.replay.calendar import Calendar, read_blocks, read_rows
from vmt.viewer.source.replay.chronicle import Chronicle, welfare_of
from vmt.viewer.source.replay.commitments import committed_after, heading_for_resource
from vmt.viewer.source.replay.completeness import gaps, require_agents
from vmt.viewer.source.replay.marks import marks_of
from vmt.viewer.source.replay.person import Person
from vmt.viewer.source.replay.row_ticks import RowTicks
from vmt.viewer.source.replay.setting import read_setting
from vmt.viewer.source.replay.ticks import BlockTicks, Columns, Ticks
from vmt.viewer.source.replay.trades import (
    BlockTrades,
    Newest,
    RowTrades,
    Trades,
    market_at,
)
from vmt.viewer.source.snapshot import Mark, Snapshot, Span
from vmt.viewer.source.welfare import Welfare

_T = TypeVar("_T", bound=np.generic)

_NO_BENCHMARK = (
    "The file does not tell the agents' utility functions, so there is no competitive"
    " price."
)


class Moments:
    """Makes snapshots of a recorded run. Everything here may wait for the disk.

    Parameters
    ----------
    recorded : RecordedRun

    Attributes
    ----------
    calendar : Calendar
        Which moments there are.
    chronicle : Chronicle
        How the run went, as far as it was read.

    Raises
    ------
    TelemetryError
        By all methods, too: the file is damaged, or cannot be read. Here also: too
        little is recorded to be played.
    """

    def __init__(self, recorded: RecordedRun) -> None:
        self._recorded = recorded
        self._database, self._run_id = recorded.database, recorded.run.run_id
        require_agents(recorded)
        self._setting = setting = read_setting(recorded)
        self._ticks: Ticks
        self._trades: Trades
        if self._database.has_blocks:
            self.calendar = Calendar()
            read_blocks(recorded, self.calendar)
            self._ticks, self._trades = BlockTicks(recorded), BlockTrades(recorded)
        else:
            self._trades = trades = RowTrades(recorded)
            self.calendar = read_rows(recorded, trades.ticks)
            self._ticks = RowTicks(recorded, setting)
        if self.calendar.last < self.calendar.first:
            raise TelemetryError(
                f"{recorded.path}: of run {recorded.run.run_id} no tick is recorded, so"
                " there is nothing to play"
            )
        self.chronicle = Chronicle(
            self._ticks, self._trades, self.calendar, setting.n_agents
        )
        self.chronicle.go_on()  # so that every picture has a history
        self._benchmark = None
        if setting.preferences is not None:
            scale = setting.configuration.quantity_scale
            self._benchmark = BenchmarkKeeper(setting.preferences, scale)
        self._resource = setting.by_cell(setting.place_good)
        self._capacity = setting.by_cell(self._amounts(self.calendar.first))
        self._newest = Newest(self._trades)
        self._person: Person | None = None
        self._marks: tuple[tuple[int, bool], tuple[Mark, ...]] = (-1, False), ()

    @property
    def grows(self) -> bool:
        """Whether the run may still be going on."""
        return self._database.has_blocks and self._recorded.run.status == "running"

    def look_again(self) -> bool:
        """Look for what was recorded since; return whether anything is new."""
        before = self.calendar.last, self._recorded.run.status
        read_blocks(self._recorded, self.calendar)
        # After the ticks: a run that has ended has no more of them.
        run = self._database.run(self._run_id)
        self._recorded = RecordedRun(self._database, run)
        if before == (self.calendar.last, run.status):
            return False
        self._ticks.extend()
        self._person = None
        return True

    def snapshot(
        self,
        moment: int,
        *,
        watched: int | None = None,
        ticks_per_second: float = 0.0,
        exact: bool = True,
    ) -> Snapshot:
        """Return a moment of the run.

        What is not recorded in every tick is as it was when it was recorded last.

        Parameters
        ----------
        moment : int
            Ticks done, within the calendar.
        watched : int, optional
            The agent to inspect.
        ticks_per_second : float
        exact : bool
            Whether the benchmark has to be that of this moment, however long it takes.
        """
        setting, calendar, run = self._setting, self.calendar, self._recorded.run
        told = calendar.agents_at(moment)
        agents = self._ticks.agents(told - 1)
        actions = self._ticks.actions(told - 1)
        partners = self._ticks.partners(told - 1)
        amounts = self._amounts(moment)
        A, B = _copy(agents["inventory_A"]), _copy(agents["inventory_B"])
        price_sum = self.chronicle.price_sum(moment)
        market, fresh = market_at(self._newest, calendar, moment, price_sum)
        ended = run.is_complete and moment == calendar.last
        return Snapshot(
            configuration=setting.configuration,
            seed=run.seed,
            run=0,
            tick=moment,
            mode=calendar.mode(moment),
            ticks_per_second=ticks_per_second,
            ended=ended,
            problem=None,
            recorded_to=self._recorded.path,
            recording_problem=gaps(run),
            x=_copy(agents["x"]),
            y=_copy(agents["y"]),
            home_x=setting.home_x,
            home_y=setting.home_y,
            target_x=_copy(agents["target_x"]),
            target_y=_copy(agents["target_y"]),
            partner=_copy(partners),
            target_agent=_copy(agents["target_agent_id"]),
            committed=_copy(self._committed(told, agents, actions, partners, amounts)),
            preference=setting.preference,
            A=A,
            B=B,
            resource=self._resource,
            amount=setting.by_cell(amounts),
            capacity=self._capacity,
            market=market,
            fresh_trades=fresh,
            welfare=welfare_of(agents) if told == moment else Welfare(),
            history=self.chronicle.history(moment),
            benchmark=self._benchmark_of(moment, A, B, exact=exact),
            inspection=self._inspect(watched, told, agents, actions, partners),
            span=self._span(),
        )

    def _committed(
        self,
        moment: int,
        agents: Columns,
        actions: Columns | None,
        partners: NDArray[np.int32],
        amounts: NDArray[np.int64],
    ) -> NDArray[np.bool_]:
        if self._recorded.run.is_public:
            return heading_for_resource(self._setting, agents, amounts)
        if actions is None:
            return np.zeros(self._setting.n_agents, np.bool_)
        mode, before = self.calendar.mode(moment), self._amounts(moment - 1)
        return committed_after(self._setting, mode, agents, actions, partners, before)

    def _amounts(self, moment: int) -> NDArray[np.int64]:
        recorded = self.calendar.places_at(moment)
        if recorded is not None:
            return self._ticks.amounts(recorded - 1)
        # Never recorded: what was seeded, where that is known.
        seeded = self._setting.configuration.resource_amount
        return np.full(len(self._setting.place_x), seeded, np.int64)

    def _benchmark_of(
        self,
        moment: int,
        A: NDArray[np.int64],
        B: NDArray[np.int64],
        *,
        exact: bool,
    ) -> Benchmark:
        if self._benchmark is None:
            return Benchmark(moment, None, _NO_BENCHMARK)
        preference = self._setting.preference
        return self._benchmark.of(moment, preference, A, B, exact=exact)

    def _inspect(
        self,
        agent: int | None,
        moment: int,
        agents: Columns,
        actions: Columns | None,
        partners: NDArray[np.int32],
    ) -> Inspection | None:
        if agent is None or not 0 <= agent < self._setting.n_agents:
            return None
        if self._person is None or self._person.agent != agent:
            self._person = Person(
                self._database,
                self._run_id,
                agent,
                self._setting,
                self.calendar,
                self._ticks,
                self._trades,
            )
        return self._person.inspect(moment, agents, actions, int(partners[agent]))

    def _span(self) -> Span:
        calendar = self.calendar
        known = calendar.last, self.chronicle.is_complete
        if self._marks[0] != known:
            decimals = self._setting.configuration.quantity_decimals
            self._marks = known, marks_of(calendar, self.chronicle, decimals)
        return Span(calendar.last, self._marks[1])


def _copy(array: NDArray[_T]) -> NDArray[_T]:
    copied = array.copy()
    copied.flags.writeable = False
    return copied
