"""A small valid scenario, and what a file that differs from it is told."""

from collections.abc import Callable
from pathlib import Path

import pytest

from vmt.scenario import Scenario, ScenarioError, load_scenario

SMALL = """\
schema_version: 1
name: Small
N: 8
agents: 3
initial_inventories:
  A: [8, 4, 6]
  B: 5
utilities:
  mix:
    - type: ces
      weight: 0.5
      params: {rho: 0.5, wA: 1, wB: 2}
    - type: linear
      weight: 0.5
      params: {vA: 1, vB: 2}
resource_seed:
  density: 0.25
  amount: 2
params:
  vision_radius: 4
  beta: 0.9
"""

Change = tuple[str, str]


@pytest.fixture
def small() -> str:
    """Return the text of a small valid scenario."""
    return SMALL


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write the small scenario with changes, or any bytes, to a file."""

    def write_(*changes: Change, content: str | bytes | None = None) -> Path:
        text = SMALL
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        if content is None:
            content = text
        path = tmp_path / "small.yaml"
        data = content.encode() if isinstance(content, str) else content
        path.write_bytes(data)
        return path

    return write_


@pytest.fixture
def load(write: Callable[..., Path]) -> Callable[..., Scenario]:
    """Load the small scenario with changes."""

    def load_(
        *changes: Change, lenient: bool = False, content: str | None = None
    ) -> Scenario:
        return load_scenario(write(*changes, content=content), lenient=lenient)

    return load_


@pytest.fixture
def problems(write: Callable[..., Path]) -> Callable[..., list[str]]:
    """Return what is told about a file, each as ``line:column: message``."""

    def problems_(
        *changes: Change, content: str | bytes | None = None, lenient: bool = False
    ) -> list[str]:
        path = write(*changes, content=content)
        with pytest.raises(ScenarioError) as caught:
            load_scenario(path, lenient=lenient)
        return [str(p).removeprefix(f"{path}:").strip() for p in caught.value.problems]

    return problems_
