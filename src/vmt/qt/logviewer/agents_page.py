"""The page of the agents: all at the tick, and the life of one of them."""

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QLabel, QSplitter, QVBoxLayout, QWidget

from vmt.qt.logviewer.columns import agent_columns, decision_columns, trade_columns
from vmt.qt.logviewer.comparison import Compared
from vmt.qt.logviewer.pages import Page, fit_columns
from vmt.qt.logviewer.recording import Recording
from vmt.qt.logviewer.summary import preferences_by_agent
from vmt.qt.tables import RecordModel, exact
from vmt.qt.views import TableView
from vmt.telemetry.reader import Database
from vmt.telemetry.records import (
    Agent,
    AgentSnapshot,
    DecisionRecord,
    TradeRecord,
)
from vmt.telemetry.selection import Selection

_DECISIONS = 100
"""Ticks up to the one that is looked at, whose decisions are listed."""

Who = tuple[dict[int, Agent], dict[int, str]]
"""What agents are, and their preferences in words, by id."""


class AgentsPage(Page):
    """All agents at the tick; below, the trades and decisions of the selected one."""

    def __init__(self) -> None:
        super().__init__()
        self._recording: Recording | None = None
        self._agents: dict[int, Agent] = {}
        self._preferences: dict[int, str] = {}
        self._agents_of: tuple[object, ...] | None = None
        self.model = RecordModel[AgentSnapshot](
            agent_columns(self._preferences_of), key=lambda agent: agent.agent_id
        )
        self.table = TableView(
            self.model, self.tr("Agents"), self.tr("No agents are recorded.")
        )
        self.table.setSelectionMode(TableView.SingleSelection)
        self.trades = RecordModel[TradeRecord](trade_columns())
        self.trades_table = TableView(
            self.trades,
            self.tr("Trades of the agent"),
            self.tr("It has not traded up to this tick."),
        )
        self.decisions = RecordModel[DecisionRecord](decision_columns(of_one=True))
        self.decisions_table = TableView(
            self.decisions,
            self.tr("Decisions of the agent"),
            self.tr("It has not decided anything yet."),
        )
        for table in (self.table, self.trades_table, self.decisions_table):
            table.model().setParent(table)
            fit_columns(table)
        self.who = QLabel()
        self.who.setTextFormat(Qt.PlainText)
        self.who.setTextInteractionFlags(Qt.TextSelectableByMouse)
        self._trades_title, self._decisions_title = QLabel(), QLabel()

        halves = QSplitter(Qt.Horizontal)
        for title, table in (
            (self._trades_title, self.trades_table),
            (self._decisions_title, self.decisions_table),
        ):
            half = QWidget()
            column = QVBoxLayout(half)
            column.setContentsMargins(0, 0, 0, 0)
            column.addWidget(title)
            column.addWidget(table, 1)
            halves.addWidget(half)
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 4, 0, 0)
        column.addWidget(self.who)
        column.addWidget(halves, 1)
        splitter = QSplitter(Qt.Vertical)
        splitter.addWidget(self.table)
        splitter.addWidget(below)
        splitter.setSizes([55, 45])
        for each in (halves, splitter):
            each.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.addWidget(splitter)
        self.table.selectionModel().selectionChanged.connect(self._show_selected)

    @property
    def selected(self) -> AgentSnapshot | None:
        """The agent that is selected."""
        rows = self.table.selectionModel().selectedRows()
        return self.model.records[rows[0].row()] if rows else None

    def show_recording(self, recording: Recording) -> None:
        """Show the agents at the tick."""
        self._recording = recording
        run = recording.run
        if run is None:
            self.clear()
            return
        what = recording.path, run.run_id
        is_known, tick = what == self._agents_of, recording.tick
        self.ask(
            recording,
            lambda main, database, _: (
                None if is_known else _who(main, database),
                database.agents_at(main.run_id, tick),
            ),
            lambda found: self._show(what, *found[0]),
            only_main=True,
        )

    def _show(
        self, what: tuple[object, ...], who: Who | None, found: list[AgentSnapshot]
    ) -> None:
        if who is not None:
            self._agents, self._preferences = who
            self._agents_of = what
        self.model.set_records(found)
        if self.selected is None and found:
            self.table.selectRow(0)
        else:
            self._show_selected()

    def shown(self) -> tuple[str, Selection] | None:
        """Return the snapshot that is shown."""
        if not self.model.records:
            return None
        tick = self.model.records[0].tick
        return "agent_snapshots", Selection(tick, tick)

    def clear(self) -> None:
        """Show empty tables."""
        self._recording = self._agents_of = None
        self.model.set_records([])
        self._show_selected()

    def _show_selected(self) -> None:
        agent, recording = self.selected, self._recording
        if agent is None or recording is None or recording.run is None:
            self.who.clear()
            self._trades_title.clear()
            self._decisions_title.clear()
            self.trades.set_records([])
            self.decisions.set_records([])
            return
        number, tick = agent.agent_id, recording.tick
        since = max(recording.first, tick - _DECISIONS + 1)
        self.ask(
            recording,
            lambda main, database, _: (
                database.trades_of(main.run_id, number),
                database.decisions_of(main.run_id, number, since, tick),
            ),
            lambda found: self._show_life(agent, since, tick, *found[0]),
            only_main=True,
            part="life",
        )

    def _show_life(
        self,
        agent: AgentSnapshot,
        since: int,
        tick: int,
        trades: list[TradeRecord],
        decisions: list[DecisionRecord],
    ) -> None:
        trades = [trade for trade in trades if trade.tick <= tick]
        self.trades.set_records(trades[::-1])
        self.decisions.set_records(decisions[::-1])
        self.who.setText(self._describe(agent))
        self._trades_title.setText(
            self.tr("Trades up to tick {0}: {1:,}").format(tick, len(trades))
        )
        self._decisions_title.setText(
            self.tr("Decisions from tick {0} to {1}").format(max(since, 0), tick)
        )

    def _preferences_of(self, agent: AgentSnapshot) -> str:
        return self._preferences.get(agent.agent_id, agent.utility_type)

    def _describe(self, agent: AgentSnapshot) -> str:
        number = self.tr("Agent {0}").format(agent.agent_id)
        parts = [number, self._preferences_of(agent)]
        known = self._agents.get(agent.agent_id)
        if known is not None and known.home_x is not None:
            home = self.tr("home at ({0}, {1})")
            parts.append(home.format(known.home_x, known.home_y))
        parts.append(
            self.tr("holds {0} A and {1} B").format(
                exact(agent.inventory_A), exact(agent.inventory_B)
            )
        )
        return " · ".join(parts)


def _who(main: Compared, database: Database) -> Who:
    """Return what the agents of a run are, and their preferences in words."""
    agents = {agent.agent_id: agent for agent in database.agents(main.run_id)}
    return agents, preferences_by_agent(database, main.run)
