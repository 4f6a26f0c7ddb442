"""Queries in SQL: what they answer, where they are wrong, what they cannot do."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from log_viewer import settle
from vmt.qt.logviewer.sql import answer as answers
from vmt.qt.logviewer.sql.answer import Answer, answer
from vmt.qt.logviewer.sql.guard import guard
from vmt.qt.logviewer.sql.saved import examples
from vmt.qt.logviewer.window import LogViewerWindow
from vmt.telemetry.reader import Database, open_database

Record = Callable[..., Path]

ATTACKS = (
    "DELETE FROM trades",
    "UPDATE simulation_runs SET seed = 1",
    "INSERT INTO reasons VALUES (1, 99, 'mine')",
    "DROP TABLE trades",
    "ALTER TABLE trades RENAME TO mine",
    "CREATE TABLE mine (x)",
    "CREATE TEMP TABLE mine (x)",
    "CREATE TEMP VIEW trades AS SELECT 1",
    "CREATE TRIGGER mine AFTER INSERT ON trades BEGIN SELECT 1; END",
    "CREATE VIRTUAL TABLE mine USING fts5(x)",
    "ATTACH DATABASE '{other}' AS other",
    "ATTACH DATABASE ':memory:' AS other",
    "VACUUM INTO '{other}'",
    "VACUUM",
    "REINDEX",
    "ANALYZE",
    "PRAGMA writable_schema = ON",
    "PRAGMA query_only = OFF",
    "PRAGMA journal_mode = DELETE",
    "PRAGMA user_version = 7",
    "PRAGMA temp_store_directory = '/'",
    "SELECT * FROM pragma_journal_mode('delete')",
    "SELECT load_extension('{other}')",
    "SELECT writefile('{other}', 'x')",
    "SELECT readfile('/etc/hostname')",
    "SELECT fts3_tokenizer('simple')",
    "BEGIN IMMEDIATE",
    "BEGIN",
    "SAVEPOINT mine",
    "DETACH DATABASE main",
    "SELECT 1; DROP TABLE trades",
    "WITH x AS (SELECT 1) DELETE FROM trades",
    "EXPLAIN QUERY PLAN DROP TABLE trades",
    "SELECT zeroblob(2000000000)",
    "SELECT vmt_value('nothing', 1, 1, 1, 'x')",
    "SELECT vmt_value('agents', 1, 1, 99999, 'utility')",
    "SELECT vmt_value('agents', 1, 1, 0, 'nothing')",
    "SELECT vmt_value(x'00', NULL, 'a', 1.5, NULL)",
    "SELECT vmt_value()",
    "\0SELECT 1",
)


@pytest.fixture
def guarded(record: Record) -> object:
    """Open a recording as the page of queries does."""
    with open_database(record()) as database:
        guard(database)
        yield database


def ask(database: Database, query: str) -> Answer:
    """Return the answer to a query."""
    return answer(database, lambda _done, _total: None, query=query)


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_malicious_query_can_only_read(
    guarded: Database, tmp_path: Path, attack: str
) -> None:
    """It is refused in words; the file, and the next query, are as before."""
    path, other = guarded.path, tmp_path / "other.db"
    before = path.read_bytes(), {each.name for each in path.parent.iterdir()}
    found = ask(guarded, attack.format(other=other))

    assert found.problem
    assert not found.rows
    assert not other.exists()
    assert (path.read_bytes(), {e.name for e in path.parent.iterdir()}) == before
    assert not guarded.connection.in_transaction
    assert ask(guarded, "SELECT count(*) FROM trades").problem == ""
    guarded.connection.set_authorizer(None)
    assert guarded.query("PRAGMA query_only") == [(0,)]
    assert len(guarded.query("PRAGMA database_list")) <= 2


def test_every_view_can_be_read(guarded: Database) -> None:
    """Also those that need functions of ours, and recursion."""
    for table in ("agent_snapshots_in_units", "decisions", "pairings", "harvests"):
        found = ask(guarded, f"SELECT * FROM {table} LIMIT 3")  # noqa: S608
        assert (found.problem, len(found.rows)) == ("", 3)
    counting = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION SELECT i + 1 FROM n LIMIT 9)"
        " SELECT i FROM n"
    )
    assert len(ask(guarded, counting).rows) == 9


@pytest.mark.parametrize("name", examples())
def test_examples_have_answers(guarded: Database, name: str) -> None:
    """Each of them finds something in a real run."""
    found = ask(guarded, examples()[name])
    assert found.problem == ""
    assert found.rows or "partnerships" in name


@pytest.mark.parametrize(
    ("query", "wrong", "where"),
    [
        ("SELECT tick\nFORM trades", "FORM", None),
        ("SELECT tick FROM trades\nWHERE tick = = 3", "= 3", "line 2, column 14"),
        ("SELECT tik FROM trades", "tik", "line 1, column 8"),
        ("SELECT 'tik', t.tik\nFROM trades t", "t.tik", "line 1, column 15"),
        ("SELECT *\nFROM  trade", "trade", "line 2, column 7"),
        ("SELECT nosuch(1)", "nosuch", "line 1, column 8"),
        ("SELECT ')' FROM trades)", ")", "line 1, column 23"),
        ("SELECT (1", "", "line 1, column 10"),
        ("/* trade */ SELECT * FROM trade", "trade", "line 1, column 27"),
    ],
)
def test_a_mistake_is_told_with_its_place(
    guarded: Database, query: str, wrong: str, where: str | None
) -> None:
    """The word with which the query cannot go on, by line and column."""
    found = ask(guarded, query)
    if where is None:  # "tick FORM" gives a column another name
        assert found.problem
        return
    begin, end = found.place
    assert query[begin:].startswith(wrong)
    assert query[begin:end] == wrong or wrong == "= 3"
    assert f"({where})" in found.problem


def test_more_rows_than_an_answer_has_are_told(
    guarded: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first ones are there; as many as that, and no more, are all of them."""
    monkeypatch.setattr(answers, "MOST_ROWS", 50)
    assert not ask(guarded, "SELECT tick FROM decisions").is_whole
    assert len(ask(guarded, "SELECT tick FROM decisions").rows) == 50
    assert ask(guarded, "SELECT tick FROM decisions LIMIT 50").is_whole
    monkeypatch.setattr(answers, "_MOST_BYTES", 1000)
    assert not ask(guarded, "SELECT hex(zeroblob(900)) FROM decisions").is_whole


