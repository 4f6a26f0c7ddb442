"""One question to several runs, and a window that is closed before the answers come."""

from collections.abc import Callable
from pathlib import Path

from PyQt5 import sip
from pytestqt.exceptions import capture_exceptions

from log_viewer import settle
from vmt.qt.background import Pulse
from vmt.qt.logviewer.comparison import Compared
from vmt.qt.logviewer.gathering import Gathering
from vmt.qt.logviewer.window import LogViewerWindow
from vmt.telemetry.reader import Database


def count(run: Compared, database: Database, pulse: Pulse) -> int:
    """Count trades, and tell of it meanwhile."""
    pulse(1, 2)
    return len(database.trades(run.run_id))


def test_answers_are_in_the_order_of_the_runs(
    record: Callable[..., Path], viewer: Callable[[Path], LogViewerWindow]
) -> None:
    """However long each of them takes; how much is done is told."""
    record(ticks=5, seed=5, file="five.db")
    window = viewer(record(ticks=40))
    comparison = window.recording.comparison
    comparison.compare_with([(window.recording.path.with_name("five.db"), 1)])
    settle(window)
    found, told = [], []
    asked = Gathering(comparison.readers, comparison.runs, count, key="count")
    asked.done.connect(found.extend)
    asked.progressed.connect(lambda *done: told.append(done))
    settle(window)

    assert len(found) == 2
    assert found[0] > found[1] > 0
    assert set(told) <= {(1, 2), (2, 4)}
    assert told


def test_what_arrives_too_late_is_dropped(
    record: Callable[..., Path], viewer: Callable[[Path], LogViewerWindow]
) -> None:
    """Whoever asked is gone with the window, and nothing fails."""
    window = viewer(record())
    comparison = window.recording.comparison
    with capture_exceptions() as exceptions:
        asked = Gathering(comparison.readers, comparison.runs, count, key="count")
        sip.delete(asked)
        settle(window)

    assert not exceptions
