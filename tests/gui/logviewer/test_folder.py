"""Folders of many runs, and names of files that are not there."""

import shutil
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from PyQt5.QtCore import QMimeData, QPointF, Qt, QUrl
from PyQt5.QtGui import QDropEvent
from pytestqt.qtbot import QtBot

from log_viewer import settle
from vmt.cli.main import main
from vmt.qt.logviewer import library
from vmt.qt.logviewer.library import Recorded, recorded_in
from vmt.qt.logviewer.window import LogViewerWindow

Record = Callable[..., Path]
Viewer = Callable[[Path], LogViewerWindow]


@pytest.fixture
def folder(record: Record) -> Path:
    """Return a folder with six recordings; that of the largest number is newest."""
    first = record(ticks=4, file="run0.db")
    for number in range(1, 6):
        shutil.copy(first, first.with_name(f"run{number}.db"))
    return first.parent


@pytest.fixture
def slowly(monkeypatch: pytest.MonkeyPatch) -> threading.Semaphore:
    """Have files read one by one, as often as the semaphore is released."""
    turns = threading.Semaphore(0)

    def read(path: Path) -> list[Recorded]:
        turns.acquire()
        return recorded_in(path)

    monkeypatch.setattr(library, "recorded_in", read)
    return turns


def test_the_newest_run_is_there_before_the_list(
    qtbot: QtBot, folder: Path, slowly: threading.Semaphore
) -> None:
    """Its pages work while the other files are read."""
    window = LogViewerWindow(folder)
    window.show()
    slowly.release()
    qtbot.waitUntil(lambda: window.recording.run is not None)
    assert window.recording.path == folder / "run5.db"
    qtbot.waitUntil(window.run_bar.strip.isVisible)
    window.tabs.setCurrentWidget(window.agents)
    qtbot.waitUntil(lambda: window.agents.model.rowCount() == 4)
    assert window.selector.count() == 1
    slowly.release(5)
    settle(window)
    names = [each.path.name for each in window.run_bar.recorded]
    assert names == [f"run{number}.db" for number in (5, 4, 3, 2, 1, 0)]
    assert window.selector.currentIndex() == 0
    assert not window.run_bar.strip.isVisible()


def test_reading_a_folder_can_be_stopped_and_gone_on_with(
    qtbot: QtBot, folder: Path, slowly: threading.Semaphore
) -> None:
    """What was read is listed, and a message says that it is not all."""
    window = LogViewerWindow(folder)
    window.show()
    slowly.release(2)
    qtbot.waitUntil(window.run_bar.strip.isVisible)
    qtbot.mouseClick(window.run_bar.strip.button, Qt.LeftButton)
    slowly.release()
    settle(window)
    assert window.selector.count() == 3
    assert "Only some of the runs" in window.message.label.text()
    slowly.release(3)
    window.refresh()
    settle(window)
    assert window.selector.count() == 6
    assert window.recording.path == folder / "run5.db"


def test_a_window_is_closed_while_a_folder_is_read(
    folder: Path, slowly: threading.Semaphore
) -> None:
    """It waits for no more than the file that is being read."""
    window = LogViewerWindow(folder)
    window.show()
    slowly.release(1)
    closing_ = threading.Timer(0.1, slowly.release)
    closing_.start()
    window.close()
    closing_.join()
    assert not window.is_busy


def test_another_folder_takes_the_place_of_one_that_is_read(
    qtbot: QtBot, folder: Path, slowly: threading.Semaphore, tmp_path: Path
) -> None:
    """Nothing of the first one comes later."""
    other = tmp_path / "other"
    other.mkdir()
    shutil.copy(folder / "run0.db", other / "mine.db")
    window = LogViewerWindow(folder)
    window.show()
    window.open_path(other)
    slowly.release(8)
    settle(window)
    assert [each.path for each in window.run_bar.recorded] == [other / "mine.db"]
    assert window.recording.path == other / "mine.db"


def test_a_locked_file_holds_up_neither_window_nor_list(
    folder: Path, viewer: Viewer
) -> None:
    """It is listed with its reason; it can be looked at when the lock is gone."""
    path = folder / "run2.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("PRAGMA locking_mode = EXCLUSIVE")
        writer.execute("BEGIN EXCLUSIVE")
        window = viewer(folder)
        errors = {each.path.name: each.error for each in window.run_bar.recorded}
        assert "another program holds it locked" in errors.pop("run2.db")
        assert not any(errors.values())
        assert window.recording.path == folder / "run5.db"
    window.refresh()
    settle(window)
    assert not any(each.error for each in window.run_bar.recorded)


def test_an_empty_folder_is_told(tmp_path: Path, viewer: Viewer) -> None:
    """In the line at the bottom; there is nothing to look at."""
    window = viewer(tmp_path)
    assert window.recording.run is None
    assert window.where.text() == f"There are no recordings in {tmp_path} yet"


def test_a_similar_name_is_offered(
    folder: Path, viewer: Viewer, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the window, and on the command line."""
    window = viewer(folder)
    wrong = folder / "rum3.db"
    window.open_path(wrong)
    settle(window)
    assert "there is no such file; did you mean" in window.message.label.text()
    assert window.recording.path == folder / "run5.db"
    assert main(["logs", str(folder / "run3")]) == 2
    assert f"did you mean {folder / 'run3.db'}?" in capsys.readouterr().err


def test_recent_files_that_are_gone_cannot_be_chosen(
    folder: Path, viewer: Viewer
) -> None:
    """They say so, and can be forgotten."""
    window = viewer(folder / "run1.db")
    window.open_path(folder / "run2.db")
    settle(window)
    (folder / "run1.db").unlink()
    menu = window.actions_.recent
    menu.aboutToShow.emit()
    two, one, _, forget = menu.actions()
    assert two.isEnabled()
    assert (one.isEnabled(), "no longer there" in one.text()) == (False, True)
    forget.trigger()
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions()] == [str(folder / "run2.db")]


def test_a_folder_can_be_dropped(folder: Path, viewer: Viewer, tmp_path: Path) -> None:
    """Its newest run is looked at; of what is no recording, the reason is told."""
    window = viewer(tmp_path)
    note = tmp_path / "note.txt"
    note.write_text("nothing for a log viewer" * 100)
    for path in (folder, note):
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        where = QPointF(20, 20)
        window.dropEvent(
            QDropEvent(where, Qt.CopyAction, data, Qt.LeftButton, Qt.NoModifier)
        )
        settle(window)
        assert window.recording.path == folder / "run5.db"
    assert "not an SQLite database" in window.message.label.text()
