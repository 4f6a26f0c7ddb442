"""A run: the world and its clock."""

from collections.abc import Callable

from vmt.engine.configuration import Configuration, Mode
from vmt.engine.digest import RunningDigest
from vmt.engine.events import ModeChange, TickEvents
from vmt.engine.initialisation import initial_state
from vmt.engine.phases.decision import DecisionPhase
from vmt.engine.phases.foraging import forage
from vmt.engine.phases.housekeeping import keep_house
from vmt.engine.phases.movement import move
from vmt.engine.phases.recording import record_decisions
from vmt.engine.phases.regeneration import regenerate
from vmt.engine.phases.trading import trade
from vmt.engine.protocols import registry
from vmt.engine.protocols.negotiation import Negotiation
from vmt.engine.random_stream import RandomStream
from vmt.engine.rules import V2, Rules
from vmt.engine.state import NOBODY, NONE, State
from vmt.engine.world import World
from vmt.errors import UserError


class Simulation:
    """A run of a configuration from a seed: the same always goes the same way.

    Parameters
    ----------
    configuration : Configuration
    seed : int
        At least 0.
    rules : Rules, optional

    Raises
    ------
    UserError
        The seed is negative, the configuration contradicts itself, or it names a
        protocol that there is not.

    Examples
    --------
    >>> simulation = Simulation(configuration, seed=42)  # doctest: +SKIP
    >>> events = simulation.step()  # doctest: +SKIP
    """

    def __init__(
        self, configuration: Configuration, seed: int, rules: Rules = V2
    ) -> None:
        if seed < 0:
            raise UserError(f"the seed {seed} is negative: use 0 or a larger number")
        self._configuration = configuration
        self._seed = seed
        self._rules = rules
        chosen = configuration.search, configuration.matching, configuration.bargaining
        search, matching, bargaining = chosen
        random = RandomStream(seed)
        state = initial_state(configuration, random)
        self._world = World(configuration, rules, state, random)
        self._negotiation = Negotiation(
            self._world,
            registry.make_bargaining(bargaining.name, bargaining.parameters, rules),
        )
        self._decision = DecisionPhase(
            self._world,
            registry.make_search(search.name, search.parameters),
            registry.make_matching(matching.name, matching.parameters),
            self._negotiation,
        )
        self._digest = RunningDigest(self._world)

    @property
    def configuration(self) -> Configuration:
        """What is being run."""
        return self._configuration

    @property
    def seed(self) -> int:
        """What all its chances come from."""
        return self._seed

    @property
    def rules(self) -> Rules:
        """The rule set."""
        return self._rules

    @property
    def tick(self) -> int:
        """Ticks done so far: the number of the next one."""
        return self._world.tick

    @property
    def mode(self) -> Mode:
        """Mode of the last tick; before the first that of tick 0."""
        return self._world.mode

    @property
    def state(self) -> State:
        """The state, to be read only."""
        return self._world.state

    @property
    def interlude(self) -> Callable[[], None] | None:
        """Called now and then within a tick, so that another thread can go first.

        Compiled phases would otherwise keep all others waiting for the most part of a
        tick. It must not look at the run, and cannot change it.
        """
        return self._world.interlude

    @interlude.setter
    def interlude(self, function: Callable[[], None] | None) -> None:
        self._world.interlude = function

    @property
    def utility_names(self) -> tuple[str, ...]:
        """Names of the utility functions, by entry of the population mix."""
        return self._world.utility_names

    @property
    def random_state(self) -> tuple[int, int, int | None]:
        """State, increment and kept 32-bit half of the main random stream."""
        return self._world.random.state()

    def step(self, *, decisions: bool = True, attempts: bool = False) -> TickEvents:
        """Do one tick.

        Parameters
        ----------
        decisions : bool
            Record what every agent decided, too: there are as many records as agents,
            and making them takes a tenth of the tick. The run is the same.
        attempts : bool
            Record every block that was considered, too: many times as slow.

        Returns
        -------
        TickEvents
            All that happened in it.

        Raises
        ------
        QuantityError
            A quantity grew beyond int64. The run cannot go on.
        """
        events = TickEvents(self.tick, self._configuration.mode_at(self.tick))
        if attempts:
            events.attempts = []
        self._advance(events, decisions=decisions)
        return events

    def run(
        self,
        ticks: int,
        observer: Callable[["Simulation", TickEvents], None] | None = None,
    ) -> None:
        """Do `ticks` ticks, and show each to the observer.

        Without one no events are recorded, which is several times faster. The run is
        the same.
        """
        for _ in range(ticks):
            if observer is None:
                self._advance(None, decisions=False)
            else:
                observer(self, self.step())

    def _advance(self, events: TickEvents | None, *, decisions: bool) -> None:
        world = self._world
        mode = self._configuration.mode_at(world.tick)
        if mode is not world.mode:
            self._change_mode(mode, events)
        self._decision.run(events)
        if decisions and events is not None:
            record_decisions(self._decision, events)
        move(world)
        if mode is not Mode.FORAGE:
            trade(world, self._negotiation, events)
        if mode is not Mode.TRADE:
            forage(world, self._decision.sight, events)
        regenerate(world)
        keep_house(world)
        self._digest.update(world.tick)
        world.tick += 1

    def digest(self) -> str:
        """Return a fingerprint of the run so far; see `vmt.engine.digest`."""
        return self._digest.hexdigest()

    def _change_mode(self, new: Mode, events: TickEvents | None) -> None:
        """Dissolve all pairs and commitments: the new mode begins afresh."""
        world, old = self._world, self._world.mode
        if events is not None:
            events.mode_change = ModeChange(world.tick, old, new)
        for agent, partner in enumerate(world.state.partner.tolist()):
            if partner != NOBODY and agent < partner:
                world.unpair(agent, f"mode_switch_{old}_to_{new}", events)
        world.state.forage_place[:] = NONE
        world.mode = new
