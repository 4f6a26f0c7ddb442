"""The engine and the slow statement of the november rules, side by side."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from november.oracle import Oracle, Row
from vmt.engine.configuration import Configuration, Protocol
from vmt.engine.protocols import registry
from vmt.engine.rules import NOVEMBER
from vmt.engine.simulation import Simulation
from vmt.engine.state import NOBODY
from vmt.scenario import load_scenario
from vmt.scenario.older import UNREAD_IN_NOVEMBER

FIELDS = ("id", "x", "y", "A", "B", "M", "partner")


def rows_of(simulation: Simulation) -> list[Row]:
    """Return the agents as the recorded digests have them."""
    state = simulation.state
    columns = (state.x, state.y, state.A, state.B, state.partner)
    return [
        (
            agent,
            int(x),
            int(y),
            four_decimals(int(A)),
            four_decimals(int(B)),
            "0",
            None if partner == NOBODY else int(partner),
        )
        for agent, (x, y, A, B, partner) in enumerate(zip(*columns, strict=True))
    ]


def four_decimals(minor: int) -> str:
    """Return a quantity as the traces write it."""
    whole, rest = divmod(minor, 10_000)
    return f"{whole}.{rest:04d}"


def configuration_of(path: Path, **protocols: str) -> Configuration:
    """Return a scenario file as ``--rules november`` reads it, with protocols."""
    scenario = load_scenario(path, lenient=True, ignored=UNREAD_IN_NOVEMBER)
    chosen: dict[str, Any] = {
        kind: Protocol(registry.resolve(kind, name)) for kind, name in protocols.items()
    }
    return replace(scenario.configuration, **chosen)


def first_difference(
    path: Path, seeds: Iterable[int], ticks: int, **protocols: str
) -> str | None:
    """Run a scenario file twice and say where the engine first differs, if it does.

    Parameters
    ----------
    path : Path
    seeds : iterable of int
    ticks : int
    **protocols : str
        ``search``, ``matching`` and ``bargaining``, where not those of the file.
    """
    configuration = configuration_of(path, **protocols)
    fields = yaml.safe_load(path.read_text(encoding="utf-8"))
    for seed in seeds:
        simulation = Simulation(configuration, seed, NOVEMBER)
        oracle = Oracle(fields, seed, **protocols)
        for tick in range(-1, ticks):
            if tick >= 0:
                simulation.step()
                oracle.step()
            found, expected = rows_of(simulation), oracle.rows()
            for agent, (ours, theirs) in enumerate(zip(found, expected, strict=True)):
                if ours != theirs:
                    differs = ", ".join(
                        f"{field} {a}, not {b}"
                        for field, a, b in zip(FIELDS, ours, theirs, strict=True)
                        if a != b
                    )
                    return f"seed {seed}, tick {tick}, agent {agent}: {differs}"
    return None
