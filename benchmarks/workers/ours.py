"""Runs an economy in this project's engine: ``ours.py SCENARIO RULES``.

The engine is the one that `PYTHONPATH` leads to.
"""

import sys
from collections.abc import Iterable
from pathlib import Path

import protocol

from vmt.engine import world
from vmt.engine.configuration import Configuration
from vmt.engine.rules import NOVEMBER, RULE_SETS, Rules
from vmt.engine.simulation import Simulation
from vmt.scenario import load_scenario
from vmt.scenario.older import UNREAD_IN_NOVEMBER

SEED = 42


class OurRun:
    """A run without an observer."""

    def __init__(self, configuration: Configuration, rules: Rules) -> None:
        self._simulation = Simulation(configuration, SEED, rules)

    def go(self, ticks: int) -> int:
        """Do the ticks, and return how many agent-ticks they were."""
        self._simulation.run(ticks)
        return ticks * self._simulation.configuration.n_agents

    def state(self) -> Iterable[protocol.AgentState]:
        """Return where the agents are."""
        state = self._simulation.state
        unit = 10_000 // self._simulation.configuration.quantity_scale
        columns = (state.x, state.y, state.A * unit, state.B * unit, state.partner)
        return zip(
            range(len(state.x)), *(column.tolist() for column in columns), strict=True
        )


def compiled() -> bool:
    """Return whether the engine is compiled."""
    return not str(world.__file__).endswith(".py")


def configuration_of(path: Path, rules: Rules) -> Configuration:
    """Read a scenario file as the rule set does."""
    if rules is NOVEMBER:
        loaded = load_scenario(path, lenient=True, ignored=UNREAD_IN_NOVEMBER)
    else:
        loaded = load_scenario(path, lenient=True)
    return loaded.configuration


if __name__ == "__main__":
    chosen = RULE_SETS[sys.argv[2]]
    configuration = configuration_of(Path(sys.argv[1]), chosen)
    protocol.serve(lambda: OurRun(configuration, chosen), compiled=compiled())
