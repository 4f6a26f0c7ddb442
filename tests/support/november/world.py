"""A scenario file of the public program, and the world it describes."""

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any, Literal

from november.preferences import Preference, preference
from november.randomness import Stream

Cell = tuple[int, int]
Mode = Literal["forage", "trade", "both"]

QUANTUM = Decimal("0.0001")
CONTEXT = Context(prec=28, rounding=ROUND_HALF_UP)
DEFAULTS = {
    "spread": 0.0,
    "vision_radius": 5,
    "interaction_radius": 1,
    "move_budget_per_tick": 1,
    "forage_rate": 1,
    "epsilon": 1e-12,
    "beta": 0.95,
    "resource_growth_rate": 0,
    "resource_regen_cooldown": 5,
    "trade_cooldown_ticks": 5,
    "enable_resource_claiming": True,
    "enforce_single_harvester": True,
}


def quantity(value: Any) -> Decimal:
    """Return a number as a quantity of four decimals."""
    return Decimal(str(value)).quantize(QUANTUM, context=CONTEXT)


@dataclass
class Resource:
    """What grows in a cell."""

    good: Literal["A", "B"]
    amount: Decimal
    original: Decimal
    last_harvest: int | None = None


@dataclass
class Agent:
    """One agent."""

    id: int
    position: Cell
    home: Cell
    A: Decimal
    B: Decimal
    preference: Preference
    ask: float = 0.0
    bid: float = 0.0
    target: Cell | None = None
    target_agent: int | None = None
    partner: int | None = None
    forage_target: Cell | None = None
    cooldowns: dict[int, int] = field(default_factory=dict)
    changed: bool = False

    @property
    def utility(self) -> float:
        """Utility of what it holds."""
        return self.preference.utility(self.A, self.B)

    def quote(self, spread: float, epsilon: float) -> None:
        """Set the prices of A that it asks and bids."""
        lowest, highest = self.preference.bounds(self.A, self.B, epsilon)
        self.ask = max(0.0, lowest * (1 + spread))
        self.bid = max(0.0, highest * (1 - spread))


class World:
    """Everything a run starts with.

    Parameters
    ----------
    fields : dict
        The mapping of a scenario file. Keys that the public program ignored are
        ignored.
    seed : int
        Seed of the random stream.
    """

    def __init__(self, fields: dict[str, Any], seed: int) -> None:
        self.size = int(fields["N"])
        given = fields.get("params") or {}
        self.params = {key: given.get(key, DEFAULTS[key]) for key in DEFAULTS}
        self.schedule = fields.get("mode_schedule")
        self.stream = Stream(seed)
        self.cells = [(x, y) for x in range(self.size) for y in range(self.size)]
        self.resources = self._resources(fields["resource_seed"])
        self.agents = self._agents(fields)
        self.claims: dict[Cell, int] = {}

    def mode(self, tick: int) -> Mode:
        """Return what is done in a tick."""
        if not self.schedule:
            return "both"
        forage, trade = self.schedule["forage_ticks"], self.schedule["trade_ticks"]
        k = tick % (forage + trade)
        if self.schedule.get("start_mode", "forage") == "forage":
            return "forage" if k < forage else "trade"
        return "trade" if k < trade else "forage"

    def _resources(self, seeds: dict[str, Any]) -> dict[Cell, Resource]:
        found = {}
        for cell in self.cells:
            if self.stream.double() < seeds["density"]:
                good: Literal["A", "B"] = "A" if self.stream.double() < 0.5 else "B"
                amount = quantity(seeds["amount"])
                found[cell] = Resource(good, amount, amount)
        return found

    def _agents(self, fields: dict[str, Any]) -> list[Agent]:
        n = int(fields["agents"])
        mix = fields["utilities"]["mix"]
        weights = [entry["weight"] for entry in mix]
        chosen = [mix[self.stream.choice(weights)] for _ in range(n)]
        if n <= len(self.cells):
            places = list(self.cells)
            self.stream.shuffle(places)
        else:
            places = []
            for _ in range(n):
                x = self.stream.below(self.size)
                places.append((x, self.stream.below(self.size)))
        holdings = [fields["initial_inventories"][good] for good in "AB"]
        A, B = (v if isinstance(v, list) else [v] * n for v in holdings)
        agents = [
            Agent(
                id=i,
                position=places[i],
                home=places[i],
                A=quantity(A[i]),
                B=quantity(B[i]),
                preference=preference(chosen[i]["type"], chosen[i]["params"]),
            )
            for i in range(n)
        ]
        for agent in agents:
            agent.quote(self.params["spread"], self.params["epsilon"])
        return agents


def distance(p: Cell, q: Cell) -> int:
    """Return the Manhattan distance of two cells."""
    return abs(p[0] - q[0]) + abs(p[1] - q[1])
