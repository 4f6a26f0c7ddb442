"""What was tried in a negotiation, block by block, for observers.

Rules find their block by short cuts; this tries everything in turn, as they are
defined, and is slow. It is asked only where a run is recorded in every detail.
"""

from collections.abc import Iterable, Iterator

from vmt.engine.events import Attempt
from vmt.engine.protocols.bargaining.prices import gains_from, price_candidates
from vmt.engine.protocols.contract import BargainingView, Block, Party, Refusal
from vmt.engine.quantities import LARGEST, payment

MOST = 1000
"""Attempts of one negotiation that are told of; what is agreed on is the last one."""
AGREED = "utility_improves_both"


def attempts_at(
    view: BargainingView,
    outcome: Block | Refusal,
    tried: Iterable[Block],
    tick: int,
) -> Iterator[Attempt]:
    """Yield what was tried, and last what came of it.

    Parameters
    ----------
    view : BargainingView
        The two before the block changes hands.
    outcome : Block or Refusal
        What they agreed on, or why they did not.
    tried : iterable of Block
        What the rule tried before, in its order; gains do not matter.
    tick : int
    """
    told = 0
    for block in tried:
        if told == MOST or _is_agreed(block, outcome):
            break
        told += 1
        yield _attempt(view, block, tick, None)
    if isinstance(outcome, Block):
        yield _attempt(view, outcome, tick, AGREED)
    elif not told:
        yield _refusal(view, outcome, tick)


def blocks_in_turn(view: BargainingView) -> Iterator[Block]:
    """Yield all blocks that the compensating block may be, in the order of the rule."""
    for giver, receiver in ((view.i, view.j), (view.j, view.i)):
        if giver.ask > receiver.bid:
            continue
        largest = view.largest_block
        most = giver.A if largest is None else min(giver.A, largest)
        for k in range(1, most // view.step + 1):
            dA = k * view.step
            fractions = view.rules.price_fractions
            for price in price_candidates(giver.ask, receiver.bid, k, fractions):
                dB = payment(price, dA)
                yield Block(giver.agent, receiver.agent, dA, dB, price, 0.0, 0.0)
            if payment(giver.ask, dA) > receiver.B:
                break  # nor can a larger one be paid for


def _is_agreed(block: Block, outcome: Block | Refusal) -> bool:
    return isinstance(outcome, Block) and (
        (block.giver, block.dA, block.dB, block.quoted_price)
        == (outcome.giver, outcome.dA, outcome.dB, outcome.quoted_price)
    )


def _attempt(
    view: BargainingView, block: Block, tick: int, result: str | None
) -> Attempt:
    seller, buyer = _parties(view, block)
    dA, dB = block.dA, block.dB
    affordable = dA <= seller.A, dB <= buyer.B
    better = False, False
    seller_then = buyer_then = None
    if all(affordable):
        gains = gains_from(view, seller, buyer, dA, dB)
        better = gains[0] > view.epsilon, gains[1] > view.epsilon
        seller_then = _utility(view, seller, -dA, dB)
        buyer_then = _utility(view, buyer, dA, -dB)
    reason = result or _why_not(dB, affordable, better)
    return Attempt(
        tick=tick,
        buyer_id=buyer.agent,
        seller_id=seller.agent,
        direction="i_buys_A" if buyer.agent < seller.agent else "j_buys_A",
        price=block.quoted_price,
        buyer_ask=buyer.ask,
        buyer_bid=buyer.bid,
        seller_ask=seller.ask,
        seller_bid=seller.bid,
        surplus=buyer.bid - seller.ask,
        dA_attempted=dA,
        dB_calculated=dB,
        buyer_A_init=buyer.A,
        buyer_B_init=buyer.B,
        buyer_U_init=_utility(view, buyer, 0, 0),
        buyer_A_final=buyer.A + dA,
        buyer_B_final=buyer.B - dB,
        buyer_U_final=buyer_then,
        buyer_improves=better[1],
        seller_A_init=seller.A,
        seller_B_init=seller.B,
        seller_U_init=_utility(view, seller, 0, 0),
        seller_A_final=seller.A - dA,
        # A price beyond all measure asks for all that can be counted.
        seller_B_final=min(seller.B + dB, LARGEST),
        seller_U_final=seller_then,
        seller_improves=better[0],
        buyer_feasible=affordable[1],
        seller_feasible=affordable[0],
        result="fail" if result is None else "success",
        result_reason=reason,
    )


def _utility(view: BargainingView, party: Party, dA: int, dB: int) -> float:
    """Return the utility of what a party has and receives."""
    scale = float(view.scale)
    return party.preference.utility((party.A + dA) / scale, (party.B + dB) / scale)


def _why_not(dB: int, affordable: tuple[bool, bool], better: tuple[bool, bool]) -> str:
    """Return why a block is not agreed on, given what holds of seller and buyer."""
    if dB <= 0:
        return "dB_nonpositive"
    if not affordable[0]:
        return "seller_insufficient_A"
    if not affordable[1]:
        return "buyer_insufficient_B"
    if all(better):
        return AGREED
    if not any(better):
        return "both_utility_no_improvement"
    return (
        "buyer_utility_no_improvement" if better[0] else "seller_utility_no_improvement"
    )


def _refusal(view: BargainingView, refusal: Refusal, tick: int) -> Attempt:
    """Return the one row of a negotiation in which no block was tried."""
    seller, buyer = view.j, view.i
    if view.j.bid - view.i.ask > view.i.bid - view.j.ask:
        seller, buyer = view.i, view.j  # who comes closer to agreeing
    nothing = Block(seller.agent, buyer.agent, 0, 0, 0.0, 0.0, 0.0)
    return _attempt(view, nothing, tick, None)._replace(
        price=None, dA_attempted=0, result_reason=refusal.reason
    )


def _parties(view: BargainingView, block: Block) -> tuple[Party, Party]:
    """Return who gives A and who receives it."""
    if block.giver == view.i.agent:
        return view.i, view.j
    return view.j, view.i
