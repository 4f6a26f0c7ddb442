"""Nothing in the path of a run can give other bits on another machine.

Not by what is measured, but by what the modules may name at all. What is allowed is
exact, or rounded once as IEEE 754 says: the rest belongs to `vmt.economy.elementary`.
"""

import ast
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from numpy._core import _multiarray_umath

SOURCE = Path(__file__).resolve().parents[3] / "src"
NOT_IN_A_RUN = {
    "vmt/economy/clearing.py",
    "vmt/economy/demand.py",
    "vmt/economy/equilibrium.py",
    "vmt/economy/welfare.py",
}
"""Closed forms to compare runs with; no other module may import them."""
MODULES = sorted(
    path.relative_to(SOURCE).as_posix()
    for folder in ("vmt/engine", "vmt/economy")
    for path in (SOURCE / folder).rglob("*.py")
    if path.relative_to(SOURCE).as_posix() not in NOT_IN_A_RUN
)

IMPORTS = {
    *("__future__", "abc", "collections.abc", "copy", "cython", "dataclasses"),
    *(
        "array",
        "datetime",
        "decimal",
        "difflib",
        "enum",
        "hashlib",
        "importlib.metadata",
    ),
    *(
        "importlib.util",
        "inspect",
        "itertools",
        "math",
        "numpy",
        "numpy.typing",
        "re",
        "sys",
        "typing",
    ),
    *("vmt.errors",),
}
"""Neither the time nor chance, the machine nor its files."""
MATH = {
    *("floor", "frexp", "inf", "isfinite", "isinf", "isnan", "isqrt", "ldexp", "nan"),
    "sqrt",
}
"""Of `math`, what is exact; the square root is rounded as IEEE 754 says."""
NUMPY = {
    *(
        "arange",
        "array",
        "asarray",
        "bincount",
        "count_nonzero",
        "empty",
        "flatnonzero",
        "full",
        "maximum",
        "minimum",
        "nan",
        "not_equal",
        "where",
        "zeros",
    ),
    *("bool_", "float64", "generic", "int8", "int32", "int64", "integer", "uint64"),
    *("random", "random.PCG64", "random.SeedSequence"),
}
"""Of numpy, columns and raw random bits."""
REDUCTIONS = {
    *("cumprod", "cumsum", "dot", "mean", "prod", "std", "sum", "trace", "var"),
    *("argsort", "sort_values"),
}
"""Methods that add in an order of numpy's, or leave the order of equals open."""
EXCEPTIONS = {
    ("vmt/engine/initialisation.py", "(goods == kind).sum()"): "counts",
    ("vmt/engine/initialisation.py", "sum(endowment)"): "integers",
    (
        "vmt/engine/phases/perception.py",
        "counts.cumsum(dtype=np.int32)",
    ): "integers",
    (
        "vmt/engine/neighbours.py",
        "here.reshape(side, side).cumsum(axis=0)",
    ): "integers",
    (
        "vmt/engine/neighbours.py",
        "here.reshape(side, side).cumsum(axis=0).cumsum(axis=1)",
    ): "integers",
    (
        "vmt/engine/protocols/bargaining/prices.py",
        "{evenly_spaced(ask, bid, s) for s in range(5)}",
    ): "sorted in the end",
    ("vmt/economy/elementary_tables.py", "total ** 2"): "integers",
    ("vmt/economy/elementary_tables.py", "difference ** 2"): "integers",
    ("vmt/engine/protocols/contract.py", "hash(self._terms())"): "a __hash__",
    ("vmt/engine/protocols/contract.py", "hash(self.reason)"): "a __hash__",
}
"""What is forbidden in general and harmless there, with the reason."""

OF_THE_C_LIBRARY = {
    *("free", "malloc", "memcmp", "memcpy", "memmove", "memset", "strchr", "strcmp"),
    *("strlen", "strncmp", "strrchr", "snprintf", "vsnprintf", "abort", "realloc"),
    *("floor", "frexp", "ldexp", "sqrt"),
}
OF_THE_COMPILER = re.compile(r"_ITM_\w+|__cxa_finalize|__gmon_start__|__stack_chk_fail")


def test_a_run_names_nothing_whose_bits_are_not_fixed() -> None:
    """No libm, no transcendental function or reduction of numpy, no BLAS, no clock."""
    found = [
        f"{module}:{line}: {what}"
        for module in MODULES
        for line, what in offences(module, (SOURCE / module).read_text())
    ]

    assert found == []


def test_every_exception_is_needed() -> None:
    """What is excused is still there."""
    texts = {
        (module, ast.unparse(node))
        for module in MODULES
        for node in ast.walk(ast.parse((SOURCE / module).read_text()))
        if isinstance(node, ast.expr)
    }

    assert {place for place in EXCEPTIONS if place not in texts} == set()


@pytest.mark.parametrize(
    "text",
    [
        "import time",
        "import os.path",
        "from random import random",
        "from vmt.telemetry import reader",
        "from vmt.economy.equilibrium import equilibrium",
        "from vmt.economy import demand",
        "import math\ny = math.exp(x)",
        "from math import log",
        "import numpy as np\ny = np.exp(x)",
        "import numpy\ny = numpy.dot(x, x)",
        "from numpy import power",
        "import numpy as np\ny = np.random.default_rng(1)",
        "import numpy as np\ny = np.sum(x)",
        "y = x.sum()",
        "y = x.argsort()",
        "y = x @ z",
        "y = x ** 0.5",
        "y = x ** 2",
        "y **= 2",
        "y = 2.0 ** x",
        "y = pow(x, 2)",
        "y = sum(x)",
        "y = hash(x)",
        "for y in {x, z}:\n    pass",
        "y = list(set(x))",
        "y = [z for z in frozenset(x)]",
        "y = __import__('time')",
    ],
)
def test_the_check_would_find(text: str) -> None:
    """Each of these changes with the machine, the version or the process."""
    assert list(offences("vmt/engine/made_up.py", text))


