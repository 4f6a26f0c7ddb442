"""A run under the November rules, tick by tick."""

import hashlib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from november.decision import decide
from november.world import CONTEXT, QUANTUM, Agent, Cell, World, distance, quantity

Row = tuple[int, int, int, str, str, str, int | None]
"""Identifier, x, y, A, B, M and partner, as the recorded digests have them."""

NAMES = {
    "search": "distance_discounted_search",
    "matching": "three_pass_matching",
    "bargaining": "compensating_block",
}


class Oracle:
    """One run.

    Parameters
    ----------
    fields : dict
        The mapping of a scenario file.
    seed : int
        Seed of the random stream.
    **protocols : str
        ``search``, ``matching`` and ``bargaining`` that replace those of the file.
    """

    def __init__(self, fields: dict[str, Any], seed: int, **protocols: str) -> None:
        self.world = World(fields, seed)
        self.protocols = {
            kind: protocols.get(kind)
            or self._named(fields.get(f"{kind}_protocol"), kind)
            for kind in NAMES
        }
        self.tick = 0
        self.mode = self.world.mode(0)
        self._sha = hashlib.sha256()

    @classmethod
    def of_file(cls, path: Path, seed: int, **protocols: str) -> "Oracle":
        """Return the run of a scenario file."""
        text = path.read_text(encoding="utf-8")
        return cls(yaml.safe_load(text), seed, **protocols)

    @property
    def digest(self) -> str:
        """The running digest, in hexadecimal."""
        return self._sha.hexdigest()

    def states(self, ticks: int) -> Iterator[list[Row]]:
        """Yield the agents after each of a number of ticks."""
        for _ in range(ticks):
            self.step()
            yield self.rows()

    def rows(self) -> list[Row]:
        """Return the agents as they are."""
        return [
            (a.id, *a.position, str(a.A), str(a.B), "0", a.partner)
            for a in self.world.agents
        ]

    def step(self) -> None:
        """Run one tick."""
        mode = self.world.mode(self.tick)
        if mode != self.mode:
            for agent in self.world.agents:
                agent.partner = agent.forage_target = None
            self.mode = mode
        names = self.protocols
        decide(self.world, self.tick, mode, names["search"], names["matching"])
        self.move()
        if mode != "forage":
            self.trade()
        if mode != "trade":
            self.forage()
        self.regenerate()
        for agent in self.world.agents:
            if agent.changed:
                agent.quote(self.world.params["spread"], self.world.params["epsilon"])
                agent.changed = False
        self.tick += 1
        self._sha.update(repr(self.rows()).encode())

    def move(self) -> None:
        """Move the agents one after the other toward their targets."""
        agents = self.world.agents
        for agent in agents:
            other = None if agent.target_agent is None else agents[agent.target_agent]
            goal = agent.target
            if agent.partner is not None:
                goal = agents[agent.partner].position
            if goal is None:
                continue
            if other is not None:
                reach = self.world.params["interaction_radius"]
                if distance(agent.position, other.position) <= reach:
                    continue
                dx, dy = (
                    abs(p - q)
                    for p, q in zip(agent.position, other.position, strict=True)
                )
                facing = other.target_agent == agent.id and dx == dy == 1
                if facing and agent.id < other.id:
                    continue
            for _ in range(self.world.params["move_budget_per_tick"]):
                agent.position = one_step(agent.position, goal)

    def trade(self) -> None:
        """Let every pair in reach bargain once."""
        agents = self.world.agents
        for a in agents:
            if a.partner is None or a.partner < a.id:
                continue
            b = agents[a.partner]
            if (
                distance(a.position, b.position)
                > self.world.params["interaction_radius"]
            ):
                continue
            if self.protocols["bargaining"] == "compensating_block" and (
                self.exchange(a, b) or self.exchange(b, a)
            ):
                continue
            a.partner = b.partner = None
            until = self.tick + self.world.params["trade_cooldown_ticks"]
            a.cooldowns[b.id] = b.cooldowns[a.id] = until

    def exchange(self, giver: Agent, receiver: Agent) -> bool:
        """Trade the first block of A that both gain from; say whether there is one."""
        eps = self.world.params["epsilon"]
        before = giver.utility, receiver.utility
        for k in range(1, int(giver.A) + 1):
            for price in candidates(giver.ask, receiver.bid, k):
                y = CONTEXT.multiply(Decimal(str(price)), Decimal(k))
                y = y.quantize(QUANTUM, context=CONTEXT)
                if y <= 0 or y > receiver.B:
                    continue
                after = (
                    giver.preference.utility(giver.A - k, giver.B + y),
                    receiver.preference.utility(receiver.A + k, receiver.B - y),
                )
                if all(u - v > eps for u, v in zip(after, before, strict=True)):
                    giver.A, giver.B = giver.A - k, giver.B + y
                    receiver.A, receiver.B = receiver.A + k, receiver.B - y
                    giver.changed = receiver.changed = True
                    return True
        return False

    def forage(self) -> None:
        """Let every agent without a partner harvest where it stands."""
        harvested: set[Cell] = set()
        for agent in self.world.agents:
            cell = agent.position
            resource = self.world.resources.get(cell)
            if agent.partner is not None or resource is None or resource.amount <= 0:
                continue
            if self.world.params["enforce_single_harvester"] and cell in harvested:
                continue
            harvested.add(cell)
            h = min(resource.amount, quantity(self.world.params["forage_rate"]))
            if resource.good == "A":
                agent.A += h
            else:
                agent.B += h
            resource.amount -= h
            resource.last_harvest = self.tick
            agent.changed = True
            if agent.forage_target is not None:
                agent.forage_target = None
                agent.cooldowns.clear()

    def regenerate(self) -> None:
        """Let harvested cells grow again."""
        growth = quantity(self.world.params["resource_growth_rate"])
        for resource in self.world.resources.values():
            if resource.last_harvest is None:
                continue
            waited = self.tick - resource.last_harvest
            if waited >= self.world.params["resource_regen_cooldown"]:
                resource.amount = min(resource.amount + growth, resource.original)

    @staticmethod
    def _named(given: Any, kind: str) -> str:
        name = given["name"] if isinstance(given, dict) else given
        return name or NAMES[kind]


def one_step(position: Cell, goal: Cell) -> Cell:
    """Return the next cell on the way: along the longer leg, x first."""
    (x, y), (dx, dy) = position, (goal[0] - position[0], goal[1] - position[1])
    if dx == dy == 0:
        return position
    if abs(dx) >= abs(dy):
        return x + (1 if dx > 0 else -1), y
    return x, y + (1 if dy > 0 else -1)


def candidates(ask: float, bid: float, k: int) -> list[float]:
    """Return the prices to try for k units, low to high."""
    if ask > bid:
        return []
    whole = [t / k for t in range(1, min(int(bid * k + 1), 20) + 1)]
    spaced = [ask + s * (bid - ask) / 4 for s in range(5)]
    return sorted({p for p in whole if ask <= p <= bid} | set(spaced))
