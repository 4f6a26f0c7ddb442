"""The viewer: a window on a run."""

import gc
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

from vmt.engine.rules import V2, Rules
from vmt.engine.simulation import Simulation
from vmt.scenario import Scenario
from vmt.telemetry.errors import RecordingError, TelemetryError
from vmt.telemetry.plan import RecordingPlan
from vmt.telemetry.recorded_run import open_run
from vmt.viewer import lost_display, text, theme, window
from vmt.viewer.loop import FRAME_SECONDS, Loop
from vmt.viewer.source.gate import Gate
from vmt.viewer.source.live import LiveSource
from vmt.viewer.source.replay.moments import Moments
from vmt.viewer.source.replay.source import ReplaySource
from vmt.viewer.source.run import Run
from vmt.viewer.source.source import Source
from vmt.viewer.status import Status, caption
from vmt.viewer.waiting import Waiter, open_sockets
from vmt.viewer.window import Window

# Python hands the interpreter from thread to thread every 5 ms: with a simulation that
# never waits, each of a frame's calls that lets go of it would cost so much.
_SWITCH_SECONDS = 0.001
_ENDING = (signal.SIGINT, signal.SIGTERM)

_RARE_COLLECTIONS = 100_000, 50, 100

_LOST = "the display was lost: the X server has ended or was restarted"

OnNews = Callable[[], None]


def main(
    scenario: Scenario,
    seed: int,
    plan: RecordingPlan | None,
    *,
    paused: bool,
    rules: Rules = V2,
    last_tick: int | None = None,
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
    rules : Rules, optional
    last_tick : int, optional
        Where a run ends by itself; default: where the scenario says so.

    Returns
    -------
    int
        Exit code: 0, 1 if a run failed or the display was lost, 128 + number if a
        signal ended it.

    Raises
    ------
    UserError
        There is no display, or the run cannot be made.
    """
    status = _first_look(scenario.name, paused=paused)

    def new_run(seed: int, plan: RecordingPlan | None) -> Run:
        simulation = Simulation(scenario.configuration, seed, rules)
        return _recorded(simulation, scenario, plan, last_tick or scenario.max_ticks)

    def again(seed: int) -> Run:
        return new_run(seed, plan and plan.again(scenario.name, seed))

    def start(on_news: OnNews, gate: Gate) -> Source:
        first = new_run(seed, plan)
        return LiveSource(first, again, on_news, paused=paused, gate=gate)

    return show(status, caption(scenario.name, seed), start)


def replay(path: Path, run_id: int | None, *, paused: bool) -> int:
    """Show a recorded run until the user quits; its file is only read.

    Parameters
    ----------
    path : Path
    run_id : int or None
        None: the newest run of the file.
    paused : bool
        Whether to wait before the first tick.

    Returns
    -------
    int
        Exit code, see `main`.

    Raises
    ------
    UserError
        There is no display, or the run cannot be played.
    """
    with open_run(path, run_id) as recorded:
        moments = Moments(recorded)
        name = recorded.run.scenario_name or path.stem
        status = _first_look(name, paused=paused)

        def start(on_news: OnNews, gate: Gate) -> Source:
            return ReplaySource(moments, on_news, paused=paused, gate=gate)

        title = caption(name, recorded.run.seed, is_replay=True)
        return show(status, title, start)


def _first_look(name: str, *, paused: bool) -> Status:
    """Return what is shown at the start, as the program that started this one looks."""
    return Status(
        name,
        paused=paused,
        theme=theme.choose(os.environ),
        text_scale=text.choose(os.environ),
    )


def show(status: Status, title: str, start: Callable[[OnNews, Gate], Source]) -> int:
    """Open a window on a source, until the user quits.

    Parameters
    ----------
    status : Status
        What is shown at the start.
    title : str
        Of the window.
    start : callable
        Makes the source, from what it has to call when there is something new and
        from the gate that it has to pass through. It is called when the window is
        there: a large world takes a moment to be made.

    Returns
    -------
    int
        Exit code, see `main`.

    Raises
    ------
    UserError
        There is no display, or the source cannot be made.
    """
    sys.setswitchinterval(_SWITCH_SECONDS)
    others = open_sockets()
    with _signals() as received, window.display():
        opened = Window(title, status.theme)
        waiter, gate = Waiter(FRAME_SECONDS), Gate()
        waiter.listen_to(open_sockets() - others - waiter.sockets)
        source = start(waiter.wake, gate)
        # What is there now stays, and frames leave no cycles behind: to look through
        # everything for garbage takes longer than a frame.
        gc.collect()
        gc.freeze()
        gc.set_threshold(*_RARE_COLLECTIONS)
        end: tuple[str, str | None] = "failed", "the window failed"

        def say_farewell() -> None:
            gate.open()  # a frame that is never finished keeps nobody waiting
            source.stop("interrupted", _LOST)
            print(f"vmt view: {_LOST}", file=sys.stderr)

        try:
            with lost_display.farewell(say_farewell):
                Loop(source, waiter, gate, opened, status).run(received)
            end = "finished", None
            if received:
                end = "interrupted", signal.Signals(received[0]).name
        finally:
            source.stop(*end)
            waiter.close()
    if received:
        return 128 + received[0]
    return 1 if source.failed else 0


def _recorded(
    simulation: Simulation,
    scenario: Scenario,
    plan: RecordingPlan | None,
    last_tick: int | None,
) -> Run:
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
