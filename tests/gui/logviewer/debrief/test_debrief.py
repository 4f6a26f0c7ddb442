"""The debrief: from key to key, as a lecture goes."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtGui import QImage
from PyQt5.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from public_files import NOVEMBER, PublicFile
from report_economies import cobb_douglas, exchange_economy, record_in
from vmt.analysis.figures import figures_of
from vmt.engine.configuration import PreferenceKind
from vmt.qt import theme
from vmt.qt.logviewer.debrief.stages import Stage
from vmt.qt.logviewer.debrief.window import DebriefWindow
from vmt.qt.logviewer.plots.marks import Bars, Dots, Level
from vmt.qt.logviewer.window import LogViewerWindow
from vmt.telemetry import open_run

Debrief = Callable[[Path], DebriefWindow]
TWO = exchange_economy(
    [(10, 20), (20, 10)], cobb_douglas(0.6), cobb_douglas(0.1), step=0.05
)


@pytest.fixture
def debrief(viewer: Callable[[Path], LogViewerWindow], qtbot: QtBot) -> Debrief:
    """Begin debriefs from the menu of the log viewer."""

    def begin(path: Path) -> DebriefWindow:
        window = viewer(path)
        window.actions_.debrief.trigger()
        (found,) = window.findChildren(DebriefWindow)
        assert found.isFullScreen()
        qtbot.waitUntil(lambda: bool(found.stories))
        return found

    return begin


@pytest.fixture
def two_people(home: Path) -> Path:
    """Two with shares 0.6 and 0.1 for A, who own (10, 20) and (20, 10)."""
    return record_in(home / "logs", TWO)


def go_to(window: DebriefWindow, stage: Stage, qtbot: QtBot) -> None:
    """Press the key for the next stage as often as it takes."""
    while window.stage < stage:
        qtbot.keyClick(window, Qt.Key_Space)


def mark(window: DebriefWindow, kind: type) -> object:
    """Return the first mark of a kind in the figure that is shown."""
    return next(m for m in window.view.figure.marks if isinstance(m, kind))


def test_the_path_plays_first_and_alone(two_people: Path, debrief, qtbot) -> None:
    """Trades appear up to the tick; nothing tells of theory, and no axis moves."""
    window = debrief(two_people)

    assert window.stage == Stage.PATH
    assert window.is_playing
    qtbot.keyClick(window, Qt.Key_P)
    assert not window.is_playing
    before, tick = window.view.plot.box.viewRange(), window.tick
    dots = mark(window, Dots)
    assert (dots.x <= tick).all()
    assert not [m for m in window.view.figure.marks if isinstance(m, Level)]
    assert "p*" not in window.sentence.text()
    qtbot.keyClick(window, Qt.Key_P)
    qtbot.waitUntil(lambda: window.tick > tick + 3)
    qtbot.keyClick(window, Qt.Key_P)
    assert window.view.plot.box.viewRange() == before
    assert f"Tick {window.tick} of 59" in window.sentence.text()


def test_keys_go_from_stage_to_stage_and_back(two_people: Path, debrief, qtbot) -> None:
    """Space and → on, ← back; neither leaves the stages at their ends."""
    window = debrief(two_people)
    seen = []
    for key in (Qt.Key_Space, Qt.Key_Right, Qt.Key_PageDown, *[Qt.Key_Space] * 3):
        qtbot.keyClick(window, key)
        seen.append(window.stage)
    assert seen == [1, 2, 3, 4, 4, 4]
    for key in (Qt.Key_Left, Qt.Key_PageUp, *[Qt.Key_Left] * 3):
        qtbot.keyClick(window, key)
    assert window.stage == Stage.PATH
    assert window.is_playing  # from its start


def test_the_benchmark_is_the_competitive_price(
    two_people: Path, debrief, qtbot
) -> None:
    """13/22 for these two, as a line and in words."""
    window = debrief(two_people)
    go_to(window, Stage.BENCHMARK, qtbot)

    assert mark(window, Level).y == pytest.approx(13 / 22, rel=1e-12)
    assert "p* = 0.591 B per A" in window.sentence.text()


def test_who_gained_is_what_the_report_says(two_people: Path, debrief, qtbot) -> None:
    """A bar for each, in B, from the largest gain to the smallest."""
    window = debrief(two_people)
    go_to(window, Stage.GAINS, qtbot)
    with open_run(two_people) as run:
        gain = figures_of(run).people.gain
    bars = [m for m in window.view.figure.marks if isinstance(m, Bars)]
    shown = dict(
        zip(
            window.view.figure.x.marked,
            np.concatenate([m.y for m in bars])[
                np.argsort(np.concatenate([m.x for m in bars]))
            ],
            strict=True,
        )
    )

    assert shown == pytest.approx({"0": gain[0], "1": gain[1]})
    assert list(shown.values()) == sorted(shown.values(), reverse=True)
    assert "2 of 2 are better off" in window.sentence.text()
    assert "harvest" not in window.sentence.text()


def test_the_efficiency_is_one_number(two_people: Path, debrief, qtbot) -> None:
    """That of the report, larger than everything else."""
    window = debrief(two_people)
    go_to(window, Stage.EFFICIENCY, qtbot)
    with open_run(two_people) as run:
        realised = figures_of(run).benchmark.realised[-1]

    assert window.words.text() == f"{100 * realised:.1f} %"
    assert window.words.font().pixelSize() > 3 * window.sentence.font().pixelSize()


def test_the_question_is_that_of_the_scenario(record, debrief, qtbot) -> None:
    """It comes last; harvest is told of where there was some."""
    window = debrief(record(ticks=30, seed=3))
    go_to(window, Stage.GAINS, qtbot)
    assert "by trade and harvest" in window.sentence.text()
    go_to(window, Stage.QUESTION, qtbot)

    assert window.words.text() == "Who gains?"


def test_a_run_without_a_scenario_has_no_question(two_people, debrief, qtbot) -> None:
    """It is left to the lecturer."""
    window = debrief(two_people)
    go_to(window, Stage.QUESTION, qtbot)

    assert "The scenario asks none" in window.words.text()


def test_what_theory_does_not_give_is_told(home: Path, debrief, qtbot) -> None:
    """Satiation: no p*, no gains in B, no efficiency, but who is better off."""
    bliss = {"A_star": 9.0, "B_star": 9.0, "sigma_A": 4.0, "sigma_B": 4.0}
    taste = PreferenceKind.QUADRATIC, bliss
    economy = exchange_economy([(10, 3), (3, 10)], taste)
    window = debrief(record_in(home / "logs", economy))

    go_to(window, Stage.BENCHMARK, qtbot)
    assert "can be satiated" in window.sentence.text()
    go_to(window, Stage.GAINS, qtbot)
    assert "are better off" in window.words.text()
    go_to(window, Stage.EFFICIENCY, qtbot)
    assert "not defined" in window.words.text()


def test_a_public_file_is_debriefed_as_far_as_it_goes(
    tmp_path: Path, debrief, qtbot
) -> None:
    """It has prices, and says what it lacks for the rest."""
    public = PublicFile(tmp_path / "public.db", NOVEMBER)
    run = public.start_run(total_ticks=3)
    for tick in range(3):
        public.add_agents(run, tick, [(50_000, 30_000), (20_000, 60_000)])
    public.add_trade(run, 1, 10_000, 7_500)
    window = debrief(public.close())

    go_to(window, Stage.BENCHMARK, qtbot)
    assert mark(window, Dots).y.tolist() == [0.75]
    assert "does not record the parameters" in window.sentence.text()
    go_to(window, Stage.EFFICIENCY, qtbot)
    assert "does not record the parameters" in window.words.text()


def test_letters_grow_with_the_screen(two_people: Path, debrief, qtbot) -> None:
    """What can be read on a laptop can be read in the last row."""
    window = debrief(two_people)
    sizes = []
    for width, height in ((800, 600), (1200, 780)):
        window.showNormal()
        window.resize(width, height)
        qtbot.waitUntil(lambda w=width: window.width() == w)
        sizes.append((window.title.font().pixelSize(), window.view.font().pixelSize()))

    assert sizes[0] < sizes[1]
    assert sizes[1][0] >= 40


def test_the_light_is_as_it_was_afterwards(two_people: Path, debrief, qtbot) -> None:
    """D makes it dark for the lecture; Esc leaves, and nothing has changed."""
    window = debrief(two_people)
    qtbot.keyClick(window, Qt.Key_D)
    assert theme.current() is theme.DARK
    with qtbot.waitSignal(window.destroyed):
        qtbot.keyClick(window, Qt.Key_Escape)

    assert theme.current() is theme.LIGHT
    assert theme.remembered() is None


def test_titles_of_axes_do_not_lie_on_numbers(two_people: Path, debrief, qtbot) -> None:
    """However large the letters are."""
    window = debrief(two_people)
    window.toggle()
    window.setFixedSize(2400, 1500)
    qtbot.waitUntil(lambda: window.view.font().pixelSize() > 45)
    plot = window.view.plot
    qtbot.waitUntil(lambda: plot.across.textHeight > 40)  # they have been painted
    QApplication.processEvents()
    for axis in (plot.across, plot.up):
        title, margin = axis.label, axis.label.document().documentMargin()
        begin = (title.y() if axis is plot.across else title.x()) + margin
        end = begin + title.boundingRect().height() - 2 * margin
        if axis is plot.across:
            assert begin >= axis.textHeight + axis.style["tickTextOffset"][1] - 1
        else:
            numbers = axis.textWidth + axis.style["tickTextOffset"][0]
            assert end <= axis.width() - numbers + 1


def test_everything_can_be_read_in_the_dark(two_people: Path, debrief, qtbot) -> None:
    """Letters change with what they are written on, and stay as large as they are."""
    window = debrief(two_people)
    window.toggle()
    window.setFixedSize(1280, 800)
    qtbot.waitUntil(lambda: window.view.legend.font().pixelSize() > 20)
    size = window.view.legend.font().pixelSize()
    for stage in (Stage.BENCHMARK, Stage.EFFICIENCY):
        go_to(window, stage, qtbot)
        for _ in range(2):
            qtbot.keyClick(window, Qt.Key_D)
            QApplication.processEvents()
            assert window.view.legend.font().pixelSize() == size
            assert window.view.plot.up.style["tickFont"].pixelSize() == size
            shown = [w for w in window.findChildren(QLabel) if w.isVisible()]
            assert len(shown) >= 4
            for label in filter(QLabel.text, shown):
                assert _contrast(label) > 60, label.text()


def _contrast(label: QLabel) -> int:
    """Return how far the lightest and the darkest spot of a label are apart."""
    image = label.grab().toImage().convertToFormat(QImage.Format_Grayscale8)
    bits = image.constBits()
    bits.setsize(image.sizeInBytes())
    rows = np.frombuffer(bits, np.uint8).reshape(image.height(), -1)
    values = rows[:, : image.width()].astype(int)
    return int(values.max() - values.min())


def test_a_file_that_cannot_be_read_is_told_of(two_people: Path, viewer, qtbot) -> None:
    """The reason stands in the place of the story, and Esc leaves."""
    log_viewer = viewer(two_people)
    main = log_viewer.recording.comparison.main
    reader = log_viewer.recording.comparison.computing.of(two_people.with_name("x.db"))
    window = DebriefWindow([(main, reader)], log_viewer)
    window.show()

    qtbot.waitUntil(lambda: "there is no such file" in window.words.text())
    qtbot.keyClick(window, Qt.Key_Space)
    qtbot.keyClick(window, Qt.Key_Escape)
