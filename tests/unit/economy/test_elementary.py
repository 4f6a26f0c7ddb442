"""Our exponential, logarithm and power: exact, at the edges, and the same compiled."""

import ast
import math
import os
import shutil
import subprocess
import sys
import sysconfig
from itertools import islice
from pathlib import Path

import pytest

import vmt.economy
from elementary_error import largest_error
from elementary_sample import DIGESTS, digest, economic, whole_range
from vmt.economy import elementary_bits, elementary_tables
from vmt.economy.elementary import exp, log, power

INF, NAN = math.inf, math.nan
LARGEST = sys.float_info.max
SMALLEST = math.ulp(0.0)
SOURCES = Path(vmt.economy.__file__).parent
SUPPORT = Path(__file__).parents[2] / "support"
SAMPLED = 25_000
"""Arguments for each function and range; tests/determinism takes a million."""


@pytest.mark.parametrize("name", ["exp", "log", "power"])
def test_results_of_an_economy_are_within_0_501_units_of_the_truth(name: str) -> None:
    """Quantities, ratios and exponents as preferences have them."""
    error = largest_error(name, economic(name, SAMPLED))

    assert error.worst <= 0.501, error


@pytest.mark.parametrize("name", ["exp", "log", "power"])
def test_results_of_any_arguments_are_within_0_51_units_of_the_truth(name: str) -> None:
    """Subnormal arguments and results are no exception."""
    error = largest_error(name, whole_range(name, SAMPLED))

    assert error.worst <= 0.51, error


def test_power_near_one_is_accurate_for_huge_exponents() -> None:
    """An error of the logarithm is not magnified by the exponent."""
    near_one = [1.0 + math.ldexp(k, -52) for k in (-3, -1, 1, 7, 2**20, 2**33, 2**43)]
    sample = [(x, t / log(x)) for x in near_one for t in (-700.5, -30.1, 0.3, 690.7)]

    assert largest_error("power", sample).worst <= 0.51


@pytest.mark.parametrize("name", DIGESTS)
def test_results_have_the_recorded_bits(name: str) -> None:
    """A hundred thousand results are those of every other machine."""
    assert digest(name) == DIGESTS[name]


@pytest.mark.parametrize(
    ("x", "result"),
    [
        (0.0, 1.0),
        (-0.0, 1.0),
        (SMALLEST, 1.0),
        (-1e-300, 1.0),
        (709.782712893384, 1.7976931348622732e308),
        (709.7827128933841, INF),
        (1e308, INF),
        (INF, INF),
        (-745.1332191019411, SMALLEST),
        (-745.1332191019412, 0.0),
        (-1e308, 0.0),
        (-INF, 0.0),
    ],
)
def test_exp_at_the_edges(x: float, result: float) -> None:
    """It ends in infinity and in zero."""
    assert exp(x) == result


@pytest.mark.parametrize(
    ("x", "result"),
    [
        (1.0, 0.0),
        (INF, INF),
        (0.0, -INF),
        (-0.0, -INF),
        (SMALLEST, -744.4400719213812),
        (LARGEST, 709.782712893384),
        (1.0 + 2.0**-52, 2.2204460492503128e-16),
        (1.0 - 2.0**-53, -1.1102230246251565e-16),
    ],
)
def test_log_at_the_edges(x: float, result: float) -> None:
    """Of zero it is minus infinity."""
    assert log(x) == result


@pytest.mark.parametrize(
    ("x", "y", "result"),
    [
        (2.0, 10.0, 1024.0),
        (10.0, 3.0, 1000.0),
        (10.0, 22.0, 1e22),
        (0.25, -1.5, 8.0),
        (2.0, 1023.5, math.sqrt(2.0) * 2.0**1023),
        (2.0, 1024.0, INF),
        (2.0, -1074.0, SMALLEST),
        (2.0, -1075.0, 0.0),
        (2.0, -1074.9, SMALLEST),
        (SMALLEST, -1.0, INF),
        (LARGEST, -1.0, 1.0 / LARGEST),
        (0.0, 0.5, 0.0),
        (-0.0, 3.0, 0.0),
        (0.0, 0.0, 1.0),
        (0.0, -0.5, INF),
        (INF, 0.5, INF),
        (INF, 0.0, 1.0),
        (INF, -0.5, 0.0),
        (1.0, 1e308, 1.0),
        (1.0, -INF, 1.0),
        (1.5, INF, INF),
        (1.5, -INF, 0.0),
        (0.5, INF, 0.0),
        (0.5, -1e308, INF),
        (1.0 - 2.0**-53, 1e300, 0.0),
        (1e300, 1e-320, 1.0),
    ],
)
def test_power_at_the_edges(x: float, y: float, result: float) -> None:
    """Zero, one, infinity, and results that no double can hold."""
    assert power(x, y) == result


