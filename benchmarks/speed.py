"""Measures agent-ticks per second, side by side."""

import statistics
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from typing import Any

from benchmarks.economies import Economy
from benchmarks.engines import Engine, Refusal, Worker


@dataclass(frozen=True, slots=True)
class Speed:
    """How fast an engine runs an economy.

    Attributes
    ----------
    economy : str
    n_agents : int
    engine : str
    agent_ticks_per_second : float
        Of CPU time; the median of the repetitions.
    repetitions : tuple of float
        The same, one by one.
    state : str or None
        Fingerprint of where the agents are in the end.
    compiled : bool or None
        Whether the engine is compiled, if it is ours.
    """

    economy: str
    n_agents: int
    engine: str
    agent_ticks_per_second: float
    repetitions: tuple[float, ...]
    state: str | None = None
    compiled: bool | None = None

    @property
    def ms_per_tick(self) -> float:
        """CPU milliseconds for a tick of all agents."""
        return 1000 * self.n_agents / self.agent_ticks_per_second

    def as_json(self) -> dict[str, Any]:
        """Return its fields for a JSON file."""
        return {**asdict(self), "ms_per_tick": self.ms_per_tick}


def measure(
    engines: Iterable[Engine],
    economy: Economy,
    *,
    ticks: int,
    repeat: int,
    seconds: float,
    say: Callable[[str], None],
) -> list[Speed]:
    """Let engines run the same ticks of an economy, in turns.

    Whatever else the machine does then hits all of them alike.

    Parameters
    ----------
    engines : iterable of Engine
        Those for which the economy is too large are left out.
    economy : Economy
    ticks : int
        From the start of the economy.
    repeat : int
        Turns.
    seconds : float
        CPU time that a turn takes at least, by running the ticks again and again.
    say : callable
        Is told of engines that cannot be measured.
    """
    answers: dict[Worker, list[dict[str, Any]]] = {}
    with ExitStack() as stack:
        for engine in engines:
            if not engine.runs(economy.n_agents):
                continue
            try:
                answers[stack.enter_context(Worker(engine, economy))] = []
            except Refusal as refusal:
                say(f"{engine.name} is not measured on {economy.name}: {refusal}")
        for _ in range(repeat):
            for worker in list(answers):
                try:
                    answers[worker].append(worker.measure(ticks, seconds))
                except Refusal as refusal:
                    say(f"{worker.engine.name} on {economy.name}: {refusal}")
                    del answers[worker]
    return [_speed(worker, economy, given) for worker, given in answers.items()]


def _speed(
    worker: Worker, economy: Economy, answers: Sequence[dict[str, Any]]
) -> Speed:
    rates = tuple(answer["agent_ticks"] / answer["cpu"] for answer in answers)
    return Speed(
        economy.name,
        economy.n_agents,
        worker.engine.name,
        statistics.median(rates),
        rates,
        answers[-1]["state"],
        worker.told.get("compiled"),
    )