@pytest.fixture
def window(
    record: Record, viewer: Callable[[Path], LogViewerWindow]
) -> LogViewerWindow:
    """Open the page of queries on a run."""
    opened = viewer(record())
    opened.tabs.setCurrentWidget(opened.sql)
    settle(opened)
    return opened


def test_a_query_is_typed_run_and_copied(qtbot: QtBot, window: LogViewerWindow) -> None:
    """By the keyboard; the answer has its titles, and copies of it are exact."""
    page = window.sql
    page.editor.text.setFocus()
    qtbot.keyClicks(page.editor.text, "SELECT tick, price / 3 AS p FROM trades")
    qtbot.keyClick(page.editor.text, Qt.Key_Return, Qt.ControlModifier)
    assert page.is_running
    settle(window)
    with open_database(window.recording.path) as database:
        expected = database.query("SELECT tick, price / 3 FROM trades")
    assert page.model.rowCount() == len(expected)
    assert f"{len(expected)} rows in" in page.editor.state.text()
    page.table.copy()
    header, first, *_ = QApplication.clipboard().text().splitlines()
    assert header == "tick\tp"
    tick, price = first.split("\t")
    assert (int(tick), float(price)) == expected[0]


def test_a_mistake_is_marked_in_the_query(window: LogViewerWindow) -> None:
    """The cursor stands there, and the last answer stays."""
    page = window.sql
    page.ask_file("SELECT 1 AS one")
    settle(window)
    page.editor.text.setPlainText("SELECT tick,\n  nada\nFROM trades")
    page.editor.ask()
    settle(window)
    assert "no such column: nada (line 2, column 3)" in page.editor.state.text()
    assert page.editor.text.textCursor().blockNumber() == 1
    (mark,) = page.editor.text.extraSelections()
    assert mark.cursor.selectedText() == "nada"
    assert page.model.rowCount() == 1
    page.editor.text.insertPlainText("x")
    assert not page.editor.text.extraSelections()


