"""supervisord in this process: the desktop's life from start to exit code.

Its own main program ends with 0 even when a program could not be started, and
writes no program name before a line of output. Both matter here: a restart
policy acts on the exit code, and ``docker logs`` has to tell who speaks. So its
`Supervisor` is run from here, with subscribers to its events.
"""

import contextlib
import os
import select
import signal
import time
from pathlib import Path
from typing import Any

from supervisor import supervisord
from supervisor.medusa.asyncore_25 import ExitNow
from supervisor.states import STOPPED_STATES, ProcessStates, SupervisorStates

from vmt_desktop.settings import Settings
from vmt_desktop.supervision.life import Life
from vmt_desktop.supervision.log import Log
from vmt_desktop.supervision.options import Options
from vmt_desktop.supervision.process_tree import children
from vmt_desktop.supervision.steady_clock import let_supervisord_go_by_it

LAST_WORK_SECONDS = 2.0
"""So long what the programs have started may take to end after the last of them."""

TICK_SECONDS, CALM_SECONDS = 0.1, 1.0
"""How long its loop waits at most while something is in progress, and otherwise;
supervisord's own waits a second before the first start and each restart."""

SETTLED = frozenset({*STOPPED_STATES, ProcessStates.RUNNING})
"""States that nothing but an event ends, unless the process `starts_now`."""


def starts_now(process: Any) -> bool:
    """Return whether the loop starts a process next: it has ended, or never begun."""
    if process.state == ProcessStates.EXITED:
        return bool(process.config.autorestart)
    is_new = process.state == ProcessStates.STOPPED and not process.laststart
    return is_new and bool(process.config.autostart)


# supervisor publishes no types, so its classes are Any to mypy.
class _Supervisor(supervisord.Supervisor):  # type: ignore[misc]
    """supervisord's own class, with a `Life` that hears its events."""

    def __init__(self, options: Options, life: Life) -> None:
        super().__init__(options)
        self._life = life

    def runforever(self) -> None:
        self._life.subscribe()
        super().runforever()

    def go_on(self) -> float:
        """Do what is due; return for how long the loop may wait for an event [s]."""
        self._life.go_on()
        groups = self.process_groups.values()
        processes = [each for group in groups for each in group.processes.values()]
        is_running = self.options.mood == SupervisorStates.RUNNING
        if is_running and any(map(starts_now, processes)):
            return 0.0
        if any(each.state not in SETTLED for each in processes):
            return TICK_SECONDS
        due = self._life.due - time.monotonic()
        return min(max(due, TICK_SECONDS), CALM_SECONDS)


class _BriskPoller:
    """The poller of supervisord's loop, which goes on with its life in between.

    A signal ends its waiting, so that nothing has to be looked for.
    """

    def __init__(self, poller: Any, supervisor: _Supervisor) -> None:
        self._poller = poller
        self._supervisor = supervisor
        self._woken, wake = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)

    def __getattr__(self, name: str) -> object:
        return getattr(self._poller, name)

    def poll(self, timeout: float) -> tuple[list[int], list[int]]:
        pause = min(timeout, self._supervisor.go_on())
        self._poller.register_readable(self._woken)
        readable, writable = self._poller.poll(pause)
        if self._woken in readable:
            os.read(self._woken, 4096)
            readable.remove(self._woken)  # supervisord does not know it
        return readable, writable


def supervise(configuration: Path, settings: Settings, log: Log) -> int:
    """Run the programs of supervisord.conf until told to stop; return the exit code.

    SIGTERM, SIGINT (Ctrl-C) and SIGQUIT end it cleanly with 0; a vital program
    that cannot be started ends it with 1 and the reason as the last line.
    """
    _adopt_orphans()
    let_supervisord_go_by_it()
    options = Options()
    options.realize(["--nodaemon", "--configuration", os.fspath(configuration)])
    options.first = True
    options.test = False
    life = Life(options, settings, log)
    supervisor = _Supervisor(options, life)
    options.poller = _BriskPoller(options.poller, supervisor)
    with contextlib.suppress(ExitNow):  # how its loop says that it is over
        supervisor.main()
    options.close_httpservers()
    options.close_logger()
    _end_children()
    life.remove_shared_memory()
    if life.failure:
        log.say(life.failure, level="error")
        return 1
    log.say("stopped")
    return 0


def _adopt_orphans() -> None:
    """Become the parent of descendants whose parent ends, as PID 1 is by nature."""
    import ctypes  # noqa: PLC0415 - slow to import and used once

    pr_set_child_subreaper = 36
    ctypes.CDLL(None).prctl(pr_set_child_subreaper, 1, 0, 0, 0)


def _end_children() -> None:
    """Kill what does not end by itself, so that nothing is left behind.

    What the programs have started was told to end when the desktop was; a simulation
    that is writing its last ticks is waited for.
    """
    deadline = time.monotonic() + LAST_WORK_SECONDS
    for pid in children(os.getpid()):
        descriptor = os.pidfd_open(pid)
        rest = max(0.0, deadline - time.monotonic())
        select.select([descriptor], [], [], rest)  # until it has ended
        os.close(descriptor)
    while left := children(os.getpid()):
        for pid in left:
            os.kill(pid, signal.SIGKILL)
        for pid in left:
            os.waitpid(pid, 0)
