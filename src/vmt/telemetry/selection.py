"""Which rows of a table are meant: shared by export, log viewer and `open_run`."""

from collections.abc import Mapping
from dataclasses import dataclass

from vmt.telemetry.conditions import Condition, applicable
from vmt.telemetry.tables import TABLES, Kind

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

_BY_ID = {"pairings", "trades"}  # where the order within a tick is not a column


@dataclass(frozen=True, slots=True)
class Selection:
    """Rows by tick, by agent and by what is in them; without any, all of them.

    Attributes
    ----------
    first_tick, last_tick : int or None
        Both are included; None: from the start, to the end.
    agents : tuple of int, or None
        Rows in which one of them takes part; None: everybody's.
    conditions : tuple of Condition
        All of them are fulfilled; those on columns that a table lacks do not count.
    """

    first_tick: int | None = None
    last_tick: int | None = None
    agents: tuple[int, ...] | None = None
    conditions: tuple[Condition, ...] = ()


EVERYTHING = Selection()


def as_sql(selection: Selection, table: str, *, by_tick: bool) -> tuple[str, list[int]]:
    """Return ticks and agents as the rest of a WHERE clause, with its parameters.

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


def as_query(selection: Selection, table: str, run_id: int) -> str:
    """Return a selection of a table as an SQL query, with goods in natural units."""
    kinds = {column.kind for column in TABLES[table].columns}
    source = f"{table}_in_units" if Kind.QUANTITY in kinds else table
    where = [f"run_id = {run_id}"]
    if TABLES[table].by_tick:
        if selection.first_tick is not None:
            where.append(f"tick >= {selection.first_tick}")
        if selection.last_tick is not None:
            where.append(f"tick <= {selection.last_tick}")
    whom = AGENT_COLUMNS.get(table)
    if selection.agents is not None and whom:
        agents = ", ".join(map(str, selection.agents))
        either = " OR ".join(f"{column} IN ({agents})" for column in whom)
        where.append(f"({either})")
    where += [each.sql() for each in applicable(selection.conditions, table)]
    order = "id" if table in _BY_ID else TABLES[table].order
    conditions = "\n  AND ".join(where)
    return f"SELECT * FROM {source}\nWHERE {conditions}\nORDER BY {order}"  # noqa: S608


def in_words(
    selection: Selection,
    table: str | None = None,
    names: Mapping[str, str] | None = None,
) -> str:
    """Return a selection as words: ``ticks 10 to 20, agents 3 and 7, price ≥ 2``.

    Parameters
    ----------
    table : str, optional
        Name of the table; conditions and agents that do not count in it are left out.
        Without a table, all conditions are.
    names : mapping, optional
        What columns are called, by name.
    """
    first, last, parts = selection.first_tick, selection.last_tick, []
    if first is not None and last is not None:
        parts.append(f"tick {first}" if first == last else f"ticks {first} to {last}")
    elif first is not None:
        parts.append(f"from tick {first} on")
    elif last is not None:
        parts.append(f"up to tick {last}")
    if selection.agents is not None and (table is None or table in AGENT_COLUMNS):
        *others, name = map(str, selection.agents)
        parts.append(
            f"agents {', '.join(others)} and {name}" if others else f"agent {name}"
        )
    if not parts:
        parts.append("all ticks and agents")
    if table is not None:
        conditions = applicable(selection.conditions, table)
        parts += [condition.words(names) for condition in conditions]
    return ", ".join(parts)
