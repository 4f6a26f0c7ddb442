"""What the command line says where the engine is not compiled."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from vmt import engine

REPOSITORY = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def uncompiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the sources without what was compiled."""
    folder = tmp_path_factory.mktemp("uncompiled")
    without = shutil.ignore_patterns("*.so", "*.pyd", "__pycache__")
    shutil.copytree(REPOSITORY / "src" / "vmt", folder / "vmt", ignore=without)
    return folder


def run(source: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run some ticks with the sources in a folder."""
    main = [sys.executable, REPOSITORY / "entrypoints" / "main.py"]
    return subprocess.run(
        [*main, "teaching/first_market", "--ticks", "20", "--no-db", *options],
        env={**os.environ, "PYTHONPATH": str(source)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    )


def test_the_engine_of_the_suite_is_compiled() -> None:
    """Else the tests would take far too long."""
    assert engine.is_compiled()


def test_it_is_said_once_and_the_results_are_the_same(uncompiled: Path) -> None:
    """On stderr, so that the summary can be read by a program; never if compiled."""
    slow, fast = (run(folder, "--json") for folder in (uncompiled, REPOSITORY / "src"))

    assert slow.stderr.count("the engine is not compiled") == 1
    assert "C compiler" in slow.stderr
    assert "compiled" not in fast.stderr
    assert json.loads(slow.stdout)["digest"] == json.loads(fast.stdout)["digest"]


def test_the_digest_of_recorded_runs_is_alone_on_stdout(uncompiled: Path) -> None:
    """Whoever compares digests compares nothing else."""
    digests = {
        run(folder, "--rules", "november", "--reference-digest").stdout
        for folder in (uncompiled, REPOSITORY / "src")
    }

    assert len(digests) == 1
    assert len(digests.pop().split()) == 1


def test_quiet_is_quiet(uncompiled: Path) -> None:
    """With --quiet nothing is said about it."""
    assert "compiled" not in run(uncompiled, "--quiet").stderr
