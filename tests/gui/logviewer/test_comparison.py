"""Several runs side by side."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PyQt5.QtCore import Qt, QTimer
from PyQt5.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from log_viewer import settle
from report_economies import cobb_douglas, exchange_economy, record_in
from vmt.qt.logviewer.compare_dialog import CompareDialog
from vmt.qt.logviewer.export import Target
from vmt.qt.logviewer.filter import Extent
from vmt.qt.logviewer.window import LogViewerWindow
from vmt.telemetry import Selection, open_run

Record = Callable[..., Path]


@pytest.fixture
def window(record: Record, viewer: Callable[[Path], LogViewerWindow]) -> object:
    """Open a log viewer on a run that has two others beside it."""
    record(ticks=12, seed=5, file="five.db")
    record(ticks=20, seed=6, file="six.db")
    return viewer(record(ticks=30, seed=3))


def compare(window: LogViewerWindow, *files: str) -> None:
    """Compare the run that is looked at with those of files beside it."""
    folder = window.recording.path.parent
    window.recording.comparison.compare_with([(folder / file, 1) for file in files])
    settle(window)


def runs_in(window: LogViewerWindow) -> list[str]:
    """Return the labels of the runs that the trades are of, in their order."""
    model = window.trades.model
    labels = (model.index(row, 0).data() for row in range(model.rowCount()))
    return list(dict.fromkeys(labels))


def test_tables_of_several_runs_name_the_run_first(window: LogViewerWindow) -> None:
    """All rows of each, under a label that tells it from the others."""
    window.tabs.setCurrentWidget(window.trades)
    window.filter.choose(extent=Extent.ALL)
    compare(window, "five.db", "six.db")

    model = window.trades.model
    assert model.headerData(0, Qt.Horizontal) == "Run"
    assert runs_in(window) == [f"Tiny market, seed {seed}" for seed in (3, 5, 6)]
    expected = 0
    for file in ("run.db", "five.db", "six.db"):
        with open_run(window.recording.path.parent / file) as run:
            expected += len(run.table("trades"))
    assert model.rowCount() == expected
    assert model.columns[1].title == model.headerData(1, Qt.Horizontal) == "Tick"
    compare(window)
    assert model.headerData(0, Qt.Horizontal) == "Tick"


def test_at_a_tick_each_run_shows_its_own(window: LogViewerWindow) -> None:
    """A run that has ended before shows its last snapshot, and nothing that happens."""
    compare(window, "five.db")
    window.tabs.setCurrentWidget(window.agents)
    settle(window)
    window.recording.go_to(25)
    settle(window)

    ticks = [agent.tick for agent in window.agents.model.records]
    assert ticks == [25] * 4 + [11] * 4
    window.tabs.setCurrentWidget(window.decisions)
    settle(window)
    assert len(window.decisions.model.records) == 4


def test_the_life_is_told_of_each_run(window: LogViewerWindow) -> None:
    """That of the row that is selected first; newest first, tick by tick."""
    compare(window, "five.db")
    window.tabs.setCurrentWidget(window.agents)
    settle(window)
    window.agents.table.selectRow(5)
    settle(window)

    life = window.agents.life
    for file, label in (("run.db", "seed 3"), ("five.db", "seed 5")):
        with open_run(window.recording.path.parent / file) as run:
            trades = run.table("trades", Selection(agents=(1,)))
        shown = [t.tick for run, t in life.trades.records if run.endswith(label)]
        assert shown == trades["tick"].tolist()[::-1]
    for rows in (life.trades.records, life.decisions.records):
        ticks = [record.tick for _, record in rows]
        assert ticks == sorted(ticks, reverse=True)
    assert [label for label, _ in life.decisions.records][-2:] == [
        "Tiny market, seed 5",
        "Tiny market, seed 3",
    ]
    first, second = life.who.text().splitlines()
    assert first.startswith("Tiny market, seed 5 · Agent 1")
    assert second.startswith("Tiny market, seed 3 · Agent 1")
    assert not life.trades_table.isColumnHidden(0)
    compare(window)
    assert life.trades_table.isColumnHidden(0)
    assert life.who.text().startswith("Agent ")


def test_agents_that_one_run_lacks_are_shown_without_it(
    window: LogViewerWindow, home: Path
) -> None:
    """Runs may have different numbers of agents."""
    economy = exchange_economy([(10, 20), (20, 10)], cobb_douglas(0.6))
    other = record_in(home / "logs", economy, 10)
    window.recording.comparison.compare_with([(other, 1)])
    window.tabs.setCurrentWidget(window.agents)
    settle(window)
    window.agents.table.selectRow(3)
    settle(window)

    assert window.agents.life.who.text().startswith("Tiny market")
    assert len(window.agents.life.who.text().splitlines()) == 1
    assert {label for label, _ in window.agents.life.decisions.records} == {
        "Tiny market"
    }


def test_decisions_of_the_same_agent_are_explained_side_by_side(
    window: LogViewerWindow,
) -> None:
    """Whom it considered in each run at that tick; not in one that had ended."""
    compare(window, "five.db")
    window.tabs.setCurrentWidget(window.decisions)
    page = window.decisions
    decisions = {}
    for file, label in (("run.db", "seed 3"), ("five.db", "seed 5")):
        with open_run(window.recording.path.parent / file) as run:
            decisions[f"Tiny market, {label}"] = {
                (row["tick"], row["agent_id"]): row["alternatives"].split(";")
                for row in run.table("decisions")
                if row["alternatives"]
            }
    tick, agent = min(set.intersection(*map(set, decisions.values())))
    window.recording.go_to(int(tick))
    settle(window)
    page.table.selectRow(int(agent))
    settle(window)

    expected = [
        (label, int(partner))
        for label, of_run in decisions.items()
        for partner in of_run[tick, agent]
    ]
    shown = [(label, each.partner_id) for label, each in page.alternatives.records]
    assert shown == expected
    assert not page.alternatives_table.isColumnHidden(0)
    first, second = page.words.text().splitlines()
    assert first.startswith(f"Tiny market, seed 3: Agent {agent} at tick {tick}:")
    assert second.startswith(f"Tiny market, seed 5: Agent {agent} at tick {tick}:")
    window.recording.go_to(25)
    settle(window)
    assert len(page.words.text().splitlines()) == 1


def test_sorted_tables_mix_the_runs(window: LogViewerWindow) -> None:
    """By value, whatever run it is of."""
    compare(window, "five.db")
    window.tabs.setCurrentWidget(window.agents)
    settle(window)
    window.agents.table.sortByColumn(1, Qt.AscendingOrder)
    settle(window)
    agents = [agent.agent_id for agent in window.agents.model.records]
    assert agents == [0, 0, 1, 1, 2, 2, 3, 3]


def test_a_run_keeps_its_colour_when_another_one_goes(window: LogViewerWindow) -> None:
    """Else one would take it for the other."""
    compare(window, "five.db", "six.db")
    colours = {run.path.name: run.colour for run in window.recording.comparison.runs}
    assert len(set(colours.values())) == 3
    compare(window, "six.db")
    for run in window.recording.comparison.runs:
        assert run.colour == colours[run.path.name]


def test_another_run_is_looked_at_beside_the_same_others(
    window: LogViewerWindow,
) -> None:
    """Except itself; its file is read once."""
    compare(window, "five.db", "six.db")
    folder = window.recording.path.parent
    window.open_path(folder / "five.db")
    settle(window)
    names = [run.path.name for run in window.recording.comparison.runs]
    assert names == ["five.db", "six.db"]


def test_a_run_that_cannot_be_read_is_left_out(
    window: LogViewerWindow, tmp_path: Path
) -> None:
    """The message says why, and the others are there."""
    (tmp_path / "bad.db").write_text("no database" * 100)
    folder = window.recording.path.parent
    comparison = window.recording.comparison
    comparison.compare_with([(tmp_path / "bad.db", 1), (folder / "six.db", 1)])
    settle(window)
    assert [run.path.name for run in comparison.others] == ["six.db"]
    assert "not an SQLite database" in window.message.label.text()


def test_runs_are_checked_in_a_list(
    qtbot: QtBot, window: LogViewerWindow, tmp_path: Path
) -> None:
    """Those of the folder, and of a file that is added; the one looked at is not."""
    elsewhere = tmp_path / "elsewhere.db"
    elsewhere.write_bytes((window.recording.path.parent / "six.db").read_bytes())
    seen: list[str] = []

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, CompareDialog)
        rows = [dialog.list.item(row).text() for row in range(dialog.list.count())]
        seen.extend(row.rsplit(" · ", 1)[1] for row in rows)
        dialog.add_file(tmp_path / "nothing.db")
        seen.append(dialog.problem.text())
        dialog.add_file(elsewhere)
        dialog.accept()

    QTimer.singleShot(0, answer)
    qtbot.keyClick(window, Qt.Key_D, Qt.ControlModifier)
    settle(window)
    assert sorted(seen[:2]) == ["five.db", "six.db"]
    assert "no such file" in seen[2]
    others = window.recording.comparison.others
    assert [run.path for run in others] == [elsewhere]
    assert "beside" in window.where.text()


@pytest.mark.parametrize("suffix", ["csv", "jsonl"])
def test_rows_of_all_runs_are_exported(
    window: LogViewerWindow, tmp_path: Path, suffix: str
) -> None:
    """With the label of their run first; each run its own snapshot."""
    compare(window, "five.db")
    window.tabs.setCurrentWidget(window.agents)
    settle(window)
    window.recording.go_to(25)
    settle(window)
    path = tmp_path / f"agents.{suffix}"
    window.export_to(Target(path, may_replace=False))
    settle(window)
    text = path.read_text(encoding="utf-8")
    if suffix == "csv":
        rows = list(csv.DictReader(text.splitlines()))
    else:
        rows = [json.loads(line) for line in text.splitlines()]
    assert next(iter(rows[0])) == "run"
    found = [(row["run"], int(row["tick"]), int(row["agent_id"])) for row in rows]
    assert found == [("Tiny market, seed 3", 25, agent) for agent in range(4)] + [
        ("Tiny market, seed 5", 11, agent) for agent in range(4)
    ]
    assert "8 rows" in window.statusBar().currentMessage()
