"""The compensating block is the one that trying every block and price finds.

The search leaves out blocks and prices that cannot do, from what preferences say of
their own shape. What they say is tested here too.
"""

import math
from collections.abc import Iterator
from random import Random

import pytest

from vmt.economy.preferences.factory import make_preference
from vmt.economy.preferences.preference import Preference
from vmt.engine.protocols.bargaining.compensating_block import CompensatingBlock
from vmt.engine.protocols.bargaining.prices import gains_from, price_candidates
from vmt.engine.protocols.contract import BargainingView, Block, Party, Refusal
from vmt.engine.quantities import LARGEST, payment
from vmt.engine.quotes import overlap, quote
from vmt.engine.random_stream import RandomStream
from vmt.engine.rules import NOVEMBER, V2, Rules

CASES = 5000
"""Of each kind of preference; a few seconds for all."""
KINDS = ("ces", "cobb_douglas", "linear", "quadratic", "translog", "stone_geary")


@pytest.mark.parametrize("kind", KINDS)
def test_the_block_is_the_one_that_trying_everything_finds(kind: str) -> None:
    """Terms and gains are the same, or the reason that there is no block."""
    rule, agreed = CompensatingBlock(), 0
    for n in range(CASES):
        view = interesting_view(Random(f"{kind} {n}"), kind)
        expected = first_block(view)

        assert rule.negotiate(view) == expected, (kind, n)
        assert rule.could_agree(view) == could_agree(view), (kind, n)
        agreed += isinstance(expected, Block)
    assert CASES // 10 < agreed < CASES * 9 // 10


def test_a_peak_between_two_payments_counts() -> None:
    """Each step alone pays too little or too much; several at the same price do not."""
    tastes = {"A_star": 9.9, "B_star": 4.651, "sigma_A": 4.0882, "sigma_B": 1.2433}
    giver = make_preference("quadratic", {**tastes, "gamma": 0.3931})
    receiver = make_preference("linear", {"vA": 2.5, "vB": 1.0})
    parties = [
        Party(agent, A, B, *quote(taste, A, B, 0.0, 1e-12)[:2], taste)
        for agent, taste, A, B in ((0, giver, 5, 6), (1, receiver, 10, 5))
    ]
    view = BargainingView(*parties, 1e-12, 1, None, 1, V2, RandomStream(0))
    block = CompensatingBlock().negotiate(view)

    assert isinstance(block, Block)
    assert (block.dA, block.dB) == (3, 1)
    assert block == first_block(view)


def test_what_cannot_be_counted_is_too_much_to_pay() -> None:
    """A price that is beyond all measure is refused by who would have to pay it."""
    values = {"rho": -0.5, "wA": 1.0, "wB": 1.0}
    hungry, sated = make_preference("ces", values), make_preference("ces", values)
    parties = [
        Party(0, 0, 30, *quote(hungry, 0, 30, 0.0, 1e-12)[:2], hungry),
        Party(1, 5, 100, *quote(sated, 5, 100, 0.0, 1e-12)[:2], sated),
    ]
    view = BargainingView(*parties, 1e-12, 1, None, 1, V2, RandomStream(0))

    assert payment(parties[0].bid, 5) == LARGEST
    assert CompensatingBlock().negotiate(view) == first_block(view)


