"""The worlds that are drawn: small and large, busy and come to rest."""

from dataclasses import dataclass
from typing import Any

import yaml

from benchmarks import economies
from vmt.engine.simulation import Simulation
from vmt.scenario import scenario_of
from vmt.viewer.source.run import Run

SEED = 42
TICKS_TO_SETTLE = 300
"""After so many ticks of mere exchange nobody finds a partner any more."""


@dataclass(frozen=True, slots=True)
class World:
    """An economy on a grid.

    Attributes
    ----------
    n_agents, grid_size : int
    settles : bool
        Whether there is nothing but trade, which comes to an end; otherwise resources
        grow again and everybody walks, for ever.
    """

    n_agents: int
    grid_size: int
    settles: bool = False

    @property
    def name(self) -> str:
        """Agents and grid, for a table."""
        return f"{self.n_agents:,} on {self.grid_size}×{self.grid_size}"

    def text(self) -> str:
        """Return its scenario file: tastes and endowments of the other benchmarks."""
        data = economies.scenario(self.n_agents) | {"N": self.grid_size}
        if self.settles:
            data |= _nothing_but_trade(data["params"])
        return yaml.safe_dump(data, sort_keys=False, default_flow_style=None)

    def run(self) -> Run:
        """Return a run of it, before the first tick; a market has cleared already."""
        configuration = scenario_of(self.text(), f"{self.name}.yaml").configuration
        run = Run(Simulation(configuration, SEED), None)
        for _ in range(TICKS_TO_SETTLE if self.settles else 0):
            run.step()
        return run


MEADOW = World(100, 20)
MARKET = World(100, 20, settles=True)
CROWDS = (MEADOW, World(1000, 60), World(10_000, 200), World(10_000, 500))
"""With four cells an agent, and once with 25."""


def _nothing_but_trade(parameters: dict[str, Any]) -> dict[str, Any]:
    return {
        "mode": "trade",
        "resource_seed": {"density": 0, "amount": 0},
        "params": parameters | {"resource_growth_rate": 0},
    }
