"""The tables of a recorded run as readers see them, whatever edition wrote the file.

schema.sql explains the columns.
"""

from dataclasses import dataclass
from enum import Enum, auto

import numpy as np


class Kind(Enum):
    """What the values of a column are."""

    INTEGER = auto()
    QUANTITY = auto()  # of a good, in minor units
    REAL = auto()
    FLAG = auto()
    TEXT = auto()


DTYPES: dict[Kind, type[np.generic]] = {
    Kind.INTEGER: np.int64,
    Kind.QUANTITY: np.int64,
    Kind.REAL: np.float64,
    Kind.FLAG: np.bool_,
    Kind.TEXT: np.object_,
}
"""Of the values of a column in an array."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `nullable`: it may hold nothing."""

    name: str
    kind: Kind
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table without its run_id.

    Attributes
    ----------
    name : str
    columns : tuple of Column
    order : str
        Names of the columns that its rows are in the order of.
    """

    name: str
    columns: tuple[Column, ...]
    order: str

    @property
    def by_tick(self) -> bool:
        """Whether its rows belong to ticks."""
        return self.columns[0].name == "tick"


_KINDS = {
    "i": Kind.INTEGER,
    "q": Kind.QUANTITY,
    "r": Kind.REAL,
    "f": Kind.FLAG,
    "t": Kind.TEXT,
}


def _table(name: str, columns: str, order: str) -> Table:
    """Return a table written as ``name:kind``, with ``?`` where nothing may be."""
    made = []
    for word in columns.split():
        column, _, kind = word.partition(":")
        made.append(Column(column, _KINDS[kind[0]], kind.endswith("?")))
    return Table(name, tuple(made), order)


TABLES = {
    table.name: table
    for table in (
        _table(
            "agents",
            "agent_id:i utility_type:t utility_params:t mix_index:i?"
            " home_x:i? home_y:i?",
            "agent_id",
        ),
        _table(
            "agent_snapshots",
            "tick:i agent_id:i x:i y:i inventory_A:q inventory_B:q utility:r?"
            " ask_A_in_B:r? bid_A_in_B:r? p_min:r? p_max:r? target_agent_id:i?"
            " target_x:i? target_y:i? utility_type:t",
            "tick, agent_id",
        ),
        _table(
            "resource_snapshots",
            "tick:i x:i y:i resource_type:t amount:q",
            "tick, x, y",
        ),
        _table(
            "decisions",
            "tick:i agent_id:i chosen_partner_id:i? surplus_with_partner:r?"
            " target_type:t target_x:i? target_y:i? num_neighbors:i? alternatives:t"
            " mode:t claimed_resource_pos:t? is_paired:f is_foraging_committed:f",
            "tick, agent_id",
        ),
        _table(
            "trades",
            "tick:i seq:i x:i y:i buyer_id:i seller_id:i dA:q dB:q price:r direction:t"
            " exchange_pair_type:t buyer_surplus:r? seller_surplus:r? quoted_price:r?"
            " protocol:t proposer_id:i?",
            "tick, seq",
        ),
        _table(
            "harvests",
            "tick:i seq:i agent_id:i x:i y:i good:t amount:q",
            "tick, seq",
        ),
        _table(
            "pairings",
            "tick:i seq:i agent_i:i agent_j:i event:t reason:t surplus_i:r?"
            " surplus_j:r?",
            "tick, seq",
        ),
        _table(
            "preferences",
            "tick:i agent_id:i rank:i partner_id:i surplus:r? discounted_surplus:r?"
            " distance:i pair_type:t?",
            "tick, agent_id, rank",
        ),
        _table(
            "trade_attempts",
            "tick:i seq:i buyer_id:i seller_id:i direction:t price:r? buyer_ask:r"
            " buyer_bid:r seller_ask:r seller_bid:r surplus:r? dA_attempted:q"
            " dB_calculated:q buyer_A_init:q buyer_B_init:q buyer_U_init:r"
            " buyer_A_final:q buyer_B_final:q buyer_U_final:r? buyer_improves:f"
            " seller_A_init:q seller_B_init:q seller_U_init:r seller_A_final:q"
            " seller_B_final:q seller_U_final:r? seller_improves:f buyer_feasible:f"
            " seller_feasible:f result:t result_reason:t",
            "tick, seq",
        ),
        _table("mode_changes", "tick:i old_mode:t new_mode:t", "tick"),
        _table("tick_states", "tick:i current_mode:t active_pairs:t digest:t?", "tick"),
    )
}
"""The tables by name. Nullable integers that hold nothing are -1 in arrays."""
