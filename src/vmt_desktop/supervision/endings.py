"""How a process ended, in words."""

import os
import signal
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ending:
    """How a process ended.

    Attributes
    ----------
    code : int or None
        Its exit code; below zero the number of the signal that ended it; None if it
        could not be started.
    words : str
        What goes on after the program's name, such as ``ended with exit code 3``.
    """

    code: int | None
    words: str

    @property
    def is_failure(self) -> bool:
        """Whether it ended otherwise than by itself and content."""
        return self.code != 0


def ending_of(status: int) -> Ending:
    """Return the ending, of a process that was not told to end, from its wait status.

    Parameters
    ----------
    status : int
        As ``os.waitpid`` returns it.
    """
    code = os.waitstatus_to_exitcode(status)
    if code < 0:
        return Ending(code, _words(-code))
    return Ending(code, f"ended with exit code {code}" if code else "was closed")


def not_started(reason: str) -> Ending:
    """Return the ending of what never began."""
    return Ending(None, f"could not be started: {reason}")


def _words(number: int) -> str:
    if number == signal.SIGKILL:
        # Nobody here kills a program that was not asked to end before; the kernel
        # does, without a word, when memory runs out.
        return "was killed, perhaps because memory ran out"
    try:
        name = signal.Signals(number).name
    except ValueError:
        return f"was ended by signal {number}"
    meaning = (signal.strsignal(number) or name).lower()
    return f"was ended by {name} ({meaning})"