@pytest.mark.parametrize("kind", KINDS)
def test_utility_has_the_one_peak_that_a_preference_claims(kind: str) -> None:
    """What is wanted is better than all that is less, what is not than all more."""
    claimed = 0
    for n in range(CASES // 3):
        draw = Random(f"peak {kind} {n}")
        preference = drawn_preference(draw, kind, draw.choice((V2, NOVEMBER)))
        scale = draw.choice((1, 10, 10_000))
        if not preference.has_one_peak_in_B(1.0 / scale):
            continue
        claimed += 1
        A = drawn_holding(draw, scale, draw.choice((10, 10**9))) / scale
        step = draw.choice((1, scale, scale * 10**8))
        grid = [number * step / scale for number in range(40)]
        utilities = [preference.utility(A, B) for B in grid]
        for at, utility in enumerate(utilities):
            others = utilities[at:]
            if preference.wants_more_B(A, grid[at]):
                others = utilities[: at + 1]
            assert max(others) <= utility + rounding(utility), (kind, n)
    assert claimed > CASES // 10


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_as_good_is_as_convex_as_a_preference_claims(kind: str) -> None:
    """If a large exchange pleases, so does any smaller one at the same price."""
    claimed = pleased = 0
    for n in range(CASES):
        draw = Random(f"convex {kind} {n}")
        preference = drawn_preference(draw, kind, draw.choice((V2, NOVEMBER)))
        scale = draw.choice((1, 1, 10, 10_000))
        A, B = (drawn_holding(draw, scale, 10) for _ in range(2))
        more_A, more_B = (draw.randint(0, 20 * scale) for _ in range(2))
        if not preference.has_one_peak_in_B(
            1.0 / scale
        ) or not preference.is_convex_above(
            A / scale, B / scale, (A + more_A) / scale, (B + more_B) / scale
        ):
            continue
        claimed += 1
        now = preference.utility(A / scale, B / scale)
        if math.isinf(now):
            continue
        for _ in range(20):
            dA = draw.choice((-A, draw.randint(-A, more_A)))
            dB = draw.choice((-B, draw.randint(-B, more_B)))
            if preference.utility((A + dA) / scale, (B + dB) / scale) < now:
                continue
            for part in (1, 2, 3, abs(dA) // 2, abs(dA) - 1):
                if not 0 < part < abs(dA):
                    continue
                pleased += 1
                between = preference.utility(
                    (A + part * (dA // abs(dA))) / scale,
                    (B + dB * part / abs(dA)) / scale,
                )
                assert between >= now - rounding(now), (kind, n)
    assert claimed > CASES // 50
    assert pleased > claimed


def rounding(utility: float) -> float:
    """Return how far off a difference of two utilities may be."""
    return 1e-12 * (1.0 + abs(utility))


def first_block(view: BargainingView) -> Block | Refusal:
    """Try every block at every price."""
    i, j, tolerance = view.i, view.j, view.rules.overlap_tolerance
    if view.rules.no_overlap_reason and not (
        overlap(j.bid, i.ask, tolerance) or overlap(i.bid, j.ask, tolerance)
    ):
        return Refusal("no_overlap")
    for block in blocks(view):
        return block
    return Refusal("no_feasible_trade")


def could_agree(view: BargainingView) -> bool:
    """Return whether there is a block that both gain from, at any price."""
    return any(True for _ in blocks(view))


def blocks(view: BargainingView) -> Iterator[Block]:
    """Return all blocks that both gain from, in the order in which they are tried."""
    for giver, receiver in ((view.i, view.j), (view.j, view.i)):
        most = giver.A if view.largest_block is None else view.largest_block
        for k in range(1, min(most, giver.A) // view.step + 1):
            dA = k * view.step
            if payment(min(giver.ask, 1e300), dA) > receiver.B:
                break
            for price in price_candidates(
                giver.ask, receiver.bid, k, view.rules.price_fractions
            ):
                dB = payment(price, dA)
                if 0 < dB <= receiver.B:
                    gains = gains_from(view, giver, receiver, dA, dB)
                    if gains[0] > view.epsilon and gains[1] > view.epsilon:
                        yield Block(giver.agent, receiver.agent, dA, dB, price, *gains)


def interesting_view(draw: Random, kind: str) -> BargainingView:
    """Draw a pair whose quotes overlap, most of the time."""
    while True:
        view = drawn_view(draw, kind)
        if view.i.ask <= view.j.bid or view.j.ask <= view.i.bid or draw.random() < 0.1:
            return view


def drawn_view(draw: Random, kind: str) -> BargainingView:
    """Draw a pair, one of them of a kind: rich, poor, satiated, nearly alike."""
    rules = draw.choice((V2, V2, NOVEMBER))
    scale = draw.choice((1, 1, 10, 10_000))
    step = scale
    if rules is V2:
        step = max(1, draw.choice((scale, scale, scale // 4, scale // 3)))
    largest = draw.choice((None, None, step * draw.randint(1, 5)))
    size = draw.choice((3, 10, 10, 30))
    if draw.random() < 0.05:
        largest = draw.randint(1, 40) * step
        size = draw.choice((10**5, 10**9))
    first = drawn_preference(draw, kind, rules)
    holdings = drawn_holding(draw, scale, size), drawn_holding(draw, scale, size)
    if draw.random() < 0.3:
        second, others = first, holdings
        while others == holdings:
            others = tuple(
                max(0, held + draw.randint(-3, 3) * draw.choice((1, 1, scale)))
                for held in holdings
            )
    else:
        second = drawn_preference(draw, draw.choice(KINDS), rules)
        others = drawn_holding(draw, scale, size), drawn_holding(draw, scale, size)
    spread = draw.choice((0.0, 0.0, 0.0, 0.05, 0.4))
    parties = [
        drawn_party(draw, agent, preference, held, scale, spread)
        for agent, (preference, held) in enumerate(
            draw.sample(((first, holdings), (second, others)), 2)
        )
    ]
    return BargainingView(
        parties[0],
        parties[1],
        draw.choice((1e-12, 1e-12, 1e-12, 1e-6, 1e-2)),
        step,
        largest,
        scale,
        rules,
        RandomStream(0),
    )


def drawn_holding(draw: Random, scale: int, size: int) -> int:
    """Draw minor units: none, a single one, whole units, or any number."""
    return draw.choice(
        (
            draw.choice((0, 0, 1, scale)),
            scale * draw.randint(0, size),
            scale * draw.randint(0, size),
            draw.randint(0, size * scale),
            draw.randint(0, size * scale),
        )
    )


def drawn_party(
    draw: Random,
    agent: int,
    preference: Preference,
    held: tuple[int, ...],
    scale: int,
    spread: float,
) -> Party:
    """Return one who quotes what it holds, or what it held before its last trade."""
    A, B = held
    quoted_A, quoted_B = A, B
    if draw.random() < 0.15:
        quoted_A, quoted_B = (held + scale * draw.randint(0, 2) for held in (A, B))
    ask, bid, *_ = quote(preference, quoted_A / scale, quoted_B / scale, spread, 1e-12)
    return Party(agent, A, B, ask, bid, preference)


def drawn_preference(draw: Random, kind: str, rules: Rules) -> Preference:
    """Draw a preference, the odd corners of its kind among them."""

    def upto(most: float) -> float:
        return round(draw.uniform(0.0, most), draw.choice((1, 3, 15)))

    def positive(most: float) -> float:
        return 0.01 + upto(most)

    values: dict[str, float]
    match kind:
        case "ces" | "cobb_douglas":
            rhos = (-50, -9, -3, -1, -0.5, -0.1, -1e-3, 1e-3, 0.1, 0.5, 0.9, 0.999)
            rho = draw.choice((*rhos, 1.001, 1.5, 2.0, 3.0, 9.0))
            values = {
                "rho": 0.0 if kind == "cobb_douglas" else rho,
                "wA": positive(2),
                "wB": positive(2),
                "epsilon": draw.choice((1e-9, 1e-9, 1e-9, 1e-4, 2e-3, 0.5, 1.0)),
            }
            return make_preference("ces", values, rules.boundary)
        case "linear":
            values = {"vA": positive(3), "vB": positive(3)}
        case "quadratic":
            sigma_A, sigma_B = positive(9), positive(9)
            limit = 2.0 / (sigma_A * sigma_B)
            values = {
                "A_star": upto(15),
                "B_star": upto(15),
                "sigma_A": sigma_A,
                "sigma_B": sigma_B,
                "gamma": draw.choice((0.0, 0.5, 0.9, 0.999, 1.0, 1.1, 3.0)) * limit,
            }
        case "translog":
            values = {
                "alpha_0": 0.1,
                "alpha_A": positive(1),
                "alpha_B": positive(1),
                "beta_AA": draw.choice((0.0, -0.3, 0.3)) * upto(1),
                "beta_BB": draw.choice((0.0, -0.3, 0.3)) * upto(1),
                "beta_AB": draw.choice((0.0, -0.3, 0.3)) * upto(1),
            }
        case _:
            values = {
                "alpha_A": positive(1),
                "alpha_B": positive(1),
                "gamma_A": draw.choice((0.0, 1.0, upto(6))),
                "gamma_B": draw.choice((0.0, 1.0, upto(6))),
            }
    return make_preference(kind, values, rules.boundary)
