"""What came out of a run: counts and means over all its ticks."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from vmt.qt.description import preference
from vmt.telemetry.errors import TelemetryError, reason
from vmt.telemetry.reader import Database
from vmt.telemetry.records import Run, natural
from vmt.telemetry.stored_configuration import from_json

_TRADES = """
    SELECT count(*), min(tick), max(tick),
           ifnull(sum(dA) FILTER (WHERE is_barter), 0),
           ifnull(sum(dB) FILTER (WHERE is_barter), 0),
           avg(price) FILTER (WHERE is_barter), min(price) FILTER (WHERE is_barter),
           max(price) FILTER (WHERE is_barter)
    FROM (SELECT *, exchange_pair_type = 'A<->B' AS is_barter
          FROM trades WHERE run_id = ?)
"""
_TRADES_BY_AGENT = """
    SELECT agent, count(*) FROM (
        SELECT buyer_id AS agent FROM trades WHERE run_id = ?1
        UNION ALL SELECT seller_id FROM trades WHERE run_id = ?1
    ) GROUP BY agent
"""


@dataclass(frozen=True, slots=True)
class TradeSummary:
    """All trades of a run; quantities in units, prices in B per A.

    Where there was no trade, everything but the count is None. What was traded for
    money, in some runs of the public VMT, has no price in B and is only counted.
    """

    count: int
    first_tick: int | None = None
    last_tick: int | None = None
    total_A: Decimal | None = None
    total_B: Decimal | None = None
    mean_price: float | None = None
    lowest_price: float | None = None
    highest_price: float | None = None

    @property
    def weighted_price(self) -> float | None:
        """All B that was paid for all A: the mean price weighted by quantity."""
        if not self.total_A or self.total_B is None:
            return None
        return float(self.total_B / self.total_A)


@dataclass(frozen=True, slots=True)
class AgentOutcome:
    """What a run has changed for an agent."""

    agent_id: int
    preferences: str
    trades: int
    before: float | None
    after: float | None

    @property
    def gain(self) -> float | None:
        """Utility at the last tick less that before the first one."""
        if self.before is None or self.after is None:
            return None
        return self.after - self.before


def trade_summary(database: Database, run: Run) -> TradeSummary:
    """Return what the trades of a run come to."""
    ((count, first, last, dA, dB, *prices),) = query(database, _TRADES, run.run_id)
    if not count:
        return TradeSummary(0)
    total_A, total_B = (natural(m, run.quantity_decimals) for m in (dA, dB))
    return TradeSummary(count, first, last, total_A, total_B, *prices)


def agent_outcomes(
    database: Database, run: Run, first: int, last: int
) -> list[AgentOutcome]:
    """Return what the ticks from one to another have changed for each agent."""
    trades = dict(query(database, _TRADES_BY_AGENT, run.run_id))
    preferences = preferences_by_agent(database, run)
    before = {a.agent_id: a for a in database.agents_at(run.run_id, first)}
    return [
        AgentOutcome(
            agent.agent_id,
            preferences.get(agent.agent_id, agent.utility_type),
            trades.get(agent.agent_id, 0),
            before[agent.agent_id].utility if agent.agent_id in before else None,
            agent.utility,
        )
        for agent in database.agents_at(run.run_id, last)
    ]


def preferences_by_agent(database: Database, run: Run) -> dict[int, str]:
    """Return each agent's utility function in words, by agent id."""
    agents = database.agents(run.run_id)
    try:
        population = from_json(run.config_json).population
    except TelemetryError:
        population = ()
    return {
        a.agent_id: preference(population[a.mix_index])
        if a.mix_index is not None and a.mix_index < len(population)
        else a.utility_type
        for a in agents
    }


def query(database: Database, text: str, *parameters: int) -> Sequence[Any]:
    """Ask an open file a question of our own.

    Raises
    ------
    TelemetryError
        It cannot be read.
    """
    try:
        return database.connection.execute(text, parameters).fetchall()
    except sqlite3.Error as error:
        raise TelemetryError(f"{database.path}: {reason(error)}") from error
