"""A debrief of two runs, side by side."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from log_viewer import settle
from report_economies import cobb_douglas, exchange_economy, record_in
from vmt.analysis.figures import figures_of
from vmt.qt.logviewer.debrief.stages import Stage
from vmt.qt.logviewer.debrief.window import DebriefWindow
from vmt.qt.logviewer.plots.marks import Bars, Dots, Level
from vmt.qt.logviewer.window import LogViewerWindow
from vmt.telemetry import open_run

OWNED = [(10, 20), (20, 10)], [(12, 3), (2, 15)]


@pytest.fixture
def files(home: Path) -> list[Path]:
    """Record two with the same tastes and other holdings; the second is longer."""
    found = []
    for number, owned in enumerate(OWNED):
        economy = exchange_economy(owned, cobb_douglas(0.6), cobb_douglas(0.1))
        path = record_in(home / "logs", economy, 20 + 10 * number)
        found.append(path.rename(path.with_name(f"run-{number}.db")))
    return found


@pytest.fixture
def window(
    files: list[Path], viewer: Callable[[Path], LogViewerWindow], qtbot: QtBot
) -> DebriefWindow:
    """Begin the debrief of both."""
    return begin(viewer(files[0]), files[1:], qtbot)


def begin(
    log_viewer: LogViewerWindow, others: list[Path], qtbot: QtBot
) -> DebriefWindow:
    """Compare with others, and begin the debrief."""
    log_viewer.recording.comparison.compare_with([(file, 1) for file in others])
    settle(log_viewer)
    log_viewer.actions_.debrief.trigger()
    (found,) = log_viewer.findChildren(DebriefWindow)
    qtbot.waitUntil(lambda: bool(found.stories))
    found.toggle()
    return found


def go_to(window: DebriefWindow, stage: Stage, qtbot: QtBot) -> None:
    """Press the key for the next stage as often as it takes."""
    while window.stage < stage:
        qtbot.keyClick(window, Qt.Key_Space)


def panels(window: DebriefWindow, kind: type) -> list[object]:
    """Return the mark of a kind in each of the panels."""
    return [
        next(mark for mark in panel.marks if isinstance(mark, kind))
        for panel in window.view.figure.panels
    ]


def test_prices_of_both_play_at_once(window: DebriefWindow, files: list[Path]) -> None:
    """Up to the same tick, between the same axes; each run is named."""
    assert not window.is_playing
    window.tick = 12
    window.toggle()
    window.toggle()
    names = [panel.name for panel in window.view.figure.panels]

    assert names == window.labels
    assert window.name.text() == " · ".join(names)
    for file, dots in zip(files, panels(window, Dots), strict=True):
        with open_run(file) as run:
            ticks = run.table("trades")["tick"]
        np.testing.assert_array_equal(dots.x, ticks[ticks <= window.tick])
    first, second = window.view.plot.frames
    assert first.box.viewRange() == second.box.viewRange()
    for name, line in zip(names, window.sentence.text().splitlines(), strict=True):
        assert line.startswith(f"{name}: Tick {window.tick} of ")


def test_each_has_its_own_benchmark(
    window: DebriefWindow, files: list[Path], qtbot: QtBot
) -> None:
    """As a line beside its prices and in a sentence; what p* means is said once."""
    go_to(window, Stage.BENCHMARK, qtbot)
    for file, level in zip(files, panels(window, Level), strict=True):
        with open_run(file) as run:
            assert level.y == pytest.approx(figures_of(run).benchmark.prices[0])
    assert window.sentence.text().count("p* = ") == 2
    assert window.sentence.text().count("all could sell") == 1


def test_gains_are_as_high_as_they_are_much(
    window: DebriefWindow, files: list[Path], qtbot: QtBot
) -> None:
    """Bars of both runs have one scale, whoever is first in each."""
    go_to(window, Stage.GAINS, qtbot)
    for file, panel in zip(files, window.view.figure.panels, strict=True):
        with open_run(file) as run:
            gain = figures_of(run).people.gain
        bars = [m for m in panel.marks if isinstance(m, Bars)]
        shown = np.concatenate([mark.y for mark in bars])
        assert sorted(shown) == pytest.approx(sorted(gain))
        assert len(panel.x.marked) == 2
    first, second = window.view.plot.frames
    assert first.box.viewRange()[1] == second.box.viewRange()[1]


def test_the_gains_realised_are_a_number_each(
    window: DebriefWindow, files: list[Path], qtbot: QtBot
) -> None:
    """Still in larger letters than everything else, and they stay so."""
    go_to(window, Stage.EFFICIENCY, qtbot)
    lines = window.words.text().splitlines()
    for file, label, line in zip(files, window.labels, lines, strict=True):
        with open_run(file) as run:
            realised = figures_of(run).benchmark.realised[-1]
        assert line == f"{label}: {100 * realised:.1f} %"
    size = window.words.font().pixelSize()
    assert size > 2 * window.sentence.font().pixelSize()
    window.showNormal()
    window.resize(window.width() - 1, window.height())
    QApplication.processEvents()
    assert window.words.font().pixelSize() > 2 * window.sentence.font().pixelSize()


def test_of_more_runs_two_are_told_of(
    files: list[Path],
    record: Callable[..., Path],
    viewer: Callable[[Path], LogViewerWindow],
    qtbot: QtBot,
) -> None:
    """The head of the window says that there are others."""
    third = record(ticks=5)
    window = begin(viewer(files[0]), [files[1], third], qtbot)

    assert len(window.stories) == 2
    assert window.name.text().endswith("(without 1 more)")
