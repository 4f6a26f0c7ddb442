"""What is stored in blocks of ticks rather than in rows: which columns of which table.

A table of blocks has, besides the ticks that a block is of, one BLOB for each column,
as `vmt.telemetry.codec` makes it. The columns here are in the order of the schema.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vmt.engine.decisions import RECORDED_ALTERNATIVES

MOST_TICKS = 32
MOST_VALUES = 65_536
"""Agents times ticks, or places times ticks, in a block; but see `FEWEST_TICKS`."""
FEWEST_TICKS = 4


@dataclass(frozen=True, slots=True)
class BlockColumn:
    """A column of a table of blocks.

    Attributes
    ----------
    name : str
    dtype : str
        NumPy's name of the type of its values.
    width : int
        Values for each agent or place.
    base : str or None
        The column, further up, that its differences are taken from.
    """

    name: str
    dtype: str
    width: int = 1
    base: str | None = None


@dataclass(frozen=True, slots=True)
class BlockTable:
    """A table of blocks.

    Attributes
    ----------
    name : str
    flag : str
        The column of `tick_states` that says whether a tick is in a block; none where
        a block holds what happened, so many rows a tick as there were events.
    columns : tuple of BlockColumn
    """

    name: str
    flag: str
    columns: tuple[BlockColumn, ...]


AGENTS = BlockTable(
    "agent_blocks",
    "has_agents",
    (
        BlockColumn("x", "int32"),
        BlockColumn("y", "int32"),
        BlockColumn("inventory_A", "int64"),
        BlockColumn("inventory_B", "int64"),
        BlockColumn("utility", "float64"),
        BlockColumn("p_min", "float64"),
        BlockColumn("p_max", "float64", base="p_min"),
        BlockColumn("ask_A_in_B", "float64", base="p_min"),
        BlockColumn("bid_A_in_B", "float64", base="p_max"),
        BlockColumn("target_agent_id", "int32"),
        BlockColumn("target_x", "int32"),
        BlockColumn("target_y", "int32"),
    ),
)
ACTIONS = BlockTable(
    "action_blocks",
    "has_actions",
    (
        BlockColumn("activity", "int8"),
        BlockColumn("chosen_partner_id", "int32"),
        BlockColumn("surplus_with_partner", "float64"),
        BlockColumn("target_x", "int32"),
        BlockColumn("target_y", "int32"),
        BlockColumn("alternatives", "int32", width=RECORDED_ALTERNATIVES),
        BlockColumn("is_paired", "int8"),
        BlockColumn("is_foraging_committed", "int8"),
        BlockColumn("claimed_place", "int32"),
        BlockColumn("harvested_place", "int32"),
        BlockColumn("harvested_amount", "int64"),
    ),
)
PLACES = BlockTable("place_blocks", "has_places", (BlockColumn("amount", "int64"),))
PAIRINGS = BlockTable(
    "pairing_blocks",
    "",
    (
        BlockColumn("tick", "int64"),
        BlockColumn("agent_i", "int32"),
        BlockColumn("agent_j", "int32"),
        BlockColumn("made", "int8"),
        BlockColumn("reason_id", "int32"),
        BlockColumn("surplus", "float64"),
    ),
)


def ticks_in_block(n: int) -> int:
    """Return how many ticks of so many agents, or places, a block holds at most."""
    return int(np.clip(MOST_VALUES // max(1, n), FEWEST_TICKS, MOST_TICKS))


Columns = dict[str, NDArray[np.generic]]
"""Columns of a block table by name."""
