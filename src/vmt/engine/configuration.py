"""What a run needs, as one plain frozen record.

`vmt.scenario` builds it from YAML; the engine reads nothing else. Quantities of
goods are int64 minor units: one unit is ``10**quantity_decimals`` minor units.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class Mode(StrEnum):
    """What agents may do in a tick; the values are those of the YAML files."""

    FORAGE = "forage"
    TRADE = "trade"
    BOTH = "both"


class PreferenceKind(StrEnum):
    """The utility functions; the values are those of the YAML files."""

    CES = "ces"
    LINEAR = "linear"
    QUADRATIC = "quadratic"
    TRANSLOG = "translog"
    STONE_GEARY = "stone_geary"


@dataclass(frozen=True, slots=True)
class PreferenceShare:
    """One entry of the population mix.

    Attributes
    ----------
    kind : PreferenceKind
    parameters : dict[str, float]
        By the names of the YAML file, complete (defaults filled in). CES with
        ``rho`` 0 is Cobb-Douglas.
    weight : float
        Probability that an agent gets this entry. The weights of a mix are
        within 1e-6 of summing to one; the engine normalises them.
    """

    kind: PreferenceKind
    parameters: dict[str, float]
    weight: float


@dataclass(frozen=True, slots=True)
class ModeSchedule:
    """A cycle of forage and trade ticks (``global_cycle``).

    With ``k = tick % (forage_ticks + trade_ticks)`` the start mode holds while
    ``k`` is less than its own number of ticks.
    """

    forage_ticks: int
    trade_ticks: int
    start_mode: Mode = Mode.FORAGE

    def mode_at(self, tick: int) -> Mode:
        """Return the mode of a tick (never ``both``)."""
        k = tick % (self.forage_ticks + self.trade_ticks)
        if self.start_mode is Mode.FORAGE:
            return Mode.FORAGE if k < self.forage_ticks else Mode.TRADE
        return Mode.TRADE if k < self.trade_ticks else Mode.FORAGE


@dataclass(frozen=True, slots=True)
class Parameters:
    """The ``params`` of a scenario; quantities in minor units, distances in cells."""

    forage_rate: int  # minor units a tick
    resource_growth_rate: int  # minor units a tick; 0: nothing regrows
    trade_step: int  # minor units of A in one step of a block
    spread: float = 0.0
    vision_radius: int = 5
    interaction_radius: int = 1
    move_budget_per_tick: int = 1
    epsilon: float = 1e-12
    beta: float = 0.95
    resource_regen_cooldown: int = 5
    trade_cooldown_ticks: int = 5
    enable_resource_claiming: bool = True
    enforce_single_harvester: bool = True
    log_preferences: bool = False
    dA_max: int | None = None  # minor units of A; None: no bound but the holding
    max_pair_ticks: int | None = None
    max_trades_per_tick: int = 1


@dataclass(frozen=True, slots=True)
class Protocol:
    """A protocol by its registered name, with its parameters."""

    name: str
    parameters: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Configuration:
    """Everything that determines a run, but the seed and the rule set.

    Attributes
    ----------
    grid_size : int
        N: the world is N x N cells, (x, y) with 0 <= x, y < N.
    endowment_A, endowment_B : tuple of int, length n_agents
        Initial holdings in minor units, by agent id.
    positions : tuple of (x, y), length n_agents, or None
        Initial cells; None draws them (and the draw is made in either case, so
        that the random stream does not shift).
    resource_density : float
        Probability that a cell is seeded, in [0, 1].
    resource_amount : int
        Minor units on a seeded cell.
    """

    name: str
    grid_size: int
    n_agents: int
    quantity_decimals: int
    endowment_A: tuple[int, ...]
    endowment_B: tuple[int, ...]
    population: tuple[PreferenceShare, ...]
    parameters: Parameters
    resource_density: float
    resource_amount: int
    positions: tuple[tuple[int, int], ...] | None = None
    mode: Mode = Mode.BOTH
    mode_schedule: ModeSchedule | None = None
    search: Protocol = Protocol("distance_discounted")
    matching: Protocol = Protocol("three_pass")
    bargaining: Protocol = Protocol("compensating_block")

    @property
    def quantity_scale(self) -> int:
        """Minor units in one unit of a good."""
        return int(10**self.quantity_decimals)

    def mode_at(self, tick: int) -> Mode:
        """Return the mode of a tick."""
        return self.mode_schedule.mode_at(tick) if self.mode_schedule else self.mode
