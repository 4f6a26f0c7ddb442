"""The runs that were started from this launcher, and how they are doing."""

from dataclasses import dataclass
from pathlib import Path

from PyQt5.QtCore import QCoreApplication, Qt
from PyQt5.QtWidgets import QHeaderView

from vmt.qt.processes import ChildProcess
from vmt.qt.tables import Column, RecordModel
from vmt.qt.views import TableView

_ROWS = 4  # that are seen without scrolling


@dataclass(frozen=True, slots=True, eq=False)
class LaunchedRun:
    """A viewer that was started.

    Attributes
    ----------
    name : str
        Of its scenario.
    seed : int
    recording : Path
        The file it records to; it may not be there yet.
    process : ChildProcess
    """

    name: str
    seed: int
    recording: Path
    process: ChildProcess

    @property
    def state(self) -> str:
        """How it is doing, in a word or two."""
        if self.process.outcome is not None:
            return str(self.process.outcome)
        tr = QCoreApplication.translate
        if self.process.is_stopping:
            return str(tr("LaunchedRun", "stopping …"))
        return str(tr("LaunchedRun", "running"))

    @property
    def icon(self) -> str:
        """The name of the icon for its state."""
        outcome = self.process.outcome
        if outcome is None:
            return "running"
        return "failed" if outcome.is_failure else "ended"


class RunsView(TableView):
    """The runs, newest first; one of them may be selected."""

    def __init__(self) -> None:
        def tr(text: str) -> str:
            return str(QCoreApplication.translate("RunsView", text))

        self.runs = RecordModel[LaunchedRun](
            [
                Column(
                    tr("Run"),
                    lambda run: run.name,
                    is_text=True,
                    icon=lambda run: run.icon,
                ),
                Column(tr("Seed"), lambda run: run.seed),
                Column(tr("State"), lambda run: run.state, is_text=True),
            ]
        )
        super().__init__(
            self.runs, tr("Runs"), tr("Runs that you start are listed here.")
        )
        self.runs.setParent(self)
        self.setSelectionMode(self.SingleSelection)
        header = self.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeToContents)
        header.setSectionResizeMode(2, QHeaderView.ResizeToContents)
        self.setTextElideMode(Qt.ElideRight)
        self._make_room()

    @property
    def selected(self) -> LaunchedRun | None:
        """The run that is selected."""
        rows = self.selectionModel().selectedRows()
        return self.runs.records[rows[0].row()] if rows else None

    def add(self, run: LaunchedRun) -> None:
        """Put a new run on top and select it."""
        self.runs.set_records([run, *self.runs.records])
        self.selectRow(list(self.runs.records).index(run))
        self._make_room()

    def _make_room(self) -> None:
        rows = min(max(len(self.runs.records), 1), _ROWS)
        row = self.verticalHeader().defaultSectionSize()
        frame = self.horizontalHeader().sizeHint().height() + 2 * self.frameWidth()
        self.setMinimumHeight(frame + rows * row)
