"""The ticks of a run at which something happened that one wants to see."""

from dataclasses import dataclass

from PyQt5.QtCore import QCoreApplication

from vmt.qt.background import Pulse
from vmt.qt.logviewer.comparison import Compared
from vmt.qt.tables import exact
from vmt.telemetry.reader import Database
from vmt.telemetry.records import ModeChangeRecord, natural
from vmt.telemetry.selection import Selection

MOST_CHANGES = 100
"""Changes of mode that are marked; a schedule may have one every few ticks."""
_FIRST = "SELECT min(tick), max(tick) FROM trades WHERE run_id = ?"
_LARGEST = (
    "SELECT tick, dA, dB FROM trades WHERE run_id = ? AND exchange_pair_type = 'A<->B'"
    " ORDER BY dA DESC, tick LIMIT 1"
)
_BUSIEST = (
    "SELECT tick, count(*) AS n FROM trades WHERE run_id = ?"
    " GROUP BY tick ORDER BY n DESC, tick LIMIT 1"
)


@dataclass(frozen=True, slots=True, order=True)
class Bookmark:
    """A tick, and in words what happened there."""

    tick: int
    words: str


def tr(text: str) -> str:
    """Return a text in the user's language."""
    return str(QCoreApplication.translate("bookmarks", text))


def read_bookmarks(run: Compared, database: Database, pulse: Pulse) -> list[Bookmark]:
    """Return the bookmarks of a run, by tick.

    Raises
    ------
    TelemetryError
        The file cannot be read.
    """
    found = [
        Bookmark(
            change.tick,
            tr("the mode changes from {0} to {1}").format(
                change.old_mode, change.new_mode
            ),
        )
        for change in database.records(ModeChangeRecord, run.run_id, Selection())
    ][:MOST_CHANGES]
    pulse(1, 3)
    ((first, last),) = database.query(_FIRST, (run.run_id,))
    if first is not None:
        found += [
            Bookmark(first, tr("the first trade")),
            Bookmark(
                last,
                tr("the last trade so far")
                if run.run.status == "running"
                else tr("the last trade"),
            ),
        ]
    pulse(2, 3)
    for tick, dA, dB in database.query(_LARGEST, (run.run_id,)):
        decimals = run.run.quantity_decimals
        amounts = (exact(natural(minor, decimals)) for minor in (dA, dB))
        found.append(
            Bookmark(tick, tr("the largest trade: {0} A for {1} B").format(*amounts))
        )
    for tick, count in database.query(_BUSIEST, (run.run_id,)):
        found.append(Bookmark(tick, tr("the most trades in a tick: {0}").format(count)))
    return sorted(found)
