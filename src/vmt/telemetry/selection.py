"""Which rows of a table are meant: shared by export, log viewer and `open_run`."""

from dataclasses import dataclass

AGENT_COLUMNS = {
    "agents": ("agent_id",),
    "agent_snapshots": ("agent_id",),
    "decisions": ("agent_id",),
    "harvests": ("agent_id",),
    "pairings": ("agent_i", "agent_j"),
    "preferences": ("agent_id",),
    "trade_attempts": ("buyer_id", "seller_id"),
    "trades": ("buyer_id", "seller_id"),
}
"""The columns that say whom a row is about, by table."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Rows by tick and by agent; without either, all of them.

    Attributes
    ----------
    first_tick, last_tick : int or None
        Both are included; None: from the start, to the end.
    agents : tuple of int, or None
        Rows in which one of them takes part; None: everybody's.
    """

    first_tick: int | None = None
    last_tick: int | None = None
    agents: tuple[int, ...] | None = None


EVERYTHING = Selection()


def as_sql(selection: Selection, table: str, *, by_tick: bool) -> tuple[str, list[int]]:
    """Return a selection as the rest of a WHERE clause, with its parameters.

    Parameters
    ----------
    table : str
        Name of the table.
    by_tick : bool
        Whether it has ticks; otherwise those of the selection do not matter.
    """
    text, parameters = "", []
    if by_tick and selection.first_tick is not None:
        text += " AND tick >= ?"
        parameters.append(selection.first_tick)
    if by_tick and selection.last_tick is not None:
        text += " AND tick <= ?"
        parameters.append(selection.last_tick)
    whom = AGENT_COLUMNS.get(table)
    if selection.agents is not None and whom:
        marks = ", ".join("?" * len(selection.agents))
        text += " AND (" + " OR ".join(f"{c} IN ({marks})" for c in whom) + ")"
        parameters += selection.agents * len(whom)
    return text, parameters


def in_words(selection: Selection) -> str:
    """Return a selection as words: ``ticks 10 to 20, agents 3 and 7``."""
    first, last, parts = selection.first_tick, selection.last_tick, []
    if first is not None and last is not None:
        parts.append(f"tick {first}" if first == last else f"ticks {first} to {last}")
    elif first is not None:
        parts.append(f"from tick {first} on")
    elif last is not None:
        parts.append(f"up to tick {last}")
    if selection.agents is not None:
        *others, name = map(str, selection.agents)
        parts.append(
            f"agents {', '.join(others)} and {name}" if others else f"agent {name}"
        )
    return ", ".join(parts) or "all ticks and agents"
