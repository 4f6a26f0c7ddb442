"""The page of a table of any length, with its filter."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from typing import Any

from PyQt5.QtCore import QItemSelectionModel, QTimer
from PyQt5.QtWidgets import QApplication, QVBoxLayout

from vmt.qt.logviewer.columns import names_of
from vmt.qt.logviewer.comparison import Compared
from vmt.qt.logviewer.filter import Extent, Filter
from vmt.qt.logviewer.filter_bar import FilterBar
from vmt.qt.logviewer.listing.model import ListingModel
from vmt.qt.logviewer.listing.parts import read
from vmt.qt.logviewer.listing.reading import SORTABLE, Read, Reading
from vmt.qt.logviewer.listing.view import ListingView
from vmt.qt.logviewer.pages import Page, fit_columns
from vmt.qt.logviewer.recording import Recording
from vmt.qt.tables import Column
from vmt.telemetry.reader import RECORDS
from vmt.telemetry.selection import Selection, as_query, in_words


class ListingPage(Page):
    """A table of the runs at the ticks, of the agents and with what a filter wants.

    Parameters
    ----------
    name, nothing : str
        What the table shows, and what it says where there is nothing.
    record : type
        Of the rows, one of `vmt.telemetry.reader.RECORDS`.
    columns : sequence of Column
    chosen : Filter
    key : callable, optional
        Tells which records of different ticks are of the same thing, so that it stays
        selected.
    read : callable, optional
        Reads rows that are not as the file has them.
    is_snapshot : bool, optional
        Whether there is one state at a tick, rather than what happened in it.
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
        read: Read = read,
        is_snapshot: bool = False,
    ) -> None:
        super().__init__()
        self._filter, self._key = chosen, key
        self._is_snapshot = is_snapshot
        self._table = RECORDS[record]
        self._names = names_of(list(columns))
        self._run_id = 0
        self.model = ListingModel(columns)
        self.table = ListingView(self.model, self._table, name, nothing)
        self.reading = Reading(self.model, record, read, is_snapshot=is_snapshot)
        fit_columns(self.table)
        self._n_columns = self.model.columnCount()
        self._marked: set[Hashable] = set()
        self._left_at: tuple[Selection | None, int] = None, 0
        # When the rows have their places, and a first one is selected.
        self._going_back = QTimer(self)
        self._going_back.setSingleShot(True)
        self._going_back.setInterval(0)
        self._going_back.timeout.connect(self._go_back)
        self.bar = FilterBar(chosen, self._table, self._names)
        layout = QVBoxLayout(self)
        layout.addWidget(self.bar)
        layout.addWidget(self.table, 1)
        self.model.modelAboutToBeReset.connect(self._mark)
        self.reading.begun.connect(self._begin)
        self.reading.progressed.connect(self._tell)
        self.reading.failed.connect(self.failed)
        self.table.narrowed.connect(chosen.add)
        self.table.sql_asked.connect(self.copy_sql)
        self.table.refused.connect(self.failed)

    @property
    def filter_bar(self) -> FilterBar:
        """The widgets of the filter."""
        return self.bar

    def show_recording(self, recording: Recording) -> None:
        """Show what the filter wants, as soon as it is read."""
        run = recording.run
        if run is None:
            self.clear()
            return
        self._run_id = run.run_id
        self.bar.show_range(recording.first, recording.last)
        selection = self._filter.selection(recording.tick)
        self.reading.show(recording.comparison, selection)

    def clear(self) -> None:
        """Show an empty table."""
        self.reading.clear()
        self._set_caption("")

    def leave(self) -> bool:
        """Let go of what is long, or is still being counted."""
        is_costly = self.table.is_costly or self.reading.is_counting
        place = self.table.verticalScrollBar().value()
        self._left_at = self.reading.selection, place
        if is_costly:
            self.clear()
        return is_costly

    def end(self) -> None:
        """Go back nowhere."""
        self._going_back.stop()

    def shown(self) -> tuple[str, Selection] | None:
        """Return the table, and what is shown of the run that is looked at."""
        selection = self.reading.selection
        if selection is None:
            return None
        runs = self.shown_runs()
        return self._table.name, runs[0][1] if runs else selection

    def shown_runs(self) -> list[tuple[Compared, Selection]]:
        """Return the runs that are shown, and which rows of each."""
        selection = self.reading.selection
        if selection is None:
            return []
        if not self._is_snapshot or self._filter.extent != Extent.TICK:
            return [(run, selection) for run in self.reading.runs]
        # Each run shows its last snapshot up to the tick.
        ticks = {part.run.key: part.selection.last_tick for part in self.model.parts}
        return [
            (
                run,
                replace(selection, first_tick=ticks[run.key], last_tick=ticks[run.key]),
            )
            for run in self.reading.runs
            if run.key in ticks
        ]

    @property
    def sql(self) -> str:
        """The query for what is shown of the run that is looked at."""
        shown = self.shown()
        return "" if shown is None else as_query(shown[1], shown[0], self._run_id)

    def copy_sql(self) -> None:
        """Copy the query for what is shown."""
        QApplication.clipboard().setText(self.sql)

    def _mark(self) -> None:
        """Remember what is selected."""
        self._marked.clear()
        if self._key is None or self._filter.extent != Extent.TICK:
            return
        for index in self.table.selectionModel().selectedRows():
            row = self.model.row(index.row())
            if row is not None:
                self._marked.add((row[0], self._key(row[1])))

    def _begin(self) -> None:
        if self.model.columnCount() != self._n_columns:
            self._n_columns = self.model.columnCount()
            fit_columns(self.table)
        if self._key is not None and self._marked:
            # Not `selectRow`, which asks whether Ctrl is held, as it is for Ctrl+→.
            rows = QItemSelectionModel.Select | QItemSelectionModel.Rows
            for number, (label, record) in enumerate(self.model.rows()):
                if (label, self._key(record)) in self._marked:
                    at = self.model.index(number, 0)
                    self.table.selectionModel().select(at, rows)
        self._going_back.start()
        self._tell()

    def _go_back(self) -> None:
        """Scroll to where the table was when it was left, if it is the same."""
        selection, place = self._left_at
        if selection is not None and selection == self.reading.selection:
            self.table.verticalScrollBar().setValue(place)
        self._left_at = None, 0

    def _tell(self) -> None:
        selection, count = self.reading.selection, self.model.rowCount()
        if selection is None:
            self._set_caption("")
            return
        last = selection.last_tick
        if not self._is_snapshot and last is not None and last < 0:
            self._set_caption(self.tr("Nothing happens before tick 0"))
            return
        rows = self.tr("1 row") if count == 1 else self.tr("{0:,} rows").format(count)
        if self.reading.is_counting:
            tick = self.reading.counted_to
            rows = self.tr("{0} so far, up to tick {1:,}").format(rows, tick)
        words = in_words(selection, self._table.name, self._names)
        caption = f"{rows} ({words})"
        if self.reading.sorting is not None and self.reading.is_too_long_to_sort:
            caption += self.tr("; only {0:,} can be sorted").format(SORTABLE)
        self._set_caption(caption)

    def _set_caption(self, caption: str) -> None:
        self.bar.caption.setText(caption)
        # Where it is too narrow for all of it; and what it is in the language of data.
        self.bar.caption.setToolTip(f"{caption}\n\n{self.sql}" if caption else "")
