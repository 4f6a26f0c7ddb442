"""The page of the agents: all of them, and the life of one."""

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import QSplitter, QVBoxLayout

from vmt.qt.logviewer.agent_life import AgentLife, Life, question
from vmt.qt.logviewer.agent_rows import AgentRow, AgentRows
from vmt.qt.logviewer.columns import agent_columns
from vmt.qt.logviewer.comparison import Compared
from vmt.qt.logviewer.filter import Filter
from vmt.qt.logviewer.filter_bar import FilterBar
from vmt.qt.logviewer.gathering import Gathering
from vmt.qt.logviewer.listing.page import ListingPage
from vmt.qt.logviewer.pages import Page
from vmt.qt.logviewer.recording import Recording
from vmt.telemetry.records import AgentSnapshot
from vmt.telemetry.selection import Selection


class AgentsPage(Page):
    """All agents; below, the trades and decisions of the selected one, in each run."""

    plots_wanted = pyqtSignal()
    """Sent when the plots of the selected agent are to be shown."""

    def __init__(self, chosen: Filter) -> None:
        super().__init__()
        self._recording: Recording | None = None
        self._rows = AgentRows()
        self.listing = ListingPage(
            name=self.tr("Agents"),
            nothing=self.tr("No agents are recorded here."),
            record=AgentSnapshot,
            columns=agent_columns(),
            chosen=chosen,
            key=lambda agent: agent.agent_id,
            read=self._rows.read,
            is_snapshot=True,
        )
        self.model, self.table = self.listing.model, self.listing.table
        self.bar, self.reading = self.listing.bar, self.listing.reading
        self.table.setSelectionMode(self.table.SingleSelection)
        self.listing.layout().setContentsMargins(0, 0, 0, 0)
        self.life = AgentLife()
        splitter = QSplitter(Qt.Vertical)
        splitter.addWidget(self.listing)
        splitter.addWidget(self.life)
        splitter.setSizes([55, 45])
        splitter.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.addWidget(splitter)
        self.table.selectionModel().selectionChanged.connect(self._show_selected)
        self.model.dataChanged.connect(lambda *_: self._show_late())
        self.table.doubleClicked.connect(lambda _: self.plots_wanted.emit())
        self.life.plots.clicked.connect(self.plots_wanted)
        self.reading.begun.connect(self._begin)
        self.listing.failed.connect(self.failed)

    @property
    def selected(self) -> AgentRow | None:
        """The agent that is selected."""
        row = self._selected_row()
        return row[1] if row else None

    @property
    def filter_bar(self) -> FilterBar:
        """The widgets of the filter."""
        return self.bar

    def show_recording(self, recording: Recording) -> None:
        """Show the agents that the filter wants."""
        self._recording = recording
        self.listing.show_recording(recording)

    def shown_runs(self) -> list[tuple[Compared, Selection]]:
        """Return the runs that are shown, and which rows of each."""
        return self.listing.shown_runs()

    def leave(self) -> bool:
        """Let go of what is long."""
        return self.listing.leave()

    def shown(self) -> tuple[str, Selection] | None:
        """Return the snapshots that are shown."""
        return self.listing.shown()

    def end(self) -> None:
        """Go back nowhere."""
        self.listing.end()

    def clear(self) -> None:
        """Show empty tables."""
        self._recording = None
        self.listing.clear()
        self.life.clear()

    def _begin(self) -> None:
        if self.selected is None and self.model.rowCount():
            self.table.selectRow(0)
        else:
            self._show_selected()

    def _selected_row(self) -> tuple[str, AgentRow] | None:
        rows = self.table.selectionModel().selectedRows()
        return self.model.row(rows[0].row()) if rows else None

    def _show_late(self) -> None:
        """Show an agent whose row was selected before it was read."""
        if not self.life.is_shown and self.table.selectionModel().hasSelection():
            self._show_selected()

    def _show_selected(self) -> None:
        row, recording = self._selected_row(), self._recording
        if row is None or recording is None:
            self.life.clear()
            return
        label, agent = row
        comparison = recording.comparison
        # The one of the row comes first.
        runs = sorted(comparison.runs, key=lambda run: run.label != label)
        tick = recording.tick if self._is_at_tick else agent.tick
        asked = Gathering(
            comparison.readers,
            runs,
            question(self._rows, agent.agent_id, tick),
            key=(self, "life"),
        )
        asked.done.connect(self._show_lives)
        asked.failed.connect(self.failed)

    def _show_lives(self, found: list[Life | None]) -> None:
        lives = [life for life in found if life is not None]
        if lives:
            self.life.show_lives(lives, has_runs=len(found) > 1)
        else:
            self.life.clear()

    @property
    def _is_at_tick(self) -> bool:
        selection = self.reading.selection
        return (
            selection is not None
            and selection.first_tick == selection.last_tick
            and selection.last_tick is not None
        )
