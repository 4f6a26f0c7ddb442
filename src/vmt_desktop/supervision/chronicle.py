"""What became of the app, told to the gateway, which tells the page.

The gateway is a child of the supervisor and hears it on its standard input: no file,
no socket, and nobody has to ask. At each change comes a line of JSON with all programs
that are told of::

    {"app": {"state": "waiting", "code": 1, "ending": "ended with exit code 1",
             "lines": ["…"], "again_at": 5000.0}, "other": {…},
     "restarts": {"xvfb": 0, "app": 3, …}}
"""

import json
import math
import time
from collections import Counter
from typing import Any

from vmt_desktop.supervision.endings import Ending
from vmt_desktop.supervision.stories import Story

LISTENER = "novnc"
LINES_PAUSE_SECONDS = 2.0
"""Lines alone, of a program that runs, are told so often at most."""


class Chronicle:
    """The stories of the app and of the other program, and their one listener.

    Methods with the name of a program do nothing for those that nobody is told of.
    """

    def __init__(self) -> None:
        self._stories = {"app": Story(), "other": Story()}
        self._starts: Counter[str] = Counter()
        self._listener: Any = None  # supervisord's Subprocess
        self.due = math.inf
        self._told_to = 0

    def begin(self, process: Any) -> None:
        """Tell that a process was started."""
        self._starts[process.config.name] += 1
        self.due = 0.0
        if process.config.name == LISTENER:
            self._listener = process
        if story := self._changed(process.config.name):
            story.begin()

    def settle(self, name: str) -> None:
        """Tell that a program goes on running."""
        if story := self._changed(name):
            story.settle()

    def end(
        self,
        name: str,
        state: str,
        ending: Ending | None = None,
        again_at: float | None = None,
    ) -> None:
        """Tell that a program ended, how, and when it is started again."""
        if story := self._changed(name):
            story.end(state, ending, again_at)

    def hear(self, name: str, line: str) -> None:
        """Remember what a program printed."""
        if story := self._stories.get(name):
            story.hear(line)
            self.due = min(self.due, time.monotonic() + LINES_PAUSE_SECONDS)

    def tell(self) -> None:
        """Write what has changed, and everything to a gateway that is new."""
        process = self._listener
        if process is None or not process.pid or process.killing:
            return
        if time.monotonic() < self.due and process.pid == self._told_to:
            return
        if process.dispatchers[process.pipes["stdin"]].input_buffer:
            return  # it does not read; the next line tells everything anyway
        news: dict[str, Any] = {
            name: story.told() for name, story in self._stories.items()
        }
        news["restarts"] = {name: count - 1 for name, count in self._starts.items()}
        try:
            process.write(json.dumps(news).encode() + b"\n")
        except OSError:  # it has just ended; the next one is told
            return
        self.due, self._told_to = math.inf, process.pid

    def _changed(self, name: str) -> Story | None:
        story = self._stories.get(name)
        if story:
            self.due = 0.0
        return story
