"""What a run will be like: the world before its first tick, and how long it takes."""

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vmt.engine.rules import Rules
from vmt.engine.simulation import Simulation
from vmt.engine.state import RESOURCE_A
from vmt.scenario import Scenario

_BUDGET = 0.15  # seconds of trying out
_MOST_TICKS = 20
_RECORDING = 1.3
"""What recording at level standard makes of a tick's time; measured by
``benchmarks/telemetry``."""
_START = 0.5  # seconds until a program of ours runs

Array = NDArray[Any]


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """The world before the first tick.

    Attributes
    ----------
    grid_size : int
    place_x, place_y : int array
        The cells with a resource.
    place_is_A : bool array
        Whether it is of A; else it is of B.
    x, y, preference : int array
        Cell and preference class of each agent; its home is its first cell.
    """

    grid_size: int
    place_x: Array
    place_y: Array
    place_is_A: Array
    x: Array
    y: Array
    preference: Array


@dataclass(frozen=True, slots=True, eq=False)
class Preview:
    """The world before the first tick, and how long a tick takes here.

    Attributes
    ----------
    world : World
    tick_seconds : float
        Of a tick that is recorded, from the first ticks of the run.
    """

    world: World
    tick_seconds: float

    def seconds(self, ticks: int) -> float:
        """Return how long a headless run of so many ticks will take."""
        return _START + ticks * self.tick_seconds


def preview(scenario: Scenario, seed: int, rules: Rules) -> Preview:
    """Make the world of a run and try out its first ticks.

    Raises
    ------
    UserError
        The scenario cannot be run under these rules.
    """
    simulation = Simulation(scenario.configuration, seed, rules)
    world = _world(simulation)
    begun = time.perf_counter()
    ticks, spent = 0, 0.0
    while ticks < _MOST_TICKS and spent < _BUDGET:
        simulation.step()
        ticks += 1
        spent = time.perf_counter() - begun
    return Preview(world, _RECORDING * spent / ticks)


def _world(simulation: Simulation) -> World:
    state = simulation.state
    return World(
        state.grid_size,
        state.place_x.copy(),
        state.place_y.copy(),
        np.equal(state.place_good, RESOURCE_A),
        state.x.copy(),
        state.y.copy(),
        state.preference.copy(),
    )
