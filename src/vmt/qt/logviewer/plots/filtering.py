"""What the filter lets through to a plot, and what of it does not count there."""

from dataclasses import replace

from vmt.qt.logviewer.columns import (
    agent_columns,
    decision_columns,
    names_of,
    pairing_columns,
    resource_columns,
    trade_columns,
)
from vmt.qt.logviewer.filter import Extent, Filter
from vmt.qt.logviewer.plots.need import Need, Wanted
from vmt.qt.logviewer.plots.words import tr
from vmt.telemetry.conditions import applicable
from vmt.telemetry.selection import EVERYTHING, Selection, in_words

TRADES, AGENTS, CELLS = "trades", "agents", "resource_snapshots"
"""The tables whose rows a plot can show some of; the names are those of schema.sql."""


def names(table: str) -> dict[str, str]:
    """Return what the columns of one of the tables are called."""
    if table == AGENTS:
        return {
            "agent_id": tr("Agent"),
            "utility_type": tr("Utility function"),
            "utility_params": tr("Parameters"),
            "mix_index": tr("Place in the mix"),
            "home_x": tr("Home x"),
            "home_y": tr("Home y"),
        }
    return names_of(trade_columns() if table == TRADES else resource_columns())


def let_through(chosen: Filter, table: str) -> Selection:
    """Return the rows of a table that a plot shows; without a table, everything.

    A plot shows all ticks or some: at one tick there is little to draw.
    """
    if not table:
        return EVERYTHING
    found = _whole(chosen)
    conditions = tuple(applicable(found.conditions, table))
    if table == CELLS:  # at the tick that is looked at, and nobody's
        return Selection(conditions=conditions)
    return replace(found, conditions=conditions)


def wanted(chosen: Filter, table: str, need: Need, agent: int, tick: int) -> Wanted:
    """Return what is to be read for a plot."""
    selection = let_through(chosen, table)
    return Wanted(
        need,
        agent,
        tick,
        trades=selection if table == TRADES else EVERYTHING,
        people=selection if table == AGENTS else EVERYTHING,
        cells=selection if table == CELLS else EVERYTHING,
    )


def left_out(chosen: Filter, table: str) -> str:
    """Return, as a sentence, what of the filter does not count; empty: all counts."""
    whole, counted = _whole(chosen), let_through(chosen, table)
    rest = Selection(
        first_tick=whole.first_tick if counted.first_tick is None else None,
        last_tick=whole.last_tick if counted.last_tick is None else None,
        agents=whole.agents if counted.agents is None else None,
    )
    named = _all_names()
    parts = [] if rest == EVERYTHING else [in_words(rest)]
    parts += [
        condition.words(named)
        for condition in whole.conditions
        if condition not in counted.conditions
    ]
    if not parts:
        return ""
    return tr("Of the filter this does not count here: {0}").format(", ".join(parts))


def _whole(chosen: Filter) -> Selection:
    found = chosen.selection(-1)
    if chosen.extent is Extent.TICK:
        found = replace(found, first_tick=None, last_tick=None)
    return found


def _all_names() -> dict[str, str]:
    lists = (
        agent_columns(),
        decision_columns(of_one=False),
        pairing_columns(),
        resource_columns(),
        trade_columns(),
    )
    found = names(AGENTS)
    for columns in lists:
        found |= names_of(columns)
    return found
