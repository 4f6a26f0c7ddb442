"""Reading a run at some ticks says the same as reading all of it."""

from functools import partial
from pathlib import Path

import numpy as np
import pytest

from report_economies import ces, cobb_douglas, exchange_economy, record_in
from vmt.analysis.barter import read_trades
from vmt.analysis.benchmark import benchmark
from vmt.analysis.course import (
    course,
    course_of_some,
    joined,
    value_price,
    within,
)
from vmt.analysis.observed import evenly, observe, observe_at, snapshot_ticks
from vmt.analysis.series import pair_counts
from vmt.engine.configuration import Mode, PreferenceKind
from vmt.telemetry import open_run

LIKES_A, LIKES_B = cobb_douglas(0.6), cobb_douglas(0.1)
CROWD = [(10.0, 2.0), (2.0, 10.0), (6.0, 1.0), (3.0, 9.0)]
FORAGE = {"mode": Mode.BOTH, "resource_density": 0.6, "positions": None}


@pytest.fixture
def record(tmp_path: Path) -> object:
    """Run and record configurations."""
    return partial(record_in, tmp_path)


def test_harvest_follows_from_holdings_and_trades(record) -> None:
    """What each agent has gathered is exactly what its harvests add up to."""
    with open_run(record(exchange_economy(CROWD, LIKES_A, LIKES_B, **FORAGE))) as run:
        whole = observe(run)
        some = observe_at(run, whole.ticks, read_trades(run))

    assert whole.gathered_A.max() > 1
    np.testing.assert_array_equal(some.gathered_A, whole.gathered_A)
    np.testing.assert_array_equal(some.gathered_B, whole.gathered_B)
    assert some.forages
    assert some.harvest_is_known


def test_trades_are_those_of_the_recording(record) -> None:
    """In their order, in units, each with the price that was paid."""
    with open_run(record(exchange_economy(CROWD, LIKES_A, LIKES_B))) as run:
        expected, found = run.table("trades"), read_trades(run)

    assert len(found) > 3
    for name in found.dtype.names:
        np.testing.assert_array_equal(found[name], expected[name], name)


def test_a_course_read_in_parts_is_that_of_all_ticks(record) -> None:
    """Gains, p*, dispersion and Gini do not depend on what else is read with them."""
    with open_run(record(exchange_economy(CROWD, LIKES_A, LIKES_B, **FORAGE))) as run:
        ticks, trades = snapshot_ticks(run), read_trades(run)
        price = value_price(observe_at(run, ticks[:1], trades))
        parts = [
            course(observe_at(run, np.union1d(ticks[:1], part), trades), price)[0]
            for part in (ticks[::7], ticks[3:20], ticks[40:])
        ]
        found = joined(parts)
        whole, _ = course(observe_at(run, ticks, trades), price)

    assert (np.diff(found.ticks) > 0).all()
    at = np.searchsorted(ticks, found.ticks)
    for name in ("prices", "realised", "dispersion", "gini", "total_A", "utility"):
        np.testing.assert_array_equal(getattr(found, name), getattr(whole, name)[at])


def test_values_are_at_the_competitive_price_of_the_endowments(record) -> None:
    """Two Cobb-Douglas agents: 13/22, and the Gini of 13/22 (10, 20) + (20, 10)."""
    economy = exchange_economy([(10, 20), (20, 10)], LIKES_A, LIKES_B)
    with open_run(record(economy)) as run:
        ticks, trades = snapshot_ticks(run), read_trades(run)
        first = observe_at(run, ticks[:1], trades)
        price = value_price(first)
        found, _ = course(first, price)

    assert price.is_competitive
    assert price.price == pytest.approx(13 / 22, rel=1e-12)
    poor, rich = sorted((130 / 22 + 20, 260 / 22 + 10))
    assert found.gini[0] == pytest.approx((rich - poor) / (2 * (rich + poor)), abs=1e-9)


