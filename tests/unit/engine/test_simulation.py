"""A simulation as its users see it."""

import hashlib
import struct
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from vmt.engine.configuration import Configuration, Mode, PreferenceKind, Protocol
from vmt.engine.rules import NOVEMBER, RULE_SETS, V2
from vmt.engine.simulation import Simulation
from vmt.errors import UserError

Configure = Callable[..., Configuration]


def test_simulation_tells_what_it_runs(configure: Configure) -> None:
    """Configuration, seed, rules, tick and mode are there to be read."""
    configuration = configure([(1, 2)], [(0, 0)], mode=Mode.FORAGE)
    simulation = Simulation(configuration, 7)
    simulation.step()

    assert simulation.configuration is configuration
    assert (simulation.seed, simulation.rules, simulation.tick) == (7, V2, 1)
    assert simulation.mode is Mode.FORAGE
    assert simulation.state.A.tolist() == [1]


def test_rule_sets_are_found_by_their_names() -> None:
    """The registry of rule sets holds each under its own name."""
    assert RULE_SETS == {"v2": V2, "november": NOVEMBER}


def test_utility_names_follow_the_mix(configure: Configure) -> None:
    """Recordings call Cobb-Douglas a CES."""
    mix = [
        (PreferenceKind.LINEAR, {"vA": 1.0, "vB": 1.0}),
        (PreferenceKind.CES, {"rho": 0.0, "wA": 1.0, "wB": 1.0}),
    ]
    simulation = Simulation(configure([(1, 1)], [(0, 0)], preferences=mix), 1)

    assert simulation.utility_names == ("ULinear", "UCES")


def test_run_shows_every_tick(configure: Configure) -> None:
    """The observer sees the simulation and the events of each tick, in order."""
    seen: list[tuple[int, int]] = []
    Simulation(configure([(1, 1)], [(0, 0)]), 1).run(
        3, lambda simulation, events: seen.append((simulation.tick, events.tick))
    )

    assert seen == [(1, 0), (2, 1), (3, 2)]


def test_given_cells_do_not_shift_the_random_stream(configure: Configure) -> None:
    """With or without positions the same seed draws the same resources and mix."""
    given = configure([(1, 1)] * 3, [(0, 0)] * 3, resource_density=0.5)
    drawn = replace(given, positions=None)
    placed, spread = Simulation(given, 5), Simulation(drawn, 5)

    assert placed.state.x.tolist() == [0, 0, 0]
    assert (placed.state.resource == spread.state.resource).all()
    assert len(set(zip(spread.state.x, spread.state.y, strict=True))) == 3


def test_more_agents_than_cells_share_them(configure: Configure) -> None:
    """Cells are drawn with repetition when there are too few."""
    configuration = configure([(1, 1)] * 9, [(0, 0)] * 9, grid_size=2)
    simulation = Simulation(replace(configuration, positions=None), 5)

    assert set(simulation.state.x.tolist()) == {0, 1}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"endowment_A": (1,)}, "1 endowments of A for 2 agents"),
        ({"endowment_B": (1, -2)}, "agent 1 cannot hold -2 of B"),
        ({"positions": ((0, 0),)}, "1 positions for 2 agents"),
        ({"positions": ((0, 0), (6, 1))}, r"agent 1 cannot start at \(6, 1\)"),
        ({"population": ()}, "the population mix is empty"),
        ({"grid_size": 0}, "N=0"),
        ({"search": Protocol("telepathy")}, "no search protocol 'telepathy'"),
    ],
)
def test_contradictions_are_refused(
    configure: Configure, change: dict[str, Any], message: str
) -> None:
    """A configuration that contradicts itself is an error in words."""
    configuration = replace(configure([(1, 1)] * 2, [(0, 0), (1, 1)]), **change)

    with pytest.raises(UserError, match=message):
        Simulation(configuration, 1)


def test_negative_seed_is_refused(configure: Configure) -> None:
    """Seeds start at 0."""
    with pytest.raises(UserError, match="the seed -1 is negative"):
        Simulation(configure([(1, 1)], [(0, 0)]), -1)


def test_digest_is_what_its_description_says(configure: Configure) -> None:
    """The digest can be made again from the state, by the documented layout."""
    configuration = configure([(8, 2), (2, 8)], [(0, 0), (1, 0)], resource_density=0.2)
    simulation = Simulation(configuration, 3)
    places = list(zip(*simulation.state.resource.nonzero(), strict=True))
    expected = hashlib.sha256(b"VMT run digest 2\n")
    expected.update(struct.pack("<i", 6))
    for axis in (0, 1):
        expected.update(struct.pack(f"<{len(places)}i", *(p[axis] for p in places)))

    def add(tick: int) -> None:
        state = simulation.state
        expected.update(struct.pack("<q", tick))
        for column in (state.x, state.y, state.partner):
            expected.update(struct.pack("<2i", *column))
        amounts = [state.amount[place] for place in places]
        for column in (state.A, state.B, amounts):
            expected.update(struct.pack(f"<{len(column)}q", *column))
        position, increment, half = simulation.random_state
        low = (1 << 64) - 1
        words = [position & low, position >> 64, increment & low, increment >> 64]
        expected.update(struct.pack("<4Qq", *words, -1 if half is None else half))

    add(-1)
    assert simulation.digest() == expected.hexdigest()
    for tick in range(4):
        simulation.step()
        add(tick)
        assert simulation.digest() == expected.hexdigest()
