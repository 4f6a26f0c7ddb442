"""Finds programs that hang, and kills them, so that they are started again.

A program that has ended is started again by supervisord; one that hangs, or was
stopped, stays as it is, and the desktop stands still. The app is left alone: whoever
looks at it with a debugger may stop it for as long as he likes.
"""

import os
import signal
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from vmt_desktop.supervision.checkup import GATEWAY, PROGRAMS, Checkup

PATIENCE_SECONDS = 2.5
"""Without an answer for so long the gateway has failed; it gives the others 2 s."""

PAUSE_SECONDS, AGAIN_SECONDS = 3.0, 0.5
"""Between two questions: after a yes to everything, and after a no."""

MOST_FAILURES = 4
"""A machine under load may make one answer late, and another one."""

START_SECONDS = 30.0
"""A program that has not answered yet is given so long; it may wait for others."""

LATE_SECONDS = 1.0
"""Whoever was not run himself for so long judges nobody."""

FINDING = "health"
"""Name of the file, in the folder of sockets, with the last finding.

A line for the container's HEALTHCHECK: the seconds since boot, and ``ok`` or what does
not answer.
"""


@dataclass(frozen=True, slots=True)
class Process:
    """A supervised process that runs.

    Attributes
    ----------
    pid : int
    lived : float
        Seconds.
    """

    pid: int
    lived: float


class Watchdog:
    """Asks now and then, and kills who fails to answer several times in a row.

    Parameters
    ----------
    examine : callable
        Begins to ask.
    process_of : callable
        Returns the process of a program; None if it does not run.
    folder : Path
        Where the finding is written to.
    tell : callable
        Called with a program's name and what is done about it.
    """

    def __init__(
        self,
        examine: Callable[[], Checkup],
        process_of: Callable[[str], Process | None],
        folder: Path,
        tell: Callable[[str, str], None],
    ) -> None:
        self._examine, self._process_of = examine, process_of
        self._folder, self._tell = folder, tell
        self._checkup: Checkup | None = None
        self.due = self._deadline = self._last = 0.0
        self._failures: dict[str, int] = defaultdict(int)
        self._silent_since: dict[str, float] = {}
        self._has_answered: dict[str, int] = {}
        self._killed: set[int] = set()

    def go_on(self, now: float) -> None:
        """Ask, hear or judge, whatever is due (monotonic)."""
        if now > self._last + LATE_SECONDS:
            self._drop()
        self._last = now
        if self._checkup is None:
            if now < self.due:
                return
            self._checkup, self._deadline = self._examine(), now + PATIENCE_SECONDS
        try:
            next(self._checkup)
        except StopIteration as done:
            self._judge(done.value, now)
        except (OSError, ValueError):
            self._judge({GATEWAY: False}, now)
        else:
            if now >= self._deadline:
                self._judge({GATEWAY: False}, now)

    def has_killed(self, pid: int) -> bool:
        """Return whether this process was killed here."""
        return pid in self._killed

    def _drop(self) -> None:
        if self._checkup is not None:
            self._checkup.close()
            self._checkup = None

    def _judge(self, answers: dict[str, bool], now: float) -> None:
        self._drop()
        silent = [name for name, answered in answers.items() if not answered]
        self.due = now + (AGAIN_SECONDS if silent else PAUSE_SECONDS)
        self._write(silent)
        if PROGRAMS["x"] in silent:  # the others wait for it
            answers = {PROGRAMS["x"]: False, GATEWAY: True}
        for name, answered in answers.items():
            process = self._process_of(name)
            if answered or process is None or not self._is_due(name, process):
                self._failures[name] = 0
                if answered and process is not None:
                    self._has_answered[name] = process.pid
                continue
            if not self._failures[name]:
                self._silent_since[name] = now
            self._failures[name] += 1
            if self._failures[name] >= MOST_FAILURES:
                self._kill(name, process, now - self._silent_since[name])

    def _is_due(self, name: str, process: Process) -> bool:
        """Return whether it should answer by now."""
        known = self._has_answered.get(name) == process.pid
        return known or process.lived >= START_SECONDS

    def _kill(self, name: str, process: Process, seconds: float) -> None:
        self._failures[name] = 0
        self._killed.add(process.pid)
        self._tell(name, f"has not answered for {seconds:.0f} s and is killed")
        with suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)

    def _write(self, silent: list[str]) -> None:
        uptime = int(time.clock_gettime(time.CLOCK_BOOTTIME))
        finding = "no answer from " + ", ".join(silent) if silent else "ok"
        part = self._folder / f"{FINDING}.part"
        with suppress(OSError):  # nobody is helped by ending for want of room
            part.write_text(f"{uptime} {finding}\n", "ascii")
            part.replace(self._folder / FINDING)
