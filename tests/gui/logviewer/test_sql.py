"""Queries in SQL: what they answer, where they are wrong, what they cannot do."""

import csv
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtGui import QTextCursor
from PyQt5.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from log_viewer import settle
from vmt.qt.logviewer.sql import asking
from vmt.qt.logviewer.sql.answer import QueryError, Row, pieces
from vmt.qt.logviewer.sql.asking import Answer, answer
from vmt.qt.logviewer.sql.child import Question
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


COUNTING = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
FEW = COUNTING[:-1] + " LIMIT 40000)"
AND_TELL_MEMORY = """
import sys
from pathlib import Path
from vmt.qt.logviewer.sql.child import Question, answer
sizes = []
question = Question(sys.argv[1], Path(sys.argv[2]))
answer(question, lambda _kind, content: sizes.append(len(content)))
status = open("/proc/self/status").read()
print(sum(sizes[1:]), status.split("VmHWM:")[1].split()[0])
"""

GREEDY = (
    ("SELECT zeroblob(2000000000)", "8 MB"),
    ("SELECT randomblob(1000000000)", "8 MB"),
    ("SELECT hex(randomblob(8000000))", "8 MB"),
    (f"SELECT {', '.join(['randomblob(8000000)'] * 3)}", "16 MB"),
    (f"SELECT {', '.join(['randomblob(8000000)'] * 100)}", "memory"),
    (f"{FEW} SELECT group_concat(hex(zeroblob(100000))) FROM n", "8 MB"),  # noqa: S608
    (f"SELECT {'(' * 2000}1{')' * 2000}", "overflow"),
    (f"SELECT {' + '.join(['1'] * 5000)}", "depth"),
    (f"SELECT {', '.join(['1'] * 3000)}", "too many columns"),
)


@pytest.fixture
def guarded(record: Record) -> object:
    """Open a recording as the page of queries does."""
    with open_database(record()) as database:
        guard(database)
        yield database


def ask(database: Database, query: str) -> Answer:
    """Return the answer to a query."""
    question = Question(query, database.path)
    rows: list[Row] = []
    try:
        titles, *parts = pieces(database, query)
    except QueryError as error:
        return Answer(question, problem=error.problem, place=error.place)
    for part in parts:
        rows += part
    return Answer(question, titles, rows)


def ask_program(path: Path, query: str, **beside: Path) -> Answer:
    """Return the answer of the program that answers queries."""
    return answer(Question(query, path, beside), lambda _done, _total: None)


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


@pytest.mark.parametrize(("query", "why"), GREEDY)
def test_a_greedy_query_is_refused(record: Record, query: str, why: str) -> None:
    """The answer tells what is too much."""
    assert why in ask_program(record(), query).problem


def test_the_program_that_answers_takes_little(record: Record) -> None:
    """A query that sorts more than it may have in memory does so on the disk."""
    query = (
        f"{FEW} SELECT length(b)"  # noqa: S608
        " FROM (SELECT randomblob(5000) AS b FROM n ORDER BY b)"
    )
    done = subprocess.run(
        [sys.executable, "-c", AND_TELL_MEMORY, query, str(record())],
        stdout=subprocess.PIPE,
        check=True,
    )
    n_rows, kilobytes = map(int, done.stdout.split())
    assert n_rows == 40_000
    assert kilobytes < 250_000


def test_a_step_that_takes_minutes_is_stopped(
    qtbot: QtBot, window: LogViewerWindow
) -> None:
    """SQLite itself would not look whether it is to stop."""
    page = window.sql
    letters = "replace(hex(zeroblob(200000)), '0', '{0}')"
    page.ask_file(f"SELECT trim({letters.format('a')}, {letters.format('b')} || 'a')")
    qtbot.waitUntil(lambda: "At work for 1 s" in page.editor.state.text())
    page.cancel()
    settle(window)
    page.ask_file("SELECT 1")
    settle(window)
    assert page.model.rowCount() == 1


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


def test_the_nearest_table_is_named(guarded: Database) -> None:
    """Where there is one that is like it."""
    assert ask(guarded, "SELECT 1 FROM trade").problem.endswith("mean trades?")
    assert "mean" not in ask(guarded, "SELECT 1 FROM zzzzzzzz").problem


