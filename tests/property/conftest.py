"""Worlds of all kinds, and their runs tick by tick."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from hypothesis import strategies as st

from vmt.engine.configuration import (
    Configuration,
    Mode,
    ModeSchedule,
    Parameters,
    PreferenceKind,
    PreferenceShare,
    Protocol,
)
from vmt.engine.events import TickEvents
from vmt.engine.protocols import registry
from vmt.engine.rules import RULE_SETS, Rules
from vmt.engine.simulation import Simulation
from vmt.engine.state import State

TICKS = 12

positive = st.floats(0.05, 3.0)
preferences = st.one_of(
    st.builds(
        lambda rho, wA, wB: (PreferenceKind.CES, {"rho": rho, "wA": wA, "wB": wB}),
        st.sampled_from([-3.0, -0.5, 0.0, 0.4, 0.9]),
        positive,
        positive,
    ),
    st.builds(
        lambda vA, vB: (PreferenceKind.LINEAR, {"vA": vA, "vB": vB}), positive, positive
    ),
    st.builds(
        lambda A, B, sigma, gamma: (
            PreferenceKind.QUADRATIC,
            {
                "A_star": A,
                "B_star": B,
                "sigma_A": sigma,
                "sigma_B": 2 * sigma,
                "gamma": gamma,
            },
        ),
        st.floats(1, 15),
        st.floats(1, 15),
        st.floats(1, 9),
        st.sampled_from([0.0, 0.01]),
    ),
    st.builds(
        lambda alpha, beta, cross: (
            PreferenceKind.TRANSLOG,
            {
                "alpha_0": 0.1,
                "alpha_A": alpha,
                "alpha_B": 0.6,
                "beta_AA": beta,
                "beta_BB": -0.05,
                "beta_AB": cross,
            },
        ),
        st.floats(0.1, 1),
        st.floats(-0.2, 0.05),
        st.floats(-0.1, 0.1),
    ),
    st.builds(
        lambda alpha, A, B: (
            PreferenceKind.STONE_GEARY,
            {"alpha_A": alpha, "alpha_B": 0.5, "gamma_A": A, "gamma_B": B},
        ),
        st.floats(0.1, 1),
        st.floats(0, 4),
        st.floats(0, 4),
    ),
)


@st.composite
def configurations(draw: st.DrawFn) -> Configuration:
    """Draw small worlds of all kinds, crowded enough that much happens."""
    n, size = draw(st.integers(1, 7)), draw(st.integers(1, 6))
    decimals = draw(st.sampled_from([0, 4]))
    unit = 10**decimals
    holdings = st.lists(st.integers(0, 15 * unit), min_size=n, max_size=n).map(tuple)
    mix = draw(st.lists(preferences, min_size=1, max_size=3))
    schedule = st.builds(
        ModeSchedule,
        st.integers(1, 4),
        st.integers(1, 4),
        st.sampled_from([Mode.FORAGE, Mode.TRADE]),
    )
    return Configuration(
        name="drawn",
        grid_size=size,
        n_agents=n,
        quantity_decimals=decimals,
        endowment_A=draw(holdings),
        endowment_B=draw(holdings),
        population=tuple(
            PreferenceShare(kind, values, 1 / len(mix)) for kind, values in mix
        ),
        parameters=Parameters(
            forage_rate=draw(st.integers(1, 2 * unit)),
            resource_growth_rate=draw(st.integers(0, unit)),
            trade_step=draw(st.sampled_from([unit, max(1, unit // 4)])),
            spread=draw(st.sampled_from([0.0, 0.05])),
            vision_radius=draw(st.integers(0, 8)),
            interaction_radius=draw(st.integers(0, 2)),
            move_budget_per_tick=draw(st.integers(1, 3)),
            resource_regen_cooldown=draw(st.integers(0, 3)),
            trade_cooldown_ticks=draw(st.integers(0, 4)),
            enable_resource_claiming=draw(st.booleans()),
            enforce_single_harvester=draw(st.booleans()),
            max_pair_ticks=draw(st.none() | st.integers(1, 5)),
            max_trades_per_tick=1,
        ),
        resource_density=draw(st.sampled_from([0.0, 0.3, 0.9])),
        resource_amount=draw(st.integers(1, 4)) * unit,
        mode=draw(st.sampled_from(list(Mode))),
        mode_schedule=draw(st.none() | schedule),
        search=Protocol(draw(st.sampled_from(registry.names("search")))),
        matching=Protocol(draw(st.sampled_from(registry.names("matching")))),
        bargaining=Protocol(draw(st.sampled_from(registry.names("bargaining")))),
    )


st.register_type_strategy(Configuration, configurations())
st.register_type_strategy(Rules, st.sampled_from(list(RULE_SETS.values())))


@dataclass
class Tick:
    """One tick: the state before it, what happened, the state after it."""

    before: State
    events: TickEvents
    after: State


def run_in_ticks(simulation: Simulation, count: int = TICKS) -> Iterator[Tick]:
    """Run a simulation, tick by tick."""
    for _ in range(count):
        before = simulation.state.copied()
        events = simulation.step()
        yield Tick(before, events, simulation.state.copied())


@pytest.fixture(scope="session")
def ticks_of() -> Callable[..., Iterator[Tick]]:
    """Run simulations; property tests draw them by the types they need."""
    return run_in_ticks