def test_without_a_competitive_price_values_are_at_the_mean_price(record) -> None:
    """Who can be satiated need not have one; it is said that it is another price."""
    bliss = {"A_star": 9.0, "B_star": 9.0, "sigma_A": 4.0, "sigma_B": 4.0}
    taste = PreferenceKind.QUADRATIC, bliss
    with open_run(record(exchange_economy(CROWD, taste))) as run:
        trades = read_trades(run)
        price = value_price(observe_at(run, np.array([-1]), trades))
        _, reasons = course(observe_at(run, np.array([-1, 5]), trades), price)

    assert not price.is_competitive
    assert price.price == pytest.approx(np.exp(np.log(trades["price"]).mean()))
    assert "can be satiated" in reasons.no_price


def test_nobody_trades_and_nothing_has_a_mean_price(record) -> None:
    """There is a competitive price all the same, and nothing is gained."""
    alike = exchange_economy([(4, 4), (4, 4)], ces(-1.0))
    with open_run(record(alike, 5)) as run:
        trades = read_trades(run)
        observed = observe_at(run, snapshot_ticks(run), trades)

    assert len(trades) == 0
    assert value_price(observed).price == pytest.approx(1.0)
    assert "nothing to gain" in benchmark(observed).why_no_gains


def test_ticks_are_chosen_evenly_with_both_ends() -> None:
    """Of ten thousand some; of few all."""
    ticks = np.arange(-1, 10_000)

    some = evenly(ticks, 200)
    assert len(some) == 200
    assert (some[0], some[-1]) == (-1, 9_999)
    assert set(np.diff(some)) == {50, 51}
    np.testing.assert_array_equal(evenly(ticks[:5], 200), ticks[:5])


def test_measures_of_some_agents_are_their_own(record) -> None:
    """Totals, utility and dispersion of two; p* and gains belong to all together."""
    with open_run(record(exchange_economy(CROWD, LIKES_A, LIKES_B))) as run:
        observed = observe_at(run, snapshot_ticks(run), read_trades(run))
        price = value_price(observed)
    who = np.array([True, False, False, True])
    found = course_of_some(observed, who, price)

    np.testing.assert_array_equal(found.total_A, observed.A[:, [0, 3]].sum(axis=1))
    np.testing.assert_array_equal(found.utility[:, 0, 1], observed.utility[:, 0])
    np.testing.assert_array_equal(found.utility[:, 1, 1], observed.utility[:, 3])
    apart = np.log(observed.mrs[:, [0, 3]])
    np.testing.assert_allclose(found.dispersion, apart.std(axis=1))
    assert np.isnan(found.prices).all()
    assert np.isnan(found.realised).all()
    nobody = course_of_some(observed, np.zeros(4, bool), price)
    assert np.isnan(nobody.gini).all()


def test_a_part_of_a_course_has_both_ends(record) -> None:
    """From one tick to another, or from the start, or to the end."""
    with open_run(record(exchange_economy(CROWD, LIKES_A, LIKES_B))) as run:
        observed = observe_at(run, snapshot_ticks(run), read_trades(run))
    whole, _ = course(observed, value_price(observed))

    assert within(whole, 3, 5).ticks.tolist() == [3, 4, 5]
    np.testing.assert_array_equal(within(whole, 3, 5).gini, whole.gini[4:7])
    assert within(whole, None, 0).ticks.tolist() == [-1, 0]
    assert within(whole, 58, None).ticks.tolist() == [58, 59]


def test_pairs_are_counted_one_way(record) -> None:
    """A row for who sold A; numbers that nobody has do not count."""
    with open_run(record(exchange_economy(CROWD, LIKES_A, LIKES_B))) as run:
        trades = read_trades(run)
    counts = pair_counts(trades, 4)

    assert counts.shape == (4, 4)
    assert counts.sum() == len(trades)
    for trade in trades:
        assert counts[trade["seller_id"], trade["buyer_id"]] > 0
    fewer = pair_counts(trades, 2)
    np.testing.assert_array_equal(fewer, counts[:2, :2])
