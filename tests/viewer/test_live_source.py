"""The simulation in its thread: pause, step, speed, reset, and what goes wrong."""

import math
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from vmt.engine.events import TickEvents
from vmt.engine.simulation import Simulation
from vmt.scenario import Scenario
from vmt.telemetry.reader import open_database
from vmt.telemetry.recorder import Recorder
from vmt.viewer.source.live import LiveSource
from vmt.viewer.source.run import Run

if TYPE_CHECKING:
    from conftest import Listener

Start = Callable[..., LiveSource]


def unrecorded(scenario: Scenario, last_tick: int | None = None) -> Callable[[], Run]:
    """Return what makes runs of a scenario."""
    return lambda: Run(Simulation(scenario.configuration, 42), None, last_tick)


def recorded(scenario: Scenario, paths: list[Path]) -> Callable[[], Run]:
    """Return what makes runs that are recorded to one path after the other."""
    left = iter(paths)

    def make() -> Run:
        simulation = Simulation(scenario.configuration, 42)
        return Run(simulation, Recorder(next(left), scenario, simulation))

    return make


def outcome(path: Path) -> tuple[str, int, str | None]:
    """Return how a recorded run ended, its ticks, and the last digest."""
    with open_database(path) as database:
        run = database.runs()[0]
        return run.status, run.total_ticks, run.final_digest


class HeldSimulation(Simulation):
    """Its tick begins and then takes as long as the test wants."""

    def __init__(self, scenario: Scenario) -> None:
        super().__init__(scenario.configuration, 42)
        self.began = threading.Event()
        self.released = threading.Event()

    def step(self, *, decisions: bool = True, attempts: bool = False) -> TickEvents:
        """Do a tick when the test lets it."""
        self.began.set()
        assert self.released.wait(60)
        return super().step(decisions=decisions, attempts=attempts)


class BrokenSimulation(Simulation):
    """Fails in its third tick."""

    def step(self, *, decisions: bool = True, attempts: bool = False) -> TickEvents:
        """Do a tick, or fail."""
        if self.tick == 2:
            raise ZeroDivisionError("division by zero")
        return super().step(decisions=decisions, attempts=attempts)


def test_paused_runner_does_as_many_ticks_as_steps(
    small_market: Scenario, start_runner: Start, listener: "Listener"
) -> None:
    """Three steps are three ticks, and the world is that of three ticks."""
    runner = start_runner(unrecorded(small_market))
    reference = Simulation(small_market.configuration, 42)
    reference.run(3)

    for _ in range(3):
        runner.step()

    snapshot = listener.wait(runner, lambda s: s.tick >= 3)
    assert snapshot.tick == 3
    assert snapshot.x.tolist() == reference.state.x.tolist()
    assert snapshot.total_A == reference.state.A.sum()


def test_steps_mean_nothing_to_a_running_simulation(
    small_market: Scenario, start_runner: Start, listener: "Listener"
) -> None:
    """A step while running leaves no tick to be done after the pause."""
    runner = start_runner(unrecorded(small_market, last_tick=4), paused=False)
    runner.set_speed(math.inf)
    listener.wait(runner, lambda s: s.ended)

    runner.step()
    runner.set_paused(paused=True)
    runner.restart()

    snapshot = listener.wait(runner, lambda s: s.run == 1)
    assert snapshot.tick == 0
    runner.step()
    assert listener.wait(runner, lambda s: s.tick > 0).tick == 1


def test_pause_holds_the_run_after_the_tick_at_hand(
    small_market: Scenario, start_runner: Start, listener: "Listener"
) -> None:
    """Paused within its first tick, a run ends that tick and begins no other."""
    simulation = HeldSimulation(small_market)
    runner = start_runner(lambda: Run(simulation, None), paused=False)
    runner.set_speed(math.inf)
    assert simulation.began.wait(60)

    runner.set_paused(paused=True)
    simulation.released.set()

    for expected in range(1, 20):
        assert listener.wait(runner, lambda s, e=expected: s.tick >= e).tick == expected
        runner.step()


def test_unlimited_speed_reaches_the_end_of_the_scenario(
    small_market: Scenario, start_runner: Start, listener: "Listener"
) -> None:
    """As fast as possible, a run of 200 ticks ends and stays at its last tick."""
    runner = start_runner(unrecorded(small_market, last_tick=200), paused=False)

    runner.set_speed(math.inf)

    assert listener.wait(runner, lambda s: s.ended).tick == 200


