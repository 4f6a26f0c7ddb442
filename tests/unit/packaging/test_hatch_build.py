"""The engine is compiled where there is a compiler, and its absence is harmless."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

REPOSITORY = Path(__file__).resolve().parents[3]
NOWHERE = {"CC": "/nowhere/cc"}
TWICE = "def twice(n):\n    return n + n\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Make a project as ours, with one module to compile."""
    for name in ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE"):
        shutil.copy(REPOSITORY / name, tmp_path)
    shutil.copytree(REPOSITORY / "scenarios", tmp_path / "scenarios")
    for package in ("vmt", "vmt_desktop"):
        folder = tmp_path / "src" / package
        folder.mkdir(parents=True)
        (folder / "__init__.py").write_text('__version__ = "1.0"\n')
    (tmp_path / "src/vmt/plain.py").write_text(TWICE)
    (tmp_path / "src/vmt/typed.py").write_text(TWICE)
    (tmp_path / "src/vmt/typed.pxd").write_text("cpdef int twice(int n)\n")
    return tmp_path


def python(
    project: Path, *arguments: str, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run this Python in the project."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=project,
        env={**os.environ, "PYTHONPATH": "src", **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def compile_in_place(project: Path, **variables: str) -> str:
    """Call the script by hand and return what it says."""
    return python(project, "hatch_build.py", **variables).stderr


def wheel(project: Path, **variables: str) -> tuple[str, list[str], str]:
    """Build a wheel; return its tags, the modules of vmt in it, and what was said."""
    done = python(
        project, "-m", "hatchling", "build", "-t", "wheel", "-d", "dist", **variables
    )
    assert done.returncode == 0, done.stderr
    (path,) = (project / "dist").iterdir()
    with ZipFile(path) as archive:
        names = [Path(name) for name in archive.namelist()]
    modules = [path.name for path in names if path.parts[0] == "vmt"]
    return path.stem.split("-", 2)[2], sorted(modules), done.stderr


def twice_four_billion(project: Path) -> str:
    """Ask the module; only C's int is too small for it."""
    done = python(project, "-c", "from vmt.typed import twice; print(twice(4 * 10**9))")
    return done.stdout.strip() or done.stderr.splitlines()[-1].split(":")[0]


def test_the_wheel_has_the_compiled_modules_and_no_rest(project: Path) -> None:
    """Sources and results are in it, the declarations and C files are not."""
    tags, modules, _ = wheel(project)

    assert "none-any" not in tags
    assert [name.split(".")[0] for name in modules if ".cpython" in name] == [
        "_cyutility",
        "typed",
    ]
    assert [name for name in modules if ".cpython" not in name] == [
        *("__init__.py", "plain.py", "typed.py")
    ]
    assert not [*(project / "src").rglob("*.so"), *(project / "src").rglob("*.c")]


def test_without_a_compiler_the_wheel_is_for_every_machine(project: Path) -> None:
    """The build says so in one line, and the modules are Python alone."""
    tags, modules, said = wheel(project, **NOWHERE)

    assert tags == "py3-none-any"
    assert modules == ["__init__.py", "plain.py", "typed.py"]
    (line,) = [text for text in said.splitlines() if "not compiled" in text]
    assert "/nowhere/cc" in line
    assert "Traceback" not in said


def test_a_change_is_compiled_and_what_has_not_changed_is_left_alone(
    project: Path,
) -> None:
    """Calling it again costs nothing; a change of a type is seen."""
    assert compile_in_place(project) == ""
    before = {path: path.stat().st_mtime_ns for path in project.rglob("*.so")}
    assert compile_in_place(project) == ""
    assert before == {path: path.stat().st_mtime_ns for path in project.rglob("*.so")}
    assert twice_four_billion(project) == "OverflowError"

    typed = project / "src/vmt/typed.pxd"
    typed.write_text("cpdef long long twice(long long n)\n")
    later = typed.stat().st_mtime + 5
    os.utime(typed, (later, later))

    assert compile_in_place(project) == ""
    assert twice_four_billion(project) == "8000000000"


def test_where_compiling_fails_nothing_old_is_left(project: Path) -> None:
    """What was compiled before would be taken in place of the newer source."""
    compile_in_place(project)
    (project / "src/vmt/typed.py").write_text("def twice(n):\n    return 2 * * n\n")
    (project / "src/vmt/typed.pxd").write_text("cpdef int twice(int n)\n# newer\n")

    said = compile_in_place(project)

    assert "the engine is not compiled (CompileError: " in said
    assert "Traceback" not in said
    assert not [*(project / "src").rglob("*.so")]


def test_a_module_that_is_no_longer_declared_is_removed(project: Path) -> None:
    """Without its `.pxd` a module is Python again."""
    compile_in_place(project)
    (project / "src/vmt/typed.pxd").rename(project / "src/vmt/plain.pxd")

    compile_in_place(project)

    assert twice_four_billion(project) == "8000000000"


def test_the_engine_under_test_is_that_of_the_sources() -> None:
    """Each module with a `.pxd` is compiled, later than it was last changed."""
    source = REPOSITORY / "src"
    stale = [
        path.relative_to(source).as_posix()
        for path in source.rglob("*.pxd")
        for compiled in [next(path.parent.glob(f"{path.stem}.*.so"), None)]
        for changed in [path.stat().st_mtime, path.with_suffix(".py").stat().st_mtime]
        if compiled is None or compiled.stat().st_mtime < changed
    ]

    assert not stale, "requirements/install test, or python hatch_build.py"
