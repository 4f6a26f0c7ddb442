"""A run hangs on nothing but its configuration, seed and rules."""

import os
import pickle
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vmt.engine.configuration import (
    Configuration,
    Parameters,
    PreferenceKind,
    PreferenceShare,
    Protocol,
)
from vmt.engine.rules import RULE_SETS, Rules
from vmt.engine.simulation import Simulation

bounded = settings(derandomize=True, deadline=None, max_examples=120)
seeds = st.integers(0, 2**32)


@bounded
@given(st.from_type(Configuration), seeds, st.from_type(Rules))
def test_the_same_run_has_the_same_digests(
    configuration: Configuration, seed: int, rules: Rules
) -> None:
    """Watched or not, in steps or at once, a run goes the same way."""
    watched = Simulation(configuration, seed, rules)
    seen: list[str] = []
    watched.run(12, lambda simulation, _: seen.append(simulation.digest()))
    other = Simulation(configuration, seed, rules)
    stepped = []
    for _ in range(12):
        other.step()
        stepped.append(other.digest())
    alone = Simulation(configuration, seed, rules)
    unseen = []
    for _ in range(12):
        alone.run(1)
        unseen.append(alone.digest())

    assert seen == stepped == unseen
    assert len(set(seen)) == 12


SCRIPT = """
import pickle, sys
from vmt.engine.rules import RULE_SETS
from vmt.engine.simulation import Simulation
configuration, seed, rules = pickle.load(sys.stdin.buffer)
simulation = Simulation(configuration, seed, RULE_SETS[rules])
simulation.run(40)
print(simulation.digest())
"""


def busy_world() -> Configuration:
    """Return a world in which every kind of event happens."""
    return Configuration(
        name="busy",
        grid_size=7,
        n_agents=12,
        quantity_decimals=4,
        endowment_A=tuple(10_000 * (i % 5) + 777 * i for i in range(12)),
        endowment_B=tuple(10_000 * (4 - i % 5) + 333 * i for i in range(12)),
        population=(
            PreferenceShare(PreferenceKind.CES, {"rho": 0.3, "wA": 1, "wB": 2}, 0.5),
            PreferenceShare(
                PreferenceKind.STONE_GEARY,
                {"alpha_A": 0.5, "alpha_B": 0.5, "gamma_A": 1, "gamma_B": 1},
                0.5,
            ),
        ),
        parameters=Parameters(10_000, 5_000, 5_000),
        resource_density=0.2,
        resource_amount=20_000,
        matching=Protocol("random"),
    )


@pytest.mark.parametrize("rules", list(RULE_SETS))
def test_digest_does_not_hang_on_the_order_of_hashes(rules: str) -> None:
    """Processes with other hash seeds, and this one, get the same digest."""
    here = Simulation(busy_world(), 42, RULE_SETS[rules])
    here.run(40)
    elsewhere = [
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            input=pickle.dumps((busy_world(), 42, rules)),
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            check=True,
        )
        .stdout.decode()
        .strip()
        for hash_seed in ("0", "1", "12345")
    ]

    assert elsewhere == [here.digest()] * 3


def test_other_seeds_place_agents_elsewhere() -> None:
    """Different seeds give different worlds and digests."""
    worlds = [Simulation(busy_world(), seed) for seed in range(5)]
    places = {(*w.state.x.tolist(), *w.state.y.tolist()) for w in worlds}

    assert len(places) == 5
    assert len({w.digest() for w in worlds}) == 5


def test_observers_cannot_shift_a_run() -> None:
    """A run that is looked at and asked for its digest goes as one that is not."""
    alone, watched = Simulation(busy_world(), 3), Simulation(busy_world(), 3)
    alone.run(20)
    for _ in range(20):
        events = watched.step()
        np.asarray(events.decisions.partner)[:] = 0
        watched.digest()

    assert alone.digest() == watched.digest()
