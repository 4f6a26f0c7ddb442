"""Long runs are read bit by bit: some ticks first, more later, and none in vain."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from log_viewer import settle
from vmt.engine.simulation import Simulation
from vmt.qt.logviewer.plots import reading
from vmt.qt.logviewer.plots.reading import ROUNDS, rounds
from vmt.qt.logviewer.plots.spots import MOST_DOTS, spots
from vmt.qt.logviewer.window import LogViewerWindow
from vmt.scenario import load_scenario
from vmt.telemetry.recorder import Recorder

Show = Callable[[Path], LogViewerWindow]


def test_rounds_are_even_and_read_no_tick_twice() -> None:
    """After each round there are as many as it says, from the first to the last."""
    ticks = np.arange(-1, 10_000)
    seen = np.empty(0, dtype=np.int64)
    for most, new in zip(ROUNDS, rounds(ticks), strict=True):
        assert not np.isin(new, seen).any()
        seen = np.union1d(seen, new)
        assert most <= len(seen) <= 2 * most
        assert (seen[0], seen[-1]) == (-1, 9_999)
        assert np.diff(seen).max() <= 2 * 10_000 / most


def test_a_short_run_is_read_at_once() -> None:
    """All of its ticks are in the first round, and there is no other."""
    (only,) = rounds(np.arange(-1, 40))

    assert only.tolist() == list(range(-1, 40))


def test_a_long_run_is_shown_before_all_of_it_is_read(
    record: Callable[..., Path],
    viewer: Show,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The caption counts the ticks that are shown, of all that there are."""
    monkeypatch.setattr(reading, "ROUNDS", (10, 20, 40))
    window = viewer(record(ticks=120))
    captions: list[str] = []

    def note() -> None:
        captions.append(window.plots.view.figure.caption)

    window.plots.chooser.choose("gains")
    window.tabs.setCurrentWidget(window.plots)
    for study in window.plots.studies._studies:
        study.changed.connect(note)
    settle(window)
    shown = [c.split(". ")[1] for c in captions if "recorded ticks" in c]

    assert shown[0] == "10 of 121 recorded ticks"
    assert len(shown) == 3
    numbers = [int(text.split()[0]) for text in shown]
    assert numbers == sorted(set(numbers))


def test_nothing_more_is_read_while_nobody_looks(
    record: Callable[..., Path], viewer: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another page in front ends the reading; it goes on where it was."""
    monkeypatch.setattr(reading, "ROUNDS", (10, 20, 40))
    window = viewer(record(ticks=120))
    window.tabs.setCurrentWidget(window.plots)
    window.tabs.setCurrentWidget(window.scenario)
    settle(window)
    (study,) = window.plots.studies._studies

    assert not study.is_busy
    assert study.known.economy is None
    window.tabs.setCurrentWidget(window.plots)
    settle(window)
    assert 40 <= len(study.known.economy.course.ticks) <= 80


def test_a_run_that_is_being_recorded_grows_in_the_plot(
    home: Path, write_scenario: Callable[..., Path], show: Show, qtbot: QtBot
) -> None:
    """Trades, the economy and the life of an agent go on to the newest tick."""
    scenario = load_scenario(write_scenario())
    simulation = Simulation(scenario.configuration, 3)
    path = home / "logs" / "live.db"
    with Recorder(path, scenario, simulation) as recorder:
        simulation.run(5, recorder.record)
        recorder.flush()
        window = show(path)
        window.plots.chooser.choose("holdings")
        settle(window)
        window.plots.chooser.choose("prices")
        settle(window)
        (known,) = window.plots.studies.known
        assert (known.life.ticks[-1], known.economy.course.ticks[-1]) == (4, 4)
        early = len(known.traded.trades)

        simulation.run(20, recorder.record)
        recorder.flush()

        def last() -> int:
            (now,) = window.plots.studies.known
            return int(now.economy.course.ticks[-1])

        qtbot.waitUntil(lambda: last() == 24)
        window.plots.chooser.choose("holdings")
        settle(window)
        (known,) = window.plots.studies.known
        assert known.life.ticks.tolist() == list(range(-1, 25))
        assert len(known.traded.trades) > early
    qtbot.waitUntil(lambda: window.recording.run.status == "finished")


def test_of_many_dots_one_is_drawn_for_each_spot() -> None:
    """A million trades look the same with a few thousand dots, and both ends stay."""
    x = np.repeat(np.arange(1000), 1000)
    y = np.tile(np.linspace(0.0, 1.0, 10), 100_000)
    kept = spots(x, y)

    assert len(kept) == 1000 * 10
    assert set(x[kept]) == set(range(1000))
    assert (y[kept].min(), y[kept].max()) == (0.0, 1.0)
    few = np.arange(MOST_DOTS)
    assert spots(few, few).tolist() == few.tolist()
