"""The viewer: a window on a run."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

from vmt.engine.simulation import Simulation
from vmt.scenario import Scenario
from vmt.telemetry.files import new_run_path
from vmt.telemetry.recorder import Recorder
from vmt.viewer import theme, window
from vmt.viewer.loop import Loop
from vmt.viewer.runner import Run, Runner
from vmt.viewer.screen import Screen
from vmt.viewer.status import Status, caption
from vmt.viewer.window import Window

# Python hands the interpreter from thread to thread every 5 ms: with a simulation that
# never waits, each of a frame's calls that lets go of it would cost so much.
_SWITCH_SECONDS = 0.001
_ENDING = (signal.SIGINT, signal.SIGTERM)


def main(scenario: Scenario, seed: int, db: Path | None, paused: bool) -> int:  # noqa: FBT001 - as agreed with the command line
    """Show a run of a scenario until the user quits.

    Parameters
    ----------
    scenario : Scenario
    seed : int
    db : Path or None
        The file to record to; a run that a reset begins goes to a new file beside it.
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
        status = Status(scenario.name, seed, paused=paused)
        # The window comes first: a large world takes a moment to be made.
        opened = Window(caption(status), look)
        first = _new_run(scenario, seed, db)
        folder = None if db is None else db.absolute().parent

        def again() -> Run:
            path = folder and new_run_path(scenario.name, seed, folder)
            return _new_run(scenario, seed, path)

        news = threading.Event()
        runner = Runner(first, again, news.set, paused=paused)
        end: tuple[str, str | None] = "failed", "the window failed"
        try:
            Loop(runner, news, opened, Screen(look), status).run(received)
            end = "finished", None
            if received:
                end = "interrupted", signal.Signals(received[0]).name
        finally:
            runner.stop(*end)
    if received:
        return 128 + received[0]
    return 1 if runner.failed else 0


def _new_run(scenario: Scenario, seed: int, db: Path | None) -> Run:
    simulation = Simulation(scenario.configuration, seed)
    last_tick = scenario.max_ticks
    if db is None:
        return Run(simulation, None, last_tick)
    # Where it cannot be made the recorder says why.
    with suppress(OSError):
        db.parent.mkdir(parents=True, exist_ok=True)
    return Run(simulation, Recorder(db, scenario, simulation, last_tick), last_tick)


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
