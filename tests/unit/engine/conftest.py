"""Small worlds to try the phases on."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from vmt.engine.configuration import (
    Configuration,
    Parameters,
    PreferenceKind,
    PreferenceShare,
)
from vmt.engine.initialisation import initial_state
from vmt.engine.random_stream import RandomStream
from vmt.engine.rules import V2, Rules
from vmt.engine.state import RESOURCE_A
from vmt.engine.world import World

COBB_DOUGLAS = (PreferenceKind.CES, {"rho": 0.0, "wA": 1.0, "wB": 1.0})


@pytest.fixture
def configure() -> Callable[..., Configuration]:
    """Make configurations: whole units, no resources, agents on given cells."""

    def make(
        holdings: list[tuple[int, int]],
        cells: list[tuple[int, int]],
        *,
        preferences: list[tuple[PreferenceKind, dict[str, float]]] | None = None,
        parameters: dict[str, Any] | None = None,
        **fields: Any,
    ) -> Configuration:
        mix = preferences or [COBB_DOUGLAS]
        base = Parameters(forage_rate=1, resource_growth_rate=0, trade_step=1)
        configuration = Configuration(
            name="a test",
            grid_size=6,
            n_agents=len(holdings),
            quantity_decimals=0,
            endowment_A=tuple(A for A, _ in holdings),
            endowment_B=tuple(B for _, B in holdings),
            population=tuple(
                PreferenceShare(kind, values, 1 / len(mix)) for kind, values in mix
            ),
            parameters=replace(base, **(parameters or {})),
            resource_density=0.0,
            resource_amount=1,
            positions=tuple(cells),
        )
        return replace(configuration, **fields)

    return make


@pytest.fixture
def world_of() -> Callable[..., World]:
    """Make worlds before their first tick."""

    def make(configuration: Configuration, rules: Rules = V2) -> World:
        random = RandomStream(1)
        return World(configuration, rules, initial_state(configuration, random), random)

    return make


@pytest.fixture
def put_resource() -> Callable[[World, tuple[int, int], int], None]:
    """Seed cells with A."""

    def put(world: World, cell: tuple[int, int], amount: int) -> None:
        world.state.resource[cell] = RESOURCE_A
        world.state.amount[cell] = world.state.capacity[cell] = amount
        world.resources.append(cell)

    return put
