"""What a process takes of the machine, as Linux counts it."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Self

_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Load:
    """What all threads of a process have taken so far.

    Attributes
    ----------
    cpu : float
        Seconds of processor time, in the system and out of it.
    wakeups : int
        How often one of them was woken up after it had waited for something.
    """

    cpu: float
    wakeups: int

    @classmethod
    def of(cls, process: int) -> Self:
        """Return the load of a process, by its number."""
        folder = Path("/proc", str(process))
        # The name of the program comes first, in brackets, and can hold anything.
        fields = (folder / "stat").read_text().rpartition(")")[2].split()
        user, system = int(fields[11]), int(fields[12])
        wakeups = sum(_waits(thread) for thread in (folder / "task").iterdir())
        return cls((user + system) / _TICKS_PER_SECOND, wakeups)


def _waits(thread: Path) -> int:
    for line in (thread / "status").read_text().splitlines():
        name, _, value = line.partition(":")
        if name == "voluntary_ctxt_switches":
            return int(value)
    raise LookupError(f"{thread} does not say how often it waited")
