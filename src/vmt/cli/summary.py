"""What came of a run, for a reader and for a program."""

import json
from math import fsum
from typing import Any

import numpy as np

from vmt.cli.table import aligned
from vmt.engine.events import TickEvents
from vmt.engine.harvests import Harvests
from vmt.engine.quantities import format_quantity
from vmt.engine.simulation import Simulation

MOST_AGENTS = 20
"""With more of them the text tells of preferences instead of agents."""


class Summary:
    """Follows a run from before its first tick and tells what came of it.

    Parameters
    ----------
    simulation : Simulation
        Before its first tick.
    """

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation
        state = simulation.state
        self._first = state.A.copy(), state.B.copy(), state.utility.copy()
        self._gathered = np.zeros((2, len(state.A)), dtype=np.int64)
        self._trades = np.zeros(len(state.A), dtype=np.int64)
        self._prices: list[float] = []

    def add(self, events: TickEvents) -> None:
        """Take account of the tick that was just done."""
        if isinstance(events.harvests, Harvests):
            events.harvests.add_to(*self._gathered)
        for trade in events.trades:
            self._trades[[trade.buyer, trade.seller]] += 1
            self._prices.append(trade.price)

    @property
    def mean_price(self) -> float | None:
        """Mean of the realised prices of all trades, B per A; None without trades."""
        return fsum(self._prices) / len(self._prices) if self._prices else None

    def as_text(self) -> str:
        """Return the summary as lines for a reader: totals, then a table."""
        simulation = self._simulation
        price = self.mean_price
        head = (
            f"{simulation.configuration.name}: seed {simulation.seed},"
            f" rules {simulation.rules.name}, {simulation.tick} ticks,"
            f" {len(self._prices)} trades"
        )
        if price is not None:
            head += f", mean price {price:.4f} B per A"
        table = self._groups() if self._n_agents > MOST_AGENTS else self._agents()
        return f"{head}\ndigest {simulation.digest()}\n\n{table}"

    def as_json(self, **more: object) -> str:
        """Return the summary as one JSON object, with more members if given.

        Quantities of goods are numbers in natural units, in pairs of the first and
        the last value.
        """
        simulation = self._simulation
        told: dict[str, Any] = {
            "scenario": simulation.configuration.name,
            "seed": simulation.seed,
            "rules": simulation.rules.name,
            "ticks": simulation.tick,
            **more,
            "trades": len(self._prices),
            "mean_price": self.mean_price,
            "digest": simulation.digest(),
            "agents": [self._agent(i) for i in range(self._n_agents)],
        }
        return json.dumps(told, indent=2)

    @property
    def _n_agents(self) -> int:
        return len(self._trades)

    def _agent(self, i: int) -> dict[str, Any]:
        state, (first_A, first_B, first_U) = self._simulation.state, self._first
        return {
            "id": i,
            "utility": self._simulation.utility_names[state.preference[i]],
            "A": [self._number(first_A[i]), self._number(state.A[i])],
            "B": [self._number(first_B[i]), self._number(state.B[i])],
            "U": [float(first_U[i]), float(state.utility[i])],
            "gathered_A": self._number(self._gathered[0, i]),
            "gathered_B": self._number(self._gathered[1, i]),
            "trades": int(self._trades[i]),
        }

    def _agents(self) -> str:
        names = self._simulation.utility_names
        drawn = self._simulation.state.preference
        head = ["agent", "utility", "A", "B", "U", "gathered A", "B", "trades"]
        lines = [
            [str(i), names[drawn[i]], *self._values(np.array([i]))]
            for i in range(self._n_agents)
        ]
        return aligned([head, *lines], left={1})

    def _groups(self) -> str:
        drawn = self._simulation.state.preference
        head = ["utility", "agents", "A", "B", "mean U", "gathered A", "B", "trades"]
        lines = []
        for mix, label in enumerate(self._labels()):
            members = np.flatnonzero(drawn == mix)
            if len(members):
                lines.append([label, str(len(members)), *self._values(members)])
        everybody = np.arange(self._n_agents)
        # Utilities of different functions have no common mean, and each trade is
        # one trade, though two agents count it.
        total = ["all", str(self._n_agents), *self._values(everybody)]
        total[4], total[7] = "", str(len(self._prices))
        return aligned([head, *lines, total], left={0})

    def _labels(self) -> list[str]:
        names = list(self._simulation.utility_names)
        return [
            f"{name} {mix}" if names.count(name) > 1 else name
            for mix, name in enumerate(names)
        ]

    def _values(self, members: "np.ndarray[Any, np.dtype[np.int64]]") -> list[str]:
        state, (first_A, first_B, first_U) = self._simulation.state, self._first
        utility = [fsum(u[members]) / len(members) for u in (first_U, state.utility)]
        return [
            self._change(int(first_A[members].sum()), int(state.A[members].sum())),
            self._change(int(first_B[members].sum()), int(state.B[members].sum())),
            f"{utility[0]:.4f}->{utility[1]:.4f} ({utility[1] - utility[0]:+.4f})",
            self._quantity(int(self._gathered[0, members].sum())),
            self._quantity(int(self._gathered[1, members].sum())),
            str(self._trades[members].sum()),
        ]

    def _change(self, first: int, last: int) -> str:
        sign = "-" if last < first else "+"
        difference = f"{sign}{self._quantity(abs(last - first))}"
        return f"{self._quantity(first)}->{self._quantity(last)} ({difference})"

    def _quantity(self, minor: int) -> str:
        decimals = self._simulation.configuration.quantity_decimals
        return format_quantity(minor, decimals)

    def _number(self, minor: np.int64) -> int | float:
        scale = self._simulation.configuration.quantity_scale
        whole, rest = divmod(int(minor), scale)
        return whole if rest == 0 else int(minor) / scale
