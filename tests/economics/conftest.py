"""Pure exchange economies: nothing to forage, everybody within reach."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
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
)
from vmt.engine.events import Trade
from vmt.engine.simulation import Simulation

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
