"""The world: its state, what agents remember, and the acts that keep it consistent."""

from dataclasses import dataclass

from vmt.economy.preferences.factory import make_preference
from vmt.economy.preferences.preference import Preference
from vmt.engine.configuration import Configuration, Mode
from vmt.engine.events import Pairing, TickEvents
from vmt.engine.quotes import overlap, quote
from vmt.engine.random_stream import RandomStream
from vmt.engine.rules import Rules
from vmt.engine.state import NOBODY, NOWHERE, RESOURCE_NONE, State

Cell = tuple[int, int]


@dataclass(slots=True)
class Memory:
    """What agents remember beside the state arrays; lists are by agent id.

    Attributes
    ----------
    forage_cell : list of (x, y) or None
        The cell that a committed agent is committed to.
    cooldowns : list of dict
        Partner to the first tick at which it may be considered again.
    failures : list of dict
        Partner to the versions of both agents' holdings (the lower id's first) at
        their last failed negotiation.
    version : list of int
        How often the agent's holdings have changed.
    waiting_since : list of int
        Tick of pairing, or of the last trade with the present partner.
    stale_quotes : list of bool
        Holdings have changed since the quotes were made.
    """

    forage_cell: list[Cell | None]
    cooldowns: list[dict[int, int]]
    failures: list[dict[int, tuple[int, int]]]
    version: list[int]
    waiting_since: list[int]
    stale_quotes: list[bool]


class World:
    """State, memory and random stream of one run.

    Only the phases of a tick call its methods.

    Attributes
    ----------
    configuration : Configuration
    rules : Rules
    state : State
    random : RandomStream
    memory : Memory
    preferences : list of Preference
        By agent id; agents of one entry of the mix share one object.
    utility_names : tuple of str
        By entry of the mix.
    resources : list of (x, y)
        The cells that carry a resource, x-major.
    tick : int
        The tick that is under way, or comes next.
    mode : Mode
    """

    def __init__(
        self,
        configuration: Configuration,
        rules: Rules,
        state: State,
        random: RandomStream,
    ) -> None:
        n = configuration.n_agents
        self.configuration = configuration
        self.rules = rules
        self.state = state
        self.random = random
        self.tick = 0
        self.mode: Mode = configuration.mode_at(0)
        mix = [
            make_preference(share.kind, share.parameters, rules.boundary)
            for share in configuration.population
        ]
        self.preferences: list[Preference] = [
            mix[index] for index in state.preference.tolist()
        ]
        self.utility_names = tuple(preference.name for preference in mix)
        xs, ys = (state.resource != RESOURCE_NONE).nonzero()
        self.resources: list[Cell] = list(zip(xs.tolist(), ys.tolist(), strict=True))
        self.memory = Memory(
            forage_cell=[None] * n,
            cooldowns=[{} for _ in range(n)],
            failures=[{} for _ in range(n)],
            version=[0] * n,
            waiting_since=[0] * n,
            stale_quotes=[False] * n,
        )
        for agent in range(n):
            self.refresh(agent)

    @property
    def trade_step(self) -> int:
        """Minor units of A by which blocks grow."""
        if self.rules.fractional_steps:
            return self.configuration.parameters.trade_step
        return self.configuration.quantity_scale

    def refresh(self, agent: int) -> None:
        """Recompute an agent's utility and quotes from its holdings."""
        state, parameters = self.state, self.configuration.parameters
        scale = self.configuration.quantity_scale
        preference = self.preferences[agent]
        A, B = int(state.A[agent]) / scale, int(state.B[agent]) / scale
        state.utility[agent] = preference.utility(A, B)
        (
            state.ask[agent],
            state.bid[agent],
            state.p_min[agent],
            state.p_max[agent],
        ) = quote(
            preference, A, B, spread=parameters.spread, epsilon=parameters.epsilon
        )
        self.memory.stale_quotes[agent] = False

    def set_holdings(self, agent: int, A: int, B: int) -> None:
        """Give an agent new holdings, in minor units; quotes stay until phase 7."""
        if A < 0 or B < 0:
            raise RuntimeError(f"agent {agent} would hold A={A}, B={B} minor units")
        self.state.A[agent] = A
        self.state.B[agent] = B
        self.memory.version[agent] += 1
        self.memory.stale_quotes[agent] = True

    def pair_overlap(self, i: int, j: int) -> float:
        """Return the larger overlap of two agents' quotes that both can afford, or 0.

        The seller has to hold one trade step of A, the buyer something to pay with:
        a whole unit of B where blocks are whole units, else one minor unit.
        """
        state, tolerance = self.state, self.rules.overlap_tolerance
        least_A = self.trade_step
        least_B = 1 if self.rules.fractional_steps else least_A
        best = 0.0
        for buyer, seller in ((i, j), (j, i)):
            if state.A[seller] >= least_A and state.B[buyer] >= least_B:
                bid, ask = float(state.bid[buyer]), float(state.ask[seller])
                best = max(best, overlap(bid, ask, tolerance))
        return best

    def versions(self, i: int, j: int) -> tuple[int, int]:
        """Return the versions of two agents' holdings, the lower id's first."""
        version = self.memory.version
        return (version[i], version[j]) if i < j else (version[j], version[i])

    def keeps_apart(self, i: int, j: int) -> bool:
        """Return whether agent `i` will not consider `j` in this tick."""
        until = self.memory.cooldowns[i].get(j)
        if until is not None and self.tick < until:
            return True
        failed = self.memory.failures[i].get(j)
        return failed is not None and failed == self.versions(i, j)

    def pair(self, i: int, j: int, reason: str, events: TickEvents) -> None:
        """Make two agents partners, heading for each other."""
        state, memory = self.state, self.memory
        for agent, other in ((i, j), (j, i)):
            state.partner[agent] = other
            state.target_agent[agent] = other
            state.target_x[agent] = state.x[other]
            state.target_y[agent] = state.y[other]
            memory.cooldowns[agent].pop(other, None)
            memory.waiting_since[agent] = self.tick
            if self.rules.pairing_ends_foraging:
                self.end_commitment(agent)
                state.claimant[state.claimant == agent] = NOBODY
        low, high = min(i, j), max(i, j)
        surplus = self.pair_overlap(i, j)
        events.pairings.append(Pairing(self.tick, low, high, "pair", reason, surplus))

    def unpair(self, i: int, reason: str, events: TickEvents) -> None:
        """Part an agent and its partner."""
        j = int(self.state.partner[i])
        self.state.partner[i] = self.state.partner[j] = NOBODY
        low, high = min(i, j), max(i, j)
        events.pairings.append(Pairing(self.tick, low, high, "unpair", reason, None))

    def cool_down(self, i: int, j: int) -> None:
        """Keep two agents from each other for the scenario's cooldown."""
        until = self.tick + self.configuration.parameters.trade_cooldown_ticks
        self.memory.cooldowns[i][j] = self.memory.cooldowns[j][i] = until

    def commit(self, agent: int, cell: Cell) -> None:
        """Commit an agent to foraging at a cell."""
        self.state.committed[agent] = True
        self.memory.forage_cell[agent] = cell

    def end_commitment(self, agent: int) -> None:
        """Free an agent from its commitment to forage; its claim stays."""
        self.state.committed[agent] = False
        self.memory.forage_cell[agent] = None

    def set_target(self, agent: int, *, cell: Cell | None, other: int) -> None:
        """Set where an agent heads, and to whom (`other` may be NOBODY)."""
        x, y = cell if cell is not None else (NOWHERE, NOWHERE)
        self.state.target_x[agent], self.state.target_y[agent] = x, y
        self.state.target_agent[agent] = other
