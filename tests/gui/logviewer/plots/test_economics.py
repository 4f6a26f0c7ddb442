"""What plots show of an economy, against closed forms."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from log_viewer import settle
from report_economies import ces, exchange_economy
from vmt.qt.logviewer.plots.figure import Figure
from vmt.qt.logviewer.plots.marks import Level, Line
from vmt.qt.logviewer.window import LogViewerWindow
from vmt.telemetry import open_run

Show = Callable[[Path], LogViewerWindow]


def choose(window: LogViewerWindow, key: str) -> Figure:
    """Choose a plot, and return its figure when all of it is read."""
    window.plots.chooser.choose(key)
    settle(window)
    figure: Figure = window.plots.view.figure
    return figure


def line(figure: Figure) -> Line:
    """Return the last line of a figure."""
    return [mark for mark in figure.marks if isinstance(mark, Line)][-1]


def test_the_benchmark_is_the_competitive_price(two_people: Path, show: Show) -> None:
    """Shares 0.6 and 0.1 of (10, 20) and (20, 10) clear at 13/22."""
    figure = choose(show(two_people), "prices")
    (level,) = [mark for mark in figure.marks if isinstance(mark, Level)]

    assert level.y == pytest.approx(13 / 22, rel=1e-12)
    assert level.label == "p* of the endowments, 0.5909"
    assert line(figure).y[0] == pytest.approx(13 / 22, rel=1e-12)


def test_inequality_is_that_of_value_at_the_benchmark(
    two_people: Path, show: Show
) -> None:
    """The Gini coefficient of two is half their difference over their sum."""
    figure = choose(show(two_people), "inequality")
    with open_run(two_people) as run:
        agents = run.table("agent_snapshots")
    values = 13 / 22 * agents["inventory_A"] + agents["inventory_B"]
    pairs = values.reshape(-1, 2)
    expected = np.abs(pairs[:, 0] - pairs[:, 1]) / (2 * pairs.sum(axis=1))

    assert line(figure).y == pytest.approx(expected, abs=1e-9)
    assert "Valued at p* of the endowments, 0.5909 B per A" in figure.caption


def test_gains_begin_at_nothing_and_end_near_all(
    run_economy: Callable[..., Path], show: Show
) -> None:
    """The box of (10, 3) and (3, 10) with rho 0.5: 0 % without trade, then upwards."""
    box = exchange_economy([(10, 3), (3, 10)], ces(0.5), step=0.05)
    figure = choose(show(run_economy(box, 120)), "gains")
    realised = line(figure).y

    assert realised[0] == 0.0
    assert (np.diff(realised) >= -1e-9).all()
    assert 99.0 < realised[-1] <= 100.0


def test_rates_of_substitution_meet(run_economy: Callable[..., Path], show) -> None:
    """Their dispersion begins at ln 5 for rates of 0.2 and 5, and falls."""
    economy = exchange_economy([(10, 2), (2, 10)], ces(0.0), step=0.05)
    figure = choose(show(run_economy(economy, 120)), "dispersion")

    assert line(figure).y[0] == pytest.approx(np.log(5.0))
    assert line(figure).y[-1] < 0.1 * line(figure).y[0]


def test_trade_moves_goods_and_makes_none(two_people: Path, show: Show) -> None:
    """30 A and 30 B from the first tick to the last."""
    figure = choose(show(two_people), "goods")

    for mark in figure.marks:
        assert mark.y == pytest.approx(np.full(61, 30.0))


def test_volume_adds_up_to_all_that_was_traded(two_people: Path, show: Show) -> None:
    """Bars times their width are the A that changed hands."""
    (bars,) = choose(show(two_people), "volume").marks
    with open_run(two_people) as run:
        traded = run.table("trades")["dA"].sum()

    assert traded > 0
    assert (bars.y * bars.width).sum() == pytest.approx(traded)


def test_an_agent_trades_on_its_own_side_of_its_rate(
    two_people: Path, show: Show
) -> None:
    """It buys A for less than its MRS at the end of the tick before."""
    window = show(two_people)
    figure = choose(window, "rate")
    rates = {m.label: m for m in figure.marks}
    bought = rates["price when it buys A"]
    mrs = rates["MRS"]
    before = mrs.y[np.searchsorted(mrs.x, bought.x) - 1]

    assert len(bought.x) > 3
    assert (bought.y < before).all()
