"""What the rules that look at gains agree on, against all blocks there are."""

import math
import random
from collections.abc import Callable
from typing import Any

import pytest

from vmt.economy.preferences.factory import make_preference
from vmt.economy.preferences.preference import Preference
from vmt.engine.protocols.bargaining.compensating_block import CompensatingBlock
from vmt.engine.protocols.bargaining.exchange import Exchange
from vmt.engine.protocols.bargaining.nash import Nash
from vmt.engine.protocols.bargaining.split_difference import SplitDifference
from vmt.engine.protocols.bargaining.take_it_or_leave_it import TakeItOrLeaveIt
from vmt.engine.protocols.bargaining.worth import amount_of_B_worth
from vmt.engine.protocols.contract import (
    Bargaining,
    BargainingView,
    Block,
    Party,
    Refusal,
)
from vmt.engine.quotes import quote
from vmt.engine.random_stream import RandomStream
from vmt.engine.rules import V2
from vmt.errors import UserError

EPSILON = 1e-12

Feasible = tuple[int, int, int, float, float]
"""(0 if i gives A else 1, steps of A, payment, gain of i, gain of j)."""

Rank = Callable[[Feasible], tuple[float, ...]]


def party(agent: int, A: int, B: int, preference: Preference, scale: int = 1) -> Party:
    """Return a party with the quotes of its holdings, in minor units."""
    ask, bid, *_ = quote(preference, A / scale, B / scale, spread=0.0, epsilon=EPSILON)
    return Party(agent, A, B, ask, bid, preference)


def view_of(
    i: Party,
    j: Party,
    *,
    scale: int = 1,
    step: int = 1,
    largest: int | None = None,
    seed: int = 1,
) -> BargainingView:
    """Return the view of a pair."""
    return BargainingView(i, j, EPSILON, step, largest, scale, V2, RandomStream(seed))


def cobb_douglas(wA: float = 1.0) -> Preference:
    """Return Cobb-Douglas tastes with wB = 1."""
    return make_preference("ces", {"rho": 0.0, "wA": wA, "wB": 1.0})


def linear(vA: float, vB: float = 1.0) -> Preference:
    """Return linear tastes."""
    return make_preference("linear", {"vA": vA, "vB": vB})


def drawn_preference(kind: str, chance: random.Random) -> Preference:
    """Return tastes of a kind, concave or not, satiable or not."""
    u, pick = chance.uniform, chance.choice
    match kind:
        case "ces":
            rho = pick([-20.0, -3.0, -0.5, 0.0, 0.4, 0.9, 1.7])
            return make_preference("ces", {"rho": rho, "wA": u(0.1, 2), "wB": 1.0})
        case "coarse zero":
            return make_preference(
                "ces", {"rho": -0.5, "wA": u(0.1, 2), "wB": 1.0, "epsilon": 0.3}
            )
        case "linear":
            return linear(pick([1.0, 2.0, u(0.1, 3)]))
        case "quadratic":
            values = {"A_star": u(1, 15), "B_star": u(1, 15), "gamma": pick([0.0, 0.2])}
            return make_preference(
                kind, {**values, "sigma_A": u(1, 9), "sigma_B": u(1, 9)}
            )
        case "translog":
            values = {"alpha_0": 0.1, "alpha_A": u(0.1, 1), "alpha_B": u(0.1, 1)}
            betas = {"beta_AA": u(-0.3, 0.2), "beta_BB": u(-0.3, 0.2)}
            return make_preference(kind, {**values, **betas, "beta_AB": u(-0.2, 0.2)})
    values = {"alpha_A": u(0.01, 1), "alpha_B": u(0.01, 1)}
    return make_preference(
        "stone_geary", {**values, "gamma_A": u(0, 4), "gamma_B": u(0, 4)}
    )


KINDS = ("ces", "coarse zero", "linear", "quadratic", "translog", "stone_geary")
GRIDS = ((1, 1, 14), (10, 3, 70), (10_000, 1, 60), (10_000, 7, 150))
"""(minor units in a unit, step, most that anybody holds)."""


def drawn_view(kind: str, grid: tuple[int, int, int], n: int) -> BargainingView:
    """Return a pair, one of them with tastes of a kind."""
    scale, step, most = grid
    chance = random.Random(f"{kind} {grid} {n}")
    first = drawn_preference(kind, chance)
    second = first if n % 4 == 0 else drawn_preference(chance.choice(KINDS), chance)
    a, b = chance.randint(0, most), chance.randint(0, most)
    c, d = (b, a) if n % 4 == 0 else (chance.randint(0, most), chance.randint(0, most))
    return view_of(
        party(0, a, b, first, scale),
        party(1, c, d, second, scale),
        scale=scale,
        step=step,
        largest=chance.choice([None, None, 5 * step]),
    )


