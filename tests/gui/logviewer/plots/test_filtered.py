"""The filter in plots: what it lets through, and what of it does not count."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PyQt5.QtCore import Qt
from pytestqt.qtbot import QtBot

from log_viewer import settle
from vmt.analysis.people import gini
from vmt.qt.logviewer.filter import Extent
from vmt.qt.logviewer.plots.marks import Cells, Line
from vmt.qt.logviewer.window import LogViewerWindow
from vmt.telemetry import Selection, open_run
from vmt.telemetry.conditions import Condition, Operator

Show = Callable[[Path], LogViewerWindow]


def choose(window: LogViewerWindow, key: str) -> object:
    """Choose a plot, and return its figure when all of it is read."""
    window.plots.chooser.choose(key)
    settle(window)
    return window.plots.view.figure


def lines(figure: object) -> dict[str, Line]:
    """Return the lines of a figure by label."""
    return {mark.label: mark for mark in figure.marks if isinstance(mark, Line)}


def test_goods_are_those_of_the_agents_that_count(market: Path, show: Show) -> None:
    """Of two of them, at the ticks of the filter; the caption says so."""
    window = show(market)
    everybody = lines(choose(window, "goods"))
    window.filter.choose(agents=(1, 2), extent=Extent.RANGE, first=5, last=9)
    figure = choose(window, "goods")
    with open_run(market) as run:
        own = run.table("agent_snapshots", Selection(5, 9, (1, 2)))

    of_both = own["inventory_A"].reshape(5, 2).sum(axis=1)
    np.testing.assert_allclose(lines(figure)["A"].y, of_both)
    assert lines(figure)["A"].x.tolist() == [5, 6, 7, 8, 9]
    assert "Only ticks 5 to 9, agents 1 and 2." in figure.caption
    assert "Trade leaves" not in figure.caption
    window.filter.clear()
    again = lines(choose(window, "goods"))
    np.testing.assert_array_equal(again["A"].y, everybody["A"].y)


def test_a_condition_chooses_a_class_of_agents(market: Path, show: Show) -> None:
    """Here those with one of the two utility functions of the mix."""
    window = show(market)
    window.filter.add(Condition("mix_index", Operator.EQUAL, 1))
    figure = choose(window, "goods")
    with open_run(market) as run:
        who = run.table("agents")
        theirs = tuple(int(a) for a in who["agent_id"][who["mix_index"] == 1])
        own = run.table("agent_snapshots", Selection(20, 20, theirs))

    assert 0 < len(theirs) < 4
    assert lines(figure)["B"].y[21] == pytest.approx(own["inventory_B"].sum())
    assert "Place in the mix = 1" in figure.caption
    window.plots.taste.setCurrentIndex(0)
    choose(window, "utility")
    window.plots.taste.setCurrentIndex(0)
    figure = window.plots.view.figure
    assert not figure.marks  # nobody with the first one is let through
    assert "filter" in figure.why_empty


def test_inequality_among_some_is_their_own(market: Path, show: Show) -> None:
    """At the price that holds for all of them."""
    window = show(market)
    choose(window, "inequality")
    price = window.plots.studies.known[0].economy.value_price.price
    window.filter.choose(agents=(0, 3))
    figure = choose(window, "inequality")
    with open_run(market) as run:
        own = run.table("agent_snapshots", Selection(12, 12, (0, 3)))
    value = price * own["inventory_A"] + own["inventory_B"]

    (line,) = lines(figure).values()
    assert line.y[13] == pytest.approx(gini(value))


@pytest.mark.parametrize("key", ["utility", "dispersion", "inequality", "goods"])
def test_nobody_is_told_of(market: Path, show: Show, key: str) -> None:
    """An empty plot says that it is the filter's doing."""
    window = show(market)
    window.filter.choose(agents=(77,))
    figure = choose(window, key)

    assert not figure.marks
    assert "filter" in figure.why_empty


