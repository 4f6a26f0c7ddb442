"""Runs an economy in the public VMT of November 2025: ``public_vmt.py SCENARIO PATH``.

`PATH` is a checkout of github.com/cmfunderburk/vmt-dev. Nothing of it is imported by
the project itself.
"""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import protocol

SEED = 42


class PublicRun:
    """A run without a database."""

    def __init__(self, simulation: Any) -> None:
        self._simulation = simulation

    def go(self, ticks: int) -> int:
        """Do the ticks, and return how many agent-ticks they were."""
        for _ in range(ticks):
            self._simulation.step()
        return ticks * len(self._simulation.agents)

    def state(self) -> Iterable[protocol.AgentState]:
        """Return where the agents are."""
        for agent in sorted(self._simulation.agents, key=lambda agent: int(agent.id)):
            partner = agent.paired_with_id
            yield (
                int(agent.id),
                *(int(coordinate) for coordinate in agent.pos),
                *(
                    int(good * 10_000)
                    for good in (agent.inventory.A, agent.inventory.B)
                ),
                -1 if partner is None else int(partner),
            )


if __name__ == "__main__":
    scenario, checkout = sys.argv[1], Path(sys.argv[2])
    sys.path.insert(0, str(checkout / "src"))
    try:
        from scenarios.loader import load_scenario
        from telemetry.config import LogConfig
        from vmt_engine.simulation import Simulation
    except ImportError as error:
        needed = f"{error}; the public VMT needs it installed for {sys.executable}"
        protocol.refuse(needed)
    loaded = load_scenario(scenario)

    def start() -> PublicRun:
        """Begin the run anew."""
        off = LogConfig(use_database=False)
        return PublicRun(Simulation(loaded, seed=SEED, log_config=off))

    protocol.serve(start)