@pytest.mark.parametrize("x", [-1.0, -SMALLEST, -INF, NAN])
def test_log_and_power_are_undefined_below_zero(x: float) -> None:
    """They give NaN, for whole exponents too, and raise nothing."""
    assert math.isnan(log(x))
    assert math.isnan(power(x, 2.0))
    assert math.isnan(power(x, 0.0))


def test_nan_stays_nan() -> None:
    """Whatever the other argument."""
    assert math.isnan(exp(NAN))
    assert all(math.isnan(power(x, NAN)) for x in (0.0, 0.5, 1.0, INF))


def test_exact_powers_are_exact() -> None:
    """First and zeroth powers, squares and roots of squares, and powers of two."""
    for x, _ in islice(whole_range("power", 5000), 5000):
        assert power(x, 1.0) == x
        assert power(x, 0.0) == 1.0
    for n in map(float, range(1, 3000)):
        assert power(n, 2.0) == n * n
        assert power(n * n, 0.5) == n
        assert power(n * n * n * n, -0.25) == 1.0 / n
    for k in range(-1074, 1024):
        assert power(2.0, float(k)) == math.ldexp(1.0, k)


def test_bins_are_where_the_bits_are_cut() -> None:
    """The reduced range of the exponent begins at the first bin, and 1 is a bin."""
    tables = elementary_tables

    assert elementary_bits.LEAST == tables.FIRST_BIN / tables.BINS
    assert len(tables.INVERSES) == tables.LAST_BIN + 1 - tables.FIRST_BIN
    one = tables.BINS - tables.FIRST_BIN
    assert tables.INVERSES[one] == 1.0
    assert tables.LOGARITHMS_HIGH[one] == tables.LOGARITHMS_LOW[one] == 0.0


def test_only_exact_functions_of_the_library_are_used() -> None:
    """What math gives is split, scaled and cut; nothing is approximated there."""
    imported = set()
    for path in SOURCES.glob("elementary*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                # Names of types, for those who read the annotations.
                assert [name.name for name in node.names] == ["cython"], path
            if isinstance(node, ast.ImportFrom) and node.module == "math":
                imported |= {alias.name for alias in node.names}

    assert imported == {"floor", "frexp", "isqrt", "ldexp"}


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """Return a copy of the module's sources, a package without anything compiled."""
    package = tmp_path / "vmt" / "economy"
    package.mkdir(parents=True)
    for folder in (package.parent, package):
        (folder / "__init__.py").touch()
    for path in SOURCES.glob("elementary*.p*"):
        shutil.copy(path, package)
    return package


def digests_of(package: Path) -> tuple[str, int]:
    """Return the file of a package's functions, and whether its digests are right."""
    program = (
        "import elementary_sample, vmt.economy.elementary as e; print(e.__file__); "
        "raise SystemExit(elementary_sample.main())"
    )
    path = os.pathsep.join([str(package.parents[1]), str(SUPPORT)])
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.split("\n", 1)[0], done.returncode


def test_uncompiled_bits_are_the_recorded_ones(sources: Path) -> None:
    """Plain Python computes them."""
    assert digests_of(sources) == (str(sources / "elementary.py"), 0)


def test_compiled_bits_are_the_recorded_ones(sources: Path) -> None:
    """Compiled without contraction, it is the same arithmetic."""
    compiler = shutil.which("cc")
    headers = sysconfig.get_path("include")
    if compiler is None or not Path(headers, "Python.h").exists():
        pytest.skip("needs a C compiler and Python's headers")
    program = sources / "elementary.c"
    module = sources / f"elementary{sysconfig.get_config_var('EXT_SUFFIX')}"
    cython = [sys.executable, "-m", "cython", "-3", "-X", "annotation_typing=False"]
    subprocess.run(
        [*cython, str(sources / "elementary.py"), "-o", str(program)], check=True
    )
    options = ["-O2", "-ffp-contract=off", "-shared", "-fPIC", f"-I{headers}"]
    subprocess.run(
        [compiler, *options, str(program), "-o", str(module), "-lm"], check=True
    )

    assert digests_of(sources) == (str(module), 0)
