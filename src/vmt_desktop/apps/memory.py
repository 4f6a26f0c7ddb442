"""That memory ran out and a program was ended, told where its user looks.

The kernel ends the program that uses most, a simulation as a rule, without a word to
anybody. It counts in the desktop's control group how often that happened; those in
control are told by::

    {"event": "memory", "killed": so often by now, "limit": bytes or null}
"""

import asyncio
import contextlib
import math
from collections.abc import AsyncIterator
from pathlib import Path

from starlette.routing import BaseRoute

from vmt_desktop.gateway.visitors import Visitors
from vmt_desktop.login.roles import Role
from vmt_desktop.metrics.meters import Meters

LOOK_SECONDS = 2.0


class Memory:
    """Looks at the control group, and tells when a program was ended for its memory.

    Parameters
    ----------
    visitors : Visitors
        Those in control are told by the event ``memory``.
    meters : Meters
        Where the number of programs that were ended is told.
    root : Path, optional
        The folder with the ``proc`` and ``sys`` of the kernel.
    """

    def __init__(
        self, visitors: Visitors, meters: Meters, root: Path = Path("/")
    ) -> None:
        self._visitors = visitors
        self._group = ControlGroup(root)
        self._killed = self._group.killed()
        meters.gauge(
            "out_of_memory_kills",
            "Programs of the desktop that the kernel ended because memory ran out.",
            lambda: self._killed,
        )

    def routes(self) -> list[BaseRoute]:
        """Return none: there is nothing to ask for."""
        return []

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Look again and again meanwhile."""
        looking = asyncio.create_task(self._look())
        yield
        looking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await looking

    async def _look(self) -> None:
        while True:
            killed = self._group.killed()
            if killed > self._killed:
                self._killed = killed
                self._tell()
            await asyncio.sleep(LOOK_SECONDS)

    def _tell(self) -> None:
        limit = self._group.limit()
        of = f"all of its {limit / 2**20:,.0f} MiB" if limit else "all of the machine's"
        print(f"warning: memory ran out ({of}): a program was ended", flush=True)
        event = {"event": "memory", "killed": self._killed, "limit": limit}
        self._visitors.publish(event, Role.CONTROL)


class ControlGroup:
    """The kernel's figures of the memory of this process and those beside it.

    See "Control Group v2" and "Memory Resource Controller" in the kernel's
    documentation. Where there is none of them nothing is ever told.

    Parameters
    ----------
    root : Path
        The folder with the ``proc`` and ``sys`` of the kernel.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def killed(self) -> int:
        """Return how many processes were ended because memory ran out."""
        for events in self._files("memory.events", "memory.oom_control"):
            fields = dict(line.split() for line in events.splitlines())
            if "oom_kill" in fields:
                return int(fields["oom_kill"])
        return 0

    def limit(self) -> int | None:
        """Return how many bytes they may use; None: as many as there are."""
        for limit in self._files("memory.max", "memory.limit_in_bytes"):
            # Version 1 writes a number close to the largest for no limit.
            least = min(math.inf if limit == "max" else int(limit), 2**60)
            return None if least == 2**60 else int(least)
        return None

    def _files(self, name: str, name_in_version_1: str) -> list[str]:
        """Return the contents of those of the files that are there."""
        mount = self._root / "sys" / "fs" / "cgroup"
        groups = [(mount, name, ""), (mount / "memory", name_in_version_1, "")]
        with contextlib.suppress(OSError):
            lines = (self._root / "proc" / "self" / "cgroup").read_text("utf-8")
            for line in lines.splitlines():
                _, controllers, path = line.split(":", 2)
                if not controllers:
                    groups.append((mount, name, path))
                elif "memory" in controllers.split(","):
                    groups.append((mount / "memory", name_in_version_1, path))
        found = []
        # A container that sees its own group only has it at the mount itself, though
        # the path may be that of outside.
        for folder, file, path in reversed(groups):
            with contextlib.suppress(OSError):
                text = (folder / path.lstrip("/") / file).read_text("ascii")
                found.append(text.strip())
        return found
