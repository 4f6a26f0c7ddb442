"""What is looked up cleverly is what looking everywhere finds."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from vmt.engine.configuration import (
    Configuration,
    Parameters,
    PreferenceKind,
    PreferenceShare,
)
from vmt.engine.initialisation import initial_state
from vmt.engine.phases.perception import Perception
from vmt.engine.protocols.bargaining.compensating_block import CompensatingBlock
from vmt.engine.protocols.candidates import Candidates
from vmt.engine.protocols.contract import Match
from vmt.engine.protocols.matching.greedy_surplus import GreedySurplus
from vmt.engine.protocols.matching.three_pass import ThreePass
from vmt.engine.protocols.negotiation import Negotiation
from vmt.engine.protocols.search.foraging import BestResource
from vmt.engine.protocols.views import MatchingView, SearchView
from vmt.engine.quotes import comparable
from vmt.engine.random_stream import RandomStream
from vmt.engine.rules import NOVEMBER, V2, Rules
from vmt.engine.state import NOBODY, NONE, RESOURCE_A
from vmt.engine.world import World

bounded = settings(derandomize=True, deadline=None, max_examples=150)
chances = st.integers(0, 2**32).map(Random)

TASTES: list[tuple[PreferenceKind, dict[str, float]]] = [
    (PreferenceKind.CES, {"rho": 0.0, "wA": 1.0, "wB": 1.0}),
    (PreferenceKind.LINEAR, {"vA": 1.0, "vB": 0.5}),
    (
        PreferenceKind.QUADRATIC,
        {"A_star": 5.0, "B_star": 4.0, "sigma_A": 3.0, "sigma_B": 3.0, "gamma": 0.05},
    ),
]


@bounded
@given(chances)
def test_agents_in_sight_are_all_those_within_reach(draw: Random) -> None:
    """Each once, with its distance; by chains of those on a cell or one by one."""
    world = crowded_world(draw)
    sight = Perception(world)
    for _ in range(2):
        sight.begin()
        for agent in range(world.n_agents):
            reach = draw.randint(0, world.vision_radius)
            sight.see_agents(agent, reach)
            seen = zip(sight.neighbours, sight.neighbour_distances, strict=True)

            assert sorted(list(seen)[: sight.n_neighbours]) == [
                (other, world.distance(agent, other))
                for other in range(world.n_agents)
                if other != agent and world.distance(agent, other) <= reach
            ]
        sight.end()
        move_at_random(draw, world)


@bounded
@given(chances)
def test_resources_in_sight_are_all_those_within_reach(draw: Random) -> None:
    """In x-major order, with their distances; cells with nothing left are not."""
    world = crowded_world(draw)
    state, sight = world.state, Perception(world)
    for agent in range(world.n_agents):
        reach = draw.randint(0, world.vision_radius)
        sight.see_resources(agent, reach)
        seen = zip(sight.visible, sight.visible_distances, strict=True)
        away = abs(state.place_x - state.x[agent]) + abs(state.place_y - state.y[agent])

        assert list(seen)[: sight.n_visible] == [
            (place, away[place])
            for place in range(world.n_places)
            if away[place] <= reach and state.place_amount[place] > 0
        ]
    for x in range(world.grid_size):
        for y in range(world.grid_size):
            assert sight.place_at(x, y) == state.place_at(x, y)


@bounded
@given(chances)
def test_the_best_resource_is_the_first_of_the_highest_score(draw: Random) -> None:
    """Scored one by one: the discounted gain, of places that nobody else claims."""
    world = crowded_world(draw)
    view = SearchView(world, Perception(world), Candidates(world.n_agents))
    view.begin()
    resource = BestResource()
    for agent in range(world.n_agents):
        view.enter(agent)
        reach = draw.randint(0, world.vision_radius)
        resource.find(view, reach)
        view.leave()
        scores = [score_of(view, world, place, reach) for place in places_of(world)]
        best = max(scores, default=0.0)

        assert resource.score == max(best, 0.0)
        assert resource.place == (scores.index(best) if best > 0.0 else NONE)


@bounded
@given(chances)
def test_candidates_rank_by_score_and_then_by_id(draw: Random) -> None:
    """The best one, all in order, and the best again once scores have changed."""
    n = draw.randint(1, 30)
    candidates = Candidates(n)
    named = name_at_random(draw, candidates, n)
    for agent in range(n):
        by_rank = sorted(named[agent], key=lambda one: (-one[1], one[0]))

        assert candidates.ranked(agent) == by_rank
        first = candidates.best(agent)
        assert (
            first == NONE if not by_rank else candidates.other[first] == by_rank[0][0]
        )
        if not by_rank:
            continue
        start = candidates.start[agent]
        for entry in range(start, start + candidates.count[agent]):
            candidates.score[entry] = draw.choice((0.0, 0.5, 1.0))
        candidates.rank_anew(agent)
        other, _ = candidates.ranked(agent)[0]
        assert candidates.other[candidates.best(agent)] == other


@bounded
@given(chances)
def test_three_passes_pair_as_sorting_all_candidates_does(draw: Random) -> None:
    """Mutual first choices, then by score and ids, among those who may pair."""
    assert_pairs(draw, ThreePass().match, three_passes)


@bounded
@given(chances)
def test_greedy_pairs_as_sorting_all_pairs_does(draw: Random) -> None:
    """By discounted surplus and ids, among those who may pair."""
    assert_pairs(draw, GreedySurplus().match, greedy_pairs)


def assert_pairs(
    draw: Random,
    match: Callable[[MatchingView], list[Match]],
    by_sorting: Callable[[MatchingView], list[tuple[int, int]]],
) -> None:
    """Compare what two ways make of the same market."""
    seed = draw.randrange(2**32)
    pairs = [(m.i, m.j) for m in match(market(Random(seed)))]

    assert pairs == by_sorting(market(Random(seed)))


def three_passes(view: MatchingView) -> list[tuple[int, int]]:
    """Sort all (score, i, j)."""
    ranked = {
        agent: view.candidates.ranked(agent)
        for agent in view.seekers()
        if not view.is_paired(agent)
    }
    pairs = [
        (i, j)
        for i in ranked
        for j in ranked
        if i < j
        and ranked[i][0][0] == j
        and ranked[j][0][0] == i
        and view.may_pair(i, j)
    ]
    taken = {agent for pair in pairs for agent in pair}
    every = sorted((-score, i, j) for i in ranked for j, score in ranked[i])
    for _, i, j in every:
        if not {i, j} & taken and view.may_pair(i, j):
            pairs.append((i, j))
            taken |= {i, j}
    return pairs


def greedy_pairs(view: MatchingView) -> list[tuple[int, int]]:
    """Sort all pairs by what the two are estimated to gain."""
    seekers, pairs = view.seekers(), []
    taken: set[int] = set()
    every = sorted(
        (-comparable(view.surplus(i, j) * view.discount[view.distance(i, j)], f), i, j)
        for f in [view.score_factor]
        for i in seekers
        for j in seekers
        if i < j and view.surplus(i, j) > 0.0
    )
    for _, i, j in every:
        if not {i, j} & taken and view.may_pair(i, j):
            pairs.append((i, j))
            taken |= {i, j}
    return pairs


def score_of(view: SearchView, world: World, place: int, reach: int) -> float:
    """Return what a place scores for the agent of the view, or 0."""
    state, agent = world.state, view.agent
    away = abs(int(state.place_x[place]) - view.x) + abs(
        int(state.place_y[place]) - view.y
    )
    amount = min(int(state.place_amount[place]), view.forage_rate)
    claimed = view.claiming and state.place_claimant[place] not in (NOBODY, agent)
    if away > reach or amount == 0 or claimed:
        return 0.0
    is_A = state.place_good[place] == RESOURCE_A
    A, B = (view.A + amount, view.B) if is_A else (view.A, view.B + amount)
    gain = world.preference_of(agent).utility(A / view.scale, B / view.scale)
    return comparable((gain - view.utility) * view.discount[away], view.score_factor)


def places_of(world: World) -> range:
    """Return all places."""
    return range(world.n_places)


def market(draw: Random) -> MatchingView:
    """Return what a matchmaker sees of agents with ties, grudges and partners."""
    world = crowded_world(draw)
    n = world.n_agents
    candidates = Candidates(n)
    search = SearchView(world, Perception(world), candidates)
    search.begin()
    view = MatchingView(search, Negotiation(world, CompensatingBlock()))
    name_at_random(draw, candidates, n)
    singles = list(range(n))
    draw.shuffle(singles)
    for i, j in zip(singles[: n // 4 : 2], singles[1 : n // 4 : 2], strict=False):
        world.pair(i, j, "before", None)
    for agent in range(n):
        view.eligible[agent] = draw.random() < 0.8 and world.partner[agent] == NOBODY
        other = draw.randrange(n)
        if other != agent:
            world.grudges.keep_apart_until(agent, other, draw.randint(0, 2))
    return view


def name_at_random(
    draw: Random, candidates: Candidates, n: int
) -> list[list[tuple[int, float]]]:
    """Name candidates with few different scores, in no order; return them."""
    candidates.clear()
    named: list[list[tuple[int, float]]] = [[] for _ in range(n)]
    for agent in range(n):
        if draw.random() < 0.2:
            continue
        candidates.open(agent)
        others = [other for other in range(n) if other != agent]
        for other in draw.sample(others, draw.randint(0, len(others))):
            score = draw.choice((0.0, 0.25, 0.5, draw.random()))
            candidates.add(other, score)
            named[agent].append((other, score))
    return named


def crowded_world(draw: Random) -> World:
    """Return a world of few cells: some with several agents, some harvested."""
    n, size = draw.randint(1, 40), draw.randint(1, 9)
    configuration = Configuration(
        name="crowded",
        grid_size=size,
        n_agents=n,
        quantity_decimals=0,
        endowment_A=tuple(draw.randint(0, 9) for _ in range(n)),
        endowment_B=tuple(draw.randint(0, 9) for _ in range(n)),
        population=tuple(
            PreferenceShare(kind, values, 1 / len(TASTES)) for kind, values in TASTES
        ),
        parameters=Parameters(
            forage_rate=draw.randint(1, 4),
            resource_growth_rate=0,
            trade_step=1,
            vision_radius=draw.choice((0, 1, 2, 3, size, 2 * size, 1000)),
            enable_resource_claiming=draw.random() < 0.8,
        ),
        resource_density=draw.choice((0.0, 0.3, 1.0)),
        resource_amount=3,
    )
    random = RandomStream(draw.randrange(1000))
    world = World(
        configuration, drawn_rules(draw), initial_state(configuration, random), random
    )
    move_at_random(draw, world)
    for place in range(world.n_places):
        world.place_amount[place] = draw.choice((0, 1, 3))
        if draw.random() < 0.3:
            world.claims.claim(place, draw.randrange(n))
    return world


def drawn_rules(draw: Random) -> Rules:
    """Return rules that differ in who may pair, and how scores compare."""
    return draw.choice(
        (
            V2,
            NOVEMBER,
            replace(V2, matches_feasible_pairs=False),
            replace(V2, matches_feasible_pairs=False, both_sides_must_afford=False),
            replace(V2, matching_estimate="block_gain", score_bits=2),
        )
    )


def move_at_random(draw: Random, world: World) -> None:
    """Put every agent on any cell."""
    for cells in (world.state.x, world.state.y):
        cells[:] = np.array(
            [draw.randrange(world.grid_size) for _ in range(world.n_agents)]
        )
