"""Scenario files, and the programs as real processes."""

import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[3]

MARKET = """\
schema_version: 1
name: Small market
N: 6
agents: {agents}
initial_inventories:
  A: {A}
  B: {B}
utilities:
  mix:
    - type: ces
      weight: 0.5
      params: {{rho: 0.5, wA: 2.0, wB: 1.0}}
    - type: stone_geary
      weight: 0.5
      params: {{alpha_A: 1.0, alpha_B: 1.0, gamma_A: 0.0, gamma_B: 0.0}}
params:
  vision_radius: 6
  resource_growth_rate: 1
resource_seed:
  density: 0.3
  amount: 3
"""


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder for the user's data, and use it."""
    folder = tmp_path / "data"
    monkeypatch.setenv("VMT_DATA_DIR", str(folder))
    return folder


@pytest.fixture
def write_scenario(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes a scenario file with so many agents."""

    def write(agents: int = 4) -> Path:
        held = [[10, 2][i % 2] for i in range(agents)]
        path = tmp_path / f"market-{agents}.yaml"
        text = MARKET.format(agents=agents, A=held, B=held[1:] + held[:1])
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def market(write_scenario: Callable[..., Path], data_dir: Path) -> Path:
    """Return a scenario file with four agents who trade and forage."""
    return write_scenario()


class Program:
    """A process of ours whose stderr is a terminal."""

    def __init__(self, arguments: list[str]) -> None:
        self._master, slave = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "vmt", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=slave,
            text=True,
        )
        os.close(slave)
        self.shown = ""

    def wait_for(self, pattern: str) -> None:
        """Read the terminal until it shows a pattern."""
        while not re.search(pattern, self.shown):
            self.shown += self._read()

    def finish(self) -> tuple[int, str]:
        """Read on to the end and return the exit code and what came on stdout."""
        try:
            while more := self._read():
                self.shown += more
        except OSError:
            pass  # how Linux tells that the other side of a terminal is closed
        os.close(self._master)
        output, _ = self.process.communicate()
        return self.process.returncode, output

    def _read(self) -> str:
        return os.read(self._master, 65536).decode()


@pytest.fixture
def start() -> Iterator[Callable[..., Program]]:
    """Return a function that starts ``vmt`` on a terminal; it ends with the test."""
    started: list[Program] = []

    def begin(*arguments: str | Path) -> Program:
        program = Program([str(argument) for argument in arguments])
        started.append(program)
        return program

    yield begin
    for program in started:
        if program.process.poll() is None:
            program.process.kill()
            program.finish()


@pytest.fixture
def repository() -> Path:
    """Return the folder of the source."""
    return REPOSITORY
