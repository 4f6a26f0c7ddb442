"""How much of a run is recorded."""

from dataclasses import dataclass
from enum import StrEnum


class LogLevel(StrEnum):
    """How much of a run is recorded; `off` is no recording at all."""

    MINIMAL = "minimal"
    """Trades, pairings and digests."""
    STANDARD = "standard"
    """Also every agent, its decision and its harvest, and every place, in each tick."""
    DEBUG = "debug"
    """Also every partner that an agent ranked, and every block that two tried."""


@dataclass(frozen=True, slots=True)
class Detail:
    """How much of a run is recorded.

    Attributes
    ----------
    level : LogLevel
    agents, resources : int
        Record agents and resources every so many ticks; 0: never, as at the level
        minimal.
    """

    level: LogLevel = LogLevel.STANDARD
    agents: int = 1
    resources: int = 1

    @property
    def agents_every(self) -> int:
        """Every how many ticks agents are recorded; 0: never."""
        return 0 if self.level is LogLevel.MINIMAL else self.agents

    @property
    def resources_every(self) -> int:
        """Every how many ticks resources are recorded; 0: never."""
        return 0 if self.level is LogLevel.MINIMAL else self.resources

    @property
    def needs_decisions(self) -> bool:
        """Whether the events of a tick must say what agents decided."""
        return self.level is not LogLevel.MINIMAL


STANDARD = Detail()
