"""The life of the supervised programs: what is printed of it, and its end."""

import contextlib
import os
import signal
import time
from typing import Any

from supervisor import events
from supervisor.states import ProcessStates, SupervisorStates

from vmt_desktop.settings import Settings
from vmt_desktop.supervision import steady_clock
from vmt_desktop.supervision.checkup import examine
from vmt_desktop.supervision.chronicle import Chronicle
from vmt_desktop.supervision.endings import Ending, ending_of, not_started
from vmt_desktop.supervision.levels import Level
from vmt_desktop.supervision.log import Log
from vmt_desktop.supervision.options import Options
from vmt_desktop.supervision.patience import Patience
from vmt_desktop.supervision.process_tree import descendants, has_ended
from vmt_desktop.supervision.shared_memory import remove_segments_of
from vmt_desktop.supervision.stories import for_display
from vmt_desktop.supervision.watchdog import Process, Watchdog

VITAL = frozenset({"xvfb", "x11vnc", "novnc"})
"""Without one of these there is no desktop: its failure ends everything."""

WINDOWED = frozenset({"wm", "x11vnc", "x11vnc-view", "app"})
"""These end with the X server."""


class Life:
    """Subscribers that print the story of the processes and decide its end.

    Parameters
    ----------
    options : Options
    settings : Settings
    log : Log
    """

    def __init__(self, options: Options, settings: Settings, log: Log) -> None:
        self._options = options
        self._log = log
        self._unfinished: dict[str, bytes] = {}
        self._last_line: dict[str, str] = {}
        self._processes: set[int] = set()
        self._patience = Patience()
        self._chronicle = Chronicle()
        self._watchdog = Watchdog(
            lambda: examine(settings),
            self._process_of,
            settings.runtime_dir,
            lambda name, told: log.say(told, name, "error"),
        )
        self.failure: str | None = None

    def subscribe(self) -> None:
        """Ask for the events; supervisord forgets subscribers when it starts."""
        for event, handler in (
            (events.ProcessLogEvent, self._hear),
            (events.ProcessStateEvent, self._tidy_up),
            (events.ProcessStateStartingEvent, self._tell_start),
            (events.ProcessStateRunningEvent, self._tell_running),
            (events.ProcessStateExitedEvent, self._tell_end),
            (events.ProcessStateBackoffEvent, self._tell_end),
            (events.ProcessStateStoppedEvent, self._tell_stop),
            (events.ProcessStateFatalEvent, self._tell_fatal),
            (events.SupervisorStoppingEvent, self._end_others),
        ):
            events.subscribe(event, handler)

    def go_on(self) -> None:
        """Do what is due between two rounds of supervisord's loop."""
        self._chronicle.tell()
        if self._options.mood == SupervisorStates.RUNNING:
            self._watchdog.go_on(time.monotonic())

    @property
    def due(self) -> float:
        """When there is something to do next, even if nothing happens (monotonic)."""
        return min(self._chronicle.due, self._watchdog.due)

    def remove_shared_memory(self) -> None:
        """Remove the segments of supervised processes that have ended."""
        remove_segments_of(self._processes - set(self._options.pidhistory))

    # ---- what they print ---------------------------------------------------------

    def _hear(self, event: events.ProcessLogEvent) -> None:
        name = event.process.config.name
        *lines, rest = (self._unfinished.get(name, b"") + event.data).split(b"\n")
        self._unfinished[name] = rest
        for line in lines:
            self._pass_on(name, line)

    def _pass_on(self, name: str, line: bytes) -> None:
        text = line.decode("utf-8", "replace").rstrip("\r")
        self._log.pass_on(name, text)
        self._chronicle.hear(name, text)
        if plain := for_display(text):
            self._last_line[name] = plain

    def _say_last_words(self, name: str) -> None:
        """Pass on a line that has no end, of a program that has one."""
        if rest := self._unfinished.pop(name, b""):
            self._pass_on(name, rest)

    # ---- what they do ------------------------------------------------------------

    def _tidy_up(self, event: events.ProcessStateEvent) -> None:
        """Remove what earlier processes left in shared memory."""
        self.remove_shared_memory()
        if event.process.pid:
            self._processes.add(event.process.pid)

    def _tell_start(self, event: events.ProcessStateStartingEvent) -> None:
        self._log.say("started", event.process.config.name)
        self._chronicle.begin(event.process)

    def _tell_running(self, event: events.ProcessStateRunningEvent) -> None:
        self._chronicle.settle(event.process.config.name)

    def _tell_end(self, event: events.ProcessStateEvent) -> None:
        """Tell how a process ended by itself, and see that it waits if it should."""
        process, name = event.process, event.process.config.name
        if event.from_state == ProcessStates.EXITED:
            return  # the change of state that is made below
        ending = self._ending(process)
        if self._options.mood < SupervisorStates.RUNNING:
            return
        level: Level = "error" if ending.is_failure else "info"
        if not process.config.autorestart:
            self._log.say(ending.words, name, level)
            self._chronicle.end(name, "stopped", ending)
            return
        pause = self._pause(process, ending)
        if pause and process.state == ProcessStates.EXITED:
            process.change_state(ProcessStates.BACKOFF)
        if process.state == ProcessStates.BACKOFF:
            process.delay = steady_clock.now() + pause
        seconds = round(pause)
        when = f"started again in {seconds} s" if seconds else "it is started again"
        self._log.say(f"{ending.words}; {when}", name, level)
        self._chronicle.end(name, "waiting", ending, time.monotonic() + pause)

    def _tell_stop(self, event: events.ProcessStateStoppedEvent) -> None:
        """Forget how it ended: somebody wanted it."""
        process, name = event.process, event.process.config.name
        self._say_last_words(name)
        if event.from_state == ProcessStates.STOPPING:
            if ending_of(self._options.last_status).code == -signal.SIGKILL:
                told = (
                    f"was killed, for it did not end in {process.config.stopwaitsecs} s"
                )
                self._log.say(told, name, "warning")
            else:
                self._log.say("stopped", name)
        self._patience.forget(name)
        self._chronicle.end(name, "stopped")

    def _tell_fatal(self, event: events.ProcessStateFatalEvent) -> None:
        """End everything if a program without which there is no desktop gave up."""
        name = event.process.config.name
        self._chronicle.end(name, "stopped")
        if name in VITAL and self.failure is None:
            reason = self._last_line.get(name) or event.process.spawnerr
            self.failure = f"{name} could not be started: {reason}"
            self._options.mood = SupervisorStates.SHUTDOWN

    def _ending(self, process: Any) -> Ending:
        """Return how a process ended, after its last words were passed on."""
        self._say_last_words(process.config.name)
        if not process.pid:
            return not_started(process.spawnerr or "no reason is known")
        if self._watchdog.has_killed(process.pid):
            return Ending(-signal.SIGKILL, "was killed, for it did not answer")
        return ending_of(self._options.last_status)

    def _process_of(self, name: str) -> Process | None:
        """Return the process of a program that nobody has told to end."""
        for process in self._options.pidhistory.values():
            if process.config.name == name and not process.killing:
                return Process(process.pid, steady_clock.now() - process.laststart)
        return None

    def _pause(self, process: Any, ending: Ending) -> float:
        """Return for how many seconds a program that ended by itself waits.

        What the X server has taken along does not fail, and waits for the next one by
        itself.
        """
        name = process.config.name
        lived = steady_clock.now() - process.laststart
        if name in WINDOWED and not self._has_its_x_server(lived):
            self._patience.forgive(name, lived)
            return 0.0
        return self._patience.pause(name, lived, failed=ending.is_failure)

    def _has_its_x_server(self, lived: float) -> bool:
        """Return whether the X server is the one of so many seconds ago."""
        x_server = self._process_of("xvfb")
        if x_server is None or has_ended(x_server.pid):
            return False
        return x_server.lived >= lived

    # ---- its end -----------------------------------------------------------------

    def _end_others(self, _event: events.SupervisorStoppingEvent) -> None:
        """End what the programs have started while X still answers.

        A window of a launcher, closed or not, is nobody's child but ours in the end.
        """
        self._log.say("stopping")
        supervised = set(self._options.pidhistory)
        for pid in descendants(os.getpid()):
            if pid not in supervised:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGTERM)
