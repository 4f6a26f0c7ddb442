"""The economies that are measured, as scenario files that every program reads."""

import math
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

SIZES = (100, 400, 1000, 10_000, 100_000)
"""Agents of the synthetic economies."""
LISTED = 10_000
"""Agents up to which a file lists what each owns.

The public program reads nothing shorter. Beyond, the file says how it is drawn."""
LEAST_OWNED, MOST_OWNED = 2, 30
VISION_RADIUS = 8
DENSITY = 0.1
MIX: tuple[dict[str, Any], ...] = (
    {"type": "ces", "params": {"rho": 0.5, "wA": 0.6, "wB": 0.4}},
    {"type": "linear", "params": {"vA": 1.2, "vB": 1.0}},
    {
        "type": "quadratic",
        "params": {"A_star": 30, "B_star": 25, "sigma_A": 15, "sigma_B": 15},
    },
    {
        "type": "translog",
        "params": {
            "alpha_0": 0.0,
            "alpha_A": 0.5,
            "alpha_B": 0.6,
            "beta_AA": -0.1,
            "beta_BB": -0.1,
            "beta_AB": 0.05,
        },
    },
    {
        "type": "stone_geary",
        "params": {"alpha_A": 0.5, "alpha_B": 0.5, "gamma_A": 1, "gamma_B": 1},
    },
)
"""One taste of each kind; agents have them with equal probability."""


@dataclass(frozen=True, slots=True)
class Economy:
    """A scenario file by a short name.

    Attributes
    ----------
    name : str
    n_agents : int
    path : Path
    """

    name: str
    n_agents: int
    path: Path


def grid_size(n_agents: int) -> int:
    """Return N for which there are about nine cells an agent, whatever their number."""
    return math.ceil(3 * math.sqrt(n_agents))


def scenario(n_agents: int) -> dict[str, Any]:
    """Return the synthetic economy of so many agents, as the data of its file.

    All sizes are equally dense, so that an agent has the same number of neighbours
    and resources in sight, and a difference in cost comes from the size alone.
    """
    return {
        "schema_version": 1,
        "name": f"Synthetic economy of {n_agents} agents",
        "N": grid_size(n_agents),
        "agents": n_agents,
        "initial_inventories": {
            good: _endowment(good, n_agents) for good in ("A", "B")
        },
        "utilities": {"mix": [{**entry, "weight": 1 / len(MIX)} for entry in MIX]},
        "params": {
            "vision_radius": VISION_RADIUS,
            "resource_growth_rate": 1,
            "resource_regen_cooldown": 5,
        },
        "resource_seed": {"density": DENSITY, "amount": 3},
    }


def write(n_agents: int, folder: Path) -> Economy:
    """Write the synthetic economy of so many agents into a folder."""
    path = folder / f"synthetic_{n_agents}.yaml"
    text = yaml.safe_dump(scenario(n_agents), sort_keys=False, default_flow_style=None)
    path.write_text(text, encoding="utf-8")
    return Economy(f"synthetic {n_agents:,}", n_agents, path)


def existing(path: Path) -> Economy:
    """Return the economy of a scenario file that is already there."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Economy(path.stem, int(data["agents"]), path)


def _endowment(good: str, n_agents: int) -> list[int] | dict[str, list[int]]:
    if n_agents > LISTED:
        return {"uniform_int": [LEAST_OWNED, MOST_OWNED]}
    # Python promises this generator's integers; a good has a stream of its own.
    draw = random.Random(f"{good} {n_agents}")
    return [draw.randint(LEAST_OWNED, MOST_OWNED) for _ in range(n_agents)]
