"""Economies of pure exchange, and those in which older rules went wrong."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from vmt.economy.equilibrium import Consumer
from vmt.economy.preferences.factory import make_preference
from vmt.economy.preferences.preference import Preference
from vmt.engine.configuration import (
    Configuration,
    Mode,
    Parameters,
    PreferenceKind,
    PreferenceShare,
    Protocol,
)
from vmt.engine.events import TickEvents, Trade
from vmt.engine.rules import NOVEMBER, Rules
from vmt.engine.simulation import Simulation
from vmt.engine.state import State
from vmt.scenario import load_scenario
from vmt.scenario.older import UNREAD_IN_NOVEMBER

DECIMALS = 4
UNIT = 10**DECIMALS
QUIET = 60
"""Ticks without a trade after which there will be none: no pair is tried twice with
the same holdings, so that even a matchmaker who draws lots has come to all."""
LONGEST = 5000
"""Ticks after which there is no end to trade: somebody must be losing by it."""


@pytest.fixture(scope="session")
def exchange() -> Callable[..., Configuration]:
    """Make an economy of given endowments (in units) where all see and reach all."""

    def make(
        endowments: list[tuple[float, float]],
        kind: PreferenceKind,
        *values: dict[str, float],
        step: float = 1.0,
        **parameters: Any,
    ) -> Configuration:
        n = len(endowments)
        return Configuration(
            name="exchange",
            grid_size=3,
            n_agents=n,
            quantity_decimals=DECIMALS,
            endowment_A=tuple(round(A * UNIT) for A, _ in endowments),
            endowment_B=tuple(round(B * UNIT) for _, B in endowments),
            population=tuple(PreferenceShare(kind, v, 1 / len(values)) for v in values),
            parameters=Parameters(
                forage_rate=UNIT,
                resource_growth_rate=0,
                trade_step=round(step * UNIT),
                vision_radius=6,
                interaction_radius=6,
                trade_cooldown_ticks=0,
                **parameters,
            ),
            resource_density=0.0,
            resource_amount=UNIT,
            positions=((1, 1),) * n,
            mode=Mode.TRADE,
        )

    return make


@dataclass
class Economy:
    """A run of an exchange economy, seen with a theorist's eyes.

    Attributes
    ----------
    simulation : Simulation
    preferences : list of Preference
        By agent.
    trades : list of Trade
        So far.
    dispersions : list of float
        Standard deviation of the log MRS over the agents: at the start, then after
        each tick with a trade.
    """

    simulation: Simulation
    preferences: list[Preference]
    trades: list[Trade] = field(default_factory=list)
    dispersions: list[float] = field(default_factory=list)

    @property
    def holdings(self) -> list[tuple[float, float]]:
        """What everybody owns now, in units."""
        A, B = self.simulation.state.A / UNIT, self.simulation.state.B / UNIT
        return list(zip(A.tolist(), B.tolist(), strict=True))

    @property
    def consumers(self) -> list[Consumer]:
        """Everybody with what they own now as their endowment."""
        pairs = zip(self.preferences, self.holdings, strict=True)
        return [Consumer(preference, A, B) for preference, (A, B) in pairs]

    @property
    def log_mrs(self) -> NDArray[np.float64]:
        """Logarithm of everybody's marginal rate of substitution."""
        return np.array(
            [math.log(c.preference.mrs(c.A, c.B, 0)) for c in self.consumers]
        )

    @property
    def totals(self) -> tuple[int, int]:
        """All A and all B, in minor units."""
        return int(self.simulation.state.A.sum()), int(self.simulation.state.B.sum())

    @property
    def gap(self) -> float:
        """How far apart log MRS may be when the grid allows no more trade.

        One step s of A moves an agent's log MRS by h. So it sells a step for a log
        price above its log MRS + h/2, and buys below its log MRS - h/2: nearer than
        h there is no price for two. The payment is rounded to the grid of B, which
        moves a log price by at most q = 1/2 minor unit / (price s). And the coarsest
        rule, compensating_block, tries the quarters of the way from ask to bid: one
        of them, rounded, lies where both gain if g - h >= g/4 + 2q. Hence
        g = 4/3 (h + 2q), for the largest h and q of all agents.
        """
        step = self.simulation.configuration.parameters.trade_step / UNIT
        h = q = 0.0
        for c in self.consumers:
            mrs = c.preference.mrs(c.A, c.B, 0)
            for dA in (step, -step):
                moved = c.preference.mrs(c.A + dA, c.B - mrs * dA, 0)
                h = max(h, abs(math.log(moved / mrs)))
            q = max(q, 0.5 / UNIT / (mrs * step))
        return 4 / 3 * (h + 2 * q)

    def run(self) -> None:
        """Run until nobody trades any more."""
        self.dispersions.append(float(self.log_mrs.std()))
        quiet = 0
        while quiet < QUIET:
            assert self.simulation.tick < LONGEST
            trades = self.simulation.step().trades
            self.trades += trades
            quiet = 0 if trades else quiet + 1
            if trades:
                self.dispersions.append(float(self.log_mrs.std()))


