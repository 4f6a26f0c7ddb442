"""The page that tells what runs were and what came out of them."""

from dataclasses import dataclass
from html import escape

from PyQt5.QtCore import QEvent, Qt
from PyQt5.QtWidgets import QHBoxLayout, QSplitter, QTextBrowser

from vmt.qt import theme
from vmt.qt.background import Pulse
from vmt.qt.description import Rows
from vmt.qt.logviewer import overview_text as text
from vmt.qt.logviewer.columns import outcome_columns
from vmt.qt.logviewer.comparison import Compared
from vmt.qt.logviewer.differences import differences
from vmt.qt.logviewer.pages import Page, fit_columns
from vmt.qt.logviewer.recording import Recording
from vmt.qt.logviewer.run_rows import Row, with_run
from vmt.qt.logviewer.summary import (
    AgentOutcome,
    TradeSummary,
    agent_outcomes,
    trade_summary,
)
from vmt.qt.tables import NOTHING, RecordModel
from vmt.qt.views import TableView
from vmt.telemetry.reader import Database


@dataclass(frozen=True, slots=True)
class Summary:
    """What came out of a run."""

    run: Compared
    trades: TradeSummary
    agents: list[AgentOutcome]


def summarize(run: Compared, database: Database, _pulse: Pulse) -> Summary:
    """Return what came out of a run.

    Raises
    ------
    TelemetryError
        The file cannot be read.
    """
    trades = trade_summary(database, run.run)
    return Summary(run, trades, agent_outcomes(database, run.run, run.first, run.last))


class OverviewPage(Page):
    """Outcome and configuration in words; beside them, what it did to each agent.

    Of several runs, a column each; first of all, in what they differ.
    """

    def __init__(self) -> None:
        super().__init__()
        self.text = QTextBrowser()
        self.text.setOpenLinks(False)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(self.tr("About the run"))
        self.text.document().setDocumentMargin(12)
        self.model = RecordModel[Row[AgentOutcome]](
            with_run(outcome_columns()),
            key=lambda row: (row[0], row[1].agent_id),
        )
        self.table = TableView(
            self.model, self.tr("Outcome by agent"), self.tr("No agents are recorded.")
        )
        self.model.setParent(self.table)
        fit_columns(self.table)
        self.table.setColumnHidden(0, True)  # noqa: FBT003 - as Qt has it
        self._splitter = QSplitter(Qt.Horizontal)
        self._splitter.addWidget(self.text)
        self._splitter.addWidget(self.table)
        self._splitter.setSizes([46, 54])
        self._splitter.setChildrenCollapsible(False)
        layout = QHBoxLayout(self)
        layout.addWidget(self._splitter)
        self._shown: tuple[Compared, ...] = ()
        self._found: list[Summary] = []

    def show_recording(self, recording: Recording) -> None:
        """Show the runs; at every tick the same."""
        runs = recording.comparison.runs
        if not runs:
            self.clear()
        elif runs != self._shown:
            self._shown = runs
            self.ask(recording, summarize, self._show)

    def clear(self) -> None:
        """Show nothing."""
        self._shown, self._found = (), []
        self.model.set_records([])
        self.text.clear()

    def changeEvent(self, event: QEvent) -> None:
        """Write the text again in the colours of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.PaletteChange and hasattr(self, "_found"):
            self._write()

    def _show(self, found: list[Summary]) -> None:
        if len(found) != len(self._found):  # else the user may have moved it
            share = min(36 + 12 * len(found), 76)
            self._splitter.setSizes([10 * share, 10 * (100 - share)])
        self._found = found
        rows = [(each.run.label, agent) for each in found for agent in each.agents]
        self.model.set_records(rows)
        self.table.setColumnHidden(0, len(found) == 1)
        self._write()

    def _write(self) -> None:
        if not self._found:
            return
        place = self.text.verticalScrollBar().value()
        runs = [each.run.run for each in self._found]
        is_one = len(runs) == 1
        titles = [each.run.label for each in self._found]
        parts = [f"<h2>{escape(runs[0].scenario_name)}</h2>"] if is_one else []
        parts += [
            _paragraph(warning if is_one else f"{title}: {warning}")
            for run, title in zip(runs, titles, strict=True)
            for warning in text.warnings(run)
        ]
        sections: dict[str, list[tuple[str, list[list[str]]]]] = {}
        if not is_one:
            sections[self.tr("Differences")] = [
                (label, [[value] for value in values])
                for label, values in differences(runs)
            ] or [(self.tr("None"), [[self.tr("they are repetitions")]])]
        sections[self.tr("Outcome")] = _side_by_side(
            [text.outcome(e.run.run, e.trades, e.agents) for e in self._found]
        )
        sections[self.tr("Configuration")] = _side_by_side(
            [text.configuration(run) for run in runs]
        )
        sections[self.tr("How it was made")] = _side_by_side(
            [text.provenance(each.run.run, each.run.path) for each in self._found]
        )
        parts.append(_as_table(sections, [] if is_one else titles))
        self.text.setHtml("".join(parts))
        self.text.verticalScrollBar().setValue(place)


def _side_by_side(runs: list[Rows]) -> list[tuple[str, list[list[str]]]]:
    """Return the rows of several runs by their labels, a cell for each run."""
    found = [dict(rows) for rows in runs]
    labels = dict.fromkeys(label for rows in runs for label, _ in rows)
    return [(label, [rows.get(label, [NOTHING]) for rows in found]) for label in labels]


def _paragraph(warning: str) -> str:
    return f'<p style="color: {theme.current().error}">{escape(warning)}</p>'


def _as_table(
    sections: dict[str, list[tuple[str, list[list[str]]]]], titles: list[str]
) -> str:
    """Return cells as an HTML table, under the titles of their sections."""
    quiet = theme.current().quiet
    lines = []
    for section, rows in sections.items():
        heads = [f"<b>{escape(title)}</b>" for title in [section, *titles]]
        cells = (
            f'<td style="padding-top: 14px; padding-right: 12px">{head}</td>'
            for head in heads
        )
        lines.append(f"<tr>{''.join(cells)}</tr>")
        for label, columns in rows:
            texts = "".join(
                f'<td style="padding-right: 12px">{"<br>".join(map(escape, each))}</td>'
                for each in columns
            )
            lines.append(
                f'<tr><td style="padding-right: 12px; color: {quiet}">'
                f"{escape(label)}</td>{texts}</tr>"
            )
    return f'<table cellspacing="0" cellpadding="1">{"".join(lines)}</table>'
