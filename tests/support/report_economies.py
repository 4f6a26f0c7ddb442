"""Tastes for small economies, and what the fixtures that run them are."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from vmt.analysis.figures import Figures
from vmt.engine.configuration import (
    Configuration,
    Mode,
    Parameters,
    PreferenceKind,
    PreferenceShare,
)
from vmt.engine.simulation import Simulation
from vmt.telemetry.recorder import Recorder

UNIT = 10_000
Taste = tuple[PreferenceKind, dict[str, float]]
Economy = Callable[..., Configuration]
Record = Callable[..., Path]
Study = Callable[..., Figures]


def cobb_douglas(share: float) -> Taste:
    """Return a taste that spends a share of wealth on A."""
    return PreferenceKind.CES, {"rho": 0.0, "wA": share, "wB": 1.0 - share}


def ces(rho: float) -> Taste:
    """Return a CES taste that weighs both goods the same."""
    return PreferenceKind.CES, {"rho": rho, "wA": 0.5, "wB": 0.5}


def exchange_economy(
    endowments: Sequence[tuple[float, float]],
    *tastes: Taste,
    step: float = 0.25,
    **fields: Any,
) -> Configuration:
    """Return an exchange economy where all reach all."""
    n = len(endowments)
    plain = Configuration(
        name="exchange",
        grid_size=5,
        n_agents=n,
        quantity_decimals=4,
        endowment_A=tuple(round(A * UNIT) for A, _ in endowments),
        endowment_B=tuple(round(B * UNIT) for _, B in endowments),
        population=tuple(
            PreferenceShare(kind, values, 1 / len(tastes)) for kind, values in tastes
        ),
        parameters=Parameters(
            forage_rate=UNIT,
            resource_growth_rate=0,
            trade_step=round(step * UNIT),
            vision_radius=10,
            interaction_radius=10,
            trade_cooldown_ticks=0,
        ),
        resource_density=0.0,
        resource_amount=3 * UNIT,
        positions=((1, 1),) * n,
        mode=Mode.TRADE,
    )
    return replace(plain, **fields)


def record_in(
    folder: Path, configuration: Configuration, ticks: int = 60, seed: int = 1
) -> Path:
    """Run a configuration and record it in a new file of a folder.

    Where there are several tastes each agent has the one of its own number, modulo
    their number: seeds are tried until that is so.
    """
    kinds = len(configuration.population)
    wanted = [i % kinds for i in range(configuration.n_agents)]
    simulation = Simulation(configuration, seed)
    while simulation.state.preference.tolist() != wanted:
        seed += 1
        simulation = Simulation(configuration, seed)
    path = folder / f"{len(list(folder.iterdir()))}.db"
    with Recorder(path, None, simulation, ticks) as recorder:
        for _ in range(ticks):
            recorder.record(simulation, simulation.step())
    return path
