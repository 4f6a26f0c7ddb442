"""supervisord in this process: the desktop's life from start to exit code.

Its own main program ends with 0 even when a program could not be started, and
writes no program name before a line of output. Both matter here: a restart
policy acts on the exit code, and ``docker logs`` has to tell who speaks. So its
`Supervisor` is run from here, with subscribers to its events.
"""

import contextlib
import os
import signal
import sys
from pathlib import Path

from supervisor import events, supervisord
from supervisor.medusa.asyncore_25 import ExitNow
from supervisor.options import ServerOptions
from supervisor.states import SupervisorStates

from vmt_desktop.supervision.shared_memory import remove_segments_of

VITAL = frozenset({"xvfb", "x11vnc", "novnc"})
"""Without one of these there is no desktop: its failure ends everything."""

LONGEST_PAUSE = 10
"""Seconds between two starts of a program that keeps failing, at most."""

TICK_SECONDS = 0.1
"""supervisord's own loop waits a second before the first start and each restart."""


class Life:
    """Subscribers that print the story of the processes and decide its end."""

    def __init__(self, options: ServerOptions) -> None:
        self._options = options
        self._unfinished: dict[str, bytes] = {}
        self._processes: set[int] = set()
        self.failure: str | None = None

    def subscribe(self) -> None:
        """Ask for the events; supervisord forgets subscribers when it starts."""
        for event, handler in (
            (events.ProcessLogEvent, self._print_output),
            (events.ProcessStateEvent, self._tidy_up),
            (events.ProcessStateExitedEvent, self._tell_exit),
            (events.ProcessStateBackoffEvent, self._tell_backoff),
            (events.ProcessStateFatalEvent, self._end_if_vital),
            (events.SupervisorStoppingEvent, self._end_orphans),
        ):
            events.subscribe(event, handler)

    def _print_output(self, event: events.ProcessLogEvent) -> None:
        name = event.process.config.name
        *lines, rest = (self._unfinished.get(name, b"") + event.data).split(b"\n")
        self._unfinished[name] = rest
        for line in lines:
            say(line.decode("utf-8", "replace").rstrip("\r"), name)

    def _tidy_up(self, event: events.ProcessStateEvent) -> None:
        """Remove what earlier processes left in shared memory."""
        self.remove_shared_memory()
        if event.process.pid:
            self._processes.add(event.process.pid)

    def remove_shared_memory(self) -> None:
        """Remove the segments of supervised processes that have ended."""
        remove_segments_of(self._processes - set(self._options.pidhistory))

    def _tell_exit(self, event: events.ProcessStateExitedEvent) -> None:
        if self._options.mood >= SupervisorStates.RUNNING:
            say("ended; it is started again", event.process.config.name)

    def _tell_backoff(self, event: events.ProcessStateBackoffEvent) -> None:
        process = event.process
        process.backoff = min(process.backoff, LONGEST_PAUSE)
        say(
            f"ended right after its start; started again in {process.backoff} s",
            process.config.name,
        )

    def _end_if_vital(self, event: events.ProcessStateFatalEvent) -> None:
        name = event.process.config.name
        if name in VITAL and self.failure is None:
            self.failure = f"{name} could not be started; its last lines are above"
            self._options.mood = SupervisorStates.SHUTDOWN

    def _end_orphans(self, _event: events.SupervisorStoppingEvent) -> None:
        """End what earlier programs left running while X still answers.

        A window of a launcher that was closed is nobody's child but ours.
        """
        supervised = set(self._options.pidhistory)
        for pid in _children():
            if pid not in supervised:
                os.kill(pid, signal.SIGTERM)


# supervisor publishes no types, so its classes are Any to mypy.
class _Supervisor(supervisord.Supervisor):  # type: ignore[misc]
    """supervisord's own class, with a `Life` that hears its events."""

    def __init__(self, options: ServerOptions, life: Life) -> None:
        super().__init__(options)
        self._life = life

    def runforever(self) -> None:
        self._life.subscribe()
        super().runforever()


class _BriskPoller:
    """The poller of supervisord's loop, asked more often."""

    def __init__(self, poller: object) -> None:
        self._poller = poller

    def __getattr__(self, name: str) -> object:
        return getattr(self._poller, name)

    def poll(self, timeout: float) -> object:
        return self._poller.poll(min(timeout, TICK_SECONDS))  # type: ignore[attr-defined]


def say(text: str, speaker: str = "desktop") -> None:
    """Print a line with the name of who speaks."""
    sys.stdout.write(f"{speaker:<8}| {text}\n")
    sys.stdout.flush()


def supervise(configuration: Path) -> int:
    """Run the programs of supervisord.conf until told to stop; return the exit code.

    SIGTERM, SIGINT (Ctrl-C) and SIGQUIT end it cleanly with 0; a vital program
    that cannot be started ends it with 1 and the reason as the last line.
    """
    _adopt_orphans()
    options = ServerOptions()
    options.realize(["--nodaemon", "--configuration", os.fspath(configuration)])
    options.first = True
    options.test = False
    life = Life(options)
    options.poller = _BriskPoller(options.poller)
    with contextlib.suppress(ExitNow):  # how its loop says that it is over
        _Supervisor(options, life).main()
    options.close_httpservers()
    options.close_logger()
    _end_children()
    life.remove_shared_memory()
    if life.failure:
        say(life.failure)
        return 1
    return 0


def _adopt_orphans() -> None:
    """Become the parent of descendants whose parent ends, as PID 1 is by nature."""
    import ctypes  # noqa: PLC0415 - slow to import and used once

    pr_set_child_subreaper = 36
    ctypes.CDLL(None).prctl(pr_set_child_subreaper, 1, 0, 0, 0)


def _children() -> list[int]:
    text = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii")
    return [int(pid) for pid in text.split()]


def _end_children() -> None:
    """Kill what did not end with its parent, so that nothing is left behind."""
    while children := _children():
        for pid in children:
            os.kill(pid, signal.SIGKILL)
        for pid in children:
            os.waitpid(pid, 0)
