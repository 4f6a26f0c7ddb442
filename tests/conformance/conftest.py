"""Recorded runs of the public program, as configurations and traces."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from vmt.engine.configuration import (
    Configuration,
    Mode,
    ModeSchedule,
    Parameters,
    PreferenceKind,
    PreferenceShare,
    Protocol,
)
from vmt.engine.quantities import to_minor

REFERENCE = Path(__file__).resolve().parents[3] / "shared" / "reference"
DECIMALS = 4
PLAIN = (
    "spread",
    "vision_radius",
    "interaction_radius",
    "move_budget_per_tick",
    "epsilon",
    "beta",
    "resource_regen_cooldown",
    "trade_cooldown_ticks",
    "enable_resource_claiming",
    "enforce_single_harvester",
)


class Reference:
    """The recorded runs and their scenario files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def trace(self, name: str) -> dict[str, Any]:
        """Return a recorded run."""
        text = (self.folder / "traces" / f"{name}.json").read_text(encoding="utf-8")
        trace: dict[str, Any] = json.loads(text)
        return trace

    def configuration(
        self, path: str, overrides: dict[str, Any] | None = None
    ) -> Configuration:
        """Return a scenario file of a reference folder as a configuration."""
        text = (self.folder / "scenarios" / path).read_text(encoding="utf-8")
        return configuration_of({**yaml.safe_load(text), **(overrides or {})})


def configuration_of(fields: dict[str, Any]) -> Configuration:
    """Return the configuration that a scenario file's mapping means."""
    n = fields["agents"]
    params = fields.get("params", {})
    schedule = fields.get("mode_schedule")
    seeds = fields["resource_seed"]
    return Configuration(
        name=fields["name"],
        grid_size=fields["N"],
        n_agents=n,
        quantity_decimals=DECIMALS,
        endowment_A=endowment(fields["initial_inventories"]["A"], n),
        endowment_B=endowment(fields["initial_inventories"]["B"], n),
        population=tuple(
            PreferenceShare(PreferenceKind(e["type"]), e["params"], e["weight"])
            for e in fields["utilities"]["mix"]
        ),
        parameters=Parameters(
            forage_rate=to_minor(params.get("forage_rate", 1), DECIMALS),
            resource_growth_rate=to_minor(
                params.get("resource_growth_rate", 0), DECIMALS
            ),
            trade_step=10**DECIMALS,
            **{key: params[key] for key in PLAIN if key in params},
        ),
        resource_density=seeds["density"],
        resource_amount=to_minor(seeds["amount"], DECIMALS),
        mode_schedule=schedule
        and ModeSchedule(
            schedule["forage_ticks"],
            schedule["trade_ticks"],
            Mode(schedule["start_mode"]),
        ),
        search=Protocol(fields.get("search_protocol", "distance_discounted")),
        matching=Protocol(fields.get("matching_protocol", "three_pass")),
    )


def endowment(given: Any, n: int) -> tuple[int, ...]:
    """Return one quantity for each agent."""
    values = given if isinstance(given, list) else [given] * n
    return tuple(to_minor(value, DECIMALS) for value in values)


@pytest.fixture(scope="session")
def reference() -> Reference:
    """Find the recorded runs, or skip what compares with them."""
    if not REFERENCE.is_dir():
        pytest.skip(f"the recorded runs are not there: {REFERENCE}")
    return Reference(REFERENCE)
