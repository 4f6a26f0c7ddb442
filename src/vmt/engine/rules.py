"""Rule sets: what may differ between versions of the model, as data."""

from dataclasses import dataclass, replace

from vmt.economy.preferences.factory import BoundaryRules


@dataclass(frozen=True, slots=True)
class Rules:
    """One rule set. Each field says what holds when it is set, and why it should.

    Attributes
    ----------
    name : str
    clears_stale_targets : bool
        Unpaired, uncommitted agents forget their targets before they decide, so that
        nobody walks on towards what it no longer wants.
    matches_traders_only : bool
        Only agents that chose to trade are matched. Otherwise agents that chose to
        forage are pulled into pairs by their list of possible partners.
    search_skips_taken : bool
        Paired and committed neighbours are no candidates: they cannot be had.
    unmatched_traders_forage : bool
        A trader left without a partner turns to its best resource, or else home
        (in pure trade mode it waits), rather than chase somebody.
    matching_estimate : str
        What the matchmaker ranks possible pairs by: ``overlap`` of their quotes, which
        agents post, or ``block_gain``, what both would gain from the best block of one
        step, which only they know. Overlaps in price are no measure of gains in utils.
    matches_feasible_pairs : bool
        A pair is made only if the two could agree on a block as they are. Otherwise
        quotes that overlap by less than a block is worth send agents to each other
        in vain, again and again.
    both_sides_must_afford : bool
        A pair is made only where its buyer has B to pay with and its seller has A.
    no_overlap_reason : bool
        A pair whose quotes do not overlap fails as ``no_overlap`` before any search.
    failed_pairs_wait_for_change : bool
        After a failed negotiation the two are not matched again before the holdings
        of one of them have changed: the same search would fail again.
    matching_keeps_apart : bool
        The matchmaker never pairs two agents that either keeps from the other.
    harvest_ends_cooldowns : bool
        An agent forgets its cooldowns when it ends a commitment to forage. Without it
        a cooldown holds for both of a pair as long as the scenario says.
    overlap_tolerance : float
        An overlap of quotes counts above this fraction of max(1, bid, ask): below it
        is rounding noise of the arithmetic.
    score_bits : int or None
        Scores are compared after rounding to so many significant bits, so that an
        order never hangs on the last ones. 40 bits are 12 decimal digits.
    harvests_when_beneficial : bool
        An agent takes from its cell only what raises its utility.
    commits_at_home : bool
        Going home to a cell of a resource counts as a commitment to forage there.
    pairing_ends_foraging : bool
        A new pair gives up its claims and commitments, so that others may forage.
    gives_up_own_claims_only : bool
        An agent that finds its place empty releases its own claim there. Otherwise it
        releases whoever's claim there is, and others lose theirs.
    claims_bind_harvest : bool
        A claimed cell is harvested by its claimant only.
    stops_in_range : bool
        A mover stops as soon as its partner is within the interaction radius.
    pursues_current_position : bool
        An unpaired pursuer walks to where its target is, not where it was.
    walkers_list_partners : bool
        Random walkers list who they see as possible partners, so that they trade.
    pair_timeout : bool
        The scenario's ``max_pair_ticks`` is honoured: pairs that never meet part.
    fractional_steps : bool
        Blocks grow by the scenario's ``trade_step``, up to its ``dA_max``. Otherwise by
        whole units, up to all that the giver has.
    repeated_trades : bool
        The scenario's ``max_trades_per_tick`` is honoured. Otherwise it is one.
    price_fractions : int
        How many whole payments, 1, 2, ... a block's price candidates include at most.
    bargaining_stubs : bool
        ``split_difference`` and ``take_it_or_leave_it`` never agree, for the reason
        ``not_implemented``, and take no parameters: the public program knew no more
        of them than their names. Runs that ask for them are compared all the same.
    boundary : BoundaryRules
        What preferences answer at their edges.
    """

    name: str
    clears_stale_targets: bool
    matches_traders_only: bool
    search_skips_taken: bool
    unmatched_traders_forage: bool
    matching_estimate: str
    matches_feasible_pairs: bool
    both_sides_must_afford: bool
    no_overlap_reason: bool
    failed_pairs_wait_for_change: bool
    matching_keeps_apart: bool
    harvest_ends_cooldowns: bool
    overlap_tolerance: float
    score_bits: int | None
    harvests_when_beneficial: bool
    commits_at_home: bool
    pairing_ends_foraging: bool
    gives_up_own_claims_only: bool
    claims_bind_harvest: bool
    stops_in_range: bool
    pursues_current_position: bool
    walkers_list_partners: bool
    pair_timeout: bool
    fractional_steps: bool
    repeated_trades: bool
    price_fractions: int
    bargaining_stubs: bool
    boundary: BoundaryRules


V2 = Rules(
    name="v2",
    clears_stale_targets=True,
    matches_traders_only=True,
    search_skips_taken=True,
    unmatched_traders_forage=True,
    matching_estimate="overlap",
    matches_feasible_pairs=True,
    both_sides_must_afford=True,
    no_overlap_reason=True,
    failed_pairs_wait_for_change=True,
    matching_keeps_apart=True,
    harvest_ends_cooldowns=False,
    overlap_tolerance=1e-9,
    score_bits=40,
    harvests_when_beneficial=True,
    commits_at_home=False,
    pairing_ends_foraging=True,
    gives_up_own_claims_only=True,
    claims_bind_harvest=True,
    stops_in_range=True,
    pursues_current_position=True,
    walkers_list_partners=True,
    pair_timeout=True,
    fractional_steps=True,
    repeated_trades=True,
    price_fractions=20,
    bargaining_stubs=False,
    boundary=BoundaryRules(),
)
"""The model as it is meant."""

NOVEMBER = replace(
    V2,
    name="november",
    clears_stale_targets=False,
    matches_traders_only=False,
    search_skips_taken=False,
    unmatched_traders_forage=False,
    matches_feasible_pairs=False,
    both_sides_must_afford=False,
    no_overlap_reason=False,
    failed_pairs_wait_for_change=False,
    matching_keeps_apart=False,
    harvest_ends_cooldowns=True,
    overlap_tolerance=0.0,
    score_bits=None,
    harvests_when_beneficial=False,
    commits_at_home=True,
    pairing_ends_foraging=False,
    gives_up_own_claims_only=False,
    claims_bind_harvest=False,
    stops_in_range=False,
    pursues_current_position=False,
    walkers_list_partners=False,
    pair_timeout=False,
    fractional_steps=False,
    repeated_trades=False,
    bargaining_stubs=True,
    boundary=BoundaryRules(
        translog_bounds_follow_signs=False, stone_geary_shortfall_counts=False
    ),
)
"""The public VMT of November 2025, for comparison with its runs."""

RULE_SETS: dict[str, Rules] = {rules.name: rules for rules in (V2, NOVEMBER)}
