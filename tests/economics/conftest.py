"""Pure exchange economies: nothing to forage, everybody within reach."""

from collections.abc import Callable
from typing import Any

import pytest

from vmt.engine.configuration import (
    Configuration,
    Mode,
    Parameters,
    PreferenceKind,
    PreferenceShare,
)

DECIMALS = 4
UNIT = 10**DECIMALS


@pytest.fixture
def exchange() -> Callable[..., Configuration]:
    """Make an economy of given endowments (in units) where all see and reach all."""

    def make(
        endowments: list[tuple[float, float]],
        kind: PreferenceKind,
        *values: dict[str, float],
        step: float = 1.0,
        **parameters: Any,
    ) -> Configuration:
        return Configuration(
            name="exchange",
            grid_size=3,
            n_agents=len(endowments),
            quantity_decimals=DECIMALS,
            endowment_A=tuple(round(A * UNIT) for A, _ in endowments),
            endowment_B=tuple(round(B * UNIT) for _, B in endowments),
            population=tuple(PreferenceShare(kind, v, 1 / len(values)) for v in values),
            parameters=Parameters(
                forage_rate=UNIT,
                resource_growth_rate=0,
                trade_step=round(step * UNIT),
                vision_radius=6,
                interaction_radius=6,
                trade_cooldown_ticks=0,
                **parameters,
            ),
            resource_density=0.0,
            resource_amount=UNIT,
            mode=Mode.TRADE,
        )

    return make
