"""Maps of several runs: side by side, alike, and at the tick that is looked at."""

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PyQt5.QtCore import QPoint, QPointF, Qt
from PyQt5.QtGui import QWheelEvent
from PyQt5.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from log_viewer import settle
from vmt.engine.simulation import Simulation
from vmt.qt.logviewer.plots.canvas import Canvas
from vmt.qt.logviewer.plots.frame import Frame
from vmt.qt.logviewer.plots.marks import Cells, Line
from vmt.qt.logviewer.window import LogViewerWindow
from vmt.scenario import load_scenario
from vmt.telemetry import Selection, open_run
from vmt.telemetry.recorder import Recorder

Show = Callable[[Path], LogViewerWindow]
Record = Callable[..., Path]
MAPS = ["partners", "way", "ground-A", "ground-B"]


@pytest.fixture
def files(record: Record) -> list[Path]:
    """Record three runs; the second one is the shortest."""
    return [
        record(ticks=ticks, seed=seed, file=f"seed-{seed}.db")
        for ticks, seed in ((30, 3), (12, 5), (20, 6))
    ]


@pytest.fixture
def rich(home: Path, write_scenario: Callable[..., Path]) -> Path:
    """Record a run with more on the ground."""
    file = write_scenario()
    file.write_text(file.read_text().replace("amount: 2", "amount: 5"))
    scenario = load_scenario(file)
    simulation = Simulation(scenario.configuration, 9)
    with Recorder(home / "logs" / "rich.db", scenario, simulation) as recorder:
        simulation.run(20, recorder.record)
    return recorder.path


@pytest.fixture
def window(files: list[Path], show: Show) -> LogViewerWindow:
    """Open a log viewer on the plots of the three runs."""
    window = show(files[0])
    compare(window, files[1:])
    return window


def compare(window: LogViewerWindow, others: list[Path]) -> None:
    """Compare the run that is looked at with others."""
    window.recording.comparison.compare_with([(file, 1) for file in others])
    settle(window)


def choose(window: LogViewerWindow, key: str) -> object:
    """Choose a plot, and return its figure when all of it is read."""
    window.plots.chooser.choose(key)
    settle(window)
    return window.plots.view.figure


def turn_wheel(canvas: Canvas, frame: Frame) -> None:
    """Look closer at the middle of a frame with the mouse."""
    place = frame.box.sceneBoundingRect().center()
    on_screen = QPointF(canvas.mapToGlobal(place.toPoint()))
    turned = QPoint(), QPoint(0, 480)
    with_nothing = Qt.NoButton, Qt.NoModifier, Qt.NoScrollPhase, False
    event = QWheelEvent(place, on_screen, *turned, *with_nothing)
    QApplication.sendEvent(canvas.viewport(), event)


def cells(panel: object) -> Cells:
    """Return the cells of a panel."""
    return next(mark for mark in panel.marks if isinstance(mark, Cells))


@pytest.mark.parametrize("key", MAPS)
def test_each_run_has_a_map_of_its_own(window: LogViewerWindow, key: str) -> None:
    """Under its name, and with its sentence in the caption; none covers another."""
    figure = choose(window, key)
    frames = window.plots.view.plot.frames
    labels = [run.label for run in window.recording.comparison.runs]

    short = [label.removeprefix("Tiny market, ") for label in labels]
    assert [panel.name for panel in figure.panels] == short
    assert [frame.name.text for frame in frames] == short
    assert all(panel.marks for panel in figure.panels)
    assert all(f"{label}: " in figure.caption for label in labels)
    boxes = [frame.sceneBoundingRect() for frame in frames]
    canvas = window.plots.view.plot.viewRect()
    for number, box in enumerate(boxes):
        assert canvas.adjusted(-1, -1, 1, 1).contains(box)
        assert not any(
            box.adjusted(1, 1, -1, -1).intersects(other)
            for other in boxes[number + 1 :]
        )


def test_the_ground_of_each_run_is_its_own(
    window: LogViewerWindow, files: list[Path], rich: Path
) -> None:
    """At the tick, or at its last one; the colours mean the same in all of them."""
    compare(window, [files[1], rich])
    files = [*files[:2], rich]
    window.recording.go_to(15)
    figure = choose(window, "ground-A")
    greatest = []
    for file, panel, tick in zip(files, figure.panels, (15, 11, 15), strict=True):
        with open_run(file) as run:
            lying = run.table("resource_snapshots", Selection(tick, tick))
        lying = lying[lying["resource_type"] == "A"]
        values = cells(panel).values
        assert values.sum() == pytest.approx(lying["amount"].sum())
        assert f"{panel.name}: tick {tick}, " in figure.caption
        greatest.append(lying["amount"].max(initial=0.0))
    spans = {cells(panel).span for panel in figure.panels}
    assert len(set(greatest)) > 1
    assert spans == {(0.0, max(greatest))}
    assert window.plots.view.legend.accessibleDescription() == "units of A; a home"


def test_who_with_whom_follows_the_tick(
    window: LogViewerWindow, files: list[Path]
) -> None:
    """Trades up to the tick count, in colours that are the same at every tick."""
    spans = set()
    for tick in (4, 29):
        window.recording.go_to(tick)
        figure = choose(window, "partners")
        for file, panel in zip(files, figure.panels, strict=True):
            with open_run(file) as run:
                expected = len(run.table("trades", Selection(None, tick)))
            assert cells(panel).values.sum() == expected
            spans.add(cells(panel).span)
        assert f"Up to tick {tick}." in figure.caption
    assert len(spans) == 1


