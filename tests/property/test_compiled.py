"""Compiled, a run is what it is uncompiled."""

import json
import os
import pickle
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import vmt
import vmt.engine.world
from vmt.engine.configuration import Configuration
from vmt.engine.rules import RULE_SETS, Rules
from vmt.engine.simulation import Simulation
from vmt.scenario import load_scenario
from vmt.scenario.catalogue import locate

drawing = settings(derandomize=True, deadline=None, max_examples=250)
SHIPPED = ("teaching/first_market", "demos/bliss_point", "demos/translog")
Run = tuple[Configuration, int, str]
TICKS = 12

SCRIPT = """
import json, pickle, sys
import vmt.engine.world
from vmt.engine.rules import RULE_SETS
from vmt.engine.simulation import Simulation
assert vmt.engine.world.__file__.endswith(".py"), vmt.engine.world.__file__
results = []
for configuration, seed, rules in pickle.load(sys.stdin.buffer):
    simulation = Simulation(configuration, seed, RULE_SETS[rules])
    trades = [repr(t) for _ in range(12) for t in simulation.step().trades]
    results.append([simulation.digest(), trades])
print(json.dumps(results))
"""


def test_drawn_runs_are_the_same_uncompiled(tmp_path: Path) -> None:
    """Digests and trades of worlds of all kinds are equal, to the last bit."""
    if Path(vmt.engine.world.__file__).suffix == ".py":
        pytest.skip("the engine is not compiled")
    runs = drawn_runs() + shipped_runs()
    source = Path(vmt.__file__).parent
    ignored = shutil.ignore_patterns("*.so", "*.pyd", "__pycache__")
    shutil.copytree(source, tmp_path / "vmt", ignore=ignored)
    elsewhere = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        input=pickle.dumps(runs),
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        check=True,
    )
    uncompiled = json.loads(elsewhere.stdout)

    assert len(runs) == len(uncompiled) > 100
    for run, result in zip(runs, uncompiled, strict=True):
        assert result_of(run) == result, run
    assert sum(len(trades) for _, trades in uncompiled) > 100


def drawn_runs() -> list[Run]:
    """Return runs of worlds of all kinds, under both rule sets."""
    runs: list[Run] = []

    @drawing
    @given(st.from_type(Configuration), st.integers(0, 2**32), st.from_type(Rules))
    def draw(configuration: Configuration, seed: int, rules: Rules) -> None:
        runs.append((configuration, seed, rules.name))

    draw()
    return runs


def shipped_runs() -> list[Run]:
    """Return runs with many trades: what is drawn depends on what else is loaded."""
    configurations = [load_scenario(locate(name)).configuration for name in SHIPPED]
    return [(c, 42, rules) for c in configurations for rules in RULE_SETS]


def result_of(run: Run) -> list[Any]:
    """Return the digest of a run, and its trades."""
    configuration, seed, rules = run
    simulation = Simulation(configuration, seed, RULE_SETS[rules])
    trades = [repr(t) for _ in range(TICKS) for t in simulation.step().trades]
    return [simulation.digest(), trades]
