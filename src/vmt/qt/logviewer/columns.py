"""The columns of the tables, with what they mean."""

from typing import Any

from PyQt5.QtCore import QCoreApplication

from vmt.qt.logviewer.recorded_columns import name_of, of
from vmt.qt.logviewer.summary import AgentOutcome
from vmt.qt.tables import Column
from vmt.telemetry.records import AgentSnapshot


def tr(text: str) -> str:
    """Return a text in the user's language."""
    return str(QCoreApplication.translate("columns", text))


def outcome_columns() -> list[Column[AgentOutcome]]:
    """Return the columns of what a run has changed for its agents."""
    return [
        of("agent_id", tr("Agent"), letters=5),
        of("trades", tr("Trades"), tr("Trades as buyer or seller"), letters=5),
        of(
            "before",
            tr("U before"),
            tr("Utility at the first recorded tick"),
            letters=9,
        ),
        of("after", tr("U after"), tr("Utility after the last tick"), letters=9),
        of("gain", tr("Gain"), tr("Of utility, in utils"), letters=9),
        of("preferences", tr("Preferences"), is_text=True, letters=24),
    ]


def agent_columns() -> list[Column[Any]]:
    """Return the columns of the agents at a tick."""
    return [
        of("agent_id", tr("Agent"), letters=5),
        of("tick", tr("Tick"), tr("Of the snapshot"), letters=5),
        of("x", "x", tr("Cell, from the left"), letters=3),
        of("y", "y", tr("Cell, from the top"), letters=3),
        of("inventory_A", "A", tr("Holding of A, in units"), letters=10),
        of("inventory_B", "B", tr("Holding of B, in units"), letters=10),
        of("utility", tr("Utility"), tr("Of the holding"), letters=10),
        Column(
            "MRS",
            _mrs,
            tr(
                "Marginal rate of substitution, in B per A: what A is worth to it;"
                " where selling and buying differ, their geometric mean"
            ),
            letters=10,
        ),
        of("bid_A_in_B", tr("Bid"), tr("Pays at most this, in B per A")),
        of("ask_A_in_B", tr("Ask"), tr("Sells from this on, in B per A")),
        of("p_min", "p_min", tr("Lowest price at which selling A pays")),
        of("p_max", "p_max", tr("Highest price at which buying A pays")),
        of(
            "target_agent_id",
            tr("Heads for"),
            tr("Agent it is heading for"),
            letters=5,
        ),
        of("target_x", tr("To x"), tr("Cell it is heading for"), letters=5),
        of("target_y", tr("To y"), tr("Cell it is heading for"), letters=5),
        of("preferences", tr("Preferences"), is_text=True, letters=24),
    ]


def trade_columns() -> list[Column[Any]]:
    """Return the columns of trades."""
    return [
        of("tick", tr("Tick"), letters=5),
        of("buyer_id", tr("Buyer"), tr("Receives A and pays B"), letters=5),
        of("seller_id", tr("Seller"), tr("Gives A and receives B"), letters=5),
        of("dA", "dA", tr("Units of A that change hands"), letters=5),
        of("dB", "dB", tr("Units of B that are paid")),
        of("price", tr("Price"), tr("dB / dA, in B per A")),
        of("quoted_price", tr("Quoted"), tr("Price that the bargaining tried")),
        of("buyer_surplus", tr("Buyer's gain"), tr("Of utility, in utils")),
        of("seller_surplus", tr("Seller's gain"), tr("Of utility, in utils")),
        of("x", "x", tr("Cell of the buyer"), letters=3),
        of("y", "y", tr("Cell of the buyer"), letters=3),
        of(
            "protocol",
            tr("Protocol"),
            tr("The bargaining protocol"),
            is_text=True,
            letters=20,
        ),
        of(
            "exchange_pair_type",
            tr("Goods"),
            tr("What changes hands; the price is of the first in the second"),
            is_text=True,
        ),
    ]


