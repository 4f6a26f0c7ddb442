"""Small worlds to try the phases on."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
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
from vmt.engine.state import NOBODY, RESOURCE_A
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
    """Make worlds before their first tick, with A on the cells that are given."""

    def make(
        configuration: Configuration,
        rules: Rules = V2,
        resources: dict[tuple[int, int], int] | None = None,
    ) -> World:
        random = RandomStream(1)
        state = initial_state(configuration, random)
        cells = sorted(resources or {})
        amount = np.array([(resources or {})[cell] for cell in cells], np.int64)
        seeded = replace(
            state,
            place_x=np.array([x for x, _ in cells], np.int32),
            place_y=np.array([y for _, y in cells], np.int32),
            place_good=np.full(len(cells), RESOURCE_A, np.int8),
            place_amount=amount,
            place_capacity=amount.copy(),
            place_last_harvested=np.full(len(cells), -1, np.int64),
            place_claimant=np.full(len(cells), NOBODY, np.int32),
        )
        return World(configuration, rules, seeded, random)

    return make
