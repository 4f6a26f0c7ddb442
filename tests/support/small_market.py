"""A small economy in which everything happens within 43 ticks."""

from vmt.engine.configuration import (
    Configuration,
    ModeSchedule,
    Parameters,
    PreferenceKind,
    PreferenceShare,
)

SEED = 1
TICKS = 43
MARKET = Configuration(
    name="Small market",
    grid_size=6,
    n_agents=8,
    quantity_decimals=4,
    endowment_A=(100_000, 20_000) * 4,
    endowment_B=(20_000, 100_000) * 4,
    population=(
        PreferenceShare(PreferenceKind.CES, {"rho": 0.5, "wA": 1.0, "wB": 1.0}, 0.5),
        PreferenceShare(PreferenceKind.CES, {"rho": -1.0, "wA": 2.0, "wB": 1.0}, 0.5),
    ),
    parameters=Parameters(
        forage_rate=10_000,
        resource_growth_rate=10_000,
        trade_step=10_000,
        vision_radius=6,
        log_preferences=True,
    ),
    resource_density=0.4,
    resource_amount=30_000,
    mode_schedule=ModeSchedule(forage_ticks=5, trade_ticks=10),
)