def test_more_rows_than_an_answer_has_are_told(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first ones are there; as many as that, and no more, are all of them."""
    path = record()
    monkeypatch.setattr(asking, "MOST_ROWS", 50)
    assert not ask_program(path, "SELECT tick FROM decisions").is_whole
    assert len(ask_program(path, "SELECT tick FROM decisions").rows) == 50
    assert ask_program(path, "SELECT tick FROM decisions LIMIT 50").is_whole
    monkeypatch.setattr(asking, "MOST_BYTES", 1000)
    long = ask_program(path, "SELECT hex(zeroblob(900)) FROM decisions")
    assert (len(long.rows), long.is_whole) == (1, False)


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
    settle(window)
    text = path.read_text(encoding="utf-8")
    if suffix == "csv":
        (row,) = list(csv.DictReader(text.splitlines()))
        expected = {"a": "0", "b": repr(1 / 3), "c": "", "d": 'x,"y', "e": "X'00FF'"}
    else:
        row = json.loads(text)
        expected = {"a": 0, "b": 1 / 3, "c": None, "d": 'x,"y', "e": "X'00FF'"}
    assert row == expected
    window.sql.save_to(path, replace=False)
    settle(window)
    assert "already" in window.message.label.text()


@pytest.mark.parametrize("suffix", ["csv", "jsonl"])
def test_all_of_an_answer_is_saved_where_only_the_first_rows_are_listed(
    window: LogViewerWindow,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    suffix: str,
) -> None:
    """As the words below the query promise."""
    monkeypatch.setattr(asking, "MOST_ROWS", 10)
    window.sql.ask_file("SELECT tick, tick, agent_id FROM decisions")
    settle(window)
    assert window.sql.model.rowCount() == 10
    assert "there are more" in window.sql.editor.state.text()
    path = tmp_path / f"answer.{suffix}"
    window.sql.save_to(path, replace=False)
    settle(window)
    lines = path.read_text(encoding="utf-8").splitlines()
    with open_database(window.recording.path) as database:
        expected = database.query("SELECT tick, agent_id FROM decisions")
    if suffix == "csv":
        assert lines[0] == "tick,tick,agent_id"
        assert lines[1:] == [f"{tick},{tick},{agent}" for tick, agent in expected]
    else:
        rows = [json.loads(line) for line in lines]
        assert [(r["tick"], r["agent_id"]) for r in rows] == expected
        assert [r["tick:2"] for r in rows] == [tick for tick, _ in expected]
    assert f"{len(expected)} rows" in window.sql.editor.state.text()


def test_saving_is_stopped_without_a_trace(
    qtbot: QtBot,
    window: LogViewerWindow,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """By the same key as a query; there is no half of a file."""
    monkeypatch.setattr(asking, "MOST_ROWS", 10)
    page, path = window.sql, tmp_path / "answer.csv"
    page.ask_file(f"{COUNTING} SELECT i FROM n")  # noqa: S608
    settle(window)
    page.save_to(path, replace=False)
    qtbot.waitUntil(lambda: len(list(tmp_path.glob(".answer.csv.*"))) == 1)
    assert page.is_running
    page.editor.text.setFocus()
    qtbot.keyClick(page.editor.text, Qt.Key_Period, Qt.ControlModifier)
    settle(window)
    assert not list(tmp_path.glob("*answer.csv*"))
    assert page.editor.state.text() == "Stopped"
    assert page.save_action.isEnabled()


@pytest.fixture
def two(record: Record) -> tuple[Path, Path]:
    """Record two runs that differ."""
    return record(seed=3), record(ticks=12, seed=8, file="other.db")


@pytest.mark.parametrize("table", ["agent_snapshots_in_units", "trades", "pairings"])
def test_a_query_reaches_the_file_beside(two: tuple[Path, Path], table: str) -> None:
    """Its rows are those that it has when it is asked alone, and only read."""
    path, other = two
    before = other.read_bytes()
    beside = ask_program(path, f"SELECT * FROM run2_{table}", run2=other)  # noqa: S608
    alone = ask_program(other, f"SELECT * FROM {table}")  # noqa: S608
    assert beside.problem == alone.problem == ""
    assert beside.rows == alone.rows != []
    assert other.read_bytes() == before


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM run2.trades",
        "SELECT utility FROM run2.agent_snapshots",
        "SELECT count(*) FROM run2.trades",
        "DELETE FROM run2.trades",
        "DETACH run2",
        "SELECT * FROM run3_trades",
    ],
)
def test_the_file_beside_is_reached_by_its_views_alone(
    two: tuple[Path, Path], query: str
) -> None:
    """Those of the file itself would show what lies in the blocks of the other one."""
    path, other = two
    assert ask_program(path, query, run2=other).problem


def test_the_schema_names_the_tables_of_runs_that_are_compared(
    two: tuple[Path, Path], viewer: Callable[[Path], LogViewerWindow]
) -> None:
    """A query with such a name joins both."""
    path, other = two
    window = viewer(path)
    page = window.sql
    window.tabs.setCurrentWidget(page)
    window.recording.comparison.compare_with([(other, 1)])
    settle(window)
    last = page.schema.topLevelItem(page.schema.topLevelItemCount() - 1)
    assert last.text(0) == "run2: Tiny market, seed 8"
    names = {last.child(i).text(0): last.child(i) for i in range(last.childCount())}
    page.editor.text.setPlainText("SELECT max(a.tick), max(b.tick) FROM trades a, ")
    page.editor.text.moveCursor(QTextCursor.End)
    page.schema.itemActivated.emit(names["run2_trades"], 0)
    page.editor.text.insertPlainText(" b")
    page.editor.ask()
    settle(window)
    ((one, two_),) = page.model.records
    assert one > two_
    page.schema.itemActivated.emit(last, 0)  # a heading is no name
    assert "Tiny" not in page.editor.text.toPlainText()
    window.recording.comparison.compare_with([])
    settle(window)
    assert "run2" not in page.schema.topLevelItem(
        page.schema.topLevelItemCount() - 1
    ).text(0)
