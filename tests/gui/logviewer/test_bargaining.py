"""The page of the bargaining: what was tried, and why it failed."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from PyQt5.QtCore import Qt
from pytestqt.qtbot import QtBot

from log_viewer import settle
from public_files import NOVEMBER, PublicFile
from vmt.engine.simulation import Simulation
from vmt.qt.logviewer.bargaining_page import REASONS
from vmt.qt.logviewer.export import Target
from vmt.qt.logviewer.filter import Extent
from vmt.qt.logviewer.window import LogViewerWindow
from vmt.scenario import load_scenario
from vmt.telemetry import Selection, open_run
from vmt.telemetry.conditions import Condition, Operator
from vmt.telemetry.detail import Detail, LogLevel
from vmt.telemetry.recorder import Recorder

Viewer = Callable[[Path], LogViewerWindow]


@pytest.fixture
def record_all(home: Path, write_scenario: Callable[..., Path]) -> Callable[..., Path]:
    """Record a run in every detail."""

    def run(ticks: int = 30, seed: int = 3) -> Path:
        scenario = load_scenario(write_scenario())
        simulation = Simulation(scenario.configuration, seed)
        path = home / "logs" / f"debug-{seed}.db"
        detail = Detail(LogLevel.DEBUG)
        with Recorder(path, scenario, simulation, detail=detail) as recorder:
            for _ in range(ticks):
                attempts = recorder.needs_attempts
                recorder.record(simulation, simulation.step(attempts=attempts))
        return path

    return run


@pytest.fixture
def window(record_all: Callable[..., Path], viewer: Viewer) -> LogViewerWindow:
    """Open the page on a run with all its attempts."""
    window = viewer(record_all())
    window.tabs.setCurrentWidget(window.bargaining)
    window.filter.choose(extent=Extent.ALL)
    settle(window)
    return window


def column(window: LogViewerWindow, title: str) -> list[str]:
    """Return the cells below a title."""
    model = window.bargaining.model
    (number,) = (k for k, c in enumerate(model.columns) if c.title == title)
    return [model.index(row, number).data() for row in range(model.rowCount())]


def test_what_was_tried_is_listed_in_plain_words(window: LogViewerWindow) -> None:
    """A row for each attempt of the file; what was agreed on was a trade."""
    with open_run(window.recording.path) as run:
        tried, trades = run.table("trade_attempts"), run.table("trades")
    results = column(window, "Result")

    assert len(results) == len(tried) > len(trades) > 0
    assert results.count("agreed") == len(trades)
    assert set(results) == {"agreed", "failed"}
    assert column(window, "Why") == [REASONS[r] for r in tried["result_reason"]]
    assert not any("_" in why for why in column(window, "Why"))


def test_gains_are_of_the_utility_they_would_have(window: LogViewerWindow) -> None:
    """Above nothing for both where they agreed; not where one says that it is not."""
    found = zip(
        column(window, "Why"),
        column(window, "Buyer's gain"),
        column(window, "Seller's gain"),
        strict=True,
    )
    seen = set()
    for why, buyer, seller in found:
        seen.add(why)
        if why == "both gain":
            assert float(buyer) > 0
            assert float(seller) > 0
        elif why == "the seller would not gain":
            assert float(seller) <= 0 < float(buyer)
        elif why == "the buyer has too little B":
            assert buyer == seller == "–"
    assert {"both gain", "the seller would not gain"} <= seen


def test_the_filter_holds_for_attempts(window: LogViewerWindow) -> None:
    """Agents, a condition on the reason, and the caption that says so."""
    window.filter.choose(agents=(0,))
    window.filter.add(Condition("result", Operator.EQUAL, "fail"))
    settle(window)
    page = window.bargaining
    with open_run(window.recording.path) as run:
        tried = run.table("trade_attempts", Selection(agents=(0,)))

    assert page.model.rowCount() == (tried["result"] == "fail").sum() > 0
    assert set(column(window, "Result")) == {"failed"}
    assert "agent 0" in page.bar.caption.text()
    assert "Result = fail" in page.bar.caption.text()
    assert "trade_attempts_in_units" in page.sql


def test_attempts_follow_the_tick_and_are_exported(
    window: LogViewerWindow, tmp_path: Path
) -> None:
    """What is shown at a tick is what the file gets."""
    window.filter.choose(extent=Extent.TICK)
    window.recording.go_to(2)
    settle(window)
    path = tmp_path / "tried.csv"
    window.export_to(Target(path, may_replace=False))
    settle(window)
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))

    assert {row["tick"] for row in rows} == {"2"}
    assert len(rows) == window.bargaining.model.rowCount() > 0
    assert rows[0]["result_reason"] in REASONS


def test_attempts_of_several_runs_name_their_run(
    window: LogViewerWindow, record_all: Callable[..., Path]
) -> None:
    """In the first column, as in all tables."""
    window.recording.comparison.compare_with([(record_all(seed=5), 1)])
    settle(window)

    assert window.bargaining.model.headerData(0, Qt.Horizontal) == "Run"
    assert set(column(window, "Run")) == {"Tiny market, seed 3", "Tiny market, seed 5"}


def test_the_page_has_a_key_of_its_own(window: LogViewerWindow, qtbot: QtBot) -> None:
    """Alt and the letter that is underlined."""
    window.tabs.setCurrentWidget(window.trades)
    qtbot.keyClick(window, Qt.Key_B, Qt.AltModifier)
    assert window.tabs.page is window.bargaining


def test_a_run_without_attempts_says_how_to_have_them(
    record: Callable[..., Path], viewer: Viewer
) -> None:
    """They are recorded at log level debug only."""
    window = viewer(record())
    window.tabs.setCurrentWidget(window.bargaining)
    settle(window)

    assert window.bargaining.model.rowCount() == 0
    assert "--log-level debug" in window.bargaining.table.empty


def test_public_files_have_what_they_recorded(tmp_path: Path, viewer: Viewer) -> None:
    """Nothing, as a rule; the page says so, and nothing fails."""
    public = PublicFile(tmp_path / "public.db", NOVEMBER)
    run = public.start_run(total_ticks=3)
    public.add_agents(run, 0, [(50_000, 30_000), (20_000, 60_000)])
    window = viewer(public.close())
    window.tabs.setCurrentWidget(window.bargaining)
    settle(window)

    assert "not recorded in this file" in window.bargaining.table.empty
    assert not window.message.isVisible()
