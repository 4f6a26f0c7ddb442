"""Identical homothetic tastes: one price at the end, whatever the order of trades."""

import math
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise, product
from typing import Any

import numpy as np
import pytest

from vmt.economy.equilibrium import equilibrium, walrasian_price
from vmt.engine.configuration import Configuration, PreferenceKind, Protocol
from vmt.engine.protocols import registry

Exchange = Callable[..., Configuration]
Start = Callable[..., Any]

UNEQUAL = [(150, 30), (62.5, 130), (120, 50), (75, 112.5), (137.5, 40), (55, 87.5)]
"""Endowments whose totals are 600 A and 450 B."""
STEP = 0.1
BARGAINING = registry.names("bargaining")
INSTITUTIONS = list(product(registry.names("search"), registry.names("matching")))
CES = PreferenceKind.CES
TASTES = {
    "substitutes": (CES, {"rho": 0.5, "wA": 0.5, "wB": 0.5}, math.sqrt(0.75)),
    "cobb_douglas": (CES, {"rho": 0.0, "wA": 0.3, "wB": 0.6}, 0.375),
    "complements": (CES, {"rho": -0.5, "wA": 0.5, "wB": 0.5}, 0.75**1.5),
    "strong_complements": (CES, {"rho": -1.0, "wA": 2.0, "wB": 1.0}, 2 * 0.75**2),
    "needs": (
        PreferenceKind.STONE_GEARY,
        {"alpha_A": 0.4, "alpha_B": 0.8, "gamma_A": 10.0, "gamma_B": 5.0},
        0.5 * (450 - 30) / (600 - 60),
    ),
}
"""Kind, parameters and p* at those totals. Stone-Geary with equal needs belongs here:
above the needs it is Cobb-Douglas."""


def market(exchange: Exchange, taste: str, **fields: Any) -> Configuration:
    """Return the unequal economy with one taste and some protocols by name."""
    kind, values, _ = TASTES[taste]
    plain = exchange(
        UNEQUAL, kind, values, step=STEP, max_trades_per_tick=10, dA_max=50_000
    )
    return replace(plain, **{key: Protocol(name) for key, name in fields.items()})


@pytest.mark.parametrize("taste", TASTES)
def test_the_price_that_clears_is_as_worked_out(
    exchange: Exchange, economy: Start, taste: str
) -> None:
    """The closed form at the totals, and demand exceeds supply by nothing at it."""
    consumers = economy(market(exchange, taste)).consumers
    found = equilibrium(consumers)

    assert found.price == pytest.approx(TASTES[taste][2], rel=1e-12)
    assert sum(A for A, _ in found.bundles) == pytest.approx(600)
    assert sum(B for _, B in found.bundles) == pytest.approx(450)


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("taste", TASTES)
@pytest.mark.parametrize("bargaining", BARGAINING)
def test_exchange_ends_at_the_price_that_clears(
    exchange: Exchange, economy: Start, bargaining: str, taste: str, seed: int
) -> None:
    """All MRS end within the grid of p*, though nobody knows what there is in all.

    With one homothetic taste the MRS rises with B/A alone, and the B/A of the totals
    lies between the lowest and the highest of the agents: so does p* among the MRS,
    which is thus as near to each of them as they are to each other, `Economy.gap`.
    """
    run = economy(market(exchange, taste, bargaining=bargaining), seed)
    totals = run.totals
    apart = np.ptp(run.log_mrs)
    run.run()
    off = run.log_mrs - math.log(TASTES[taste][2])

    assert totals == run.totals
    assert run.gap < 0.01 < apart / 20
    assert np.ptp(off) <= run.gap
    assert abs(off).max() <= run.gap


@pytest.mark.parametrize("bargaining", BARGAINING)
def test_the_price_hangs_on_no_institution(
    exchange: Exchange, economy: Start, bargaining: str
) -> None:
    """Whoever meets whom and when: the same price, but other people are the richer.

    Any bias of a rule of search, matching or bargaining would show in the price; it
    shows in the distribution of wealth instead, which theory leaves open.
    """
    price = TASTES["complements"][2]
    wealth = []
    for search, matching in INSTITUTIONS:
        fields = {"search": search, "matching": matching, "bargaining": bargaining}
        run = economy(market(exchange, "complements", **fields), 3)
        run.run()
        mean = math.exp(run.log_mrs.mean())
        wealth.append([price * A + B for A, B in run.holdings])

        assert abs(run.log_mrs - math.log(price)).max() <= run.gap < 0.01
        assert mean == pytest.approx(price, rel=0.005)
        assert walrasian_price(run.consumers) == pytest.approx(price, rel=1e-12)
    assert np.log(wealth).std(axis=0).max() > 0.001


@pytest.mark.parametrize("matching", registry.names("matching"))
@pytest.mark.parametrize("bargaining", BARGAINING)
def test_rates_of_substitution_draw_together(
    exchange: Exchange, economy: Start, bargaining: str, matching: str
) -> None:
    """The standard deviation of log MRS falls all the way, to a hundredth.

    The distance travelled is cut in five: single trades may widen it by a hair, when
    the two who trade were near the mean already.
    """
    fields = {"bargaining": bargaining, "matching": matching}
    run = economy(market(exchange, "substitutes", **fields))
    run.run()
    fall = run.dispersions
    marks = [fall[len(fall) * k // 5] for k in range(5)] + [fall[-1]]

    assert all(later < earlier for earlier, later in pairwise(marks))
    assert fall[-1] < fall[0] / 100


@pytest.mark.parametrize("bargaining", BARGAINING)
def test_every_trade_pleases_both(
    exchange: Exchange, economy: Start, bargaining: str
) -> None:
    """Both utilities rise with every block, as worked out afresh from the start."""
    run = economy(market(exchange, "needs", bargaining=bargaining))
    held = [list(bundle) for bundle in run.holdings]
    utility = run.preferences[0].utility
    run.run()

    assert len(run.trades) > 20
    for trade in run.trades:
        dA, dB = trade.dA / 10_000, trade.dB / 10_000
        for agent, sign in ((trade.buyer, 1), (trade.seller, -1)):
            before = utility(*held[agent])
            held[agent][0] += sign * dA
            held[agent][1] -= sign * dB
            assert utility(*held[agent]) > before
    assert np.array(held) == pytest.approx(np.array(run.holdings))
