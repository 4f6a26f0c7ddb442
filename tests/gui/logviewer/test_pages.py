"""The pages of the log viewer at the ticks of a run."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from PyQt5.QtCore import Qt
from pytestqt.qtbot import QtBot

from log_viewer import ask, column, settle
from vmt.qt.logviewer.window import LogViewerWindow
from vmt.telemetry.reader import open_database

Viewer = Callable[[Path], LogViewerWindow]
Record = Callable[..., Path]


def test_a_recording_opens_at_its_last_tick(record: Record, viewer: Viewer) -> None:
    """The title names the file, the selector the run, the time line the tick."""
    window = viewer(record(ticks=30, seed=3))

    assert window.windowTitle() == "VMT Log Viewer – run.db"
    label = "Tiny market · seed 3 · 4 agents · 30 ticks · finished"
    assert window.selector.currentText() == label
    assert window.recording.tick == 29
    assert window.timeline.number.value() == 29


def test_moving_the_time_line_moves_every_page(
    qtbot: QtBot, record: Record, viewer: Viewer
) -> None:
    """Each page shows what the file has for that tick."""
    path = record()
    window = viewer(path)
    [(traded,)] = ask(path, "SELECT tick FROM trades ORDER BY tick LIMIT 1")
    window.timeline.number.setValue(traded)
    settle(window)

    holdings = ask(
        path, "SELECT inventory_A FROM agent_snapshots_in_units WHERE tick = ?", traded
    )
    window.tabs.setCurrentWidget(window.agents)
    settle(window)
    assert [Decimal(text) for text in column(window.agents.table, "A")] == [
        Decimal(str(units)) for (units,) in holdings
    ]
    window.tabs.setCurrentWidget(window.trades)
    settle(window)
    buyers = ask(path, "SELECT buyer_id FROM trades WHERE tick = ?", traded)
    assert column(window.trades.table, "Buyer") == [str(b) for (b,) in buyers]
    window.tabs.setCurrentWidget(window.decisions)
    settle(window)
    chosen = ask(path, "SELECT target_type FROM decisions WHERE tick = ?", traded)
    shown = column(window.decisions.table, "Activity")
    assert shown == [activity.replace("_", " ") for (activity,) in chosen]

    window.timeline.slider.setValue(-1)
    settle(window)
    assert window.decisions.model.rowCount() == 0
    assert window.timeline.number.text() == "start"


def test_the_keys_of_the_time_line_work_from_every_page(
    qtbot: QtBot, record: Record, viewer: Viewer
) -> None:
    """Ctrl with the arrow keys, Home and End."""
    window = viewer(record(ticks=10))
    window.tabs.setCurrentWidget(window.trades)
    settle(window)

    for key, tick in (
        (Qt.Key_Home, -1),
        (Qt.Key_Right, 0),
        (Qt.Key_Right, 1),
        (Qt.Key_Left, 0),
        (Qt.Key_End, 9),
    ):
        qtbot.keyClick(window.trades.table, key, Qt.ControlModifier)
        assert window.recording.tick == tick


def test_playing_shows_tick_after_tick_and_ends_at_the_last(
    qtbot: QtBot, record: Record, viewer: Viewer
) -> None:
    """From the end it starts over; at the end it pauses by itself."""
    window = viewer(record(ticks=3))
    seen: list[int] = []
    window.recording.moved.connect(lambda: seen.append(window.recording.tick))

    window.timeline.play_action.trigger()
    assert window.timeline.is_playing
    qtbot.waitUntil(lambda: not window.timeline.is_playing)

    assert seen == [-1, 0, 1, 2]


def test_the_overview_tells_outcome_and_configuration(
    record: Record, viewer: Viewer
) -> None:
    """What a reader of the file computes stands there in words."""
    path = record()
    text = viewer(path).overview.text.toPlainText()

    [(count, first, last, price)] = ask(
        path, "SELECT count(*), min(tick), max(tick), avg(price) FROM trades"
    )
    for expected in (
        "Tiny market",
        "30 of 30",
        f"{price:.4f} B per A",
        f"tick {first}, tick {last}",
        "5 × 5 cells",
        "50 % Cobb–Douglas (wA 3, wB 1)",
        str(path),
    ):
        assert expected in text
    assert f"Trades\n{count}\n" in text


def test_the_overview_tells_what_each_agent_gained(
    record: Record, viewer: Viewer
) -> None:
    """Trades as buyer or seller, and utility before and after."""
    path = record()
    window = viewer(path)

    gains = {o.agent_id: o for _, o in window.overview.model.records}
    with open_database(path) as database:
        before, after = database.agents_at(1, -1), database.agents_at(1, 29)
        for old, new in zip(before, after, strict=True):
            outcome = gains[new.agent_id]
            assert outcome.gain == new.utility - old.utility
            assert outcome.trades == len(database.trades_of(1, new.agent_id))


def test_a_run_without_trades_says_so(
    home: Path, record: Record, viewer: Viewer
) -> None:
    """Zero ticks, zero trades: every page is there and empty."""
    window = viewer(record(ticks=0))

    assert "Trades\n0\n" in window.overview.text.toPlainText()
    assert not window.timeline.isEnabled()
    for number in range(window.tabs.count()):
        window.tabs.setCurrentIndex(number)
        settle(window)
    assert not window.message.isVisible()


def test_the_scenario_is_shown_as_it_was(
    home: Path, record: Record, viewer: Viewer
) -> None:
    """Its exact text at the time of the run."""
    path = record()
    text = (home / "scenarios" / "tiny.yaml").read_text()
    (home / "scenarios" / "tiny.yaml").unlink()
    window = viewer(path)
    window.tabs.setCurrentWidget(window.scenario)
    settle(window)

    assert window.scenario.text.toPlainText() == text
