"""The page that tells what a run was and what came out of it."""

from datetime import datetime
from html import escape

from PyQt5.QtCore import QEvent, Qt
from PyQt5.QtWidgets import QHBoxLayout, QSplitter, QTextBrowser

from vmt.qt import theme
from vmt.qt.background import Pulse
from vmt.qt.description import Rows, as_table, describe, describe_public
from vmt.qt.logviewer.columns import outcome_columns
from vmt.qt.logviewer.comparison import Compared
from vmt.qt.logviewer.pages import Page, fit_columns
from vmt.qt.logviewer.recording import Recording
from vmt.qt.logviewer.summary import (
    AgentOutcome,
    TradeSummary,
    agent_outcomes,
    trade_summary,
)
from vmt.qt.tables import NOTHING, RecordModel, exact, shown
from vmt.qt.views import TableView
from vmt.telemetry.errors import TelemetryError
from vmt.telemetry.reader import Database
from vmt.telemetry.records import Run
from vmt.telemetry.stored_configuration import from_json


class OverviewPage(Page):
    """Outcome and configuration in words; beside them, what it did to each agent."""

    def __init__(self) -> None:
        super().__init__()
        self.text = QTextBrowser()
        self.text.setOpenLinks(False)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(self.tr("About the run"))
        self.text.document().setDocumentMargin(12)
        self.model = RecordModel[AgentOutcome](
            outcome_columns(), key=lambda outcome: outcome.agent_id
        )
        self.table = TableView(
            self.model, self.tr("Outcome by agent"), self.tr("No agents are recorded.")
        )
        self.model.setParent(self.table)
        fit_columns(self.table)
        splitter = QSplitter(Qt.Horizontal)
        splitter.addWidget(self.text)
        splitter.addWidget(self.table)
        splitter.setSizes([46, 54])
        splitter.setChildrenCollapsible(False)
        layout = QHBoxLayout(self)
        layout.addWidget(splitter)
        self._shown: tuple[object, ...] | None = None
        self._html: tuple[Run, str, Rows, Rows] | None = None

    def show_recording(self, recording: Recording) -> None:
        """Show the run; at every tick the same."""
        run = recording.run
        if run is None:
            self.clear()
            return
        what = (recording.path, run, recording.last)
        if what == self._shown:
            return
        self._shown = what
        self.ask(recording, _summary, self._show, only_main=True)

    def _show(
        self, found: list[tuple[Compared, TradeSummary, list[AgentOutcome]]]
    ) -> None:
        ((main, trades, agents),) = found
        self.model.set_records(agents)
        self._html = (
            main.run,
            str(main.path),
            self._outcome(main.run, trades, agents),
            self._configuration(main.run),
        )
        self._write()

    def clear(self) -> None:
        """Show nothing."""
        self._shown = self._html = None
        self.model.set_records([])
        self.text.clear()

    def changeEvent(self, event: QEvent) -> None:
        """Write the text again in the colours of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.PaletteChange and hasattr(self, "_html"):
            self._write()

    def _write(self) -> None:
        if self._html is None:
            return
        run, path, outcome, configuration = self._html
        colours = theme.current()
        place = self.text.verticalScrollBar().value()
        parts = [f"<h2>{escape(run.scenario_name)}</h2>"]
        if run.message:
            parts.append(f'<p style="color: {colours.error}">{escape(run.message)}</p>')
        sections = {
            self.tr("Outcome"): outcome,
            self.tr("Configuration"): configuration,
            self.tr("How it was made"): self._provenance(run, path),
        }
        parts.append(as_table(sections, label_colour=colours.quiet))
        self.text.setHtml("".join(parts))
        self.text.verticalScrollBar().setValue(place)

    def _outcome(
        self, run: Run, trades: TradeSummary, agents: list[AgentOutcome]
    ) -> Rows:
        planned = run.planned_ticks
        ticks = str(run.total_ticks)
        if planned is not None:
            ticks = self.tr("{0} of {1}").format(ticks, planned)
        gains = [agent.gain for agent in agents if agent.gain is not None]
        rows: Rows = [
            (self.tr("State"), [self._state(run.status)]),
            (self.tr("Ticks"), [ticks]),
            (self.tr("Trades"), [str(trades.count)]),
        ]
        if trades.count:
            rows += [
                (
                    self.tr("Mean price"),
                    [
                        self.tr("{0} B per A; weighted by quantity {1}").format(
                            shown(trades.mean_price), shown(trades.weighted_price)
                        )
                    ],
                ),
                (
                    self.tr("Prices"),
                    [
                        self.tr("{0} to {1}").format(
                            shown(trades.lowest_price), shown(trades.highest_price)
                        )
                    ],
                ),
                (
                    self.tr("Traded"),
                    [
                        self.tr("{0} A for {1} B").format(
                            exact(trades.total_A), exact(trades.total_B)
                        )
                    ],
                ),
                (
                    self.tr("First, last trade"),
                    [
                        self.tr("tick {0}, tick {1}").format(
                            trades.first_tick, trades.last_tick
                        )
                    ],
                ),
            ]
        if gains:
            mean = shown(sum(gains) / len(gains))
            rows.append((self.tr("Mean gain"), [self.tr("{0} utils").format(mean)]))
        return rows

    def _configuration(self, run: Run) -> Rows:
        if run.is_public:
            return describe_public(run)
        try:
            return describe(from_json(run.config_json))
        except TelemetryError as error:
            return [(self.tr("Unknown"), [str(error)])]

    def _provenance(self, run: Run, path: str) -> Rows:
        when: Rows = [
            (self.tr("Seed"), [str(run.seed) if run.seed >= 0 else NOTHING]),
            (self.tr("Rules"), [run.rule_set]),
            (self.tr("Started"), [_local(run.start_time)]),
            (self.tr("Ended"), [_local(run.end_time)]),
        ]
        if run.is_public:
            lacks = self.tr("neither the scenario nor what was before tick 0")
            return [*when, (self.tr("Lacks"), [lacks]), (self.tr("File"), [path])]
        versions = f"VMT {run.vmt_version}, Python {run.python_version}"
        return [
            *when,
            (self.tr("Versions"), [versions, f"numpy {run.numpy_version}"]),
            (self.tr("Revision"), [run.git_revision or NOTHING]),
            (self.tr("System"), [run.platform]),
            (self.tr("Digest"), [run.final_digest or NOTHING]),
            (self.tr("File"), [path]),
        ]

    def _state(self, status: str) -> str:
        words = {
            "running": self.tr("is being recorded, or was killed"),
            "finished": self.tr("finished"),
            "interrupted": self.tr("ended by the user"),
            "failed": self.tr("failed"),
        }
        return words.get(status, status)


def _summary(
    main: Compared, database: Database, _pulse: Pulse
) -> tuple[Compared, TradeSummary, list[AgentOutcome]]:
    trades = trade_summary(database, main.run)
    agents = agent_outcomes(database, main.run, main.first, main.last)
    return main, trades, agents


def _local(time: str | None) -> str:
    if time is None:
        return NOTHING
    try:
        return f"{datetime.fromisoformat(time).astimezone():%Y-%m-%d %H:%M:%S}"
    except ValueError:
        return time
