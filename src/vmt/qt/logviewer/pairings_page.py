"""The page of the pairings: what happened, and who was with whom for how long."""

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QLabel, QSplitter, QVBoxLayout, QWidget

from vmt.qt.logviewer import columns
from vmt.qt.logviewer.comparison import Compared
from vmt.qt.logviewer.filter import Filter
from vmt.qt.logviewer.filter_bar import FilterBar
from vmt.qt.logviewer.listing.page import ListingPage
from vmt.qt.logviewer.pages import Page, fit_columns
from vmt.qt.logviewer.recording import Recording
from vmt.qt.logviewer.spells import Spell, read_spells
from vmt.qt.tables import Column, RecordModel
from vmt.qt.views import TableView
from vmt.telemetry.records import PairingRecord
from vmt.telemetry.selection import Selection

Row = tuple[str, Spell]
"""The label of a run, and one of its partnerships."""


class PairingsPage(Page):
    """Partnerships made and dissolved; below, each from its beginning to its end."""

    def __init__(self, chosen: Filter) -> None:
        super().__init__()
        self._filter = chosen
        self._recording: Recording | None = None
        self._runs: tuple[Compared, ...] = ()
        self._spells: list[Row] = []
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
        named: Column[Row] = Column(
            self.tr("Run"), lambda row: row[0], is_text=True, letters=22
        )
        self.spells = RecordModel[Row](
            [named, *map(_of_row, columns.spell_columns())],
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
            self._runs = runs
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
        return self.listing.leave()

    def clear(self) -> None:
        """Show empty tables."""
        self._recording, self._runs, self._spells = None, (), []
        self.listing.clear()
        self.spells.set_records([])
        self.title.clear()

    def _take(self, found: list[list[Spell]]) -> None:
        labels = [run.label for run in self._runs]
        self._spells = [
            (label, spell)
            for label, of_run in zip(labels, found, strict=True)
            for spell in of_run
        ]
        self.spells_table.setColumnHidden(0, len(labels) == 1)
        self._show()

    def _show(self) -> None:
        if self._recording is None:
            return
        selection = self._filter.selection(self._recording.tick)
        rows = [row for row in self._spells if _is_meant(row[1], selection)]
        self.spells.set_records(rows)
        lengths = [spell.ticks for _, spell in rows if spell.ticks is not None]
        text = self.tr("Partnerships of these ticks: {0:,}").format(len(rows))
        if lengths:
            mean = f"{sum(lengths) / len(lengths):.1f}"
            text = self.tr("{0}, {1} ticks long in the mean").format(text, mean)
        self.title.setText(text)


def _is_meant(spell: Spell, selection: Selection) -> bool:
    """Return whether a partnership of the agents goes on in one of the ticks."""
    agents = selection.agents
    if agents is not None and not {spell.agent_i, spell.agent_j} & set(agents):
        return False
    first, last = selection.first_tick, selection.last_tick
    begins = spell.first is None or last is None or spell.first <= last
    ends = spell.last is None or first is None or spell.last >= first
    return begins and ends


def _of_row(column: Column[Spell]) -> Column[Row]:
    return Column(
        column.title,
        lambda row: column.value(row[1]),
        column.help,
        is_text=column.is_text,
        letters=column.letters,
    )
