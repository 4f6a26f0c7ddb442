"""What was tried in negotiations, for who wants every detail."""

import itertools
from dataclasses import replace

import pytest

from vmt.economy.preferences.factory import make_preference
from vmt.engine.configuration import Configuration, Protocol
from vmt.engine.events import Attempt, Trade
from vmt.engine.protocols.bargaining.attempts import attempts_at
from vmt.engine.protocols.bargaining.compensating_block import CompensatingBlock
from vmt.engine.protocols.contract import BargainingView, Party, Refusal
from vmt.engine.quantities import LARGEST
from vmt.engine.quotes import quote
from vmt.engine.random_stream import RandomStream
from vmt.engine.rules import NOVEMBER, V2, Rules
from vmt.engine.simulation import Simulation
from vmt.scenario import load_scenario
from vmt.scenario.catalogue import locate

NAMES = ("first_market", "bliss_point", "translog")
TICKS = 40
Tick = tuple[list[Attempt], list[Trade]]


def configuration(name: str) -> Configuration:
    """Return a scenario that ships with VMT."""
    return load_scenario(locate(name)).configuration


def watched(chosen: Configuration, rules: Rules = V2) -> tuple[Simulation, list[Tick]]:
    """Run with all attempts; return the attempts and the trades of each tick."""
    simulation = Simulation(chosen, 42, rules)
    ticks = []
    for _ in range(TICKS):
        events = simulation.step(attempts=True)
        assert events.attempts is not None
        ticks.append((events.attempts, events.trades))
    return simulation, ticks


@pytest.mark.parametrize("rules", [V2, NOVEMBER])
@pytest.mark.parametrize("name", NAMES)
def test_watching_attempts_changes_nothing(name: str, rules: Rules) -> None:
    """The digest is that of the run without, also where proposers are drawn."""
    for bargaining in ("compensating_block", "take_it_or_leave_it", "nash"):
        chosen = replace(configuration(name), bargaining=Protocol(bargaining))
        alone = Simulation(chosen, 42, rules)
        alone.run(TICKS)

        assert watched(chosen, rules)[0].digest() == alone.digest()


@pytest.mark.parametrize("name", NAMES)
def test_successes_are_the_trades_and_come_last(name: str) -> None:
    """The block that was agreed on is the last one that the two tried."""
    for attempts, trades in watched(configuration(name))[1]:
        agreed = [a for a in attempts if a.result == "success"]
        assert [(a.buyer_id, a.seller_id, a.dA_attempted) for a in agreed] == [
            (t.buyer, t.seller, t.dA) for t in trades
        ]
        assert [(a.dB_calculated, a.price) for a in agreed] == [
            (t.dB, t.quoted_price) for t in trades
        ]
        for before, after in itertools.pairwise(attempts):
            pair = {before.buyer_id, before.seller_id}
            if before.result == "success":
                assert pair != {after.buyer_id, after.seller_id}


@pytest.mark.parametrize("name", NAMES)
def test_each_reason_is_true_of_its_attempt(name: str) -> None:
    """Who could not pay, who would lose, and what both would gain."""
    reasons = set()
    for attempts, _ in watched(configuration(name))[1]:
        for a in attempts:
            reasons.add(a.result_reason)
            match a.result_reason:
                case "utility_improves_both":
                    assert a.result == "success"
                    assert a.buyer_improves
                    assert a.seller_improves
                case "both_utility_no_improvement":
                    assert not a.buyer_improves
                    assert not a.seller_improves
                case "buyer_utility_no_improvement":
                    assert (a.buyer_improves, a.seller_improves) == (False, True)
                case "seller_utility_no_improvement":
                    assert (a.buyer_improves, a.seller_improves) == (True, False)
                case "buyer_insufficient_B":
                    assert a.dB_calculated > a.buyer_B_init
                    assert not a.buyer_feasible
                    assert a.buyer_U_final is None
                case "no_feasible_trade" | "no_overlap":
                    assert a.price is None
                case reason:
                    assert reason == "dB_nonpositive"
                    assert a.dB_calculated <= 0
            assert a.buyer_A_final - a.buyer_A_init == a.dA_attempted
            assert a.seller_B_final - a.seller_B_init == a.dB_calculated
    assert {"utility_improves_both", "both_utility_no_improvement"} <= reasons


def test_a_rule_that_tries_nothing_in_turn_shows_what_came_of_it() -> None:
    """One row for each negotiation: the block, or the refusal with its reason."""
    nash = replace(configuration("bliss_point"), bargaining=Protocol("nash"))
    for attempts, trades in watched(nash)[1]:
        assert len([a for a in attempts if a.result == "success"]) == len(trades)
        refused = [a for a in attempts if a.result == "fail"]
        assert {a.result_reason for a in refused} <= {"no_feasible_trade"}
        assert {a.dA_attempted for a in refused} <= {0}


def test_what_cannot_be_counted_is_recorded_as_the_most_that_can() -> None:
    """Who has no A offers a price beyond all measure; every number fits int64."""
    taste = make_preference("ces", {"rho": -0.5, "wA": 1.0, "wB": 1.0})
    i, j = (
        Party(agent, A, B, *quote(taste, A, B, 0.0, 1e-12)[:2], taste)
        for agent, A, B in ((0, 0, 30), (1, 5, 100))
    )
    view = BargainingView(i, j, 1e-12, 1, None, 1, NOVEMBER, RandomStream(0))
    tried = list(
        attempts_at(view, Refusal("no"), CompensatingBlock().tried(view), tick=0)
    )

    assert LARGEST in [a.dB_calculated for a in tried]
    assert max(a.seller_B_final for a in tried) == LARGEST


def test_no_block_is_tried_where_quotes_overlap_by_rounding_only() -> None:
    """The rule refuses before it searches: one attempt, with that reason."""
    taste = make_preference("linear", {"vA": 1.0, "vB": 1.0})
    i, j = Party(0, 5, 5, 1.0, 1.0, taste), Party(1, 5, 5, 1.0, 1.0, taste)
    view = BargainingView(i, j, 1e-12, 1, None, 1, V2, RandomStream(0))
    rule = CompensatingBlock()
    (only,) = attempts_at(view, rule.negotiate(view), rule.tried(view), tick=0)

    assert (only.price, only.result_reason) == (None, "no_overlap")


def test_nobody_pays_for_attempts_that_are_not_asked_for() -> None:
    """Without asking there are none."""
    assert Simulation(configuration("first_market"), 42).step().attempts is None
