"""A desktop for hours: what each of its processes holds, looked at again and again."""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.soak_visitor import Seen, Visitor
from benchmarks.viewer_worlds import World
from running import Desktop

SAMPLES = 120
"""So often the processes are looked at."""

SEED = 42
WORLD = World(100, 20)
"""Where resources grow again and everybody walks, for ever."""

SUPERVISOR, VIEWER = "supervisor", "viewer"


@dataclass(frozen=True, slots=True)
class Held:
    """What a process holds at a moment.

    Attributes
    ----------
    pid : int
    memory : int
        Bytes that are in no file: proportional, what several share is counted once.
        Of what is in a file a process has more when another one that maps it ends.
    descriptors : int
    """

    pid: int
    memory: int
    descriptors: int

    @classmethod
    def by(cls, pid: int) -> "Held":
        """Look at a process."""
        folder = Path("/proc", str(pid))
        lines = (folder / "smaps_rollup").read_text("ascii").splitlines()
        kinds = ("Pss_Anon:", "Pss_Shmem:")
        memory = sum(int(line.split()[1]) for line in lines if line.startswith(kinds))
        return cls(pid, memory * 1024, len(list((folder / "fd").iterdir())))


@dataclass(slots=True)
class Soaked:
    """All that was seen.

    Attributes
    ----------
    began, ended : float
        Of the visit (monotonic).
    samples : list of (float, dict)
        The moment, and what each process held.
    loads : list of float
        How many processes wanted the machine in the minute before each sample.
    seen : Seen
    """

    began: float
    ended: float
    samples: list[tuple[float, dict[str, Held]]] = field(default_factory=list)
    loads: list[float] = field(default_factory=list)
    seen: Seen = field(default_factory=Seen)

    def as_json(self) -> list[dict[str, Any]]:
        """Return the samples for a JSON file; moments are seconds from the begin."""
        return [
            {"at": moment - self.began}
            | {name: asdict(held) for name, held in processes.items()}
            for moment, processes in self.samples
        ]


def soak(
    minutes: float, warm_up: float, reconnect: float, say: Callable[[str], None]
) -> Soaked:
    """Let a desktop with a running viewer be visited for so long.

    Parameters
    ----------
    minutes, warm_up : float
        The second ones come first, and nothing is looked at in them.
    reconnect : float
        Seconds between two drops of the visitor's connection.
    say : callable
        Told how far it is.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        desktop = Desktop(folder, "launcher.py", {})
        stack.callback(desktop.stop)
        desktop.wait_for_window("VMT Launcher")
        viewer = _viewer(desktop, folder)
        stack.callback(viewer.wait)
        stack.callback(viewer.terminate)
        desktop.wait_for_window(f"seed {SEED}")
        pids = {
            SUPERVISOR: desktop.process.pid,
            VIEWER: viewer.pid,
            **desktop.programs(),
        }
        say(f"a desktop with a viewer runs; {warm_up:g} and {minutes:g} minutes now")
        visitor = Visitor(desktop.link, reconnect)
        began = time.monotonic() + 60 * warm_up
        soaked = Soaked(began, began + 60 * minutes, seen=visitor.seen)
        try:
            asyncio.run(_visit(soaked, visitor, pids, say))
        except ExceptionGroup as problems:
            raise SoakError(_first(problems)) from problems
        if desktop.programs().items() - pids.items():
            raise SoakError("a program was started anew in between")
        return soaked


class SoakError(Exception):
    """The desktop did not last; the message is one line."""


def _first(problem: Exception) -> str:
    """Return what went wrong first, in tasks within tasks."""
    while isinstance(problem, ExceptionGroup):
        problem = problem.exceptions[0]
    return f"{type(problem).__name__}: {problem}"


def _viewer(desktop: Desktop, folder: Path) -> subprocess.Popen[bytes]:
    """Start a viewer that runs on, and records nothing, so that no disk gets full."""
    scenario = folder / "meadow.yaml"
    scenario.write_text(WORLD.text(), encoding="utf-8")
    options = ["--seed", str(SEED), "--log-level", "off"]
    return subprocess.Popen(
        [sys.executable, "-m", "vmt", "view", str(scenario), *options],
        env={**desktop.environment, **desktop.x_variables},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )


async def _visit(
    soaked: Soaked, visitor: Visitor, pids: dict[str, int], say: Callable[[str], None]
) -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(visitor.stay(soaked.ended))
        group.create_task(_sample(soaked, pids, say))


async def _sample(
    soaked: Soaked, pids: dict[str, int], say: Callable[[str], None]
) -> None:
    """Look at the processes at even distances; never when connections are dropped."""
    duration = soaked.ended - soaked.began
    for k in range(SAMPLES):
        moment = soaked.began + (k + 0.5) * duration / SAMPLES
        await asyncio.sleep(max(0.0, moment - time.monotonic()))
        held = {
            name: await asyncio.to_thread(Held.by, pid) for name, pid in pids.items()
        }
        soaked.samples.append((time.monotonic(), held))
        soaked.loads.append(os.getloadavg()[0])
        if k % (SAMPLES // 10) == 0:
            total = sum(each.memory for each in held.values()) / 2**20
            say(
                f"{100 * k // SAMPLES:>3} %: {total:.0f} MB, "
                f"{len(soaked.seen.pictures):,} pictures"
            )
