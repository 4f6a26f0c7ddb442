"""The launcher on a disk that is full, and on one that may not be written to."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PyQt5.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from small_disk import Disk, small_disk
from vmt.qt.launcher.run_options import RunOptions
from vmt.qt.launcher.window import LauncherWindow

disk = pytest.fixture(small_disk)


@pytest.fixture
def on_disk(
    disk: Disk,
    home: Path,
    write_scenario: Callable,
    monkeypatch: pytest.MonkeyPatch,
    vmt_command: list[str],
) -> LauncherWindow:
    """Open a launcher whose folder of recordings is on the small disk."""
    scenarios = disk.folder / "scenarios"
    scenarios.mkdir()
    write_scenario().rename(home / "tiny.yaml")
    (scenarios / "tiny.yaml").write_bytes((home / "tiny.yaml").read_bytes())
    (disk.folder / "logs").mkdir()
    monkeypatch.setenv("VMT_DATA_DIR", str(disk.folder))
    window = LauncherWindow(vmt_command)
    window.show()
    yield window
    window.close()


def test_a_full_disk_is_told_of_when_a_run_is_started(
    qtbot: QtBot, disk: Disk, on_disk: LauncherWindow, dialog: Callable[[], QDialog]
) -> None:
    """The program has no room even for its message; the launcher says why."""
    disk.fill(but=0)

    on_disk.act["headless"].trigger()

    shown = dialog()
    assert "exited with status" in shown.summary.text()
    assert "is full" in shown.text.toPlainText()
    assert "Traceback" not in shown.text.toPlainText()
    shown.close()


def test_a_disk_that_fills_up_ends_the_run_and_keeps_what_was_recorded(
    qtbot: QtBot, disk: Disk, on_disk: LauncherWindow, dialog: Callable[[], QDialog]
) -> None:
    """The row says that it failed, and the recording up to there can be read."""
    on_disk.choice.set_options(RunOptions(ticks=10_000_000))
    on_disk.act["headless"].trigger()
    qtbot.waitUntil(lambda: (on_disk.runs.rows[0].ticks or 0) > 0)

    disk.fill(but=0)

    shown = dialog()
    assert "is full" in shown.text.toPlainText()
    shown.close()
    qtbot.waitUntil(lambda: on_disk.runs.rows[0].icon == "failed")
    assert on_disk.runs.rows[0].is_readable
    assert on_disk.runs.rows[0].ticks > 0


def test_a_disk_that_may_not_be_written_to_starts_nothing(
    qtbot: QtBot, disk: Disk, on_disk: LauncherWindow, dialog: Callable[[], QDialog]
) -> None:
    """A sentence names the folder and the way out."""
    qtbot.waitUntil(lambda: not on_disk.runs.list.is_reading)
    disk.set_readonly()

    on_disk.act["run"].trigger()

    shown = dialog()
    assert str(disk.folder / "logs") in shown.text.toPlainText()
    assert "set VMT_DATA_DIR to another folder" in shown.text.toPlainText()
    shown.close()
    assert not on_disk.runs.rows
