"""The trades of a run as one array, read in pieces so that millions of them fit."""

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vmt.telemetry import RecordedRun
from vmt.telemetry.connection import cannot_read
from vmt.telemetry.errors import DamageError
from vmt.telemetry.selection import EVERYTHING, Selection

TRADES = np.dtype(
    [
        ("tick", np.int32),
        ("x", np.int32),
        ("y", np.int32),
        ("buyer_id", np.int32),
        ("seller_id", np.int32),
        ("dA", np.float64),
        ("dB", np.float64),
        ("price", np.float64),
    ]
)
"""The buyer receives `dA` and pays `dB`, both in units; the price is B per A."""

_PIECE = 10_000
"""Rows that are in memory as objects of Python at once."""
_QUERY = """
    SELECT exchange_pair_type = 'A<->B', tick, x, y, buyer_id, seller_id, dA, dB, price
    FROM trades WHERE run_id = ? ORDER BY {0}
"""
_COUNT = "SELECT count(*), ifnull(max(tick), -1) FROM trades WHERE run_id = ?"
_TICKS = 256
"""Ticks whose trades are looked through at once for those that are wanted."""

OnProgress = Callable[[int, int], object]
"""Called with how much is done, and of how much; what it raises ends the reading."""


def read_trades(
    recorded: RecordedRun,
    on_progress: OnProgress | None = None,
    selection: Selection = EVERYTHING,
) -> NDArray[Any]:
    """Return the trades of A against B in the order in which they were executed.

    Where the public VMT traded for money there is no price in B; those are left out.

    Parameters
    ----------
    recorded : RecordedRun
    on_progress : callable, optional
    selection : Selection, optional
        Which trades; all of them.

    Returns
    -------
    structured array of `TRADES`

    Raises
    ------
    TelemetryError
        The file cannot be read.
    """
    database, run_id = recorded.database, recorded.run.run_id
    ((total, last),) = database.query(_COUNT, (run_id,))
    if selection != EVERYTHING:
        return _selected(recorded, on_progress, selection, last)
    order = "id" if database.has_blocks else "tick, seq"
    trades, kept, done = np.empty(total, TRADES), 0, 0
    try:
        found = database.connection.execute(_QUERY.format(order), (run_id,))
        while done < total and (rows := found.fetchmany(min(_PIECE, total - done))):
            barter = [row[1:] for row in rows if row[0]]
            trades[kept : kept + len(barter)] = np.array(barter, TRADES)
            kept, done = kept + len(barter), done + len(rows)
            if on_progress is not None:
                on_progress(done, total)
    except sqlite3.Error as error:
        raise cannot_read(database.path, error) from error
    except (TypeError, ValueError, OverflowError) as error:
        # SQLite keeps texts in columns of numbers, too.
        damage = DamageError(f"a value in trades: {error}")
        raise cannot_read(database.path, damage) from error
    trades = trades[:kept]
    for good in ("dA", "dB"):
        trades[good] /= 10**recorded.run.quantity_decimals
    return trades


def _selected(
    recorded: RecordedRun,
    on_progress: OnProgress | None,
    selection: Selection,
    last: int,
) -> NDArray[Any]:
    """Return what the table of trades lists of a selection, whatever the edition."""
    pieces = [np.empty(0, TRADES)]
    first = max(0, selection.first_tick or 0)
    if selection.last_tick is not None:
        last = min(last, selection.last_tick)
    for tick in range(first, last + 1, _TICKS):
        end = min(tick + _TICKS - 1, last)
        part = replace(selection, first_tick=tick, last_tick=end)
        found = recorded.table("trades", part)
        found = found[found["exchange_pair_type"] == "A<->B"]
        piece = np.empty(len(found), TRADES)
        for name in TRADES.names or ():
            piece[name] = found[name]
        pieces.append(piece)
        if on_progress is not None:
            on_progress(end + 1 - first, last + 1 - first)
    return np.concatenate(pieces)
