"""Figures of the supervised programs: how they are, how often they were restarted."""

from functools import partial

from vmt_desktop.metrics.instruments import Counter
from vmt_desktop.metrics.meters import Meters

STATES = ("starting", "running", "waiting", "stopped")


class Figures:
    """What ``/metrics`` tells of the programs.

    Parameters
    ----------
    meters : Meters
    """

    def __init__(self, meters: Meters) -> None:
        self._meters = meters
        self._restarts: dict[str, Counter] = {}
        self._states: dict[str, str] = {}

    def set_restarts(self, restarts: dict[str, int]) -> None:
        """Set how often each program was started after its first start."""
        for program, number in restarts.items():
            if program not in self._restarts:
                self._restarts[program] = self._meters.counter(
                    "program_restarts_total",
                    "Starts of a supervised program after its first one.",
                    program=program,
                )
            self._restarts[program].value = number

    def set_state(self, program: str, state: str) -> None:
        """Set the state that launcher or log viewer is in."""
        if program not in self._states:
            for each in STATES:
                self._meters.gauge(
                    "app_state",
                    "1 for the state that a program is in, 0 for the others.",
                    partial(self._is_in, program, each),
                    program=program,
                    state=each,
                )
        self._states[program] = state

    def _is_in(self, program: str, state: str) -> int:
        return int(self._states[program] == state)
