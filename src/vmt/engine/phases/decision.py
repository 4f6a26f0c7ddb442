"""Phase 2: what each agent wants to do, and who becomes whose partner."""

from vmt.economy.elementary import power
from vmt.engine.configuration import Mode
from vmt.engine.events import Alternative, Decision, TickEvents
from vmt.engine.phases.perception import Sight
from vmt.engine.protocols.contract import (
    Activity,
    Candidate,
    Grounds,
    Intent,
    Market,
    Matching,
    MatchingView,
    Search,
    SearchView,
)
from vmt.engine.state import NOBODY, NOWHERE, RESOURCE_A
from vmt.engine.world import Cell, World

RECORDED_ALTERNATIVES = 5
"""Candidates that a recorded decision names."""


class DecisionPhase:
    """Runs search and matching.

    Parameters
    ----------
    world : World
    search : Search
    matching : Matching
    """

    def __init__(self, world: World, search: Search, matching: Matching) -> None:
        self.world = world
        self.search = search
        self.matching = matching
        configuration = world.configuration
        beta = configuration.parameters.beta
        farthest = 2 * configuration.grid_size
        self._discount = [power(beta, float(d)) for d in range(farthest + 1)]
        self._place = {cell: place for place, cell in enumerate(world.resources)}
        state = world.state
        self._is_A = [
            int(state.resource[cell]) == RESOURCE_A for cell in world.resources
        ]
        self._home = list(
            zip(state.home_x.tolist(), state.home_y.tolist(), strict=True)
        )

    def run(self, neighbours: Sight, resources: Sight, events: TickEvents) -> None:
        """Let all agents decide, in the order of their ids, then match them."""
        world = self.world
        self._sweep_claims()
        if world.rules.clears_stale_targets:
            self._clear_targets()
        self._market = self._public_market()
        self._grounds = self._public_grounds()
        self._neighbours, self._resources = neighbours, resources
        intents = self._search()
        self._match(intents, events)
        self._record(intents, events)

    def _sweep_claims(self) -> None:
        """Release the claims that no commitment holds and that are not pursued."""
        world, state = self.world, self.world.state
        for cell in world.resources:
            owner = int(state.claimant[cell])
            if owner == NOBODY or world.memory.forage_cell[owner] == cell:
                continue
            stands_on_it = (int(state.x[owner]), int(state.y[owner])) == cell
            target = (int(state.target_x[owner]), int(state.target_y[owner]))
            if stands_on_it or target != cell:
                state.claimant[cell] = NOBODY

    def _clear_targets(self) -> None:
        state = self.world.state
        free = (state.partner == NOBODY) & ~state.committed
        state.target_x[free] = state.target_y[free] = NOWHERE
        state.target_agent[free] = NOBODY

    def _public_market(self) -> Market:
        state = self.world.state
        return Market(
            x=state.x.tolist(),
            y=state.y.tolist(),
            ask=state.ask.tolist(),
            bid=state.bid.tolist(),
            partner=state.partner.tolist(),
            committed=state.committed.tolist(),
        )

    def _public_grounds(self) -> Grounds:
        state, cells = self.world.state, self.world.resources
        xs, ys = [x for x, _ in cells], [y for _, y in cells]
        return Grounds(
            cell=cells,
            is_A=self._is_A,
            amount=state.amount[xs, ys].tolist(),
            claimant=state.claimant[xs, ys].tolist(),
        )

    def _view(self, agent: int) -> SearchView:
        world = self.world
        memory = world.memory
        return SearchView(
            agent=agent,
            tick=world.tick,
            mode=world.mode,
            A=int(world.state.A[agent]),
            B=int(world.state.B[agent]),
            home=self._home[agent],
            preference=world.preferences[agent],
            market=self._market,
            grounds=self._grounds,
            neighbours=self._neighbours.places[agent],
            neighbour_distances=self._neighbours.distances[agent],
            visible=self._resources.places[agent],
            visible_distances=self._resources.distances[agent],
            keeps_apart=world.keeps_apart,
            has_grudges=bool(memory.cooldowns[agent] or memory.failures[agent]),
            discount=self._discount,
            parameters=world.configuration.parameters,
            rules=world.rules,
            scale=world.configuration.quantity_scale,
            trade_step=world.trade_step,
            grid_size=world.configuration.grid_size,
            random=world.random,
        )

    def _search(self) -> list[Intent | None]:
        """Return the intents of the agents that searched, by id."""
        world, state, market = self.world, self.world.state, self._market
        intents: list[Intent | None] = []
        for agent, partner in enumerate(market.partner):
            if partner != NOBODY:
                cell = (market.x[partner], market.y[partner])
                world.set_target(agent, cell=cell, other=partner)
                intents.append(None)
                continue
            forage_cell = world.memory.forage_cell[agent]
            if forage_cell is not None:
                if state.amount[forage_cell] > 0:
                    world.set_target(agent, cell=forage_cell, other=NOBODY)
                    intents.append(None)
                    continue
                self._give_up(agent, forage_cell)
            intent = self.search.search(self._view(agent))
            self._apply(agent, intent)
            intents.append(intent)
        return intents

    def _give_up(self, agent: int, cell: Cell) -> None:
        world = self.world
        world.end_commitment(agent)
        self._market.committed[agent] = False
        place = self._place.get(cell)
        if place is not None and self._grounds.claimant[place] == agent:
            self._claim(place, NOBODY)

    def _apply(self, agent: int, intent: Intent) -> None:
        world, market = self.world, self._market
        if intent.activity is None:
            return
        if intent.partner is not None:
            other = intent.partner
            cell = (market.x[other], market.y[other])
            world.set_target(agent, cell=cell, other=other)
            return
        world.set_target(agent, cell=intent.cell, other=NOBODY)
        place = self._place.get(intent.cell) if intent.cell is not None else None
        if place is None:
            return
        claiming = world.configuration.parameters.enable_resource_claiming
        if intent.activity is Activity.FORAGE and claiming:
            self._claim(place, agent)
        if world.rules.commits_at_home or (
            intent.activity is not Activity.HOME and self._grounds.amount[place] > 0
        ):
            world.commit(agent, world.resources[place])
            market.committed[agent] = True

    def _claim(self, place: int, agent: int) -> None:
        self._grounds.claimant[place] = agent
        self.world.state.claimant[self.world.resources[place]] = agent

    def _match(self, intents: list[Intent | None], events: TickEvents) -> None:
        world, rules = self.world, self.world.rules
        if world.mode is Mode.FORAGE:
            return
        candidates: dict[int, list[Candidate]] = {
            agent: intent.candidates
            for agent, intent in enumerate(intents)
            if intent is not None and self._may_be_matched(agent, intent)
        }

        def may_pair(i: int, j: int) -> bool:
            if self._market.partner[j] != NOBODY:
                return False
            if rules.matches_traders_only and j not in candidates:
                return False
            if rules.matching_keeps_apart and (
                world.keeps_apart(i, j) or world.keeps_apart(j, i)
            ):
                return False
            return not rules.both_sides_must_afford or world.pair_overlap(i, j) > 0.0

        view = MatchingView(
            candidates=candidates,
            may_pair=may_pair,
            overlap=world.pair_overlap,
            distance=self._distance,
            discount=self._discount,
            rules=rules,
            random=world.random,
        )
        for match in self.matching.match(view):
            world.pair(match.i, match.j, match.reason, events)
            self._market.partner[match.i] = match.j
            self._market.partner[match.j] = match.i
        if rules.unmatched_traders_forage:
            self._send_unmatched_away(intents)

    def _may_be_matched(self, agent: int, intent: Intent) -> bool:
        if not self.world.rules.matches_traders_only:
            return True
        wants = intent.activity in (Activity.TRADE, Activity.WALK)
        return wants and not self._market.committed[agent]

    def _distance(self, i: int, j: int) -> int:
        x, y = self._market.x, self._market.y
        return abs(x[i] - x[j]) + abs(y[i] - y[j])

    def _send_unmatched_away(self, intents: list[Intent | None]) -> None:
        partner = self._market.partner
        for agent, intent in enumerate(intents):
            if intent is None or partner[agent] != NOBODY:
                continue
            if intent.activity is Activity.TRADE:
                instead = self.search.without_partner(self._view(agent))
                self._apply(agent, instead)
                instead.candidates = intent.candidates
                intents[agent] = instead

    def _record(self, intents: list[Intent | None], events: TickEvents) -> None:
        world, state, market = self.world, self.world.state, self._market
        target_x, target_y = state.target_x.tolist(), state.target_y.tolist()
        target_agent = state.target_agent.tolist()
        claimed: dict[int, Cell] = {}
        for place, owner in enumerate(self._grounds.claimant):
            if owner != NOBODY:
                claimed[owner] = world.resources[place]
        for agent, intent in enumerate(intents):
            ranked = intent.candidates if intent is not None else []
            partner = target_agent[agent]
            surplus = next((s for _, other, s in ranked if other == partner), None)
            located = target_x[agent] != NOWHERE
            events.decisions.append(
                Decision(
                    tick=world.tick,
                    agent=agent,
                    activity=self._activity(agent, intent, partner),
                    partner=partner if partner != NOBODY else None,
                    surplus=surplus,
                    target_x=target_x[agent] if located else None,
                    target_y=target_y[agent] if located else None,
                    n_neighbours=len(self._neighbours.places[agent]),
                    alternatives=tuple(
                        Alternative(other, overlap, -minus_score)
                        for minus_score, other, overlap in ranked[
                            :RECORDED_ALTERNATIVES
                        ]
                    ),
                    is_paired=market.partner[agent] != NOBODY,
                    is_committed=market.committed[agent],
                    claimed=claimed.get(agent),
                )
            )

    def _activity(self, agent: int, intent: Intent | None, target: int) -> str:
        if self._market.partner[agent] != NOBODY:
            return "trade_paired"
        if target != NOBODY:
            return "trade_unpaired"
        if self._market.committed[agent]:
            return "forage"
        if intent is None or intent.activity is None:
            return "idle"
        return intent.activity.value
