"""The pages of the log viewer that list what happened, as a filter lets it through."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from typing import Any

from PyQt5.QtCore import QCoreApplication
from PyQt5.QtWidgets import QVBoxLayout

from vmt.qt.background import Pulse
from vmt.qt.logviewer import columns
from vmt.qt.logviewer.comparison import Compared
from vmt.qt.logviewer.filter_bar import Extent, Filter, FilterBar
from vmt.qt.logviewer.pages import Page, fit_columns
from vmt.qt.logviewer.recording import Recording
from vmt.qt.tables import Column, RecordModel
from vmt.qt.views import TableView
from vmt.telemetry.reader import RECORDS, Database
from vmt.telemetry.records import (
    DecisionRecord,
    HarvestRecord,
    PairingRecord,
    TradeRecord,
)
from vmt.telemetry.selection import Selection, in_words

MOST_ROWS = 20_000
"""Rows that a table of many ticks lists; of more, the last ones."""
_MOST_TICKS = 256  # that are read at once


class EventPage(Page):
    """A table of what happened to the agents at the ticks that a filter lets through.

    Parameters
    ----------
    name, nothing : str
        What the table shows, and what it says where there is nothing.
    record : type
        Of the rows, one of `vmt.telemetry.reader.RECORDS`.
    columns : sequence of Column
    chosen : Filter
    key : callable, optional
        Tells which records of different ticks are of the same thing.
    """

    def __init__(
        self,
        *,
        name: str,
        nothing: str,
        record: type,
        columns: Sequence[Column[Any]],
        chosen: Filter,
        key: Callable[[Any], Hashable] | None = None,
    ) -> None:
        super().__init__()
        self._record, self._filter, self._key = record, chosen, key
        self.model = RecordModel[Any](columns)
        self.table = TableView(self.model, name, nothing)
        self.model.setParent(self.table)
        fit_columns(self.table)
        self.bar = FilterBar(chosen)
        self._shown: tuple[object, ...] | None = None
        self._selection: Selection | None = None
        layout = QVBoxLayout(self)
        layout.addWidget(self.bar)
        layout.addWidget(self.table, 1)

    def show_recording(self, recording: Recording) -> None:
        """Show what happened at the ticks that are to be listed."""
        run = recording.run
        if run is None:
            self.clear()
            return
        self.bar.show_range(recording.first, recording.last)
        selection = self._filter.selection(recording.tick)
        # Many ticks are the same at every tick; reading them again takes time.
        what = (run, recording.path, selection, recording.last)
        if what == self._shown:
            return
        self._shown, self._selection = what, selection
        record = self._record
        self.ask(
            recording,
            lambda main, database, pulse: _read(
                main, database, record, selection, pulse
            ),
            lambda found: self._show(selection, *found[0]),
            only_main=True,
        )

    def _show(self, selection: Selection, found: list[Any], since: int | None) -> None:
        is_one_tick = self._filter.extent == Extent.TICK
        self.model.key = self._key if is_one_tick else None
        self.model.set_records(found)
        caption = self._describe(selection, len(found), since)
        self.bar.caption.setText(caption)
        self.bar.caption.setToolTip(caption)  # where it is too narrow for all of it

    def clear(self) -> None:
        """Show an empty table."""
        self._shown = self._selection = None
        self.model.set_records([])
        self.bar.caption.clear()

    def shown(self) -> tuple[str, Selection] | None:
        """Return the table and what the filter lets through, also beyond the limit."""
        if self._selection is None:
            return None
        return RECORDS[self._record].name, self._selection

    def _describe(self, selection: Selection, count: int, since: int | None) -> str:
        if selection.last_tick is not None and selection.last_tick < 0:
            return self.tr("Nothing happens before tick 0")
        rows = self.tr("1 row") if count == 1 else self.tr("{0:,} rows").format(count)
        if since is not None:
            rows = self.tr("The last {0}, from tick {1} on").format(rows, since)
        return f"{rows} ({in_words(selection)})"


def _read(
    main: Compared, database: Database, record: type, selection: Selection, pulse: Pulse
) -> tuple[list[Any], int | None]:
    """Return the last records, and since which tick if these are not all."""
    first, last = selection.first_tick, selection.last_tick
    first = main.first if first is None else max(first, main.first)
    last = main.last if last is None else min(last, main.last)
    found: list[Any] = []
    size = 1
    while last >= first:
        pulse(0, 0)
        since = max(first, last - size + 1)
        part = replace(selection, first_tick=since, last_tick=last)
        found[:0] = database.records(record, main.run_id, part)
        if len(found) >= MOST_ROWS and since > first:
            return found, since
        last, size = since - 1, min(2 * size, _MOST_TICKS)
    return found, None


def tr(text: str) -> str:
    """Return a text in the user's language."""
    return str(QCoreApplication.translate("event_page", text))


def trades_page(chosen: Filter) -> EventPage:
    """Return the page of the trades."""
    return EventPage(
        name=tr("Trades"),
        nothing=tr("No trades here."),
        record=TradeRecord,
        columns=columns.trade_columns(),
        chosen=chosen,
    )


def decisions_page(chosen: Filter) -> EventPage:
    """Return the page of the decisions; an agent stays selected from tick to tick."""
    return EventPage(
        name=tr("Decisions"),
        nothing=tr("No decisions here."),
        record=DecisionRecord,
        columns=columns.decision_columns(of_one=False),
        chosen=chosen,
        key=lambda decision: decision.agent_id,
    )


def pairings_page(chosen: Filter) -> EventPage:
    """Return the page of the partnerships."""
    return EventPage(
        name=tr("Pairings"),
        nothing=tr("No partnership is made or dissolved here."),
        record=PairingRecord,
        columns=columns.pairing_columns(),
        chosen=chosen,
    )


def harvests_page(chosen: Filter) -> EventPage:
    """Return the page of the harvests."""
    return EventPage(
        name=tr("Harvests"),
        nothing=tr("Nothing is harvested here."),
        record=HarvestRecord,
        columns=columns.harvest_columns(),
        chosen=chosen,
    )
