"""The columns of the tables, with what they mean."""

from collections.abc import Callable

from PyQt5.QtCore import QCoreApplication

from vmt.qt.logviewer.summary import AgentOutcome
from vmt.qt.tables import Column
from vmt.telemetry.records import (
    AgentSnapshot,
    DecisionRecord,
    HarvestRecord,
    PairingRecord,
    ResourceSnapshot,
    TradeRecord,
)


def tr(text: str) -> str:
    """Return a text in the user's language."""
    return str(QCoreApplication.translate("columns", text))


def outcome_columns() -> list[Column[AgentOutcome]]:
    """Return the columns of what a run has changed for its agents."""
    return [
        Column(tr("Agent"), lambda o: o.agent_id, letters=5),
        Column(
            tr("Trades"), lambda o: o.trades, tr("Trades as buyer or seller"), letters=5
        ),
        Column(
            tr("U before"), lambda o: o.before, tr("Utility at the first recorded tick")
        ),
        Column(tr("U after"), lambda o: o.after, tr("Utility after the last tick")),
        Column(tr("Gain"), lambda o: o.gain, tr("Of utility, in utils")),
        Column(tr("Preferences"), lambda o: o.preferences, is_text=True, letters=24),
    ]


def agent_columns(
    preferences: Callable[[AgentSnapshot], str],
) -> list[Column[AgentSnapshot]]:
    """Return the columns of the agents at a tick."""
    return [
        Column(tr("Agent"), lambda a: a.agent_id, letters=5),
        Column("x", lambda a: a.x, tr("Cell, from the left"), letters=3),
        Column("y", lambda a: a.y, tr("Cell, from the top"), letters=3),
        Column("A", lambda a: a.inventory_A, tr("Holding of A, in units")),
        Column("B", lambda a: a.inventory_B, tr("Holding of B, in units")),
        Column(tr("Utility"), lambda a: a.utility, tr("Of the holding")),
        Column(tr("Bid"), lambda a: a.bid_A_in_B, tr("Pays at most this, in B per A")),
        Column(tr("Ask"), lambda a: a.ask_A_in_B, tr("Sells from this on, in B per A")),
        Column("p_min", lambda a: a.p_min, tr("Lowest price at which selling A pays")),
        Column("p_max", lambda a: a.p_max, tr("Highest price at which buying A pays")),
        Column(
            tr("Heads for"),
            lambda a: a.target_agent_id,
            tr("Agent it is heading for"),
            letters=5,
        ),
        Column(
            tr("To x"), lambda a: a.target_x, tr("Cell it is heading for"), letters=5
        ),
        Column(
            tr("To y"), lambda a: a.target_y, tr("Cell it is heading for"), letters=5
        ),
        Column(tr("Preferences"), preferences, is_text=True, letters=24),
    ]


def trade_columns() -> list[Column[TradeRecord]]:
    """Return the columns of trades."""
    return [
        Column(tr("Tick"), lambda t: t.tick, letters=5),
        Column(
            tr("Buyer"), lambda t: t.buyer_id, tr("Receives A and pays B"), letters=5
        ),
        Column(
            tr("Seller"), lambda t: t.seller_id, tr("Gives A and receives B"), letters=5
        ),
        Column("dA", lambda t: t.dA, tr("Units of A that change hands"), letters=5),
        Column("dB", lambda t: t.dB, tr("Units of B that are paid")),
        Column(tr("Price"), lambda t: t.price, tr("dB / dA, in B per A")),
        Column(
            tr("Quoted"),
            lambda t: t.quoted_price,
            tr("Price that the bargaining tried"),
        ),
        Column(
            tr("Buyer's gain"), lambda t: t.buyer_surplus, tr("Of utility, in utils")
        ),
        Column(
            tr("Seller's gain"), lambda t: t.seller_surplus, tr("Of utility, in utils")
        ),
        Column("x", lambda t: t.x, tr("Cell of the buyer"), letters=3),
        Column("y", lambda t: t.y, tr("Cell of the buyer"), letters=3),
        Column(
            tr("Protocol"),
            lambda t: t.protocol,
            tr("The bargaining protocol"),
            is_text=True,
            letters=20,
        ),
        Column(
            tr("Goods"),
            lambda t: t.exchange_pair_type,
            tr("What changes hands; the price is of the first in the second"),
            is_text=True,
        ),
    ]