def feasible(view: BargainingView) -> list[Feasible]:
    """Return every block that both gain from, by trying all."""
    scale, found = view.scale, []
    now = [p.preference.utility(p.A / scale, p.B / scale) for p in (view.i, view.j)]
    for direction, giver in enumerate((view.i, view.j)):
        most = giver.A if view.largest_block is None else view.largest_block
        sign = 1 - 2 * direction
        payer = view.j if giver is view.i else view.i
        for k in range(1, min(giver.A, most) // view.step + 1):
            for y in range(1, payer.B + 1):
                gains = []
                for p, way, before in ((view.i, -sign, now[0]), (view.j, sign, now[1])):
                    A, B = p.A + way * k * view.step, p.B - way * y
                    gain = p.preference.utility(A / scale, B / scale) - before
                    if gain <= EPSILON:
                        break
                    gains.append(gain)
                if len(gains) == 2:
                    found.append((direction, k, y, gains[0], gains[1]))
    return found


def best(blocks: list[Feasible], rank: Rank) -> Feasible:
    """Return the block that ranks first: fewer steps, i gives A, smaller payment."""
    return max(blocks, key=lambda b: (*rank(b), -b[1], -b[0], -b[2]))


def chosen(rule: Bargaining, view: BargainingView) -> Feasible | None:
    """Return the block that a rule agrees on."""
    block = rule.negotiate(view)
    if isinstance(block, Refusal):
        return None
    direction = int(block.giver == view.j.agent)
    gains = (block.giver_gain, block.receiver_gain)[:: 1 - 2 * direction]
    return direction, block.dA // view.step, block.dB, *gains


def by_smaller_gain(b: Feasible) -> tuple[float, ...]:
    """Rank as split_difference."""
    return min(b[3], b[4]), b[3] + b[4], -abs(b[3] - b[4])


def by_product(b: Feasible) -> tuple[float, ...]:
    """Rank as nash."""
    return b[3] * b[4], b[3] + b[4]


def by_worth_in_B(view: BargainingView) -> Rank:
    """Rank as split_difference with gains in B."""

    def rank(b: Feasible) -> tuple[float, ...]:
        x = amount_of_B_worth(b[3], view.i, view.scale)
        y = amount_of_B_worth(b[4], view.j, view.scale)
        return min(x, y), x + y, -abs(x - y)

    return rank


def offered(blocks: list[Feasible], proposer: int, power: float) -> Feasible:
    """Return the block that a proposer chooses."""

    def own(b: Feasible) -> float:
        return b[3 + proposer]

    def share(b: Feasible) -> float:
        return own(b) / (b[3] + b[4])

    def others(b: Feasible) -> float:
        return b[4 - proposer]

    within = [b for b in blocks if share(b) <= power]
    if within:
        return best(within, lambda b: (own(b), others(b)))
    return best(blocks, lambda b: (-share(b), own(b), others(b)))


@pytest.mark.parametrize("grid", GRIDS, ids=str)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("n", range(6))
def test_rules_choose_what_trying_all_blocks_finds(
    kind: str, grid: tuple[int, int, int], n: int
) -> None:
    """The very block, ties included, whatever the tastes and however coarse the grid.

    And no block where there is none.
    """
    view = drawn_view(kind, grid, n)
    blocks = feasible(view)

    def expected(rank: Rank) -> Feasible | None:
        return best(blocks, rank) if blocks else None

    assert chosen(SplitDifference(), view) == expected(by_smaller_gain)
    assert chosen(Nash(), view) == expected(by_product)
    if len(blocks) < 500:
        in_B = SplitDifference("b_equivalent")
        assert chosen(in_B, view) == expected(by_worth_in_B(view))
    for power in (0.0, 0.3, 0.5, 0.9, 1.0):
        for proposer, selection in enumerate(("lower_id", "higher_id")):
            offer = offered(blocks, proposer, power) if blocks else None
            assert chosen(TakeItOrLeaveIt(power, selection), view) == offer


def test_ultimatum_is_the_best_that_the_proposer_could_get() -> None:
    """No other rule gives the proposer more than power 1 does."""
    others: list[Bargaining] = [
        CompensatingBlock(),
        SplitDifference(),
        Nash(),
        TakeItOrLeaveIt(0.6, "lower_id"),
    ]
    compared = 0
    for kind in KINDS:
        for n in range(6):
            view = drawn_view(kind, GRIDS[0], n)
            ultimatum = chosen(TakeItOrLeaveIt(1.0, "lower_id"), view)
            for rule in others:
                other = chosen(rule, view)
                if other is not None:
                    assert ultimatum is not None
                    assert ultimatum[3] >= other[3]
                    compared += 1
    assert compared > 20


def test_equal_gains_leave_nobody_with_less_than_the_compensating_block() -> None:
    """The smaller of both gains is at least as large."""
    compared = 0
    for kind in KINDS:
        for n in range(12):
            view = drawn_view(kind, GRIDS[1], n)
            split, block = (
                chosen(rule, view) for rule in (SplitDifference(), CompensatingBlock())
            )
            if block is not None:
                assert split is not None
                assert min(split[3:]) >= min(block[3:])
                compared += 1
    assert compared > 10


@pytest.mark.parametrize(
    "rule",
    [
        CompensatingBlock(),
        SplitDifference(),
        SplitDifference("b_equivalent"),
        Nash(),
        TakeItOrLeaveIt(0.9),
        TakeItOrLeaveIt(0.1),
        TakeItOrLeaveIt(0.0),
    ],
)
def test_all_rules_trade_the_only_block_there_is(rule: Bargaining) -> None:
    """Where one block is feasible there is nothing to choose."""
    view = view_of(party(0, 1, 5, linear(1.0)), party(1, 5, 2, linear(3.0)))
    (only,) = feasible(view)

    assert only[:3] == (0, 1, 2)
    assert chosen(rule, view) == only


@pytest.mark.parametrize("rule", [SplitDifference(), Nash(), TakeItOrLeaveIt(0.5)])
@pytest.mark.parametrize("rho", [0.5, 0.0, -2.0])
@pytest.mark.parametrize("scale", [1, 10_000])
def test_mirrored_partners_split_evenly(
    rule: Bargaining, rho: float, scale: int
) -> None:
    """With (8, 2) and (2, 8) and equal weights both end with (5, 5).

    Symmetry and efficiency leave no other outcome: 3 of A for 3 of B.
    """
    taste = make_preference("ces", {"rho": rho, "wA": 0.5, "wB": 0.5})
    view = view_of(
        party(0, 8 * scale, 2 * scale, taste, scale),
        party(1, 2 * scale, 8 * scale, taste, scale),
        scale=scale,
        step=scale,
    )
    block = rule.negotiate(view)

    assert isinstance(block, Block)
    assert (block.giver, block.dA, block.dB) == (0, 3 * scale, 3 * scale)
    assert block.quoted_price == 1.0
    assert block.giver_gain == block.receiver_gain


def test_nash_and_equal_gains_agree_where_utility_is_transferable() -> None:
    """On a linear frontier both solutions give each half of the surplus."""
    view = view_of(
        party(0, 40_000, 90_000, linear(1.0), 10_000),
        party(1, 10_000, 90_000, linear(2.0), 10_000),
        scale=10_000,
        step=10_000,
    )
    half = (0, 4, 60_000, pytest.approx(2.0), pytest.approx(2.0))

    assert chosen(Nash(), view) == half
    assert chosen(SplitDifference(), view) == half


@pytest.mark.parametrize(
    ("rule", "depends"),
    [
        (Nash(), False),
        (SplitDifference("b_equivalent"), False),
        (SplitDifference(), True),
    ],
)
def test_only_equal_gains_in_utils_depend_on_the_unit_of_utility(
    rule: Bargaining, *, depends: bool
) -> None:
    """Seven times the utility are the same tastes; in utils they look like more."""
    partner = party(1, 10_000, 80_000, cobb_douglas(), 10_000)
    blocks = [
        chosen(
            rule,
            view_of(
                party(0, 70_000, 20_000, linear(v, v), 10_000),
                partner,
                scale=10_000,
                step=10_000,
            ),
        )
        for v in (1.0, 7.0)
    ]

    assert None not in blocks
    assert depends == (blocks[0][:3] != blocks[1][:3])


@pytest.mark.parametrize(
    ("selection", "draws"),
    [("random", 1), ("first_in_pair", 0), ("lower_id", 0), ("higher_id", 0)],
)
@pytest.mark.parametrize("hopeless", [False, True])
def test_proposing_at_random_takes_one_chance_each_time(
    selection: str, draws: int, *, hopeless: bool
) -> None:
    """One double, also if nothing can be agreed on; none for fixed proposers."""
    first, second = ((6, 3), (10, 5)) if hopeless else ((8, 2), (2, 8))
    view = view_of(party(0, *first, cobb_douglas()), party(1, *second, cobb_douglas()))
    expected = RandomStream(1)
    for _ in range(draws):
        expected.double()

    outcome = TakeItOrLeaveIt(0.7, selection).negotiate(view)

    assert view.random.state() == expected.state()
    assert isinstance(outcome, Refusal) == hopeless
    if isinstance(outcome, Refusal):
        assert outcome.reason == "no_feasible_trade"


def test_the_coin_decides_who_proposes() -> None:
    """Below one half it is the first of the pair; the block names who it was."""
    rule = TakeItOrLeaveIt(1.0)
    proposers = set()
    for seed in range(8):
        view = view_of(
            party(4, 8, 2, cobb_douglas()), party(9, 2, 8, cobb_douglas()), seed=seed
        )
        first = RandomStream(seed).double() < 0.5
        block = rule.negotiate(view)

        assert isinstance(block, Block)
        assert block.proposer == (4 if first else 9)
        assert (block.giver_gain > block.receiver_gain) == first
        proposers.add(block.proposer)
    assert proposers == {4, 9}


@pytest.mark.parametrize(
    ("selection", "proposer"), [("first_in_pair", 4), ("lower_id", 4), ("higher_id", 9)]
)
def test_fixed_proposers_are_who_they_say(selection: str, proposer: int) -> None:
    """The proposer's gain is the larger one."""
    view = view_of(party(4, 8, 2, cobb_douglas()), party(9, 2, 8, cobb_douglas()))
    block = TakeItOrLeaveIt(1.0, selection).negotiate(view)

    assert isinstance(block, Block)
    assert block.proposer == proposer
    assert (block.giver_gain > block.receiver_gain) == (proposer == 4)


def test_share_of_the_proposer_is_its_power_on_a_fine_grid() -> None:
    """The proposer takes all that its power allows."""
    view = view_of(
        party(0, 80_000, 20_000, cobb_douglas(), 10_000),
        party(1, 20_000, 80_000, cobb_douglas(), 10_000),
        scale=10_000,
        step=10_000,
    )
    for power in (0.2, 0.5, 0.8):
        offer = chosen(TakeItOrLeaveIt(power, "lower_id"), view)

        assert offer is not None
        assert offer[3] / (offer[3] + offer[4]) == pytest.approx(power, abs=1e-4)
        assert offer[3] / (offer[3] + offer[4]) <= power


@pytest.mark.parametrize(
    ("rule", "values", "message"),
    [
        (
            SplitDifference,
            {"metric": "utilities"},
            "utility, b_equivalent, found 'utilities'",
        ),
        (TakeItOrLeaveIt, {"proposer_power": 1.5}, "from 0 to 1, found 1.5"),
        (TakeItOrLeaveIt, {"proposer_power": "high"}, "from 0 to 1, found 'high'"),
        (TakeItOrLeaveIt, {"proposer_power": float("nan")}, "from 0 to 1, found nan"),
        (TakeItOrLeaveIt, {"proposer_power": True}, "from 0 to 1, found True"),
        (
            TakeItOrLeaveIt,
            {"proposer_selection": "lower"},
            "did you mean 'lower_id'",
        ),
    ],
)
def test_values_out_of_range_are_told(
    rule: Callable[..., Bargaining], values: dict[str, Any], message: str
) -> None:
    """The name, what was found and what is allowed."""
    with pytest.raises(UserError) as error:
        rule(**values)

    assert next(iter(values)) in str(error.value)
    assert message in str(error.value)


def test_blocks_are_no_larger_than_the_receiver_can_hold() -> None:
    """What would not fit into int64 is no block; nothing wraps."""
    most = 2**63 - 1
    rich = party(0, most, most - 5, linear(1.0))
    view = view_of(rich, party(1, most - 7, most, linear(3.0)))
    exchange = Exchange(view, view.i, view.j, in_B=False)

    assert (exchange.steps, exchange.payments) == (7, 5)
    for rule in (SplitDifference("b_equivalent"), Nash(), TakeItOrLeaveIt(1.0)):
        assert isinstance(rule.negotiate(view), Refusal)


@pytest.mark.parametrize(
    "rule",
    [SplitDifference(), SplitDifference("b_equivalent"), Nash(), TakeItOrLeaveIt(0.5)],
)
@pytest.mark.parametrize("other", [cobb_douglas(), None])
def test_infinite_utilities_come_to_an_end(
    rule: Bargaining, other: Preference | None
) -> None:
    """Gains that are infinite, or none at all to count, are no gains to bargain for."""
    beyond = make_preference("ces", {"rho": -0.001, "wA": 0.01, "wB": 0.3})
    view = view_of(
        party(0, 400, 100, beyond, 10),
        party(1, 350, 3000, other or beyond, 10),
        scale=10,
        step=10,
    )

    assert math.isinf(beyond.utility(40.0, 10.0))
    assert isinstance(rule.negotiate(view), Refusal)
