"""The page of the pairings: what happened, and who was with whom for how long."""

import numpy as np
from numpy.typing import NDArray
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QLabel, QSplitter, QVBoxLayout, QWidget

from vmt.qt.logviewer import columns
from vmt.qt.logviewer.comparison import Compared
from vmt.qt.logviewer.filter import Filter
from vmt.qt.logviewer.filter_bar import FilterBar
from vmt.qt.logviewer.listing.page import ListingPage
from vmt.qt.logviewer.pages import Page, fit_columns
from vmt.qt.logviewer.recording import Recording
from vmt.qt.logviewer.run_rows import Row, with_run
from vmt.qt.logviewer.spells import Spell, Spells, read_spells
from vmt.qt.tables import RecordModel
from vmt.qt.views import TableView
from vmt.telemetry.records import PairingRecord
from vmt.telemetry.selection import Selection

MOST_ROWS = 5_000
"""Partnerships of a run that are listed: the last ones."""
_MANY = 50_000
"""Partnerships that are read again rather than kept while nobody looks at them."""


class PairingsPage(Page):
    """Partnerships made and dissolved; below, each from its beginning to its end."""

    def __init__(self, chosen: Filter) -> None:
        super().__init__()
        self._filter = chosen
        self._recording: Recording | None = None
        self._runs: tuple[Compared, ...] = ()
        self._spells: list[Spells] = []
        self.listing = ListingPage(
            name=self.tr("Pairings"),
            nothing=self.tr("No partnership is made or dissolved here."),
            record=PairingRecord,
            columns=columns.pairing_columns(),
            chosen=chosen,
        )
        self.listing.layout().setContentsMargins(0, 0, 0, 0)
        self.model, self.table = self.listing.model, self.listing.table
        self.bar, self.reading = self.listing.bar, self.listing.reading
        self.spells = RecordModel[Row[Spell]](
            with_run(columns.spell_columns()),
            key=lambda row: (row[0], row[1].agent_i, row[1].agent_j, row[1].first),
        )
        self.spells_table = TableView(
            self.spells,
            self.tr("Partnerships from beginning to end"),
            self.tr("Nobody is paired here."),
        )
        self.spells.setParent(self.spells_table)
        fit_columns(self.spells_table)
        self.title = QLabel()
        self.title.setTextFormat(Qt.PlainText)
        self.title.setWordWrap(True)
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 4, 0, 0)
        column.addWidget(self.title)
        column.addWidget(self.spells_table, 1)
        splitter = QSplitter(Qt.Vertical)
        splitter.addWidget(self.listing)
        splitter.addWidget(below)
        splitter.setSizes([300, 300])
        splitter.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.addWidget(splitter)
        self.listing.failed.connect(self.failed)

    @property
    def filter_bar(self) -> FilterBar:
        """The widgets of the filter."""
        return self.bar

    def show_recording(self, recording: Recording) -> None:
        """Show the events that the filter wants, and who is paired meanwhile."""
        self._recording = recording
        self.listing.show_recording(recording)
        runs = recording.comparison.runs
        if runs != self._runs:
            self._runs, self._spells = runs, []
            self.ask(recording, read_spells, self._take, takes_long=True)
        else:
            self._show()

    def shown(self) -> tuple[str, Selection] | None:
        """Return the events that are shown."""
        return self.listing.shown()

    def shown_runs(self) -> list[tuple[Compared, Selection]]:
        """Return the runs that are shown, and which rows of each."""
        return self.listing.shown_runs()

    def leave(self) -> bool:
        """Let go of what is long."""
        has_many = sum(map(len, self._spells)) > _MANY
        if has_many:
            self._runs, self._spells = (), []
            self.spells.set_records([])
            self.title.clear()
        return self.listing.leave() or has_many

    def end(self) -> None:
        """Go back nowhere."""
        self.listing.end()

    def clear(self) -> None:
        """Show empty tables."""
        self._recording, self._runs, self._spells = None, (), []
        self.listing.clear()
        self.spells.set_records([])
        self.title.clear()

    def _take(self, found: list[Spells]) -> None:
        self._spells = found
        self.spells_table.setColumnHidden(0, len(found) == 1)
        self._show()

    def _show(self) -> None:
        if self._recording is None or len(self._spells) != len(self._runs):
            return
        selection = self._filter.selection(self._recording.tick)
        rows: list[Row[Spell]] = []
        texts = []
        for run, spells in zip(self._runs, self._spells, strict=True):
            numbers = spells.meant(selection)
            rows += [(run.label, spells[number]) for number in numbers[-MOST_ROWS:]]
            texts.append(self._describe(spells, numbers))
            if len(self._runs) > 1:
                texts[-1] = f"{run.label}: {texts[-1]}"
        self.spells.set_records(rows)
        self.title.setText("\n".join(texts))

    def _describe(self, spells: Spells, numbers: NDArray[np.intp]) -> str:
        text = self.tr("Partnerships of these ticks: {0:,}").format(len(numbers))
        mean = spells.mean_ticks(numbers)
        if mean is not None:
            text = self.tr("{0}, {1:.1f} ticks long in the mean").format(text, mean)
        if len(numbers) > MOST_ROWS:
            text = self.tr("{0}; the last {1:,} are listed").format(text, MOST_ROWS)
        return text