def test_ways_are_those_of_the_same_agent(
    window: LogViewerWindow, files: list[Path]
) -> None:
    """In each run up to the tick."""
    window.plots.agent.setValue(2)
    window.recording.go_to(7)
    figure = choose(window, "way")
    for file, panel in zip(files, figure.panels, strict=True):
        with open_run(file) as run:
            own = run.table("agent_snapshots", Selection(None, 7, (2,)))
        line = next(mark for mark in panel.marks if isinstance(mark, Line))
        np.testing.assert_array_equal(line.x, own["x"])
        np.testing.assert_array_equal(line.y, own["y"])


def test_more_maps_than_fit_are_told_of(
    window: LogViewerWindow, files: list[Path], record: Record
) -> None:
    """The first four are shown; the caption says that there are others."""
    more = [record(ticks=5, seed=n, file=f"seed-{n}.db") for n in (7, 8)]
    compare(window, [*files[1:], *more])
    figure = choose(window, "ground-B")

    assert len(figure.panels) == 4
    assert "Only the first 4 of 5 runs: more maps do not fit." in figure.caption
    assert len(choose(window, "gains").marks) == 6  # lines have room for all


def test_maps_are_looked_at_together(window: LogViewerWindow, qtbot: QtBot) -> None:
    """Who looks closer at one does so at all, and stays there from tick to tick."""
    choose(window, "ground-A")
    canvas = window.plots.view.plot
    first, second, _ = canvas.frames
    whole = first.box.viewRange()
    turn_wheel(canvas, first)
    closer = first.box.viewRange()

    assert whole[1][0] < closer[1][0] < closer[1][1] < whole[1][1]
    for near, far in zip(closer, second.box.viewRange(), strict=True):
        assert near == pytest.approx(far, abs=0.05)
    window.recording.go_to(3)
    settle(window)
    for near, far in zip(closer, first.box.viewRange(), strict=True):
        assert near == pytest.approx(far, abs=0.1)  # a longer caption takes some room
    qtbot.keyClick(canvas, Qt.Key_Home)
    for near, far in zip(whole, first.box.viewRange(), strict=True):
        assert near == pytest.approx(far, abs=0.5)


def test_a_run_without_a_ground_keeps_its_place(
    record: Record, show: Show, two_people: Path
) -> None:
    """The reason stands there, beside the map of the other one."""
    window = show(record(ticks=10, seed=3))
    compare(window, [two_people])
    figure = choose(window, "ground-A")
    with_ground, without = window.plots.view.plot.frames

    assert not with_ground.words.isVisible()
    assert without.words.text == figure.panels[1].why_empty
    assert "nothing on the ground" in without.words.text


def test_one_run_after_several_has_no_name_above(window: LogViewerWindow) -> None:
    """Its map takes all the room again."""
    choose(window, "ground-A")
    compare(window, [])
    figure = window.plots.view.figure
    (frame,) = window.plots.view.plot.frames

    assert not figure.panels
    assert len(figure.marks) == 2
    assert not frame.name.isVisible()


def test_data_of_maps_name_their_run(
    window: LogViewerWindow, files: list[Path], tmp_path: Path
) -> None:
    """A table for each map, with all its cells; the homes of all runs below."""
    figure = choose(window, "ground-A")
    path = tmp_path / "ground.csv"
    window.plots.save_to(path, may_replace=False)
    rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    corners = [n for n, row in enumerate(rows) if row[0].endswith("y \\ x")]

    assert [rows[n][0] for n in corners] == [f"{p.name}: y \\ x" for p in figure.panels]
    for corner, panel in zip(corners, figure.panels, strict=True):
        found = [[float(v) for v in row[1:]] for row in rows[corner + 1 : corner + 6]]
        np.testing.assert_array_equal(found, cells(panel).values)
    assert {row[0] for row in rows[corners[-1] + 7 :]} == {
        f"{panel.name}: a home" for panel in figure.panels
    }


@pytest.mark.parametrize("key", ["way", "partners"])
def test_maps_are_seen_as_a_whole_when_there_is_room_again(
    qtbot: QtBot, window: LogViewerWindow, key: str
) -> None:
    """After they were drawn in frames with next to no height, below large letters."""
    view, canvas = window.plots.view, window.plots.view.plot
    letters = view.font()
    letters.setPointSizeF(2 * letters.pointSizeF())
    view.setFont(letters)
    canvas.setFixedHeight(120)
    choose(window, "rate")
    qtbot.waitUntil(lambda: canvas.height() == 120)
    choose(window, key)
    for tick in (5, 8):  # each is drawn anew
        window.recording.go_to(tick)
        settle(window)
    canvas.setMaximumHeight(1000)
    canvas.setMinimumHeight(300)
    qtbot.waitUntil(lambda: canvas.height() >= 300)

    assert all(map(shows_all, canvas.frames))


def shows_all(frame: Frame) -> bool:
    """Return whether everything can be seen in a frame."""
    return all(
        low <= first < last <= high
        for (low, high), (first, last) in zip(
            frame.box.viewRange(), frame.extent, strict=True
        )
    )
