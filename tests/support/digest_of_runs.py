"""Runs on any interpreter that has numpy: a list of them in, their digests out.

A program that needs the engine alone. It reads a JSON list of runs and prints JSON:
the digests, those of our elementary functions, and what it ran on. Among that is a
digest of the C library's functions and numpy's for the same arguments. Nothing hangs
on these two; they show that one environment really differs from another.
"""

import hashlib
import json
import math
import platform
import struct
import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np

import vmt.engine.world
from elementary_sample import DIGESTS, digest, economic
from vmt.engine.rules import RULE_SETS
from vmt.engine.simulation import Simulation
from vmt.telemetry.stored_configuration import from_json


def digest_of(run: dict[str, Any]) -> str:
    """Return the digest of a run.

    Parameters
    ----------
    run : dict
        Its ``configuration`` as stored in recordings, ``seed``, ``rules``, ``ticks``.
    """
    configuration = from_json(run["configuration"])
    simulation = Simulation(configuration, run["seed"], RULE_SETS[run["rules"]])
    simulation.run(run["ticks"])
    return simulation.digest()


def environment() -> dict[str, str]:
    """Return what the runs are made on."""
    points = [x for (x,) in economic("exp", 20_000)]
    in_c = [math.exp(x) + math.pow(abs(x), 0.3) for x in points]
    with np.errstate(all="ignore"):
        in_numpy = np.exp(np.array(points)).tolist()
    return {
        "compiled": str(Path(vmt.engine.world.__file__).suffix != ".py"),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "machine": platform.machine(),
        "libm": short_digest(in_c),
        "numpy's exp": short_digest(in_numpy),
    }


def short_digest(numbers: list[float]) -> str:
    """Return eight hexadecimal digits that hang on every bit of the numbers."""
    return hashlib.sha256(struct.pack(f"<{len(numbers)}d", *numbers)).hexdigest()[:8]


def main() -> None:
    """Read the runs and print what came of them."""
    # Which features a processor lacks is not what is asked here.
    warnings.simplefilter("ignore", ImportWarning)
    runs = json.load(sys.stdin)
    outcome = {
        "runs": {run["name"]: digest_of(run) for run in runs},
        "functions": {name: digest(name) for name in DIGESTS},
        "environment": environment(),
    }
    json.dump(outcome, sys.stdout)


if __name__ == "__main__":
    main()
