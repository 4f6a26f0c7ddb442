"""Tables made for speed say what plain dictionaries and numpy's generator say."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from vmt.engine.claims import Claims
from vmt.engine.configuration import (
    Configuration,
    Parameters,
    PreferenceKind,
    PreferenceShare,
)
from vmt.engine.initialisation import initial_state
from vmt.engine.phases.perception import Perception
from vmt.engine.protocols.candidates import Candidates
from vmt.engine.protocols.views import SearchView
from vmt.engine.random_stream import RandomStream
from vmt.engine.rules import V2
from vmt.engine.state import NOBODY, NONE, whole
from vmt.engine.world import World

bounded = settings(derandomize=True, deadline=None, max_examples=60)
N_AGENTS, N_PLACES = 12, 8
agents = st.integers(0, N_AGENTS - 1)
places = st.integers(0, N_PLACES - 1)
cooldowns = st.integers(0, 5)


class GrudgesMachine(RuleBasedStateMachine):
    """Cooldowns and failures, against two dictionaries by pair."""

    @initialize()
    def begin(self) -> None:
        """Start with nobody keeping from anybody."""
        configuration = Configuration(
            name="grudges",
            grid_size=3,
            n_agents=N_AGENTS,
            quantity_decimals=0,
            endowment_A=(5,) * N_AGENTS,
            endowment_B=(5,) * N_AGENTS,
            population=(
                PreferenceShare(PreferenceKind.LINEAR, {"vA": 1.0, "vB": 1.0}, 1.0),
            ),
            parameters=Parameters(1, 0, 1),
            resource_density=0.0,
            resource_amount=1,
        )
        random = RandomStream(0)
        self.world = World(
            configuration, V2, initial_state(configuration, random), random
        )
        self.view = SearchView(self.world, Perception(self.world), Candidates(N_AGENTS))
        self.until: dict[tuple[int, int], int] = {}
        self.failed_with: dict[tuple[int, int], tuple[int, int]] = {}
        self.changes = [0] * N_AGENTS

    @rule(i=agents, j=agents, cooldown=cooldowns)
    def keep_apart(self, i: int, j: int, cooldown: int) -> None:
        """Set a cooldown in the place of the one before."""
        self.world.grudges.keep_apart_until(i, j, self.world.tick + cooldown)
        self.until[i, j] = self.world.tick + cooldown

    @rule(i=agents, cooldown=cooldowns)
    def keep_from_all(self, i: int, cooldown: int) -> None:
        """Make the table grow."""
        for j in range(N_AGENTS):
            self.keep_apart(i, j, cooldown)

    @rule(i=agents, j=agents)
    def fail(self, i: int, j: int) -> None:
        """Remember a failure while neither has other holdings."""
        self.world.grudges.remember_failure(i, j)
        self.failed_with[i, j] = self.changes[i], self.changes[j]

    @rule(i=agents)
    def change_holdings(self, i: int) -> None:
        """Forget failures, not cooldowns."""
        self.world.set_holdings(i, 5, 5)
        self.changes[i] += 1

    @rule(i=agents, j=agents)
    def end_one(self, i: int, j: int) -> None:
        """End one cooldown."""
        self.world.grudges.end_cooldown(i, j)
        self.until.pop((i, j), None)

    @rule(i=agents)
    def end_all(self, i: int) -> None:
        """End all cooldowns of one agent."""
        self.world.grudges.end_cooldowns(i)
        self.until = {pair: at for pair, at in self.until.items() if pair[0] != i}

    @rule(ticks=st.integers(1, 3))
    def pass_time(self, ticks: int) -> None:
        """Go on to a later tick."""
        self.world.tick += ticks

    @rule()
    def ask_each(self) -> None:
        """Ask pair by pair."""
        for i in range(N_AGENTS):
            for j in range(N_AGENTS):
                held = self.world.grudges.holds(i, j, self.world.tick)
                assert held == self.expected(i, j)

    @rule()
    def look_around(self) -> None:
        """Ask agent by agent, which also takes out what says nothing any more."""
        self.view.begin()
        for i in range(N_AGENTS):
            self.view.enter(i)
            for j in range(N_AGENTS):
                assert self.view.keeps_apart(j) == self.expected(i, j)
            self.view.leave()

    def expected(self, i: int, j: int) -> bool:
        """Return whether i keeps from j now."""
        now = self.changes[i], self.changes[j]
        return (
            self.world.tick < self.until.get((i, j), 0)
            or self.failed_with.get((i, j)) == now
        )


class ClaimsMachine(RuleBasedStateMachine):
    """Who claims what, against a dictionary by place."""

    @initialize()
    def begin(self) -> None:
        """Start with no claims."""
        claimant = np.full(N_PLACES, NOBODY, np.int32)
        self.claims = Claims(whole(claimant), N_AGENTS)
        self.owner: dict[int, int] = {}

    @rule(place=places, agent=agents)
    def claim(self, place: int, agent: int) -> None:
        """Claim a place, whoever claimed it before."""
        self.claims.claim(place, agent)
        self.owner[place] = agent
        self.check()

    @rule(place=places)
    def release(self, place: int) -> None:
        """Give a place up."""
        self.claims.release(place)
        self.owner.pop(place, None)
        self.check()

    @rule(agent=agents)
    def release_all(self, agent: int) -> None:
        """Give up all that an agent claims, and nothing else."""
        self.claims.release_all(agent)
        self.owner = {p: owner for p, owner in self.owner.items() if owner != agent}
        self.check()

    def check(self) -> None:
        """Compare claimants, and who claims anything."""
        claimants = [self.owner.get(place, NOBODY) for place in range(N_PLACES)]
        assert list(self.claims.claimant) == claimants
        for agent in range(N_AGENTS):
            assert (self.claims.first[agent] != NONE) == (agent in claimants)


TestGrudges = GrudgesMachine.TestCase
TestGrudges.settings = bounded
TestClaims = ClaimsMachine.TestCase
TestClaims.settings = bounded

draws = st.one_of(
    st.just(("double", 0)),
    st.tuples(st.just("below"), st.integers(2, 2**32 - 1)),
    st.tuples(st.just("shuffle"), st.integers(0, 90)),
)


@bounded
@given(st.integers(0, 2**64), st.lists(draws, max_size=80))
def test_draws_and_states_are_those_of_numpy(
    seed: int, sequence: list[tuple[str, int]]
) -> None:
    """After any draws, though outputs are taken from the generator in batches."""
    ours = RandomStream(seed)
    numpys = np.random.Generator(np.random.PCG64(seed))
    for draw, size in sequence:
        if draw == "double":
            assert ours.double() == numpys.random()
        elif draw == "below":
            assert ours.below(size) == numpys.integers(0, size)
        else:
            mine, theirs = list(range(size)), list(range(size))
            ours.shuffle(mine)
            numpys.shuffle(theirs)
            assert mine == theirs
        after = numpys.bit_generator.state
        half = after["uinteger"] if after["has_uint32"] else None
        assert ours.state() == (after["state"]["state"], after["state"]["inc"], half)


@bounded
@given(st.integers(0, 2**64), st.integers(0, 150), st.integers(0, 3))
def test_numbers_shuffle_as_lists_do(seed: int, count: int, more: int) -> None:
    """The first of a view are shuffled like a list, the rest is left alone."""
    ours, other = RandomStream(seed), RandomStream(seed)
    numbers, items = np.arange(count + more, dtype=np.int32), list(range(count))
    ours.shuffle_numbers(whole(numbers), count)
    other.shuffle(items)

    assert numbers.tolist() == [*items, *range(count, count + more)]
    assert ours.state() == other.state()
