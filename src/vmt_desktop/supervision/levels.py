"""How much a line that a program printed matters.

The programs speak as they please: Python's ``Traceback``, X's ``(EE)``, a plain
``warning:``. What they say at every start, and what means nothing, is for those who
look for something: the level ``debug``.
"""

import re
from typing import Literal

Level = Literal["debug", "info", "warning", "error"]

NOISE = {
    "xvfb": (
        r"^_XSERVTransmkdir: ",  # a folder that belongs to us and not to root
        r"xkbcomp|XKEYBOARD keymap compiler|^>? *(Warning|Ignoring).*(keysym|symbol)",
    ),
    "wm": (
        r"^Logging to: |^Setting default value",
        r"nls|catalog",
        r"^Failed to (read|load).*: session\.",
    ),
    "x11vnc": (
        r'^Xlib: +extension "(DPMS|XTEST|RECORD|XTRAP)" missing',
        r"^caught signal: (2|15)$",
        r"^\d\d/\d\d/\d{4} \d\d:\d\d:\d\d\b",  # its story, told without -quiet
    ),
}
"""Patterns of what means nothing, by program."""

NOISE["x11vnc-view"] = NOISE["x11vnc"]

SPOKEN: dict[str, Level] = {
    "debug": "debug",
    "info": "info",
    "note": "info",
    "notice": "info",
    "warning": "warning",
    "warn": "warning",
    "error": "error",
    "critical": "error",
    "fatal": "error",
}

_SPOKEN = re.compile(rf"\[?({'|'.join(SPOKEN)})\]?\s*:\s*(?=\S)", re.IGNORECASE)
_ERROR = re.compile(
    r"^\(EE\)|^Fatal |^fatal |^X Error|^XIO:|^Segmentation fault|^terminate called"
    r"|^qt\.qpa\.plugin: Could not|^[\w.]+(Error|Exception): "
    r"|^gave up after |(is|are) not installed;"
    r"|^(During handling of|The above exception)"
)
_WARNING = re.compile(r"^\(WW\)|\b\w*Warning: |^Q\w+::|^qt\.")
_NOISE = {name: re.compile("|".join(each)) for name, each in NOISE.items()}

TRACEBACK = "Traceback (most recent call last):"


class Levels:
    """Tells the level of each line; a traceback is an error from end to end."""

    def __init__(self) -> None:
        self._in_traceback: set[str] = set()

    def judge(self, program: str, line: str) -> tuple[Level, str]:
        """Return the level of a line, and the line without a word that tells it."""
        if TRACEBACK in line:
            self._in_traceback.add(program)
            return "error", line
        if program in self._in_traceback:
            if line and not line[0].isspace():  # the error itself comes last
                self._in_traceback.discard(program)
            return "error", line
        if (noise := _NOISE.get(program)) and noise.search(line):
            return "debug", line
        if told := _SPOKEN.match(line):
            return SPOKEN[told[1].lower()], line[told.end() :]
        if _ERROR.search(line):
            return "error", line
        if _WARNING.search(line):
            return "warning", line
        return "info", line
