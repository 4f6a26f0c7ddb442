"""The viewer: a window on a run."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from vmt.engine.simulation import Simulation
from vmt.scenario import Scenario
from vmt.telemetry.errors import RecordingError, TelemetryError
from vmt.telemetry.plan import RecordingPlan
from vmt.viewer import theme, window
from vmt.viewer.loop import Loop
from vmt.viewer.screen import Screen
from vmt.viewer.source.live import LiveSource
from vmt.viewer.source.run import Run
from vmt.viewer.status import Status, caption
from vmt.viewer.window import Window

# Python hands the interpreter from thread to thread every 5 ms: with a simulation that
# never waits, each of a frame's calls that lets go of it would cost so much.
_SWITCH_SECONDS = 0.001
_ENDING = (signal.SIGINT, signal.SIGTERM)


def main(
    scenario: Scenario, seed: int, plan: RecordingPlan | None, *, paused: bool
) -> int:
    """Show a run of a scenario until the user quits.

    Parameters
    ----------
    scenario : Scenario
    seed : int
    plan : RecordingPlan or None
        How to record; a run that a reset begins goes to a new file beside the first.
        None: nothing is recorded.
    paused : bool
        Whether to wait before the first tick.

    Returns
    -------
    int
        Exit code: 0, 1 if a run failed, 128 + number if a signal ended it.

    Raises
    ------
    UserError
        There is no display, or the run cannot be made.
    """
    sys.setswitchinterval(_SWITCH_SECONDS)
    look = theme.choose(os.environ)
    with _signals() as received, window.display():
        status = Status(scenario.name, paused=paused, theme=look)
        # The window comes first: a large world takes a moment to be made.
        opened = Window(caption(scenario.name, seed), look)
        first = _new_run(scenario, seed, plan)

        def again(seed: int) -> Run:
            return _new_run(scenario, seed, plan and plan.again(scenario.name, seed))

        news = threading.Event()
        source = LiveSource(first, again, news.set, paused=paused)
        end: tuple[str, str | None] = "failed", "the window failed"
        try:
            Loop(source, news, opened, Screen(), status).run(received)
            end = "finished", None
            if received:
                end = "interrupted", signal.Signals(received[0]).name
        finally:
            source.stop(*end)
    if received:
        return 128 + received[0]
    return 1 if source.failed else 0


def _new_run(scenario: Scenario, seed: int, plan: RecordingPlan | None) -> Run:
    simulation = Simulation(scenario.configuration, seed)
    last_tick = scenario.max_ticks
    if plan is None:
        return Run(simulation, None, last_tick)
    # Where it cannot be made the recorder says why.
    with suppress(OSError):
        plan.path.parent.mkdir(parents=True, exist_ok=True)
    try:
        recorder = plan.start(scenario, simulation, last_tick)
    except TelemetryError as error:
        if plan.on_error is None:
            raise
        plan.on_error(RecordingError(str(error)))
        return Run(simulation, None, last_tick)
    return Run(simulation, recorder, last_tick)


@contextmanager
def _signals() -> Iterator[list[int]]:
    """Collect the numbers of signals that ask the program to end."""
    received: list[int] = []

    def receive(number: int, _frame: FrameType | None) -> None:
        received.append(number)

    before = {number: signal.signal(number, receive) for number in _ENDING}
    try:
        yield received
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