def test_reset_repeats_the_run_and_leaves_the_old_one_interrupted(
    small_market: Scenario, start_runner: Start, listener: "Listener", tmp_path: Path
) -> None:
    """The same ticks after a reset have the same digest, in a file of their own."""
    paths = [tmp_path / "first.db", tmp_path / "second.db"]
    runner = start_runner(recorded(small_market, paths))
    for run in range(2):
        for _ in range(25):
            runner.step()
        listener.wait(runner, lambda s, run=run: (s.run, s.tick) == (run, 25))
        if run == 0:
            runner.restart()
            listener.wait(runner, lambda s: s.run == 1)
    runner.stop("finished")

    first, second = outcome(paths[0]), outcome(paths[1])
    assert first[:2] == ("interrupted", 25)
    assert second[:2] == ("finished", 25)
    assert first[2] is not None
    assert first[2] == second[2]


def test_window_is_answered_while_a_tick_goes_on(
    small_market: Scenario, start_runner: Start, listener: "Listener"
) -> None:
    """In the middle of a tick everything can be asked, and nothing waits for it."""
    simulation = HeldSimulation(small_market)
    runner = start_runner(lambda: Run(simulation, None))
    runner.step()
    assert simulation.began.wait(60)

    runner.set_speed(1000)
    runner.set_paused(paused=False)
    runner.set_paused(paused=True)
    during = runner.look()
    simulation.released.set()

    assert during.tick == 0
    assert listener.wait(runner, lambda s: s.tick > 0).tick == 1


def test_fault_of_the_engine_stops_the_run_with_a_sentence(
    small_market: Scenario,
    start_runner: Start,
    listener: "Listener",
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """The ticks before are recorded as a failed run; the details go to stderr."""
    path = tmp_path / "run.db"

    def make() -> Run:
        simulation = BrokenSimulation(small_market.configuration, 42)
        return Run(simulation, Recorder(path, small_market, simulation))

    runner = start_runner(make, paused=False)
    snapshot = listener.wait(runner, lambda s: s.problem is not None)
    runner.stop("finished")

    assert snapshot.problem is not None
    assert "failed after 2 ticks: ZeroDivisionError" in snapshot.problem
    assert runner.failed
    assert outcome(path)[:2] == ("failed", 2)
    messages = capfd.readouterr().err
    assert f"vmt view: {snapshot.problem}" in messages
    assert "Traceback" in messages


def test_reset_after_a_problem_runs_again(
    small_market: Scenario, start_runner: Start, listener: "Listener"
) -> None:
    """The window stays usable: after a failed run another one can be made."""
    made = iter(
        [
            BrokenSimulation(small_market.configuration, 42),
            Simulation(small_market.configuration, 42),
        ]
    )
    runner = start_runner(lambda: Run(next(made), None), paused=False)
    runner.set_speed(math.inf)
    listener.wait(runner, lambda s: s.problem is not None)

    runner.restart()

    again = listener.wait(runner, lambda s: s.run == 1 and s.tick > 5)
    assert again.problem is None
    assert runner.failed


def test_run_that_cannot_be_recorded_anew_says_why(
    small_market: Scenario, start_runner: Start, listener: "Listener", tmp_path: Path
) -> None:
    """A reset onto a file that exists leaves a sentence and the old recording."""
    path = tmp_path / "run.db"
    runner = start_runner(recorded(small_market, [path, path]))
    runner.step()
    listener.wait(runner, lambda s: s.tick == 1)

    runner.restart()

    snapshot = listener.wait(runner, lambda s: s.problem is not None)
    assert snapshot.problem is not None
    assert str(path) in snapshot.problem
    assert outcome(path)[:2] == ("interrupted", 1)


def test_watching_changes_nothing(
    small_market: Scenario, start_runner: Start, listener: "Listener", tmp_path: Path
) -> None:
    """A run that was watched at changing speeds has the digest of one that was not."""
    path = tmp_path / "run.db"
    runner = start_runner(recorded(small_market, [path]), paused=False)
    for speed in (1000, 50, math.inf):
        runner.set_speed(speed)
        seen = runner.look().tick
        listener.wait(runner, lambda s, seen=seen: s.tick > seen + 5)
    runner.stop("finished")
    reference = Simulation(small_market.configuration, 42)

    _, ticks, digest = outcome(path)
    reference.run(ticks)

    assert reference.digest() == digest