def decision_columns(*, of_one: bool) -> list[Column[Any]]:
    """Return the columns of decisions: of one agent, or of all."""
    who = [
        of("tick", tr("Tick"), letters=5),
        of("agent_id", tr("Agent"), letters=5),
    ]
    return [
        *who[: 1 if of_one else 2],
        name_of("target_type", tr("Activity"), letters=14),
        of("chosen_partner_id", tr("Partner"), letters=5),
        of(
            "surplus_with_partner",
            tr("Surplus"),
            tr("Overlap of the two quotes, in B per A"),
        ),
        of("target_x", tr("To x"), tr("Cell it is heading for"), letters=5),
        of("target_y", tr("To y"), tr("Cell it is heading for"), letters=5),
        of("num_neighbors", tr("In sight"), tr("Agents it sees"), letters=5),
        Column(
            tr("Paired"),
            lambda d: tr("yes") if d.is_paired else tr("no"),
            is_text=True,
            letters=5,
            field="is_paired",
        ),
        of(
            "claimed_resource_pos",
            tr("Claims"),
            tr("Cell that it claims"),
            is_text=True,
            letters=7,
        ),
        Column(
            tr("Alternatives"),
            lambda d: d.alternatives or None,
            tr("Partners it considered, best first"),
            is_text=True,
            letters=24,
            field="alternatives",
        ),
    ]


def preference_columns() -> list[Column[Any]]:
    """Return the columns of the partners that agents ranked."""
    return [
        of("tick", tr("Tick"), letters=5),
        of("agent_id", tr("Agent"), letters=5),
        of("rank", tr("Rank"), tr("0: the best"), letters=4),
        of("partner_id", tr("Partner"), letters=5),
        of("surplus", tr("Overlap"), tr("Of the two quotes, in B per A")),
        of(
            "discounted_surplus",
            tr("Score"),
            tr("The overlap discounted by the distance, by which partners are ranked"),
        ),
        of("distance", tr("Distance"), tr("Steps between the two"), letters=5),
    ]


def pairing_columns() -> list[Column[Any]]:
    """Return the columns of partnerships made and dissolved."""
    return [
        of("tick", tr("Tick"), letters=5),
        of("agent_i", tr("Agent"), letters=5),
        of("agent_j", tr("and agent"), letters=5),
        of("event", tr("Event"), is_text=True, letters=7),
        name_of("reason", tr("Reason"), letters=22),
        of(
            "surplus_i",
            tr("Surplus"),
            tr("Overlap of their quotes when they were paired, in B per A"),
        ),
    ]


def alternative_columns() -> list[Column[Any]]:
    """Return the columns of the partners that an agent considered."""
    return [
        of("rank", tr("Rank"), tr("0: the best"), letters=4),
        of("partner_id", tr("Partner"), letters=5),
        of("overlap", tr("Overlap"), tr("Of the two quotes, in B per A")),
        of("score", tr("Score"), tr("The overlap discounted by the distance")),
        of("distance", tr("Distance"), tr("Steps between the two"), letters=5),
        Column(
            tr("Chosen"),
            lambda each: tr("yes") if each.is_chosen else "",
            is_text=True,
            letters=5,
        ),
    ]


def spell_columns() -> list[Column[Any]]:
    """Return the columns of partnerships from beginning to end."""
    return [
        of("agent_i", tr("Agent"), letters=5),
        of("agent_j", tr("and agent"), letters=5),
        of("first", tr("From tick"), letters=5),
        of("last", tr("To tick"), tr("Nothing: they had not parted"), letters=5),
        of("ticks", tr("Ticks"), tr("How long it lasted, both ends included")),
        of("surplus", tr("Surplus"), tr("Overlap when they paired, in B per A")),
        name_of("made", tr("Why made"), letters=22),
        name_of("ended", tr("Why ended"), letters=22),
    ]


def harvest_columns() -> list[Column[Any]]:
    """Return the columns of harvests."""
    return [
        of("tick", tr("Tick"), letters=5),
        of("agent_id", tr("Agent"), letters=5),
        of("good", tr("Good"), is_text=True, letters=4),
        of("amount", tr("Amount"), tr("In units")),
        of("x", "x", tr("Cell, from the left"), letters=3),
        of("y", "y", tr("Cell, from the top"), letters=3),
    ]


def resource_columns() -> list[Column[Any]]:
    """Return the columns of what lies on the ground."""
    return [
        of("tick", tr("Tick"), tr("Of the snapshot"), letters=5),
        of("x", "x", tr("Cell, from the left"), letters=3),
        of("y", "y", tr("Cell, from the top"), letters=3),
        of("resource_type", tr("Good"), is_text=True, letters=4),
        of("amount", tr("Amount"), tr("In units")),
    ]


def names_of(columns: list[Column[Any]]) -> dict[str, str]:
    """Return what the columns of a recorded table are called."""
    return {column.field: column.title for column in columns if column.field}


def _mrs(agent: AgentSnapshot) -> float | None:
    low, high = agent.p_min, agent.p_max
    if low is None or high is None or not 0 < low * high < float("inf"):
        return None
    return float((low * high) ** 0.5)
