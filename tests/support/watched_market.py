"""A small market to look at, the same whatever becomes of the scenarios."""

from vmt.engine.configuration import (
    Configuration,
    Parameters,
    PreferenceKind,
    PreferenceShare,
)
from vmt.engine.simulation import Simulation
from vmt.viewer.source.run import Run
from vmt.viewer.source.snapshot import Snapshot, take

N_AGENTS = 24


def share(wA: float, wB: float) -> PreferenceShare:
    """Return an entry of the mix: Cobb-Douglas, for half of the agents."""
    return PreferenceShare(
        PreferenceKind.CES, {"rho": 0.0, "wA": wA, "wB": wB, "epsilon": 1e-9}, 0.5
    )


MARKET = Configuration(
    name="Watched market",
    grid_size=12,
    n_agents=N_AGENTS,
    quantity_decimals=4,
    endowment_A=(80_000,) * N_AGENTS,
    endowment_B=(80_000,) * N_AGENTS,
    population=(share(3.0, 1.0), share(1.0, 3.0)),
    parameters=Parameters(
        forage_rate=10_000, resource_growth_rate=5_000, trade_step=5_000
    ),
    resource_density=0.3,
    resource_amount=20_000,
)


def after(ticks: int, watched: int | None = None) -> Snapshot:
    """Return the market after some ticks, with an agent that is looked at closely."""
    run = Run(Simulation(MARKET, 42), None)
    for _ in range(ticks):
        run.step()
    return take(run, watched=watched)
