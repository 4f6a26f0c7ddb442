"""The page of the plots: what is chosen, shown, followed and compared."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from PyQt5.QtCore import QPointF, Qt
from PyQt5.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from log_viewer import settle
from public_files import NOVEMBER, PublicFile
from report_economies import cobb_douglas, exchange_economy
from vmt.engine.simulation import Simulation
from vmt.qt import theme
from vmt.qt.logviewer.filter import Extent
from vmt.qt.logviewer.plots.catalogue import all_plots
from vmt.qt.logviewer.plots.drawing import items
from vmt.qt.logviewer.plots.marks import Cells, Dots, Line
from vmt.qt.logviewer.plots.palette import colour
from vmt.qt.logviewer.window import LogViewerWindow
from vmt.scenario import load_scenario
from vmt.telemetry import Selection, open_run
from vmt.telemetry.conditions import Operator, condition_from
from vmt.telemetry.detail import Detail, LogLevel
from vmt.telemetry.recorder import Recorder
from vmt.telemetry.tables import TABLES

Show = Callable[[Path], LogViewerWindow]
KEYS = [plot.key for plot in all_plots()]


def choose(window: LogViewerWindow, key: str) -> object:
    """Choose a plot, and return its figure when all of it is read."""
    window.plots.chooser.choose(key)
    settle(window)
    return window.plots.view.figure


def mark(figure: object, label: str) -> object:
    """Return the mark of a figure with a label."""
    return next(m for m in figure.marks if m.label == label)


def test_only_one_utility_function_is_on_an_axis(
    record: Callable[..., Path], run_economy: Callable[..., Path], show: Show
) -> None:
    """Runs whose agents have another one are left out, which is said."""
    same = record(ticks=20, seed=5, file="five.db")
    economy = exchange_economy([(10, 20), (20, 10)], cobb_douglas(0.6))
    other = run_economy(economy, 20)
    window = show(record(ticks=30, seed=3))
    window.recording.comparison.compare_with([(same, 1), (other, 1)])
    settle(window)
    figure = choose(window, "utility")

    assert [m.label for m in figure.marks] == [
        "Tiny market, seed 3: mean",
        "Tiny market, seed 5: mean",
    ]
    assert "Runs without this utility function are left out" in figure.caption


@pytest.mark.parametrize("key", ["gains", "utility", "goods", "holdings", "way"])
def test_a_run_without_agents_says_so(
    home: Path, write_scenario: Callable[..., Path], show: Show, key: str
) -> None:
    """Where only events were recorded there is a reason, and no empty axes."""
    scenario = load_scenario(write_scenario())
    simulation = Simulation(scenario.configuration, 3)
    path = home / "logs" / "minimal.db"
    detail = Detail(LogLevel.MINIMAL)
    with Recorder(path, scenario, simulation, detail=detail) as recorder:
        simulation.run(20, recorder.record)
    figure = choose(show(path), key)

    assert not figure.marks
    assert "not recorded" in figure.why_empty


@pytest.mark.parametrize("key", KEYS)
def test_every_plot_says_what_it_shows(market: Path, show: Show, key: str) -> None:
    """A title, axes with names, a caption that names the run, and something drawn."""
    window = show(market)
    figure = choose(window, key)

    assert figure.title
    assert figure.x.title
    assert figure.y.title
    assert figure.caption.startswith("Tiny market (seed 3). ")
    assert figure.caption.endswith(".")
    assert figure.marks, figure.why_empty
    plot = window.plots.view.plot
    assert plot.accessibleName() == figure.title
    assert plot.accessibleDescription() == figure.caption
    assert window.plots.view.legend.accessibleDescription()


def test_plots_are_chosen_by_the_keyboard(
    market: Path, show: Show, qtbot: QtBot
) -> None:
    """The arrow goes on to the next one, and over the heading of a group."""
    window = show(market)
    chooser = window.plots.chooser
    chooser.setFocus()
    seen = [chooser.plot.key]
    for _ in KEYS[1:]:
        qtbot.keyClick(chooser, Qt.Key_Down)
        seen.append(chooser.plot.key)
    settle(window)

    assert seen == KEYS


def test_titles_of_axes_are_in_their_middle(market: Path, show: Show) -> None:
    """Also after a plot whose titles were shorter."""
    window = show(market)
    canvas = window.plots.view.plot
    for key in ("prices", "dispersion"):
        choose(window, key)
        for axis, length in ((canvas.across, "width"), (canvas.up, "height")):
            title = axis.label.mapRectToParent(axis.label.boundingRect()).center()
            middle = axis.boundingRect().center()
            at = "x" if length == "width" else "y"
            assert abs(getattr(title, at)() - getattr(middle, at)()) < 12


def test_the_line_follows_the_tick(market: Path, show: Show) -> None:
    """The legend says which tick it is at."""
    window = show(market)
    view = window.plots.view
    window.recording.go_to(12)

    assert view._line.value() == 12
    assert view.legend.accessibleDescription().endswith("tick 12")
    window.recording.go_to(-1)
    assert view._line.value() == -1
    assert view.legend.accessibleDescription().endswith("start")


def test_a_click_goes_to_the_tick_that_is_there(
    market: Path, show: Show, qtbot: QtBot
) -> None:
    """So the time line, and everything else, goes there, too."""
    window = show(market)
    canvas = window.plots.view.plot
    qtbot.waitUntil(lambda: canvas.box.sceneBoundingRect().width() > 100)
    middle = canvas.box.viewRect().center().y()
    place = canvas.box.mapViewToScene(QPointF(7.2, middle))
    qtbot.mouseClick(canvas.viewport(), Qt.LeftButton, pos=canvas.mapFromScene(place))

    qtbot.waitUntil(lambda: window.recording.tick == 7)
    assert window.timeline.number.value() == 7


def test_keys_step_zoom_and_show_all_again(
    market: Path, show: Show, qtbot: QtBot
) -> None:
    """Arrows go from tick to tick, + looks closer and Home at all of it."""
    window = show(market)
    canvas = window.plots.view.plot
    window.recording.go_to(10)
    qtbot.keyClick(canvas, Qt.Key_Left)
    assert window.recording.tick == 9
    qtbot.keyClick(canvas, Qt.Key_Right)
    assert window.recording.tick == 10
    first, last = canvas.box.viewRange()[0]
    qtbot.keyClick(canvas, Qt.Key_Plus)
    closer = canvas.box.viewRange()[0]
    assert first < closer[0] < closer[1] < last
    window.recording.go_to(11)
    assert canvas.box.viewRange()[0] == pytest.approx(closer)  # it stays
    qtbot.keyClick(canvas, Qt.Key_Home)
    assert canvas.box.viewRange()[0] == pytest.approx([first, last])


def test_prices_are_those_of_all_trades(market: Path, show: Show) -> None:
    """A dot for each; p* at the endowments as a line."""
    figure = choose(window := show(market), "prices")
    with open_run(market) as run:
        trades = run.table("trades")
    dots = mark(figure, "a trade")

    assert len(trades) > 3
    np.testing.assert_array_equal(dots.x, trades["tick"])
    np.testing.assert_array_equal(dots.y, trades["price"])
    assert f"{len(trades)} trades" in figure.caption
    assert window.plots.view.figure is figure


def test_who_with_whom_counts_every_trade(market: Path, show: Show) -> None:
    """A row for the seller of A, a column for the buyer."""
    figure = choose(show(market), "partners")
    with open_run(market) as run:
        trades = run.table("trades")
    (cells,) = figure.marks

    assert isinstance(cells, Cells)
    assert cells.values.sum() == len(trades)
    seller, buyer = trades["seller_id"][0], trades["buyer_id"][0]
    pair = (trades["seller_id"] == seller) & (trades["buyer_id"] == buyer)
    assert cells.values[seller, buyer] == pair.sum()


def test_an_agent_is_chosen_where_a_plot_is_of_one(market: Path, show: Show) -> None:
    """Its holdings are those of its snapshots; other plots have no choice."""
    window = show(market)
    page = window.plots
    assert not page.agent.isVisible()
    choose(window, "holdings")
    assert page.agent.isVisible()
    page.agent.setValue(2)
    settle(window)
    figure = page.view.figure
    with open_run(market) as run:
        own = run.table("agent_snapshots", Selection(agents=(2,)))

    assert figure.title == "Holdings of agent 2"
    np.testing.assert_array_equal(mark(figure, "A").x, own["tick"])
    np.testing.assert_array_equal(mark(figure, "A").y, own["inventory_A"])
    np.testing.assert_array_equal(mark(figure, "B").y, own["inventory_B"])
    assert "all 31 recorded ticks" in figure.caption


def test_a_way_ends_at_the_tick(market: Path, show: Show) -> None:
    """It has as many points as there were snapshots until then."""
    window = show(market)
    choose(window, "way")
    window.recording.go_to(5)
    settle(window)
    line = mark(window.plots.view.figure, "way")

    assert isinstance(line, Line)
    assert len(line.x) == 7  # the start, and ticks 0 to 5
    with open_run(market) as run:
        (at,) = run.table("agent_snapshots", Selection(5, 5, (0,)))
    here = mark(window.plots.view.figure, "where it is")
    assert (here.x[0], here.y[0]) == (at["x"], at["y"])


def test_the_ground_is_that_of_the_tick(market: Path, show: Show) -> None:
    """Its amounts are those of the recording, its caption says which tick."""
    window = show(market)
    choose(window, "ground-A")
    for tick in (0, 20):
        window.recording.go_to(tick)
        settle(window)
        figure = window.plots.view.figure
        with open_run(market) as run:
            lying = run.table("resource_snapshots", Selection(tick, tick))
        cells = figure.marks[0]
        expected = lying["amount"][lying["resource_type"] == "A"].sum()
        assert cells.values.sum() == pytest.approx(expected)
        assert f"Tick {tick}, " in figure.caption


def test_each_taste_has_its_own_plot_of_utility(market: Path, show: Show) -> None:
    """Utils of different functions have no common axis; the caption says so."""
    window = show(market)
    choose(window, "utility")
    taste = window.plots.taste
    names = [taste.itemText(i) for i in range(taste.count())]
    titles = []
    for number in range(taste.count()):
        taste.setCurrentIndex(number)
        titles.append(window.plots.view.figure.title)

    assert names == ["Cobb-Douglas", "CES"]
    assert titles == ["Utility: Cobb-Douglas", "Utility: CES"]
    assert "cannot be compared" in window.plots.view.figure.caption


def test_runs_differ_in_colour_and_dashes(
    record: Callable[..., Path], show: Show
) -> None:
    """Each has its label in the legend; nothing is told by colour alone."""
    other = record(ticks=20, seed=5, file="five.db")
    window = show(record(ticks=30, seed=3))
    window.recording.comparison.compare_with([(other, 1)])
    settle(window)
    figure = choose(window, "gains")
    lines = [m for m in figure.marks if isinstance(m, Line)]

    assert [line.label for line in lines] == [
        "seed 3",
        "seed 5",
    ]
    assert lines[0].style.role != lines[1].style.role
    assert lines[0].style.dash != lines[1].style.dash
    assert (lines[0].x[-1], lines[1].x[-1]) == (29, 19)
    assert ". All recorded ticks. " in figure.caption


def test_plots_follow_the_theme(market: Path, show: Show) -> None:
    """What is drawn and what it is drawn on change with it."""
    window = show(market)
    view = window.plots.view

    def background() -> str:
        return view.plot.backgroundBrush().color().name()

    light = background(), colour(0).name()
    theme.apply(theme.DARK)
    try:
        QApplication.processEvents()
        assert background() == theme.DARK.field
        assert (background(), colour(0).name()) != light
    finally:
        theme.apply(theme.LIGHT)


def test_files_of_the_public_vmt_say_what_they_lack(tmp_path: Path, show: Show) -> None:
    """Prices are there; p* and gains need parameters of preferences, which are not."""
    public = PublicFile(tmp_path / "public.db", NOVEMBER)
    run = public.start_run(total_ticks=3)
    for tick in range(3):
        public.add_agents(run, tick, [(50_000, 30_000), (20_000, 60_000)])
    public.add_trade(run, 1, 10_000, 7_500)
    window = show(public.close())

    figure = choose(window, "prices")
    assert mark(figure, "a trade").y.tolist() == [0.75]
    assert "does not record the parameters of preferences" in figure.caption
    window.filter.choose(agents=(9,))
    assert "filter" in choose(window, "volume").why_empty
    window.filter.choose(agents=(0,))
    assert mark(choose(window, "prices"), "a trade").y.tolist() == [0.75]
    figure = choose(window, "gains")
    assert not figure.marks
    assert "does not record the parameters of preferences" in figure.why_empty
    assert window.plots.view.nothing.isVisible()
    assert choose(window, "holdings").marks
    assert choose(window, "inequality").marks
    assert "no p*" in window.plots.view.figure.caption


def test_a_damaged_part_is_told_of(market: Path, show: Show) -> None:
    """The window says what cannot be read; plots of the rest go on working."""
    with closing(sqlite3.connect(market)) as connection, connection:
        connection.execute("UPDATE agent_blocks SET p_min = x'00'")
    window = show(market)

    assert f"{market}: " in window.message.label.text()
    assert "p_min" in window.message.label.text()
    choose(window, "gains")
    assert "p_min" in window.plots.view.nothing.text()
    assert choose(window, "volume").marks
    assert choose(window, "ground-B").marks


def test_dots_are_drawn_where_they_are(market: Path, show: Show) -> None:
    """On the logarithmic axis of prices as logarithms."""
    figure = choose(show(market), "prices")
    dots = mark(figure, "a trade")
    assert isinstance(dots, Dots)
    drawn = items(figure, figure.parts[0])[
        [m.label for m in figure.marks].index("a trade")
    ]

    x, y = drawn.getData()
    np.testing.assert_allclose(y, np.log10(dots.y))
    np.testing.assert_allclose(x, dots.x)


def test_plots_of_trades_show_what_the_filter_lets_through(
    market: Path, show: Show
) -> None:
    """Agents, ticks and conditions count as in the table; the caption says which."""
    window = show(market)
    with open_run(market) as run:
        all_trades = run.table("trades")
    cheap = condition_from(
        next(c for c in TABLES["trades"].columns if c.name == "price"),
        Operator.LESS,
        str(float(np.median(all_trades["price"]))),
    )

    def dots() -> np.ndarray:
        return mark(choose(window, "prices"), "a trade").y

    assert len(dots()) == len(all_trades)
    window.filter.choose(agents=(0,))
    wanted = all_trades[(all_trades["buyer_id"] == 0) | (all_trades["seller_id"] == 0)]
    assert dots().tolist() == pytest.approx(wanted["price"].tolist())
    window.filter.add(cheap)
    wanted = wanted[wanted["price"] < float(np.median(all_trades["price"]))]
    assert len(wanted) > 0
    assert dots().tolist() == pytest.approx(wanted["price"].tolist())
    caption = window.plots.view.figure.caption
    assert "agent 0" in caption
    assert "Price" in caption
    last = int(wanted["tick"].max())
    window.filter.choose(extent=Extent.RANGE, first=last, last=last)
    assert len(dots()) == int((wanted["tick"] == last).sum())
    volume = choose(window, "volume")
    assert f"{wanted[wanted['tick'] == last]['dA'].sum():,.10g} units" in volume.caption

    window.filter.clear()

    assert len(dots()) == len(all_trades)


def test_filter_that_lets_nothing_through_says_so_in_the_plot(
    market: Path, show: Show
) -> None:
    """An empty plot tells of the filter and not of a run without trades."""
    window = show(market)
    window.filter.choose(agents=(9999,))

    figure = choose(window, "volume")

    assert "filter" in figure.why_empty
    assert window.plots.filter_bar.isVisible()
    choose(window, "holdings")
    assert window.plots.filter_bar is None
    assert not window.plots.bars.isVisible()


def test_the_plot_has_most_of_the_room_whatever_is_said_of_it(
    record: Callable[..., Path], show: Show
) -> None:
    """Legend and caption scroll where they take more, and only there."""
    files = [record(ticks=20, seed=n, file=f"seed-{n}.db") for n in (3, 5, 6)]
    window = show(files[0])
    window.recording.comparison.compare_with([(file, 1) for file in files[1:]])
    settle(window)
    choose(window, "prices")
    view = window.plots.view
    bar = view.explanation.verticalScrollBar()
    for size, is_cut in ((1, False), (2, True)):
        letters = window.font()
        letters.setPointSizeF(size * letters.pointSizeF())
        view.setFont(letters)
        window.resize(1024, 700)
        settle(window)
        assert view.explanation.height() <= 0.5 * view.height()
        assert (bar.maximum() > 0) == is_cut