@pytest.mark.parametrize(
    "text",
    [
        "from math import floor, sqrt",
        "import numpy as np\ny = np.zeros(3, np.int64)",
        "y = 2**63 - 1",
        "y = 10**decimals",
        "y = sorted(set(x))",
        "y = x in {1, 2}",
        "from vmt.economy import elementary_tables",
    ],
)
def test_the_check_lets_pass(text: str) -> None:
    """Integers, columns, what is sorted at once and what is only looked up."""
    assert list(offences("vmt/engine/made_up.py", text)) == []


def test_compiled_modules_call_no_mathematics_of_the_c_library() -> None:
    """What they need from outside is Python, memory, and strings for messages."""
    compiled = list((SOURCE / "vmt").rglob("*.so"))
    if not compiled:
        pytest.skip("the engine is not compiled here")
    if shutil.which("nm") is None:
        pytest.skip("nm is missing")

    assert {path.name: foreign(path) for path in compiled if foreign(path)} == {}


def test_calls_of_the_c_library_would_be_found() -> None:
    """Those of numpy are."""
    if shutil.which("nm") is None:
        pytest.skip("nm is missing")

    assert {"exp", "log", "pow"} <= foreign(Path(_multiarray_umath.__file__))


def test_declarations_take_no_mathematics_from_c() -> None:
    """The files that give Cython the types name no function of C's math.h."""
    for path in SOURCE.rglob("*.pxd"):
        text = path.read_text()
        assert "libc.math" not in text, path
        assert "math.h" not in text, path


def foreign(path: Path) -> set[str]:
    """Return what a compiled module needs from others that may not be."""
    done = subprocess.run(
        ["nm", "--dynamic", "--undefined-only", "--format=posix", str(path)],
        capture_output=True,
        text=True,
        check=True,
    )
    names = {re.split("[@ ]", line)[0] for line in done.stdout.splitlines()}
    return {
        name
        for name in names - OF_THE_C_LIBRARY
        if not name.startswith(("Py", "_Py")) and not OF_THE_COMPILER.fullmatch(name)
    }


def offences(module: str, text: str) -> Iterator[tuple[int, str]]:
    """Yield line and text of what a module in the path of a run may not have."""
    tree = ast.parse(text)
    harmless = {id(node) for node in ast.walk(tree) for node in unordered_uses(node)}
    for node in ast.walk(tree):
        what = ast.unparse(node) if isinstance(node, ast.expr | ast.stmt) else ""
        if (module, what) in EXCEPTIONS or id(node) in harmless:
            continue
        if any(is_forbidden(node)):
            yield getattr(node, "lineno", 0), what


def unordered_uses(node: ast.AST) -> list[ast.AST]:
    """Return sets that are sorted at once, or only asked what they contain."""
    if isinstance(node, ast.Call) and called(node) == "sorted":
        return list(node.args)
    asks = (ast.In, ast.NotIn)  # codespell:ignore notin
    if isinstance(node, ast.Compare) and isinstance(node.ops[0], asks):
        return list(node.comparators)
    return []


def is_forbidden(node: ast.AST) -> Iterator[bool]:
    """Yield whether a node is something that a run may not have, kind by kind."""
    match node:
        case ast.Import(names):
            yield any(not may_import(name.name) for name in names)
        case ast.ImportFrom(module=str(module), names=names):
            for name in names:
                yield not may_take(module, name.name)
        case ast.Attribute():
            library, _, name = ast.unparse(node).partition(".")
            yield library == "math" and name not in MATH
            of_numpy = library in ("np", "numpy") and "(" not in name
            yield of_numpy and not may_take_of_numpy(name)
        case ast.BinOp(left=left, op=ast.Pow()):
            # A power of a literal integer is one, in Python and in C.
            yield not (isinstance(left, ast.Constant) and type(left.value) is int)
        case ast.BinOp(op=ast.MatMult()) | ast.AugAssign(op=ast.Pow() | ast.MatMult()):
            yield True
        case ast.Call(func=ast.Attribute(attr=name)):
            yield name in REDUCTIONS
        case ast.Call():
            yield called(node) in ("__import__", "eval", "exec", "hash", "id")
            yield called(node) in ("frozenset", "pow", "set", "sum")
        case ast.Set() | ast.SetComp():
            yield True


def called(node: ast.Call) -> str:
    """Return the name of a function that is called by its bare name."""
    return node.func.id if isinstance(node.func, ast.Name) else ""


def may_import(name: str) -> bool:
    """Whether a module in the path of a run may import another."""
    if name.replace(".", "/") + ".py" in NOT_IN_A_RUN:
        return False
    return name in IMPORTS or name.startswith(("vmt.engine", "vmt.economy"))


def may_take(module: str, name: str) -> bool:
    """Whether it may import a name from a module."""
    if module == "math":
        return name in MATH
    if module == "numpy":
        return may_take_of_numpy(name)
    taken = f"{module}.{name}".replace(".", "/")
    return may_import(module) and f"{taken}.py" not in NOT_IN_A_RUN


def may_take_of_numpy(name: str) -> bool:
    """Whether it may use a name of numpy, dotted or not."""
    # Of what lies deeper, `np.int64.max`, the first part decides, but for `random`.
    return name in NUMPY or (
        name.split(".", maxsplit=1)[0] in NUMPY and not name.startswith("random.")
    )
