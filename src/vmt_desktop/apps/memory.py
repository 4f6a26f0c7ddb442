"""That memory ran out and a program was ended, told where its user looks.

The kernel ends the program that uses most, a simulation as a rule, without a word to
anybody. It counts in the desktop's control group how often that happened; those in
control are told by::

    {"event": "memory", "killed": so often by now, "limit": bytes or null}
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from starlette.routing import BaseRoute

from vmt_desktop.gateway.visitors import Visitors
from vmt_desktop.login.roles import Role
from vmt_desktop.metrics.meters import Meters

LOOK_SECONDS = 2.0
NO_LIMIT = 2**60
"""Bytes; version 1 writes a number close to 2⁶³ where there is none."""


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
        self._killed = meters.counter(
            "out_of_memory_kills_total",
            "Programs of the desktop that the kernel ended because memory ran out.",
        )
        self._killed.value = self._group.killed()

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
            if killed > self._killed.value:
                self._killed.value = killed
                self._tell()
            # Version 1 tells nobody that the count has changed.
            await asyncio.sleep(LOOK_SECONDS)

    def _tell(self) -> None:
        limit = self._group.limit()
        of = f"all of its {limit / 2**20:,.0f} MiB" if limit else "all of the machine's"
        print(f"warning: memory ran out ({of}): a program was ended", flush=True)
        event = {"event": "memory", "killed": self._killed.value, "limit": limit}
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
        mount = root / "sys" / "fs" / "cgroup"
        # Where to look, in version 2 and in version 1. A container that sees its own
        # group only has it at the mount itself, though the path may be that of outside.
        self._folders = [mount], [mount / "memory"]
        with contextlib.suppress(OSError):
            lines = (root / "proc" / "self" / "cgroup").read_text("utf-8")
            for line in lines.splitlines():
                _, controllers, path = line.split(":", 2)
                if not controllers or "memory" in controllers.split(","):
                    folders = self._folders[bool(controllers)]
                    folders.insert(0, folders[-1] / path.lstrip("/"))

    def killed(self) -> int:
        """Return how many processes were ended because memory ran out."""
        events = self._read("memory.events", "memory.oom_control") or ""
        fields = dict(line.split() for line in events.splitlines())
        return int(fields.get("oom_kill", 0))

    def limit(self) -> int | None:
        """Return how many bytes they may use; None: as many as there are."""
        limit = self._read("memory.max", "memory.limit_in_bytes")
        if limit is None or limit == "max" or int(limit) >= NO_LIMIT:
            return None
        return int(limit)

    def _read(self, *names: str) -> str | None:
        """Return the content of a file, by its name in version 2 and in version 1."""
        for name, folders in zip(names, self._folders, strict=True):
            for folder in folders:
                with contextlib.suppress(OSError):
                    return (folder / name).read_text("ascii").strip()
        return None
