"""The recorded runs on other interpreters, libraries, compilers and processors."""

import platform
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from digest_elsewhere import (
    NUMPY_1,
    NUMPY_2,
    Place,
    arm64,
    arm64_root,
    compiled,
    emulator,
    fresh_tree,
    headers_of,
    uncompiled,
    with_numpy,
)
from elementary_sample import DIGESTS

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]

Need = Callable[..., Any]
Agree = Callable[..., None]
VERSIONS = [
    ("3.11", NUMPY_1, "1.26"),
    ("3.11", NUMPY_2, "2."),
    ("3.12", NUMPY_1, "1.26"),
    ("3.12", NUMPY_2, "2."),
    ("3.13", NUMPY_2, "2."),
]
"""Python, the lock file with its numpy, and how that one's version begins."""
CASES = [pytest.param(*v, id=f"python {v[0]}, numpy {v[2][0]}") for v in VERSIONS]
on_x86 = pytest.mark.skipif(
    platform.machine() != "x86_64", reason="the interpreter is not one for x86-64"
)


def test_compiled_anew(need: Need, agree: Agree) -> None:
    """The sources as they are now, compiled, give the recorded digests."""
    agree(Place(modules=need(fresh_tree) / "src"), is_compiled=True)


@pytest.mark.parametrize(("python", "lock", "numpy"), CASES)
def test_versions_uncompiled(
    python: str, lock: Path, numpy: str, need: Need, agree: Agree, folder: Path
) -> None:
    """Every Python and numpy that we support interprets the modules alike."""
    command = str(need(with_numpy, python, lock, optional=True))
    place = Place((command,), uncompiled(folder))
    agree(place, is_compiled=False, python=python, numpy=numpy)


@pytest.mark.parametrize(("python", "lock", "numpy"), CASES)
def test_versions_compiled(
    python: str, lock: Path, numpy: str, need: Need, agree: Agree, folder: Path
) -> None:
    """Compiled for it, they run alike under every Python and numpy."""
    command = need(with_numpy, python, lock, optional=True)
    suffix, headers = need(headers_of, command, optional=True)
    modules = need(compiled, folder, "gcc", suffix, (headers,))
    place = Place((str(command),), modules)
    agree(place, is_compiled=True, python=python, numpy=numpy)


@on_x86
@pytest.mark.parametrize("processor", ["Nehalem", "Haswell", "max"])
def test_x86_processors(processor: str, need: Need, agree: Agree) -> None:
    """With and without AVX and fused multiply-add, compiled modules agree."""
    command = (need(emulator, "x86_64"), "-cpu", processor, sys.executable)
    modules = need(fresh_tree) / "src"
    agree(Place(command, modules), is_compiled=True, machine="x86_64")


@on_x86
def test_x86_processor_of_2008_uncompiled(
    need: Need, agree: Agree, folder: Path
) -> None:
    """An interpreter on a processor without AVX agrees."""
    command = (need(emulator, "x86_64"), "-cpu", "Nehalem", sys.executable)
    agree(Place(command, uncompiled(folder)), is_compiled=False)


def test_arm64_uncompiled(need: Need, agree: Agree, folder: Path) -> None:
    """Debian's Python for arm64 interprets the modules alike."""
    place = need(arm64, uncompiled(folder))
    agree(place, is_compiled=False, machine="aarch64")


def test_arm64_compiled(need: Need, agree: Agree, folder: Path) -> None:
    """Compiled for arm64, whose compilers fuse where they may, they run alike."""
    modules = need(compiled_for_arm64, folder)
    agree(need(arm64, modules), is_compiled=True, machine="aarch64")


def test_a_compiler_that_fuses_would_be_found(need: Need, folder: Path) -> None:
    """Without -ffp-contract=off logarithms and powers have other bits on arm64."""
    modules = need(compiled_for_arm64, folder, "-ffp-contract=fast")
    functions = need(arm64, modules).outcome([])["functions"]

    assert {name for name in DIGESTS if functions[name] != DIGESTS[name]}


def compiled_for_arm64(folder: Path, *more: str) -> Path:
    """Compile the package for Debian's Python on arm64, into a folder."""
    include = arm64_root() / "usr" / "include"
    headers = (include / "python3.11", include)
    suffix = ".cpython-311-aarch64-linux-gnu.so"
    return compiled(folder, "aarch64-linux-gnu-gcc", suffix, headers, *more)
