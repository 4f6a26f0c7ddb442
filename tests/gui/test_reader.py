"""Reading a file beside the windows."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from vmt.qt.background import Pulse, Reader
from vmt.telemetry.reader import Database


@pytest.fixture
def reader(record: Callable[..., Path]) -> Iterator[Reader]:
    """Return a reader of a recording."""
    made = Reader(record(ticks=3))
    yield made
    made.close()


def test_answers_arrive_in_the_thread_that_asked(qtbot: QtBot, reader: Reader) -> None:
    """The work is done in another one, and the files are read one after the other."""
    threads: list[int] = []
    answers: list[object] = []

    def work(database: Database, _pulse: Pulse) -> int:
        threads.append(threading.get_ident())
        return len(database.runs())

    def take(answer: object) -> None:
        answers.append((answer, threading.get_ident()))

    with qtbot.waitSignal(reader.idle):
        reader.submit(work, done=take)
        reader.submit(work, done=take)
        assert reader.is_busy
    here = threading.get_ident()
    assert answers == [(1, here), (1, here)]
    assert here not in threads


def test_what_nobody_wants_any_more_is_not_told(qtbot: QtBot, reader: Reader) -> None:
    """A newer question with the same key takes the place of the older ones."""
    answers: list[object] = []
    started, go_on = threading.Event(), threading.Event()

    def slow(_database: Database, pulse: Pulse) -> str:
        started.set()
        assert go_on.wait(30)
        pulse(1, 2)
        return "slow"

    with qtbot.waitSignal(reader.idle):
        first = reader.submit(slow, done=answers.append, key="a")
        assert started.wait(30)
        reader.submit(lambda *_: "waiting", done=answers.append, key="a")
        reader.submit(lambda *_: "newest", done=answers.append, key="a")
        reader.submit(lambda *_: "other", done=answers.append, key="b")
        go_on.set()
    assert answers == ["newest", "other"]
    assert first.is_canceled


def test_a_query_is_ended_while_sqlite_is_at_work(qtbot: QtBot, reader: Reader) -> None:
    """Without any pulse; the next question is answered."""
    began = threading.Event()
    answers: list[object] = []

    def endless(database: Database, _pulse: Pulse) -> object:
        began.set()
        return database.query(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
            " SELECT max(i) FROM n"
        )

    with qtbot.waitSignal(reader.idle):
        job = reader.submit(endless, done=answers.append, failed=answers.append)
        assert began.wait(30)
        job.cancel()
        reader.submit(lambda *_: 7, done=answers.append)
    assert answers == [7]


def test_progress_is_told(qtbot: QtBot, reader: Reader) -> None:
    """How much is done, and of how much, even if it is done before anyone listens."""
    told: list[tuple[int, int]] = []
    is_done = threading.Event()

    def work(_database: Database, pulse: Pulse) -> None:
        for number in (1, 2):
            pulse(number, 2)
        is_done.set()

    with qtbot.waitSignal(reader.idle):
        job = reader.submit(work)
        assert is_done.wait(30)
        job.progressed.connect(lambda *progress: told.append(progress))
    assert told == [(1, 2), (2, 2)]


def test_a_file_that_cannot_be_read_is_told_and_tried_again(
    qtbot: QtBot, tmp_path: Path, record: Callable[..., Path]
) -> None:
    """When the file is in order, the same reader reads it."""
    path = tmp_path / "later.db"
    reader = Reader(path)
    told: list[object] = []
    with qtbot.waitSignal(reader.idle):
        reader.submit(lambda database, _: database.runs(), failed=told.append)
    assert "no such file" in told[0]
    record(ticks=2).rename(path)
    with qtbot.waitSignal(reader.idle):
        reader.submit(lambda database, _: len(database.runs()), done=told.append)
    assert told[1] == 1
    reader.close()


def test_a_mistake_in_the_program_is_not_hidden(qtbot: QtBot, reader: Reader) -> None:
    """It is raised where the window sees it, and the reader goes on."""
    answers: list[object] = []

    def wrong(_database: Database, _pulse: Pulse) -> None:
        raise ZeroDivisionError

    with qtbot.captureExceptions() as exceptions, qtbot.waitSignal(reader.idle):
        reader.submit(wrong, done=answers.append, failed=answers.append)
        reader.submit(lambda *_: 1, done=answers.append)
    assert [kind for kind, *_ in exceptions] == [ZeroDivisionError]
    assert answers == [1]


def test_closing_ends_the_work_and_the_connection(qtbot: QtBot, reader: Reader) -> None:
    """However long it would have gone on; nothing is told of it."""
    began = threading.Event()
    seen: list[Database] = []
    answers: list[object] = []

    def endless(database: Database, pulse: Pulse) -> None:
        seen.append(database)
        began.set()
        while True:
            pulse(0, 0)

    reader.submit(endless, done=answers.append, failed=answers.append)
    assert began.wait(30)
    reader.close()
    assert not reader.is_busy
    assert answers == []
    with pytest.raises(sqlite3.ProgrammingError):
        seen[0].connection.execute("SELECT 1")
