"""The economics of recorded runs, against closed forms and what must always hold."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from public_files import NOVEMBER, PublicFile
from report_economies import Economy, Study, ces, cobb_douglas
from vmt.analysis.benchmark import benchmark
from vmt.analysis.figures import Figures, figures_of
from vmt.analysis.observed import MOST_SNAPSHOTS
from vmt.analysis.people import gini, people
from vmt.analysis.series import window_of
from vmt.economy.equilibrium import Consumer, equilibrium
from vmt.engine.configuration import Mode, PreferenceKind
from vmt.report.as_json import as_json
from vmt.telemetry import open_run

BOX = [(10.0, 3.0), (3.0, 10.0)]
CROWD = [(10.0, 2.0), (2.0, 10.0), (6.0, 1.0), (3.0, 9.0)]
LIKES_A, LIKES_B = cobb_douglas(0.6), cobb_douglas(0.1)


def forage(figures_of_mode: Mode = Mode.BOTH) -> dict[str, object]:
    """Return what makes an economy harvest, too."""
    return {"mode": figures_of_mode, "resource_density": 0.6, "positions": None}


def at_equilibrium(figures: Figures) -> Figures:
    """Return figures of the same run had it ended at the competitive allocation."""
    o = figures.observed
    own = [o.tastes[k].preference for k in o.taste]
    bundles = zip(own, o.A[0].tolist(), o.B[0].tolist(), strict=True)
    found = equilibrium([Consumer(p, a, b) for p, a, b in bundles if p is not None])
    A, B = o.A.copy(), o.B.copy()
    A[-1], B[-1] = np.array(found.bundles).T
    observed = replace(o, A=A, B=B)
    expected = benchmark(observed)
    return replace(
        figures,
        observed=observed,
        benchmark=expected,
        people=people(observed, expected),
    )


def test_price_of_two_cobb_douglas_tastes(economy: Economy, study: Study) -> None:
    """Shares 0.6 and 0.1 of (10, 20) and (20, 10) clear at 13/22."""
    found = study(economy([(10, 20), (20, 10)], LIKES_A, LIKES_B))

    assert found.benchmark.prices[0] == pytest.approx(13 / 22, rel=1e-12)
    assert found.people.price == found.benchmark.prices[0]
    assert found.people.value[0] == pytest.approx(
        [13 / 22 * 10 + 20, 13 / 22 * 20 + 10]
    )


@pytest.mark.parametrize(("rho", "price"), [(0.5, 0.8660254), (-0.5, 0.6495191)])
def test_price_of_one_taste_stays(
    economy: Economy, study: Study, rho: float, price: float
) -> None:
    """With one homothetic taste p* depends on the totals, 16 A and 12 B, alone."""
    found = study(economy([(12, 2), (4, 10)], ces(rho)))

    assert len(found.observed.trades) > 3
    assert found.benchmark.prices == pytest.approx(price, abs=5e-8)


def test_gains_begin_at_nothing_and_end_at_all(economy: Economy, study: Study) -> None:
    """The box of 10, 3: 5.988613/6.5 of all goods would do; trade ends the waste."""
    found = study(economy(BOX, ces(0.5), step=0.05), 120).benchmark

    assert found.utilisation[0] == pytest.approx(5.988613 / 6.5, abs=1e-7)
    assert found.realised[0] == 0.0
    assert (np.diff(found.realised) >= -1e-12).all()
    assert 0.99 < found.realised[-1] <= 1.0
    assert found.why_no_gains == ""


def test_all_is_gained_at_the_competitive_allocation(
    economy: Economy, study: Study
) -> None:
    """The first welfare theorem, with two tastes: 100 %, and nobody has lost."""
    found = at_equilibrium(study(economy(CROWD, LIKES_A, LIKES_B)))

    assert found.benchmark.realised[-1] == pytest.approx(1.0, abs=1e-8)
    assert (found.people.gain > 0.0).all()
    assert found.people.value[1] == pytest.approx(found.people.value[0])


def test_nothing_to_gain_is_told(economy: Economy, study: Study) -> None:
    """Who all own the same and want the same waste nothing: there is no percentage."""
    found = study(economy([(4, 4), (4, 4)], ces(-1.0)), 5).benchmark

    assert np.isnan(found.realised).all()
    assert found.utilisation == pytest.approx(1.0)
    assert "nothing to gain" in found.why_no_gains


def test_harvest_alone_is_no_gain_from_trade(economy: Economy, study: Study) -> None:
    """Agents who only harvest have all they would have without trade: 0 %."""
    found = study(economy(CROWD, LIKES_A, LIKES_B, **forage(Mode.FORAGE)))

    assert found.people.gathered.sum() > 10
    assert (found.benchmark.realised == 0.0).all()


def test_harvest_explains_the_totals(economy: Economy, study: Study) -> None:
    """What all own is what they had and harvested: trade makes and loses nothing."""
    found = study(economy(CROWD, LIKES_A, LIKES_B, **forage()))
    o = found.observed

    assert o.forages
    assert len(o.trades) > 0
    assert o.harvest_is_known
    assert o.A.sum(axis=1) == pytest.approx(o.A[0].sum() + o.gathered_A.sum(axis=1))
    assert o.B.sum(axis=1) == pytest.approx(o.B[0].sum() + o.gathered_B.sum(axis=1))
    assert len(set(found.benchmark.prices.round(9))) > 5
    assert found.benchmark.realised[-1] > 0.5


def test_unrecorded_harvest_forbids_a_percentage(
    economy: Economy, study: Study
) -> None:
    """Goods that come from nowhere might be of trade or not: it is not guessed."""
    found = study(economy(CROWD, LIKES_A, LIKES_B, **forage()))
    o = found.observed
    observed = replace(
        o, harvests=o.harvests[:0], gathered_A=0 * o.A, gathered_B=0 * o.B
    )

    assert not observed.harvest_is_known
    assert "what was harvested" in benchmark(observed).why_no_gains


@pytest.mark.parametrize(
    ("kind", "values", "price", "gains"),
    [
        (
            PreferenceKind.QUADRATIC,
            {"A_star": 9.0, "B_star": 9.0, "sigma_A": 4.0, "sigma_B": 4.0},
            "can be satiated",
            "can be satiated",
        ),
        (PreferenceKind.CES, {"rho": 2.0, "wA": 1.0, "wB": 1.0}, "convex", "convex"),
        (
            PreferenceKind.STONE_GEARY,
            {"alpha_A": 1.0, "alpha_B": 1.0, "gamma_A": 4.0, "gamma_B": 0.0},
            "",
            "less than they need",
        ),
    ],
)
def test_what_theory_does_not_give_is_told(
    economy: Economy, study: Study, kind, values, price: str, gains: str
) -> None:
    """Satiation, tastes that are not convex and hunger each have their reason."""
    found = study(economy(BOX, (kind, values)), 1).benchmark

    assert price in found.why_no_price
    assert np.isnan(found.prices).all() == bool(price)
    assert gains in found.why_no_gains


def test_linear_tastes_trade_at_one_price(economy: Economy, study: Study) -> None:
    """Each likes one good twice as well as the other: p* is 1, and all is gained."""
    likes_A = PreferenceKind.LINEAR, {"vA": 2.0, "vB": 1.0}
    likes_B = PreferenceKind.LINEAR, {"vA": 1.0, "vB": 2.0}
    found = study(economy([(5, 5), (5, 5)], likes_A, likes_B)).benchmark

    assert found.prices[0] == pytest.approx(1.0)
    assert found.utilisation[0] == pytest.approx(0.75)
    assert found.realised[0] == 0.0
    assert found.realised[-1] > 0.9


def test_dispersion_is_that_of_log_rates(economy: Economy, study: Study) -> None:
    """MRS of u = A^.5 B^.5 is B/A: sd of ln of 0.2 and 5 at first, then it falls."""
    found = study(economy([(10, 2), (2, 10)], cobb_douglas(0.5), step=0.05), 120)

    assert found.dispersion[0] == pytest.approx(math.log(5.0), rel=1e-12)
    assert found.dispersion[-1] < 0.1 * found.dispersion[0]


def test_agents_in_a_corner_have_no_say_in_the_dispersion(
    economy: Economy, study: Study
) -> None:
    """Who has no B values A at next to nothing; that says nothing about trade."""
    found = study(economy([(9, 0), (2, 8), (4, 4)], cobb_douglas(0.5)), 1)

    assert np.isnan(found.observed.mrs[0]).tolist() == [True, False, False]
    assert found.dispersion[0] == pytest.approx(math.log(4.0) / 2)


def test_windows_hold_all_trades(economy: Economy, study: Study) -> None:
    """Means are geometric, and rates times ticks give back the quantities."""
    found = study(economy(CROWD, LIKES_A, LIKES_B, **forage()), 150)
    path, o = found.prices, found.observed
    inside = o.trades["tick"] // 5 == o.trades["tick"][0] // 5
    logs = np.log(o.trades["price"][inside])

    assert path.window == 5
    assert path.middles[0] == o.trades["tick"][0] // 5 * 5 + 2
    assert path.means[0] == pytest.approx(math.exp(logs.mean()))
    assert path.deviations[0] == pytest.approx(logs.std())
    assert (found.traded.A * 5).sum() == pytest.approx(o.trades["dA"].sum())
    assert (found.traded.B * 5).sum() == pytest.approx(o.trades["dB"].sum())
    of_B = o.harvests["amount"][o.harvests["good"] == "B"]
    assert (found.harvested.B * 5).sum() == pytest.approx(of_B.sum())


def test_last_window_may_be_short() -> None:
    """Windows have 1, 2, 5, 10 ... ticks, sixty of them at most."""
    assert [window_of(n) for n in (1, 60, 61, 120, 121, 1000)] == [1, 1, 2, 2, 5, 20]


def test_utilities_are_those_of_one_taste_each(economy: Economy, study: Study) -> None:
    """The mean is over the agents with one utility function, from their snapshots."""
    found = study(economy(CROWD, LIKES_A, LIKES_B))
    o = found.observed

    assert len(found.utility) == 2
    for k, rows in enumerate(found.utility):
        own = o.utility[:, k::2]
        assert rows[1] == pytest.approx(own.mean(axis=1))
        assert (rows[0] <= rows[1]).all()
        assert (rows[1] <= rows[2]).all()


def test_trade_makes_nobody_worse_off(economy: Economy, study: Study) -> None:
    """In pure exchange every equivalent variation is at least 0, and all add up."""
    found = study(economy(CROWD, LIKES_A, LIKES_B)).people

    assert found.trades.sum() > 4
    assert not found.worse.any()
    assert (found.gain[found.better] > 0.0).all()
    assert found.gain == pytest.approx(np.maximum(found.gain, 0.0))
    assert found.value[0].sum() == pytest.approx(found.value[1].sum())


def test_gini_has_its_closed_forms() -> None:
    """Equal shares, one owner, and 1, 2, 3: 0, (n - 1)/n and 2/9."""
    assert gini(np.full(7, 17.86)) == 0.0
    assert gini(np.array([0.0, 0.0, 5.0, 0.0])) == pytest.approx(3 / 4)
    assert gini(np.array([3.0, 1.0, 2.0])) == pytest.approx(2 / 9)
    assert math.isnan(gini(np.zeros(3)))


def test_long_runs_are_looked_at_from_end_to_end(
    economy: Economy, study: Study
) -> None:
    """So many ticks and no more, the first and the last among them."""
    found = study(economy(BOX, ces(0.5)), 400).observed

    assert len(found.ticks) == MOST_SNAPSHOTS
    assert (found.ticks[0], found.ticks[-1]) == (-1, 399)
    assert found.A.shape == (MOST_SNAPSHOTS, 2)


def test_json_has_no_nan(economy: Economy, study: Study) -> None:
    """What is not known is null, and the rest reads back."""
    kind, values = PreferenceKind.CES, {"rho": 2.0, "wA": 1.0, "wB": 1.0}
    told = as_json(study(economy(BOX, (kind, values)), 3))
    back = json.loads(json.dumps(told, allow_nan=False))

    assert back == told
    assert back["summary"]["competitive_price_of_endowments"] is None
    assert "convex" in back["not_computed"]["competitive_price"]
    assert [agent["id"] for agent in back["agents"]] == [0, 1]


def test_files_of_the_public_program_show_what_they_have(tmp_path) -> None:
    """Prices and utilities are there; what needs the preferences says so."""
    file = PublicFile(tmp_path / "telemetry.db", NOVEMBER)
    run = file.start_run()
    for tick in range(0, 20, 5):
        file.add_agents(run, tick, [(8, 2), (2, 8)])
    file.add_trade(run, 3, 1, 2)
    with open_run(file.close()) as recorded:
        found = figures_of(recorded)

    assert found.observed.ticks.tolist() == [0, 5, 10, 15]
    assert found.prices.mean == pytest.approx(0.75)
    assert "public VMT" in found.benchmark.why_no_price
    assert "public VMT" in found.benchmark.why_no_gains


def test_runs_without_snapshots_show_their_trades(tmp_path) -> None:
    """Without agents nobody knows what they owned; prices are there all the same."""
    file = PublicFile(tmp_path / "telemetry.db", NOVEMBER)
    run = file.start_run()
    file.add_trade(run, 3, 2, 1)
    with open_run(file.close()) as recorded:
        found = figures_of(recorded)

    assert found.prices.mean == pytest.approx(0.75)
    assert not found.observed.harvest_is_known
    assert as_json(found)["summary"]["gains_realised"] is None
