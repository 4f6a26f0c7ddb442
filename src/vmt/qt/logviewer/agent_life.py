"""One agent up to a tick: what it is and holds, its trades and its decisions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from vmt.qt.background import Pulse
from vmt.qt.logviewer.agent_rows import AgentRow, AgentRows
from vmt.qt.logviewer.columns import decision_columns, trade_columns
from vmt.qt.logviewer.comparison import Compared
from vmt.qt.logviewer.pages import fit_columns
from vmt.qt.logviewer.run_rows import Row, with_run
from vmt.qt.tables import RecordModel, exact
from vmt.qt.views import TableView
from vmt.telemetry.reader import Database
from vmt.telemetry.records import Agent, DecisionRecord, TradeRecord
from vmt.telemetry.selection import Selection

_DECISIONS = 100
"""Ticks up to the one that is looked at, whose decisions are listed."""
R = TypeVar("R", TradeRecord, DecisionRecord)


@dataclass(frozen=True, slots=True)
class Life:
    """What a file tells of an agent up to a tick."""

    label: str
    agent: AgentRow
    who: Agent | None
    tick: int
    since: int
    trades: list[TradeRecord]
    decisions: list[DecisionRecord]


def read_life(
    run: Compared,
    database: Database,
    pulse: Pulse,
    *,
    rows: AgentRows,
    agent: int,
    tick: int,
) -> Life | None:
    """Return what happened to an agent up to a tick; None: the run has no such agent.

    Raises
    ------
    TelemetryError
        The file cannot be read.
    """
    found = rows.at(run, database, pulse, agent, tick)
    if found is None:
        return None
    own = Selection(agents=(agent,))
    who = database.records(Agent, run.run_id, own)
    since = max(run.first, tick - _DECISIONS + 1)
    trades = database.records(
        TradeRecord, run.run_id, Selection(last_tick=tick, agents=(agent,))
    )
    decisions = database.decisions_of(run.run_id, agent, since, tick)
    return Life(
        run.label, found, who[0] if who else None, tick, since, trades, decisions
    )


class AgentLife(QWidget):
    """Shows the life of an agent up to the tick: in each of the runs that has it."""

    def __init__(self) -> None:
        super().__init__()
        self.trades = RecordModel[Row[TradeRecord]](with_run(trade_columns()))
        self.trades_table = TableView(self.trades, self.tr("Trades of the agent"))
        self.decisions = RecordModel[Row[DecisionRecord]](
            with_run(decision_columns(of_one=True))
        )
        self.decisions_table = TableView(
            self.decisions, self.tr("Decisions of the agent")
        )
        self.who = QLabel()
        self.who.setTextFormat(Qt.PlainText)
        self.who.setTextInteractionFlags(Qt.TextSelectableByMouse)
        self.who.setWordWrap(True)
        self.plots = QPushButton(self.tr("Its plots"))
        self.plots.setToolTip(
            self.tr("Holdings, utility, MRS and way of this agent (Ctrl+L)")
        )
        self.plots.setEnabled(False)
        self._trades_title, self._decisions_title = QLabel(), QLabel()
        halves = QSplitter(Qt.Horizontal)
        halves.setChildrenCollapsible(False)
        for title, table in (
            (self._trades_title, self.trades_table),
            (self._decisions_title, self.decisions_table),
        ):
            table.model().setParent(table)
            fit_columns(table)
            table.setColumnHidden(0, True)  # noqa: FBT003 - as Qt has it
            half = QWidget()
            column = QVBoxLayout(half)
            column.setContentsMargins(0, 0, 0, 0)
            column.addWidget(title)
            column.addWidget(table, 1)
            halves.addWidget(half)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        about = QHBoxLayout()
        about.addWidget(self.who, 1)
        about.addWidget(self.plots, 0, Qt.AlignTop)
        layout.addLayout(about)
        layout.addWidget(halves, 1)

    @property
    def is_shown(self) -> bool:
        """Whether it shows somebody."""
        return bool(self.who.text())

    def show_lives(self, lives: Sequence[Life], *, has_runs: bool) -> None:
        """Show the lives of one agent, at least one; newest first, tick by tick.

        Parameters
        ----------
        lives : sequence of Life
        has_runs : bool
            Whether several runs are looked at, so that each has to be named.
        """
        for table in (self.trades_table, self.decisions_table):
            table.setColumnHidden(0, not has_runs)
        self.trades_table.empty = self.tr("It has not traded up to this tick.")
        self.decisions_table.empty = self.tr(
            "No decision of it is recorded up to this tick."
        )
        self.trades.set_records(_newest_first(lives, lambda life: life.trades))
        self.decisions.set_records(_newest_first(lives, lambda life: life.decisions))
        lines = [self._describe(life, has_runs=has_runs) for life in lives]
        self.who.setText("\n".join(lines))
        self.plots.setEnabled(True)
        tick, since = lives[0].tick, min(life.since for life in lives)
        self._trades_title.setText(
            self.tr("Trades up to tick {0}: {1:,}").format(
                tick, len(self.trades.records)
            )
        )
        self._decisions_title.setText(
            self.tr("Decisions from tick {0} to {1}").format(max(since, 0), tick)
        )

    def clear(self) -> None:
        """Show nobody."""
        for label in (self.who, self._trades_title, self._decisions_title):
            label.clear()
        self.plots.setEnabled(False)
        for table in (self.trades_table, self.decisions_table):
            table.empty = ""
        self.trades.set_records([])
        self.decisions.set_records([])

    def _describe(self, life: Life, *, has_runs: bool) -> str:
        agent, who = life.agent, life.who
        parts = [self.tr("Agent {0}").format(agent.agent_id), agent.preferences]
        if has_runs:
            parts.insert(0, life.label)
        if who is not None and who.home_x is not None:
            home = self.tr("home at ({0}, {1})")
            parts.append(home.format(who.home_x, who.home_y))
        parts.append(
            self.tr("holds {0} A and {1} B").format(
                exact(agent.inventory_A), exact(agent.inventory_B)
            )
        )
        if has_runs:
            parts.append(self.tr("{0:,} trades").format(len(life.trades)))
        return " · ".join(parts)


def question(rows: AgentRows, agent: int, tick: int) -> partial[Life | None]:
    """Return the question for the life of an agent up to a tick."""
    return partial(read_life, rows=rows, agent=agent, tick=tick)


def _newest_first(lives: Sequence[Life], of: Callable[[Life], list[R]]) -> list[Row[R]]:
    """Return the rows of all lives, those of one tick in the order of the runs."""
    rows = [(life.label, record) for life in lives for record in of(life)[::-1]]
    return sorted(rows, key=lambda row: -row[1].tick)
