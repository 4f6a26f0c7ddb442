"""One agent up to a tick: what it is and holds, its trades and its decisions."""

from dataclasses import dataclass
from functools import partial

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QLabel, QSplitter, QVBoxLayout, QWidget

from vmt.qt.background import Pulse
from vmt.qt.logviewer.agent_rows import AgentRow
from vmt.qt.logviewer.columns import decision_columns, trade_columns
from vmt.qt.logviewer.comparison import Compared
from vmt.qt.logviewer.pages import fit_columns
from vmt.qt.tables import RecordModel, exact
from vmt.qt.views import TableView
from vmt.telemetry.reader import Database
from vmt.telemetry.records import Agent, DecisionRecord, TradeRecord
from vmt.telemetry.selection import Selection

_DECISIONS = 100
"""Ticks up to the one that is looked at, whose decisions are listed."""


@dataclass(frozen=True, slots=True)
class Life:
    """What a file tells of an agent up to a tick, newest first."""

    agent: AgentRow
    who: Agent | None
    tick: int
    since: int
    trades: list[TradeRecord]
    decisions: list[DecisionRecord]


def read_life(
    run: Compared, database: Database, _pulse: Pulse, *, agent: AgentRow, tick: int
) -> Life:
    """Return what happened to an agent up to a tick.

    Raises
    ------
    TelemetryError
        The file cannot be read.
    """
    number = agent.agent_id
    its = Selection(agents=(number,))
    who = database.records(Agent, run.run_id, its)
    since = max(run.first, tick - _DECISIONS + 1)
    trades = database.records(
        TradeRecord, run.run_id, Selection(last_tick=tick, agents=(number,))
    )
    decisions = database.decisions_of(run.run_id, number, since, tick)
    return Life(
        agent, who[0] if who else None, tick, since, trades[::-1], decisions[::-1]
    )


class AgentLife(QWidget):
    """Shows the life of an agent up to the tick."""

    def __init__(self) -> None:
        super().__init__()
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
            self.tr("No decision of it is recorded up to this tick."),
        )
        self.who = QLabel()
        self.who.setTextFormat(Qt.PlainText)
        self.who.setTextInteractionFlags(Qt.TextSelectableByMouse)
        self.who.setWordWrap(True)
        self._trades_title, self._decisions_title = QLabel(), QLabel()
        halves = QSplitter(Qt.Horizontal)
        halves.setChildrenCollapsible(False)
        for title, table in (
            (self._trades_title, self.trades_table),
            (self._decisions_title, self.decisions_table),
        ):
            table.model().setParent(table)
            fit_columns(table)
            half = QWidget()
            column = QVBoxLayout(half)
            column.setContentsMargins(0, 0, 0, 0)
            column.addWidget(title)
            column.addWidget(table, 1)
            halves.addWidget(half)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.addWidget(self.who)
        layout.addWidget(halves, 1)

    def show_life(self, label: str, life: Life) -> None:
        """Show a life; `label` names the run where there are several."""
        self.trades.set_records(life.trades)
        self.decisions.set_records(life.decisions)
        self.who.setText(self._describe(label, life))
        self._trades_title.setText(
            self.tr("Trades up to tick {0}: {1:,}").format(life.tick, len(life.trades))
        )
        self._decisions_title.setText(
            self.tr("Decisions from tick {0} to {1}").format(
                max(life.since, 0), life.tick
            )
        )

    def clear(self) -> None:
        """Show nobody."""
        for label in (self.who, self._trades_title, self._decisions_title):
            label.clear()
        self.trades.set_records([])
        self.decisions.set_records([])

    def _describe(self, label: str, life: Life) -> str:
        agent, who = life.agent, life.who
        parts = [self.tr("Agent {0}").format(agent.agent_id), agent.preferences]
        if label:
            parts.insert(0, label)
        if who is not None and who.home_x is not None:
            home = self.tr("home at ({0}, {1})")
            parts.append(home.format(who.home_x, who.home_y))
        parts.append(
            self.tr("holds {0} A and {1} B").format(
                exact(agent.inventory_A), exact(agent.inventory_B)
            )
        )
        return " · ".join(parts)


def question(agent: AgentRow, tick: int) -> partial[Life]:
    """Return the question for the life of an agent up to a tick."""
    return partial(read_life, agent=agent, tick=tick)
