"""What a run of the scenario would begin with, as far as it is drawn at random."""

from dataclasses import dataclass

from PyQt5.QtCore import QCoreApplication

from vmt.engine.configuration import Configuration
from vmt.engine.initialisation import initial_state
from vmt.engine.random_stream import RandomStream
from vmt.engine.state import RESOURCE_A, State
from vmt.errors import UserError
from vmt.qt.description import preference, quantity
from vmt.qt.world.preview import World
from vmt.scenario import Scenario

DEFAULT_SEED = 42
"""Of the launcher, for scenarios that name none."""

_LARGEST = 250_000  # cells and agents up to which drawing them keeps nobody waiting


def tr(text: str) -> str:
    """Return a text in the user's language."""
    return str(QCoreApplication.translate("drawn", text))


class NotDrawnError(UserError):
    """There is nothing to show; the message says why."""


@dataclass(frozen=True)
class Drawn:
    """The world before the first tick.

    Attributes
    ----------
    configuration : Configuration
    seed : int
        That of the scenario, or `DEFAULT_SEED`.
    state : State
    """

    configuration: Configuration
    seed: int
    state: State

    @property
    def entries(self) -> list[int]:
        """Which entry of the mix each agent got."""
        return [int(entry) for entry in self.state.preference]

    @property
    def world(self) -> World:
        """What there is to see of it."""
        state = self.state
        return World(
            grid_size=state.grid_size,
            place_x=state.place_x,
            place_y=state.place_y,
            place_is_A=state.place_good == RESOURCE_A,
            x=state.x,
            y=state.y,
            preference=state.preference,
        )

    def holdings(self, good: int) -> list[str]:
        """Return what each agent has of A (0) or B (1), in units."""
        c = self.configuration
        return [quantity(each, c) for each in (c.endowment_A, c.endowment_B)[good]]

    def tastes(self) -> list[str]:
        """Return the tastes of each entry of the mix, in a few words."""
        return [preference(share) for share in self.configuration.population]


def draw(scenario: Scenario | None) -> Drawn:
    """Draw the world of a scenario.

    Raises
    ------
    NotDrawnError
        It cannot be run, or is too large to be drawn while somebody writes.
    """
    if scenario is None:
        raise NotDrawnError(tr("Who gets what is shown when nothing is wrong."))
    configuration = scenario.configuration
    if max(configuration.grid_size**2, configuration.n_agents) > _LARGEST:
        raise NotDrawnError(tr("The world is too large to show who gets what."))
    seed = DEFAULT_SEED if scenario.seed is None else scenario.seed
    try:
        state = initial_state(configuration, RandomStream(seed))
    except UserError as error:
        raise NotDrawnError(str(error)) from error
    return Drawn(configuration, seed, state)
