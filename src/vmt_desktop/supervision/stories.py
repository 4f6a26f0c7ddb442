"""The story of one program: its state, its last lines, how it ended."""

import re
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from vmt_desktop.supervision.endings import Ending

MOST_LINES = 20
LONGEST_LINE = 300

_CONTROL = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SECRET = re.compile(
    r"(?i)\b((?:[a-z0-9_-]*(?:token|passw[a-z]*|secret|cookie))\"?\s*[=:]\s*)"
    r"(\"[^\"]*\"|'[^']*'|[^\s&,;]+)"
)


@dataclass
class Story:
    """One program's story up to now.

    Attributes
    ----------
    state : str
        ``starting``, ``running``, ``waiting`` (to be started again) or ``stopped``.
    ending : Ending or None
        How its last life ended; None while it runs.
    lines : deque of str
        The last lines it printed. Those of an earlier life stay until a new one says
        something, or is found to be well.
    again_at : float or None
        By the monotonic clock, which all processes of a machine share.
    """

    state: str = "stopped"
    ending: Ending | None = None
    lines: deque[str] = field(default_factory=lambda: deque(maxlen=MOST_LINES))
    again_at: float | None = None
    _is_new: bool = True

    def begin(self) -> None:
        """Tell that it was started."""
        self.state, self.again_at, self._is_new = "starting", None, True

    def settle(self) -> None:
        """Tell that it runs and goes on running."""
        self.state, self.ending, self.again_at = "running", None, None
        if self._is_new:
            self.lines.clear()

    def end(self, state: str, ending: Ending | None, again_at: float | None) -> None:
        """Tell how it ended, if that is known, and whether it comes back."""
        self.state, self.again_at = state, again_at
        self.ending = ending or self.ending

    def hear(self, line: str) -> None:
        """Remember a line it printed."""
        if self._is_new:
            self.lines.clear()
            self._is_new = False
        self.lines.append(for_display(line))

    def told(self) -> dict[str, Any]:
        """Return it as the gateway gets it."""
        return {
            "state": self.state,
            "code": self.ending.code if self.ending else None,
            "ending": self.ending.words if self.ending else None,
            "lines": list(self.lines),
            "again_at": self.again_at,
        }


def for_display(line: str) -> str:
    """Return a line without control characters and secrets, cut to a sane length."""
    safe = without_secrets(without_control(line))
    return safe if len(safe) <= LONGEST_LINE else f"{safe[: LONGEST_LINE - 1]}…"


def without_control(line: str) -> str:
    """Return a line without what moves a cursor or changes colours."""
    # Of a progress bar, which goes back to the beginning, the last state counts.
    last = line.rstrip("\r").rpartition("\r")[2]
    return _CONTROL.sub("", last.replace("\t", "    ")).rstrip()


def without_secrets(line: str) -> str:
    """Return a line in which what looks like a secret is replaced by an ellipsis."""
    return _SECRET.sub(r"\1…", line)
