"""The possible partners in sight: shared by the search protocols."""

from vmt.engine.protocols.contract import Candidate, SearchView
from vmt.engine.quotes import comparable, overlap
from vmt.engine.state import NOBODY


def seen_partners(view: SearchView, vision: int | None = None) -> list[tuple[int, int]]:
    """Return (id, distance) of the neighbours the agent may consider, by id."""
    market, rules = view.market, view.rules
    partner, committed = market.partner, market.committed
    skips_taken, grudges = rules.search_skips_taken, view.has_grudges
    return [
        (other, distance)
        for other, distance in zip(
            view.neighbours, view.neighbour_distances, strict=True
        )
        if (vision is None or distance <= vision)
        and not (skips_taken and (partner[other] != NOBODY or committed[other]))
        and not (grudges and view.keeps_apart(view.agent, other))
    ]


def ranked_partners(view: SearchView, vision: int | None = None) -> list[Candidate]:
    """Return the possible partners whose quotes overlap with the agent's, best first.

    The score is the overlap times beta**distance; of equal ones the lower id is first.
    What the neighbours hold is theirs to know: only the agent's own side is checked.
    """
    market, rules = view.market, view.rules
    asks, bids = market.ask, market.bid
    own_ask, own_bid = asks[view.agent], bids[view.agent]
    least_B = 1 if rules.fractional_steps else view.scale
    can_buy, can_sell = least_B <= view.B, view.trade_step <= view.A
    candidates: list[Candidate] = []
    for other, distance in seen_partners(view, vision):
        surplus = 0.0
        if can_buy and own_bid > asks[other]:
            surplus = overlap(own_bid, asks[other], rules.overlap_tolerance)
        if can_sell and bids[other] > own_ask:
            selling = overlap(bids[other], own_ask, rules.overlap_tolerance)
            surplus = max(surplus, selling)
        if surplus > 0.0:
            score = comparable(surplus * view.discount[distance], rules.score_bits)
            candidates.append((-score, other, surplus))
    candidates.sort()
    return candidates
