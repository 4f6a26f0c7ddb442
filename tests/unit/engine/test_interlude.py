"""What lets other threads go first within a tick."""

from pathlib import Path

from vmt.engine.simulation import Simulation
from vmt.scenario import load_scenario

CROWD = Path(__file__).resolve().parents[3] / "scenarios" / "performance" / "crowd.yaml"
TICKS = 3


def test_interlude_comes_often_and_changes_nothing() -> None:
    """A crowd of 600 pauses several times in each tick, and its run is the same."""
    configuration = load_scenario(CROWD).configuration
    plain, interrupted = Simulation(configuration, 42), Simulation(configuration, 42)
    calls = []
    interrupted.interlude = lambda: calls.append(interrupted.tick)

    plain.run(TICKS)
    interrupted.run(TICKS)

    assert interrupted.digest() == plain.digest()
    assert min(calls.count(tick) for tick in range(TICKS)) >= 9


def test_simulation_without_an_interlude_runs_through() -> None:
    """Nobody has to ask for one, and one that was asked for can be taken back."""
    simulation = Simulation(load_scenario(CROWD).configuration, 42)
    assert simulation.interlude is None
    simulation.interlude = lambda: None
    simulation.interlude = None

    simulation.run(1)

    assert simulation.tick == 1