def test_the_ground_shows_the_cells_that_the_filter_wants(
    market: Path, show: Show
) -> None:
    """Conditions count at whatever tick; agents and ticks do not, which is said."""
    window = show(market)
    window.recording.go_to(10)
    window.filter.choose(agents=(2,), conditions=(Condition("x", Operator.LESS, 2),))
    figure = choose(window, "ground-B")
    (cells,) = (mark for mark in figure.marks if isinstance(mark, Cells))
    with open_run(market) as run:
        lying = run.table("resource_snapshots", Selection(10, 10))
    seen = lying[(lying["resource_type"] == "B") & (lying["x"] < 2)]

    assert cells.values.sum() == pytest.approx(seen["amount"].sum())
    assert not cells.values[:, 2:].any()
    assert "Only cells with: x < 2." in figure.caption
    assert figure.caption.endswith("Of the filter this does not count here: agent 2.")
    assert not window.plots.filter_bar.agents.isEnabled()
    window.recording.go_to(3)
    settle(window)
    assert not window.plots.view.figure.marks[0].values[:, 2:].any()


def test_agents_cannot_be_chosen_where_rows_are_nobodys(
    market: Path, show: Show, qtbot: QtBot
) -> None:
    """The key for them tells why; elsewhere it leads to the field."""
    window = show(market)
    choose(window, "ground-A")
    qtbot.keyClick(window, Qt.Key_F, Qt.ControlModifier)
    assert window.statusBar().currentMessage() == "These rows are nobody's"
    choose(window, "goods")
    qtbot.keyClick(window, Qt.Key_F, Qt.ControlModifier)
    assert window.plots.filter_bar.agents.hasFocus()


@pytest.mark.parametrize("key", ["gains", "holdings", "agent-utility", "rate", "way"])
def test_plots_without_a_filter_say_so(market: Path, show: Show, key: str) -> None:
    """They show the same as without it."""
    window = show(market)
    before = choose(window, key)
    window.filter.choose(agents=(1,), extent=Extent.RANGE, first=3, last=5)
    window.filter.add(Condition("price", Operator.LESS, 2))
    figure = choose(window, key)
    told = "Of the filter this does not count here: ticks 3 to 5, agent 1, Price < 2."

    assert figure.caption == f"{before.caption} {told}"
    assert [np.size(mark.y) for mark in figure.marks] == [
        np.size(mark.y) for mark in before.marks
    ]


def test_what_counts_in_other_tables_only_is_told_of(market: Path, show: Show) -> None:
    """A condition on a column that trades lack changes nothing in their plots."""
    window = show(market)
    window.filter.add(Condition("utility_type", Operator.EQUAL, "nothing of it"))
    figure = choose(window, "volume")

    assert figure.marks
    assert "does not count here: Utility function = nothing of it." in figure.caption
    assert not choose(window, "goods").marks


def test_ticks_are_all_or_some_over_time(
    market: Path, show: Show, qtbot: QtBot
) -> None:
    """One tick alone is no choice there; choosing some takes effect at once."""
    window = show(market)
    choose(window, "goods")
    extent = window.plots.filter_bar.extent
    assert [extent.itemText(i) for i in range(extent.count())] == [
        "At all ticks",
        "From tick",
    ]
    extent.setCurrentText("From tick")
    window.plots.filter_bar.first.setValue(20)
    settle(window)
    assert lines(window.plots.view.figure)["A"].x[0] == 20
    assert window.filter.extent is Extent.RANGE
    extent.setCurrentText("At all ticks")
    settle(window)
    assert lines(window.plots.view.figure)["A"].x[0] == -1


def test_parts_of_several_runs_are_those_of_each(
    market: Path, record: Callable[..., Path], show: Show
) -> None:
    """The same agents count in each of them."""
    other = record(ticks=20, seed=5, file="five.db")
    window = show(market)
    window.recording.comparison.compare_with([(other, 1)])
    window.filter.choose(agents=(0,))
    settle(window)
    figure = choose(window, "goods")

    for file, label in ((market, "seed 3"), (other, "seed 5")):
        with open_run(file) as run:
            own = run.table("agent_snapshots", Selection(agents=(0,)))
        line = lines(figure)[f"{label}: A"]
        np.testing.assert_allclose(line.y, own["inventory_A"])