@pytest.fixture(scope="session")
def economy() -> Callable[..., Economy]:
    """Start a configuration, with each of its tastes present if there are several."""

    def start(configuration: Configuration, seed: int = 1) -> Economy:
        mix = [make_preference(s.kind, s.parameters) for s in configuration.population]
        simulation = Simulation(configuration, seed)
        while len(set(simulation.state.preference.tolist())) < len(mix):
            seed += 1
            simulation = Simulation(configuration, seed)
        own = [mix[entry] for entry in simulation.state.preference.tolist()]
        return Economy(simulation, own)

    return start


REFERENCE = Path(__file__).resolve().parents[3] / "shared" / "reference"


@pytest.fixture(scope="session")
def reference() -> Path:
    """Find the public program's files and runs, or skip what needs them."""
    if not REFERENCE.is_dir():
        pytest.skip(f"the files of the public program are not there: {REFERENCE}")
    return REFERENCE


def crowded_market() -> Configuration:
    """Return half A-rich, half B-rich agents who must share a cell to trade."""
    rich, poor = (15 * UNIT,) * 10, (5 * UNIT,) * 10
    values = {"rho": 0.5, "wA": 0.5, "wB": 0.5}
    return Configuration(
        name="crowded market",
        grid_size=12,
        n_agents=20,
        quantity_decimals=DECIMALS,
        endowment_A=rich + poor,
        endowment_B=poor + rich,
        population=(PreferenceShare(PreferenceKind.CES, values, 1.0),),
        parameters=Parameters(
            forage_rate=UNIT,
            resource_growth_rate=UNIT,
            trade_step=UNIT,
            vision_radius=12,
            interaction_radius=0,
            trade_cooldown_ticks=0,
            resource_regen_cooldown=10,
        ),
        resource_density=0.05,
        resource_amount=2 * UNIT,
    )


def satiable_foragers() -> Configuration:
    """Return agents with small bliss points among plenty of resources."""
    bliss = {"A_star": 6.0, "B_star": 6.0, "sigma_A": 4.0, "sigma_B": 4.0, "gamma": 0.0}
    return Configuration(
        name="satiable foragers",
        grid_size=10,
        n_agents=6,
        quantity_decimals=DECIMALS,
        endowment_A=tuple(UNIT * A for A in (1, 2, 3, 8, 5, 6)),
        endowment_B=tuple(UNIT * B for B in (8, 2, 5, 1, 4, 6)),
        population=(PreferenceShare(PreferenceKind.QUADRATIC, bliss, 1.0),),
        parameters=Parameters(UNIT, UNIT, UNIT, vision_radius=6),
        resource_density=0.4,
        resource_amount=3 * UNIT,
    )


WORLDS = {"crowded market": crowded_market, "satiable foragers": satiable_foragers}


@pytest.fixture(scope="session")
def world(request: pytest.FixtureRequest) -> Callable[[str, Rules], Configuration]:
    """Find a world of ours by its name, one of the public program by its file."""

    def find(name: str, rules: Rules) -> Configuration:
        if name in WORLDS:
            return WORLDS[name]()
        folder: Path = request.getfixturevalue("reference")
        # Some files are about money; here their goods are bartered all the same.
        regime = ("params", "exchange_regime")
        ignored = UNREAD_IN_NOVEMBER if rules is NOVEMBER else (regime,)
        path = folder / "scenarios" / f"{name}.yaml"
        return load_scenario(path, lenient=True, ignored=ignored).configuration

    return find


@dataclass
class Tick:
    """One tick: the state before it, what happened, the state after it."""

    before: State
    events: TickEvents
    after: State


@pytest.fixture(scope="session")
def watch(
    world: Callable[[str, Rules], Configuration],
) -> Callable[..., list[Tick]]:
    """Watch 200 ticks of a world under some rules with the seed 42, each once."""
    watched: dict[tuple[str, str, str | None], list[Tick]] = {}

    def watch_(name: str, rules: Rules, search: str | None = None) -> list[Tick]:
        key = name, rules.name, search
        if key not in watched:
            configuration = world(name, rules)
            if search is not None:
                configuration = replace(configuration, search=Protocol(search))
            simulation = Simulation(configuration, 42, rules)
            ticks = watched[key] = []
            for _ in range(200):
                before = simulation.state.copied()
                events = simulation.step()
                ticks.append(Tick(before, events, simulation.state.copied()))
        return watched[key]

    return watch_
