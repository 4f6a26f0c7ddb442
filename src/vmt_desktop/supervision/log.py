"""The desktop's log: a line for each line of each program, in one form.

::

    xvfb        info    | started
    novnc       info    | Open http://localhost:6080/?token=…
    app         error   | was ended by SIGSEGV (segmentation fault); …

It goes to standard output, where ``docker logs`` and a terminal show it.
"""

import sys

from vmt_desktop.supervision.levels import Level, Levels
from vmt_desktop.supervision.stories import without_control, without_secrets

PRINTS_LINKS = "novnc"
"""The one program whose lines may hold a token: it prints the links, and is ours."""


class Log:
    """Prints what matters enough.

    Parameters
    ----------
    level : str
        ``debug``: everything as it came, but for secrets. ``info``: what tells a
        story, without what would move a terminal's cursor.
    """

    def __init__(self, level: str = "info") -> None:
        self._everything = level == "debug"
        self._levels = Levels()

    def say(self, text: str, speaker: str = "desktop", level: Level = "info") -> None:
        """Print a line of our own about a program."""
        sys.stdout.write(f"{speaker:<11} {level:<7} | {text}\n")
        sys.stdout.flush()

    def pass_on(self, program: str, line: str) -> None:
        """Print a line that a program printed."""
        plain = without_control(line)
        level, text = self._levels.judge(program, plain)
        if self._everything:
            text = line
        elif level == "debug" or not text:
            return
        safe = text if program == PRINTS_LINKS else without_secrets(text)
        self.say(safe, program, level)
