"""Recorded runs, and places to repeat them in."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import digest_record
from digest_elsewhere import MissingError, Place
from elementary_sample import DIGESTS

Make = Callable[..., Any]


@pytest.fixture(scope="session")
def runs() -> list[dict[str, Any]]:
    """Return the recorded runs as `digest_of_runs` reads them."""
    return [run.as_json() for run in digest_record.recorded_runs()]


@pytest.fixture
def need() -> Callable[..., Any]:
    """Make something, or skip the test because something else is missing."""

    def make(maker: Make, *arguments: object, optional: bool = False) -> Any:
        try:
            return maker(*arguments)
        except MissingError as error:
            if os.environ.get("CI") == "true" and not optional:
                pytest.fail(f"{error} is missing, and CI=true")
            pytest.skip(f"{error} is missing")

    return make


@pytest.fixture
def agree(runs: list[dict[str, Any]]) -> Callable[..., None]:
    """Require that the runs come out elsewhere as they are recorded."""

    def require(
        place: Place, *, is_compiled: bool, machine: str | None = None, **versions: str
    ) -> None:
        outcome = place.outcome(runs)
        found = outcome["environment"]
        print(found)
        assert found["compiled"] == str(is_compiled)
        assert machine in (None, found["machine"])
        for name, version in versions.items():
            assert found[name].startswith(version)
        assert outcome["functions"] == DIGESTS
        assert outcome["runs"] == digest_record.recorded_digests()

    return require


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return an empty folder to put the package into."""
    return tmp_path / "modules"
