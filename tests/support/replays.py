"""Runs that are recorded while somebody looks on, to be compared with replays."""

from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np

from vmt.engine.configuration import Configuration
from vmt.engine.rules import V2, Rules
from vmt.engine.simulation import Simulation
from vmt.telemetry.detail import STANDARD, Detail
from vmt.telemetry.recorded_run import RecordedRun
from vmt.telemetry.recorder import Recorder
from vmt.viewer.source.replay.moments import Moments
from vmt.viewer.source.run import Run
from vmt.viewer.source.snapshot import Snapshot, take

OF_THE_SOURCE = {"ticks_per_second", "span"}
"""What a snapshot says of who plays it."""


@dataclass(frozen=True)
class Seen:
    """What was seen while a run was made, and where it was recorded.

    `snapshots` are those after 0, 1, 2, … ticks; each tells of another agent.
    """

    path: Path
    snapshots: list[Snapshot]


def see(
    path: Path,
    configuration: Configuration,
    ticks: int,
    *,
    seed: int = 5,
    rules: Rules = V2,
    detail: Detail = STANDARD,
) -> Seen:
    """Make a run, record it, and look at it after every tick."""
    simulation = Simulation(configuration, seed, rules)
    recorder = Recorder(path, None, simulation, ticks, detail)
    run = Run(simulation, recorder, ticks)
    seen = [take(run, watched=0)]
    for tick in range(1, ticks + 1):
        run.step()
        seen.append(take(run, watched=tick % configuration.n_agents))
    run.finish("finished")
    return Seen(path, seen)


def moments_of(recorded: RecordedRun) -> Moments:
    """Return the moments of a run, with all that is to be known of it."""
    moments = Moments(recorded)
    while not moments.chronicle.is_complete:
        moments.chronicle.go_on()
    return moments


def differences(one: Any, other: Any, name: str = "") -> list[str]:
    """Return in which parts two snapshots are not the same, to the last bit."""
    if isinstance(one, np.ndarray):
        same = (
            (one.dtype, one.shape) == (other.dtype, other.shape)
            and one.tobytes() == other.tobytes()
            and not other.flags.writeable
        )
        return [] if same else [name]
    if is_dataclass(one):
        if type(one) is not type(other):
            return [name]
        found = []
        for field in fields(one):
            if field.name not in OF_THE_SOURCE:
                parts = getattr(one, field.name), getattr(other, field.name)
                found += differences(*parts, f"{name}.{field.name}")
        return found
    if isinstance(one, tuple):
        if type(one) is not type(other) or len(one) != len(other):
            return [name]
        pairs = enumerate(zip(one, other, strict=True))
        return [d for k, (a, b) in pairs for d in differences(a, b, f"{name}[{k}]")]
    both_nan = one != one and other != other  # noqa: PLR0124 - NaN
    return [] if one == other or both_nan else [name]
