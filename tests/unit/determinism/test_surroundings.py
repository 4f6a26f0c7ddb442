"""The process around a run leaves it alone: seeds of hashes, threads, libraries."""

from pathlib import Path
from typing import Any

import pytest
from numpy._core._multiarray_umath import __cpu_dispatch__

import digest_record
import vmt.engine.world
from digest_elsewhere import Place, uncompiled
from elementary_sample import DIGESTS

SURROUNDINGS = {
    "hash seed 0": {"PYTHONHASHSEED": "0"},
    "hash seed 1": {"PYTHONHASHSEED": "1"},
    "random hash seed": {"PYTHONHASHSEED": "random"},
    "one thread": {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
    "eight threads": {"OPENBLAS_NUM_THREADS": "8", "OMP_NUM_THREADS": "8"},
    "numpy for the oldest processor": {
        "NPY_DISABLE_CPU_FEATURES": " ".join(__cpu_dispatch__)
    },
    "C library without fused multiply-add": {
        "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4,-AVX512F"
    },
    "another language": {"LANG": "de_DE.UTF-8", "LC_ALL": "de_DE.UTF-8", "TZ": "Asia"},
}


@pytest.fixture(scope="module")
def runs() -> list[dict[str, Any]]:
    """Return the recorded runs as `digest_of_runs` reads them."""
    return [run.as_json() for run in digest_record.recorded_runs()]


@pytest.mark.parametrize("variables", SURROUNDINGS.values(), ids=SURROUNDINGS)
def test_surroundings_do_not_matter(
    variables: dict[str, str], runs: list[dict[str, Any]]
) -> None:
    """Runs, exp, log and power have the recorded digests."""
    outcome = Place(variables=variables).outcome(runs)

    assert outcome["functions"] == DIGESTS
    assert outcome["runs"] == digest_record.recorded_digests()


def test_compiled_and_uncompiled_modules_agree(
    runs: list[dict[str, Any]], tmp_path: Path
) -> None:
    """The same modules, interpreted, give the same digests."""
    if vmt.engine.world.__file__.endswith(".py"):
        pytest.skip("the engine is not compiled here: all other tests are uncompiled")
    outcome = Place(modules=uncompiled(tmp_path)).outcome(runs)

    assert outcome["environment"]["compiled"] == "False"
    assert outcome["functions"] == DIGESTS
    assert outcome["runs"] == digest_record.recorded_digests()
