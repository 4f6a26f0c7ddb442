"""What a recording tells of one agent: what the inspector shows."""

from math import nan
from typing import Any

import numpy as np

from vmt.engine.decisions import ACTIVITIES, RECORDED_ALTERNATIVES
from vmt.engine.events import Alternative, Decision
from vmt.engine.state import NOBODY, NONE
from vmt.telemetry.connection import cannot_read
from vmt.telemetry.errors import DamageError
from vmt.telemetry.reader import Database
from vmt.viewer.source.inspection import N_TRADES, Inspection
from vmt.viewer.source.replay.calendar import Calendar
from vmt.viewer.source.replay.setting import Setting
from vmt.viewer.source.replay.ticks import Columns, Ticks
from vmt.viewer.source.replay.trades import Trades
from vmt.viewer.source.welfare import mrs_of

_RANKED = """
    SELECT partner_id, surplus, discounted_surplus FROM preferences
    WHERE run_id = ? AND tick = ? AND agent_id = ? ORDER BY rank LIMIT ?
"""


class Person:
    """One agent of a run, looked at in any moment.

    What it did in the whole run is read when this is made.

    Parameters
    ----------
    database : Database
    run_id, agent : int
    setting : Setting
    calendar : Calendar
    ticks : Ticks
    trades : Trades

    Raises
    ------
    TelemetryError
        The file is damaged, or cannot be read.
    """

    def __init__(
        self,
        database: Database,
        run_id: int,
        agent: int,
        setting: Setting,
        calendar: Calendar,
        ticks: Ticks,
        trades: Trades,
    ) -> None:
        self.agent = agent
        self._database, self._run_id = database, run_id
        self._setting, self._calendar = setting, calendar
        self._ticks, self._trades = ticks, trades
        self._own_trades = trades.of(agent)
        self._own_pairings = ticks.pairings_of(agent)
        start = ticks.agents(calendar.agents_at(calendar.first) - 1)
        self._start = [
            start[name][agent].item()
            for name in ("utility", "inventory_A", "inventory_B")
        ]

    def inspect(
        self, moment: int, agents: Columns, actions: Columns | None, partner: int
    ) -> Inspection:
        """Return what there is to know about the agent.

        Parameters
        ----------
        moment : int
        agents, actions : mapping from str to array, or None
            Of the tick before it.
        partner : int
            The agent's, or NOBODY.
        """
        only = slice(self.agent, self.agent + 1)
        own = {name: column[only] for name, column in agents.items()}
        mrs = mrs_of(
            own["inventory_A"], own["inventory_B"], own["p_min"], own["p_max"]
        )[0]
        utility, A, B = self._start
        n_trades = int(
            np.searchsorted(self._own_trades, self._calendar.n_trades(moment))
        )
        newest = self._own_trades[max(0, n_trades - N_TRADES) : n_trades].tolist()
        return Inspection(
            agent=self.agent,
            utility=float(own["utility"][0]),
            utility_at_start=utility,
            A_at_start=A,
            B_at_start=B,
            ask=float(own["ask_A_in_B"][0]),
            bid=float(own["bid_A_in_B"][0]),
            mrs=None if np.isnan(mrs) else float(mrs),
            decision=None if actions is None else self._decision(moment - 1, actions),
            n_trades=n_trades,
            trades=tuple(self._trades.between(n, n + 1)[0] for n in reversed(newest)),
            partner_since=None if partner == NOBODY else self._paired_in(moment - 1),
        )

    def _paired_in(self, tick: int) -> int | None:
        before = int(np.searchsorted(self._own_pairings, tick, "right"))
        return int(self._own_pairings[before - 1]) if before else None

    def _decision(self, tick: int, actions: Columns) -> Decision:
        agent, setting = self.agent, self._setting
        own = {
            name: actions[name][agent].item()
            for name in (
                *("activity", "chosen_partner_id", "surplus_with_partner"),
                *("target_x", "target_y", "is_paired", "is_foraging_committed"),
                "claimed_place",
            )
        }
        if not 0 <= own["activity"] < len(ACTIVITIES):
            damage = DamageError(f"an activity of tick {tick}")
            raise cannot_read(self._database.path, damage)
        x, place, surplus = (
            own[name] for name in ("target_x", "claimed_place", "surplus_with_partner")
        )
        partner = own["chosen_partner_id"]
        return Decision(
            tick=tick,
            agent=agent,
            activity=ACTIVITIES[own["activity"]],
            partner=None if partner == NOBODY else partner,
            surplus=None if np.isnan(surplus) else surplus,
            target_x=None if x == NONE else x,
            target_y=None if x == NONE else own["target_y"],
            n_neighbours=self._ticks.n_neighbours(tick, agent),
            alternatives=self._alternatives(tick, actions),
            is_paired=bool(own["is_paired"]),
            is_committed=bool(own["is_foraging_committed"]),
            claimed=None
            if place == NONE
            else (int(setting.place_x[place]), int(setting.place_y[place])),
        )

    def _alternatives(self, tick: int, actions: Columns) -> tuple[Alternative, ...]:
        first = self.agent * RECORDED_ALTERNATIVES
        named = actions["alternatives"][first : first + RECORDED_ALTERNATIVES].tolist()
        others = [other for other in named if other != NOBODY]
        ranked: dict[int, list[Any]] = {}
        if others:
            wanted = self._run_id, tick, self.agent, RECORDED_ALTERNATIVES
            rows = self._database.query(_RANKED, wanted)
            ranked = {other: told for other, *told in rows}
        return tuple(
            Alternative(
                other, *(nan if v is None else v for v in ranked.get(other, (nan, nan)))
            )
            for other in others
        )