def test_a_query_that_does_not_end_is_stopped(
    qtbot: QtBot, window: LogViewerWindow
) -> None:
    """By a key; meanwhile other pages are filled, and the next query is answered."""
    page = window.sql
    page.editor.text.setPlainText(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
        " SELECT count(*) FROM n"
    )
    page.editor.ask()
    assert page.editor.cancel_action.isEnabled()
    assert "At work for" in page.editor.state.text()
    window.tabs.setCurrentWidget(window.agents)
    qtbot.waitUntil(lambda: window.agents.model.rowCount() == 4)
    window.tabs.setCurrentWidget(page)
    assert page.is_running
    page.editor.text.setFocus()
    qtbot.keyClick(page.editor.text, Qt.Key_Period, Qt.ControlModifier)
    settle(window)
    assert page.editor.state.text() == "Stopped"
    page.ask_file("SELECT 1")
    settle(window)
    assert page.model.rowCount() == 1


def test_a_query_that_does_not_end_does_not_keep_the_window(
    window: LogViewerWindow,
) -> None:
    """It ends with it."""
    window.sql.ask_file(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
        " SELECT max(i) FROM n"
    )
    window.close()
    assert not window.is_busy


def test_the_schema_lists_tables_with_what_columns_mean(
    window: LogViewerWindow,
) -> None:
    """Activating a name writes it into the query."""
    tree = window.sql.schema
    tables = {
        tree.topLevelItem(i).text(0): tree.topLevelItem(i)
        for i in range(tree.topLevelItemCount())
    }
    assert {"trades", "trades_in_units", "decisions", "simulation_runs"} <= set(tables)
    trades = tables["trades"]
    columns = {
        trades.child(i).text(0): trades.child(i) for i in range(trades.childCount())
    }
    assert columns["dA"].toolTip(0) == "minor units of A"
    tree.itemActivated.emit(columns["dA"], 0)
    assert window.sql.editor.text.toPlainText() == "dA"


def test_queries_are_saved_by_name(window: LogViewerWindow, viewer: Callable) -> None:
    """They are there in the next window, and can be forgotten."""
    window.sql.editor.text.setPlainText("SELECT 'mine'")
    window.sql.editor.save_as(" Mine ")
    again = viewer(window.recording.path).sql.editor
    again.menu.aboutToShow.emit()
    (mine,) = [action for action in again.menu.actions() if action.text() == "Mine"]
    mine.trigger()
    assert again.text.toPlainText() == "SELECT 'mine'"
    forget = again.menu.actions()[-1].menu()
    forget.actions()[0].trigger()
    again.menu.aboutToShow.emit()
    assert "Mine" not in [action.text() for action in again.menu.actions()]


@pytest.mark.parametrize("suffix", ["csv", "jsonl"])
def test_an_answer_is_saved_exactly(
    window: LogViewerWindow, tmp_path: Path, suffix: str
) -> None:
    """Zeros kept, nothing rounded; what is nothing stays nothing."""
    path = tmp_path / f"answer.{suffix}"
    window.sql.ask_file(
        "SELECT 0 AS a, 1.0 / 3 AS b, NULL AS c, 'x,\"y' AS d, x'00ff' AS e"
    )
    settle(window)
    window.sql.save_to(path, replace=False)
    text = path.read_text(encoding="utf-8")
    if suffix == "csv":
        (row,) = list(csv.DictReader(text.splitlines()))
        expected = {"a": "0", "b": repr(1 / 3), "c": "", "d": 'x,"y', "e": "X'00FF'"}
    else:
        row = json.loads(text)
        expected = {"a": 0, "b": 1 / 3, "c": None, "d": 'x,"y', "e": "X'00FF'"}
    assert row == expected
    window.sql.save_to(path, replace=False)
    assert "already" in window.message.label.text()
