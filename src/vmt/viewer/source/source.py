"""What a window can ask of a run, whether it is being made or was recorded."""

from dataclasses import dataclass
from typing import Protocol

from vmt.viewer.source.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a source can do beside going on.

    Attributes
    ----------
    go_back : bool
        It knows the ticks before and after: `step_back` and `seek`.
    restart : bool
        It can make a run anew: `restart`.
    """

    go_back: bool = False
    restart: bool = False


class Source(Protocol):
    """A run to look at. Every method is for the window's thread and returns at once.

    What has changed is told by the call back that it was made with; then `look`
    returns a new snapshot.
    """

    @property
    def abilities(self) -> Abilities:
        """What it can do."""

    @property
    def paused(self) -> bool:
        """Whether it waits; it may have paused by itself, at the tick of `run_to`."""

    @property
    def failed(self) -> bool:
        """Whether something went wrong that the exit code has to tell."""

    def look(self) -> Snapshot:
        """Return the newest snapshot, and ask for another when there is one."""

    def set_paused(self, *, paused: bool) -> None:
        """Pause after the tick at hand, or go on."""

    def set_speed(self, speed: float) -> None:
        """Set the ticks a second, infinity for as fast as possible."""

    def step(self) -> None:
        """Do one tick, if paused."""

    def step_back(self) -> None:
        """Go back one tick and pause; nothing where it cannot go back."""

    def run_to(self, tick: int) -> None:
        """Go on until `tick` ticks are done, as fast as possible, and pause there.

        A tick that lies behind is gone back to where that is possible.
        """

    def seek(self, tick: int) -> None:
        """Show the moment after `tick` ticks; nothing where it cannot go back."""

    def restart(self, seed: int | None = None) -> None:
        """Begin again, with another seed or the same; a replay goes to its start."""

    def watch(self, agent: int | None) -> None:
        """Have the snapshots tell about an agent, or about none."""

    def stop(self, status: str, message: str | None = None) -> None:
        """End it and its recording, and wait until that is done."""
