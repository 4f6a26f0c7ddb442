"""Runs Mesa's own example of traders on a grid: ``mesa_sugarscape.py AGENTS``.

It is another model than ours, and the nearest that anyone can install: agents see,
move, harvest two goods and barter. They begin rich enough not to starve for dozens of
ticks, but not richer: the example trades by recursion, a unit a level.
"""

import sys
from collections import defaultdict
from typing import Any

import protocol

SEED = 42


class NoCollection:
    """Stands in for Mesa's collector of data, which is switched off."""

    def __init__(self) -> None:
        self._agent_records: defaultdict[int, list[Any]] = defaultdict(list)

    def collect(self, model: object) -> None:
        """Collect nothing."""


class MesaRun:
    """A run of Sugarscape with traders."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self._model.datacollector = NoCollection()

    def go(self, ticks: int) -> int:
        """Do the ticks, and return how many agent-ticks they were."""
        agent_ticks = 0
        for _ in range(ticks):
            agent_ticks += len(self._model.agents)
            self._model.step()
        return agent_ticks

    def state(self) -> None:
        """Return nothing: no other program runs this economy."""


if __name__ == "__main__":
    try:
        from mesa.examples.advanced.sugarscape_g1mt.model import SugarscapeG1mt
    except ImportError as error:
        protocol.refuse(str(error))

    def start() -> MesaRun:
        """Begin the run anew."""
        return MesaRun(
            SugarscapeG1mt(
                initial_population=int(sys.argv[1]),
                endowment_min=200,
                endowment_max=400,
                seed=SEED,
            )
        )

    protocol.serve(start)
