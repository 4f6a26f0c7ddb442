"""Why an agent does what it does, in words."""

from vmt.engine.events import Decision, Trade
from vmt.engine.quantities import format_quantity
from vmt.engine.state import NOBODY, RESOURCE_A, RESOURCE_NONE
from vmt.viewer.panels.figures import signed
from vmt.viewer.panels.writer import Mention, Text
from vmt.viewer.source.inspection import Inspection
from vmt.viewer.source.snapshot import Snapshot
from vmt.viewer.status import number

_TOGETHER = "\N{NO-BREAK SPACE}"


def mention(agent: int) -> Mention:
    """Return a link to an agent."""
    return Mention(agent, f"agent {agent}")


def reason(snapshot: Snapshot, inspection: Inspection) -> Text:
    """Return what an agent decided in the last tick, and why, in a sentence."""
    decision = inspection.decision
    if decision is None and snapshot.tick:
        return ["The recording does not tell what it decided."]
    if decision is None:
        return ["Nobody decides before the first tick."]
    other = decision.partner
    match decision.activity:
        case "trade_paired" if other is not None:
            return _with_partner(snapshot, inspection, decision, other)
        case "trade_unpaired" if other is not None:
            why = f"{_overlap(decision)}, but they are not paired."
            return ["Heads for", mention(other), f"to trade{why}"]
        case "forage":
            return [_foraging(snapshot, decision)]
        case "walk":
            return [f"Walks towards {_goal(decision)}."]
        case "home" if _is_there(snapshot, decision):
            return ["Stays at home: nothing in sight is worth going for."]
        case "home":
            return ["Walks home: nothing in sight is worth going for."]
    return ["Nothing worth doing: idle."]


def own_trade(agent: int, trade: Trade, decimals: int) -> Text:
    """Return a trade as one of its two sides sees it."""
    dA = format_quantity(trade.dA, decimals)
    dB = format_quantity(trade.dB, decimals)
    if agent == trade.buyer:
        what, other, gain = (
            f"bought {dA} A for {dB} B from",
            trade.seller,
            trade.buyer_gain,
        )
    else:
        what, other, gain = f"sold {dA} A for {dB} B to", trade.buyer, trade.seller_gain
    gained = signed(float(f"{gain:.2g}"))  # how much, not a figure to go on with
    rest = f"@{_TOGETHER}{number(trade.price)}, {gained}{_TOGETHER}utils"
    return [f"T{trade.tick}: {what}", Mention(other, str(other)), rest]


def _with_partner(
    snapshot: Snapshot, inspection: Inspection, decision: Decision, other: int
) -> Text:
    agent = decision.agent
    traded = any(
        trade.tick == decision.tick and other in {trade.buyer, trade.seller}
        for trade in inspection.trades
    )
    if traded:
        return ["Trades with", mention(other), f"{_overlap(decision)}."]
    if snapshot.partner[agent] == NOBODY:
        return ["Met", mention(other), "to trade, but they did not agree, and parted."]
    distance = abs(int(snapshot.x[agent]) - int(snapshot.x[other]))
    distance += abs(int(snapshot.y[agent]) - int(snapshot.y[other]))
    if distance <= snapshot.configuration.parameters.interaction_radius:
        return ["Is with", mention(other), f"to trade{_overlap(decision)}."]
    return ["Heads for", mention(other), f"to trade{_overlap(decision)}."]


def _overlap(decision: Decision) -> str:
    if decision.surplus is None or not decision.surplus > 0:
        return ""
    much = f"{number(decision.surplus)} B per A".replace(" ", _TOGETHER)
    return f": their quotes overlap by {much}"


def _foraging(snapshot: Snapshot, decision: Decision) -> str:
    good = ""
    if decision.target_x is not None and decision.target_y is not None:
        kind = snapshot.resource[decision.target_x, decision.target_y]
        if kind != RESOURCE_NONE:
            good = " A" if kind == RESOURCE_A else " B"
    if _is_there(snapshot, decision):
        return f"Forages{good} at {_goal(decision)}."
    return f"Heads for {_goal(decision)} to forage{good}."


def _goal(decision: Decision) -> str:
    return f"({decision.target_x}, {decision.target_y})"


def _is_there(snapshot: Snapshot, decision: Decision) -> bool:
    here = int(snapshot.x[decision.agent]), int(snapshot.y[decision.agent])
    return here == (decision.target_x, decision.target_y)