def decision_columns(*, of_one: bool) -> list[Column[DecisionRecord]]:
    """Return the columns of decisions: of one agent, or of all."""
    who: list[Column[DecisionRecord]] = [
        Column(tr("Tick"), lambda d: d.tick, letters=5),
        Column(tr("Agent"), lambda d: d.agent_id, letters=5),
    ]
    return [
        *who[: 1 if of_one else 2],
        Column(
            tr("Activity"),
            lambda d: d.target_type.replace("_", " "),
            is_text=True,
            letters=14,
        ),
        Column(tr("Partner"), lambda d: d.chosen_partner_id, letters=5),
        Column(
            tr("Surplus"),
            lambda d: d.surplus_with_partner,
            tr("Overlap of the two quotes, in B per A"),
        ),
        Column(
            tr("To x"), lambda d: d.target_x, tr("Cell it is heading for"), letters=5
        ),
        Column(
            tr("To y"), lambda d: d.target_y, tr("Cell it is heading for"), letters=5
        ),
        Column(
            tr("In sight"), lambda d: d.num_neighbors, tr("Agents it sees"), letters=5
        ),
        Column(
            tr("Paired"),
            lambda d: tr("yes") if d.is_paired else tr("no"),
            is_text=True,
            letters=5,
        ),
        Column(
            tr("Claims"),
            lambda d: d.claimed_resource_pos,
            tr("Cell that it claims"),
            is_text=True,
            letters=7,
        ),
        Column(
            tr("Alternatives"),
            lambda d: d.alternatives or None,
            tr("Partners it considered, best first: agent:surplus"),
            is_text=True,
            letters=24,
        ),
    ]


def pairing_columns() -> list[Column[PairingRecord]]:
    """Return the columns of partnerships made and dissolved."""
    return [
        Column(tr("Tick"), lambda p: p.tick, letters=5),
        Column(tr("Agent"), lambda p: p.agent_i, letters=5),
        Column(tr("and agent"), lambda p: p.agent_j, letters=5),
        Column(tr("Event"), lambda p: p.event, is_text=True, letters=7),
        Column(
            tr("Reason"), lambda p: p.reason.replace("_", " "), is_text=True, letters=22
        ),
        Column(
            tr("Surplus"),
            lambda p: p.surplus_i,
            tr("Overlap of their quotes when they were paired, in B per A"),
        ),
    ]


def harvest_columns() -> list[Column[HarvestRecord]]:
    """Return the columns of harvests."""
    return [
        Column(tr("Tick"), lambda h: h.tick, letters=5),
        Column(tr("Agent"), lambda h: h.agent_id, letters=5),
        Column(tr("Good"), lambda h: h.good, is_text=True, letters=4),
        Column(tr("Amount"), lambda h: h.amount, tr("In units")),
        Column("x", lambda h: h.x, tr("Cell, from the left"), letters=3),
        Column("y", lambda h: h.y, tr("Cell, from the top"), letters=3),
    ]


def resource_columns() -> list[Column[ResourceSnapshot]]:
    """Return the columns of what lies on the ground."""
    return [
        Column("x", lambda r: r.x, tr("Cell, from the left"), letters=3),
        Column("y", lambda r: r.y, tr("Cell, from the top"), letters=3),
        Column(tr("Good"), lambda r: r.resource_type, is_text=True, letters=4),
        Column(tr("Amount"), lambda r: r.amount, tr("In units")),
    ]
