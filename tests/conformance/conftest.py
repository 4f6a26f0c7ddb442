"""Recorded runs of the public program, as configurations and traces."""

import json
from pathlib import Path
from typing import Any

import pytest

from november_lockstep import configuration_of
from vmt.engine.configuration import Configuration

REFERENCE = Path(__file__).resolve().parents[3] / "shared" / "reference"


class Reference:
    """The recorded runs and their scenario files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def trace(self, name: str) -> dict[str, Any]:
        """Return a recorded run."""
        text = (self.folder / "traces" / f"{name}.json").read_text(encoding="utf-8")
        trace: dict[str, Any] = json.loads(text)
        return trace

    def configuration(
        self, path: str, overrides: dict[str, str] | None = None
    ) -> Configuration:
        """Return a scenario file of a reference folder as a configuration.

        Parameters
        ----------
        path : str
        overrides : dict, optional
            Names of protocols by the keys of a scenario file.
        """
        protocols = {
            key.removesuffix("_protocol"): name
            for key, name in (overrides or {}).items()
        }
        return configuration_of(self.folder / "scenarios" / path, **protocols)


@pytest.fixture(scope="session")
def reference() -> Reference:
    """Find the recorded runs, or skip what compares with them."""
    if not REFERENCE.is_dir():
        pytest.skip(f"the recorded runs are not there: {REFERENCE}")
    return Reference(REFERENCE)
