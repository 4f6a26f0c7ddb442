"""The page of the plots, on runs that were really made."""

from collections.abc import Callable
from pathlib import Path

import pytest

from log_viewer import settle
from report_economies import cobb_douglas, exchange_economy, record_in
from vmt.engine.configuration import Configuration
from vmt.qt.logviewer.window import LogViewerWindow

Show = Callable[[Path], LogViewerWindow]


@pytest.fixture
def show(viewer: Show) -> Show:
    """Open log viewers that show plots."""

    def open_viewer(path: Path) -> LogViewerWindow:
        window = viewer(path)
        window.tabs.setCurrentWidget(window.plots)
        settle(window)
        return window

    return open_viewer


@pytest.fixture
def run_economy(home: Path) -> Callable[..., Path]:
    """Run an economy that a test describes, and record it."""

    def run(economy: Configuration, ticks: int = 60, seed: int = 1) -> Path:
        return record_in(home / "logs", economy, ticks, seed)

    return run


@pytest.fixture
def two_people(run_economy: Callable[..., Path]) -> Path:
    """Two with shares 0.6 and 0.1 for A, who own (10, 20) and (20, 10)."""
    tastes = cobb_douglas(0.6), cobb_douglas(0.1)
    return run_economy(exchange_economy([(10, 20), (20, 10)], *tastes, step=0.05))


@pytest.fixture
def market(record: Callable[..., Path]) -> Path:
    """Four agents who harvest and trade, for 30 ticks."""
    return record(ticks=30, seed=3)
