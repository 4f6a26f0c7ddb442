"""Small economies, really run and really recorded."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from report_economies import UNIT, Economy, Record, Study, Taste
from vmt.analysis.figures import Figures, figures_of
from vmt.engine.configuration import (
    Configuration,
    Mode,
    Parameters,
    PreferenceShare,
)
from vmt.engine.simulation import Simulation
from vmt.telemetry import open_run
from vmt.telemetry.recorder import Recorder


@pytest.fixture
def economy() -> Economy:
    """Return a function that makes an exchange economy where all reach all."""

    def make(
        endowments: Sequence[tuple[float, float]],
        *tastes: Taste,
        step: float = 0.25,
        **fields: Any,
    ) -> Configuration:
        n = len(endowments)
        plain = Configuration(
            name="exchange",
            grid_size=5,
            n_agents=n,
            quantity_decimals=4,
            endowment_A=tuple(round(A * UNIT) for A, _ in endowments),
            endowment_B=tuple(round(B * UNIT) for _, B in endowments),
            population=tuple(
                PreferenceShare(kind, values, 1 / len(tastes))
                for kind, values in tastes
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

    return make


@pytest.fixture
def record(tmp_path: Path) -> Record:
    """Return a function that runs a configuration and records it.

    Where there are several tastes each agent has the one of its own number, modulo
    their number: seeds are tried until that is so.
    """

    def run(configuration: Configuration, ticks: int = 60, seed: int = 1) -> Path:
        kinds = len(configuration.population)
        wanted = [i % kinds for i in range(configuration.n_agents)]
        simulation = Simulation(configuration, seed)
        while simulation.state.preference.tolist() != wanted:
            seed += 1
            simulation = Simulation(configuration, seed)
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.db"
        with Recorder(path, None, simulation, ticks) as recorder:
            for _ in range(ticks):
                recorder.record(simulation, simulation.step())
        return path

    return run


@pytest.fixture
def study(record: Record) -> Study:
    """Return a function that runs a configuration and returns its figures."""

    def look(configuration: Configuration, ticks: int = 60, seed: int = 1) -> Figures:
        with open_run(record(configuration, ticks, seed)) as recorded:
            return figures_of(recorded)

    return look
