"""The page of the decisions; below, why the selected one was made."""

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QLabel, QSplitter, QVBoxLayout, QWidget

from vmt.qt.logviewer import columns
from vmt.qt.logviewer.comparison import Compared
from vmt.qt.logviewer.filter import Filter
from vmt.qt.logviewer.filter_bar import FilterBar
from vmt.qt.logviewer.gathering import Gathering
from vmt.qt.logviewer.listing.page import ListingPage
from vmt.qt.logviewer.pages import Page, fit_columns
from vmt.qt.logviewer.recording import Recording
from vmt.qt.logviewer.run_rows import Row, with_run
from vmt.qt.logviewer.why import Alternative, Why, question
from vmt.qt.tables import RecordModel
from vmt.qt.views import TableView
from vmt.telemetry.records import DecisionRecord
from vmt.telemetry.selection import Selection


class DecisionsPage(Page):
    """What agents chose to do; an agent stays selected from tick to tick.

    Below, why the selected one chose so, and the same agent in the other runs.
    """

    def __init__(self, chosen: Filter) -> None:
        super().__init__()
        self._recording: Recording | None = None
        self._tells = False  # of a decision
        self.listing = ListingPage(
            name=self.tr("Decisions"),
            nothing=self.tr("No decisions here."),
            record=DecisionRecord,
            columns=columns.decision_columns(of_one=False),
            chosen=chosen,
            key=lambda decision: decision.agent_id,
        )
        self.listing.layout().setContentsMargins(0, 0, 0, 0)
        self.model, self.table = self.listing.model, self.listing.table
        self.bar, self.reading = self.listing.bar, self.listing.reading
        self.words = QLabel()
        self.words.setTextFormat(Qt.PlainText)
        self.words.setWordWrap(True)
        self.words.setTextInteractionFlags(Qt.TextSelectableByMouse)
        self.alternatives = RecordModel[Row[Alternative]](
            with_run(columns.alternative_columns())
        )
        self.alternatives_table = TableView(
            self.alternatives, self.tr("Partners that were considered")
        )
        self.alternatives.setParent(self.alternatives_table)
        fit_columns(self.alternatives_table)
        self.alternatives_table.setColumnHidden(0, True)  # noqa: FBT003 - as Qt has it
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 4, 0, 0)
        column.addWidget(self.words)
        column.addWidget(self.alternatives_table, 1)
        splitter = QSplitter(Qt.Vertical)
        splitter.addWidget(self.listing)
        splitter.addWidget(below)
        splitter.setSizes([400, 200])
        splitter.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.addWidget(splitter)
        self._show_nothing()
        self.table.selectionModel().selectionChanged.connect(self._show_selected)
        self.reading.begun.connect(self._show_selected)
        self.model.dataChanged.connect(lambda *_: self._show_late())
        self.listing.failed.connect(self.failed)

    @property
    def filter_bar(self) -> FilterBar:
        """The widgets of the filter."""
        return self.bar

    def show_recording(self, recording: Recording) -> None:
        """Show the decisions that the filter wants."""
        self._recording = recording
        self.listing.show_recording(recording)

    def shown(self) -> tuple[str, Selection] | None:
        """Return the decisions that are shown."""
        return self.listing.shown()

    def shown_runs(self) -> list[tuple[Compared, Selection]]:
        """Return the runs that are shown, and which rows of each."""
        return self.listing.shown_runs()

    def leave(self) -> bool:
        """Let go of what is long."""
        return self.listing.leave()

    def end(self) -> None:
        """Go back nowhere."""
        self.listing.end()

    def clear(self) -> None:
        """Show empty tables."""
        self._recording = None
        self.listing.clear()
        self._show_nothing()

    def _show_late(self) -> None:
        """Tell of a decision whose row was selected before it was read."""
        if not self._tells and self.table.selectionModel().hasSelection():
            self._show_selected()

    def _show_selected(self) -> None:
        rows = self.table.selectionModel().selectedRows()
        row = self.model.row(rows[0].row()) if rows else None
        if row is None or self._recording is None:
            self._show_nothing()
            return
        label, decision = row
        comparison = self._recording.comparison
        # The one of the row comes first.
        runs = sorted(comparison.runs, key=lambda run: run.label != label)
        asked = Gathering(
            comparison.readers, runs, question(decision), key=(self, "why")
        )
        asked.done.connect(self._show_why)
        asked.failed.connect(self.failed)

    def _show_why(self, found: list[Why | None]) -> None:
        decisions = [why for why in found if why is not None]
        if len(found) == 1:
            texts = [why.words() for why in decisions]
        else:
            texts = [f"{why.label}: {why.words()}" for why in decisions]
        self.words.setText("\n".join(texts))
        self._tells = True
        self.alternatives_table.empty = self.tr("No partners were considered.")
        self.alternatives_table.setColumnHidden(0, len(found) == 1)
        self.alternatives.set_records(
            [(why.label, each) for why in decisions for each in why.alternatives]
        )

    def _show_nothing(self) -> None:
        self.words.setText(self.tr("Select a decision to see why it was made."))
        self._tells = False
        self.alternatives_table.empty = ""
        self.alternatives.set_records([])
