"""Helps to run the benchmark on economies so small that it takes seconds."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SHORT = ("--ticks", "2", "--repeat", "1", "--seconds", "0", "--without-mesa")

LOADER = """
import yaml


class Loaded:
    def __init__(self, data):
        self.agents = data["agents"]


def load_scenario(path):
    with open(path) as file:
        return Loaded(yaml.safe_load(file))
"""
CONFIG = """
class LogConfig:
    def __init__(self, use_database=True):
        self.use_database = use_database
"""
SIMULATION = """
from decimal import Decimal
from types import SimpleNamespace


class Simulation:
    def __init__(self, scenario_config, seed, log_config=None):
        if log_config is None or log_config.use_database:
            raise RuntimeError("it would write a database")
        goods = SimpleNamespace(A=Decimal("1.5"), B=2)
        self.agents = [
            SimpleNamespace(id=i, pos=(i, 0), inventory=goods, paired_with_id=None)
            for i in range(scenario_config.agents)
        ]

    def step(self):
        print("as talkative as it likes")
        sum(range(1000))
"""


@pytest.fixture
def benchmark_engine() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run ``benchmarks/engine`` with a short run's options before those given."""

    def run(*options: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, ROOT / "benchmarks" / "engine", *SHORT, *options],
            capture_output=True,
            text=True,
            check=False,
        )

    return run


@pytest.fixture
def public_checkout(tmp_path: Path) -> Path:
    """Write a folder with the modules and names by which the public VMT is run."""
    modules = {
        "scenarios/loader.py": LOADER,
        "telemetry/config.py": CONFIG,
        "vmt_engine/simulation.py": SIMULATION,
    }
    checkout = tmp_path / "public"
    for name, text in modules.items():
        path = checkout / "src" / name
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    return checkout
