"""Why an agent chose a partner: whom it could have chosen, and what that was worth."""

from dataclasses import dataclass
from functools import partial

from PyQt5.QtCore import QCoreApplication

from vmt.qt.background import Pulse
from vmt.qt.logviewer.comparison import Compared
from vmt.telemetry.reader import Database
from vmt.telemetry.records import (
    AgentSnapshot,
    DecisionRecord,
    PreferenceRecord,
)
from vmt.telemetry.selection import Selection


def tr(text: str) -> str:
    """Return a text in the user's language."""
    return str(QCoreApplication.translate("why", text))


@dataclass(frozen=True, slots=True)
class Alternative:
    """A partner that an agent considered.

    Attributes
    ----------
    rank : int
        0: the best.
    partner_id : int
    overlap : float or None
        Of their two quotes, in B per A.
    score : float or None
        The overlap discounted by the distance.
    distance : int or None
        Steps between the two.
    is_chosen : bool
    """

    rank: int
    partner_id: int
    overlap: float | None
    score: float | None
    distance: int | None
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Why:
    """What led to a decision.

    Attributes
    ----------
    label : str
        Of the run.
    decision : DecisionRecord
    alternatives : list of Alternative
        Best first.
    is_recorded : bool
        Whether overlaps and scores are those that the agent saw; else the overlaps
        come from the quotes of the last snapshot before the tick.
    """

    label: str
    decision: DecisionRecord
    alternatives: list[Alternative]
    is_recorded: bool

    def words(self) -> str:
        """Return the decision and its reason as sentences."""
        decision = self.decision
        what = _ACTIVITIES.get(decision.target_type, decision.target_type)
        parts = [
            tr("Agent {0} at tick {1}: {2}.").format(
                decision.agent_id, decision.tick, tr(what)
            )
        ]
        chosen = [each for each in self.alternatives if each.is_chosen]
        if not self.alternatives and decision.chosen_partner_id is None:
            parts.append(tr("It considered no partner."))
        elif not self.alternatives:
            parts.append(
                tr(
                    "Its partner is agent {0}; whom else it considered is not recorded."
                ).format(decision.chosen_partner_id)
            )
        elif not chosen:
            number = len(self.alternatives)
            parts.append(
                tr("It considered {0} partners and chose none.").format(number)
                if number > 1
                else tr("It considered one partner and did not choose it.")
            )
        elif chosen[0].rank == 0:
            parts.append(
                tr("Agent {0} was first in its ranking.").format(chosen[0].partner_id)
            )
        else:
            parts.append(
                tr(
                    "Agent {0} was number {1} in its ranking; others were taken."
                ).format(chosen[0].partner_id, chosen[0].rank + 1)
            )
        if self.alternatives and not self.is_recorded:
            parts.append(
                tr(
                    "Scores are not recorded at this log level; overlaps are of the"
                    " quotes before the tick."
                )
            )
        return " ".join(parts)


_ACTIVITIES = {
    "trade_paired": "it goes to its partner, or trades with it",
    "trade_unpaired": "it wanted a partner and got none",
    "forage": "it goes to a resource",
    "walk": "it walks about",
    "home": "it goes home",
    "idle": "it stays",
}


def read_why(
    run: Compared, database: Database, _pulse: Pulse, *, agent: int, tick: int
) -> Why | None:
    """Return what led to a decision; None: there was none.

    Raises
    ------
    TelemetryError
        The file cannot be read.
    """
    decisions = database.decisions_of(run.run_id, agent, tick, tick)
    if not decisions:
        return None
    decision = decisions[0]
    one = Selection(tick, tick, (agent,))
    ranked = database.records(PreferenceRecord, run.run_id, one)
    chosen = decision.chosen_partner_id
    if ranked:
        alternatives = [
            Alternative(
                each.rank,
                each.partner_id,
                each.surplus,
                each.discounted_surplus,
                each.distance,
                each.partner_id == chosen,
            )
            for each in ranked
        ]
        return Why(run.label, decision, alternatives, is_recorded=True)
    before = {a.agent_id: a for a in database.agents_at(run.run_id, tick - 1)}
    own = before.get(agent)
    partners = [
        int(word.partition(":")[0])
        for word in decision.alternatives.split(";")
        if word.partition(":")[0].strip().isdecimal()
    ]
    alternatives = [
        Alternative(
            rank,
            partner,
            _overlap(own, before.get(partner)),
            None,
            _distance(own, before.get(partner)),
            partner == chosen,
        )
        for rank, partner in enumerate(partners)
    ]
    return Why(run.label, decision, alternatives, is_recorded=False)


def question(decision: DecisionRecord) -> partial[Why | None]:
    """Return the question for what led to a decision."""
    return partial(read_why, agent=decision.agent_id, tick=decision.tick)


def _overlap(one: AgentSnapshot | None, other: AgentSnapshot | None) -> float | None:
    """Return by how much the bid of one exceeds the ask of the other."""
    if one is None or other is None:
        return None
    quotes = (one.bid_A_in_B, other.ask_A_in_B, other.bid_A_in_B, one.ask_A_in_B)
    if any(quote is None for quote in quotes):
        return None
    bid, ask, their_bid, own_ask = (float(quote or 0) for quote in quotes)
    return max(bid - ask, their_bid - own_ask)


def _distance(one: AgentSnapshot | None, other: AgentSnapshot | None) -> int | None:
    if one is None or other is None:
        return None
    return abs(one.x - other.x) + abs(one.y - other.y)
