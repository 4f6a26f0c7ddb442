"""Running the recorded runs in other surroundings: processes, processors, versions.

What has to be made for it, compiled modules and environments, stays in `CACHE` until
what it was made of changes.
"""

import hashlib
import json
import os
import re
import runpy
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[2]
SUPPORT = REPOSITORY / "tests" / "support"
CACHE = REPOSITORY / ".venv" / "determinism"
NUMPY_1 = REPOSITORY / "requirements" / "numpy-1.26.lock"
NUMPY_2 = REPOSITORY / "requirements" / "dev.lock"
DEBIAN = "bookworm"
"""The release whose arm64 Python is run; it has Python 3.11."""


class MissingError(Exception):
    """Something that a machine may lack is not there."""


@dataclass(frozen=True)
class Place:
    """An interpreter and the modules it runs.

    Attributes
    ----------
    command : tuple of str
        The interpreter, with the emulator before it if it needs one.
    modules : Path or None
        Folder with the package to run; None: the one that is installed.
    libraries : Path or None
        Folder with numpy, where the interpreter has none.
    variables : dict
        More environment variables.
    """

    command: tuple[str, ...] = (sys.executable,)
    modules: Path | None = None
    libraries: Path | None = None
    variables: dict[str, str] = field(default_factory=dict)

    def outcome(self, runs: list[dict[str, Any]]) -> dict[str, dict[str, str]]:
        """Run there and return what `digest_of_runs` prints."""
        path = [str(p) for p in (self.modules, SUPPORT, self.libraries) if p]
        done = subprocess.run(
            [*self.command, str(SUPPORT / "digest_of_runs.py")],
            input=json.dumps(runs),
            env={
                "PATH": os.environ["PATH"],
                "PYTHONPATH": os.pathsep.join(path),
                "PYTHONDONTWRITEBYTECODE": "1",
                **self.variables,
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        outcome: dict[str, dict[str, str]] = json.loads(done.stdout)
        return outcome


def uncompiled(folder: Path, source: Path = REPOSITORY / "src") -> Path:
    """Copy the package without compiled modules into a folder, and return that."""
    shutil.copytree(
        source / "vmt",
        folder / "vmt",
        ignore=shutil.ignore_patterns("*.so", "*.pyd", "__pycache__"),
        dirs_exist_ok=True,
    )
    return folder


@cache
def fresh_tree() -> Path:
    """Compile the package as it is now, by hatch_build.py, and return the checkout."""
    tree = CACHE / "tree"
    shutil.rmtree(tree / "src", ignore_errors=True)
    uncompiled(tree / "src")
    recipe = tree / "hatch_build.py"
    shutil.copy2(REPOSITORY / "hatch_build.py", recipe)
    done = run([sys.executable, str(recipe)], check=False)
    if done.returncode != 0:
        raise MissingError(f"a compiler that works ({done.stderr.strip()})")
    return tree


def compiled(
    folder: Path, compiler: str, suffix: str, headers: tuple[Path, ...], *more: str
) -> Path:
    """Compile what Cython wrote for another interpreter, into a folder.

    Parameters
    ----------
    folder : Path
        Where the package is put, uncompiled and compiled modules.
    compiler : str
    suffix : str
        That of extension modules there.
    headers : tuple of Path
        Folders with those of Python.
    *more : str
        Flags for the compiler, after those of hatch_build.py.
    """
    if shutil.which(compiler) is None:
        raise MissingError(compiler)
    tree = fresh_tree()
    flags: list[str] = runpy.run_path(str(REPOSITORY / "hatch_build.py"))["FLAGS"]
    includes = [f"-I{path}" for path in headers]
    written = {
        re.sub(r"^.*/src/(?=vmt/)", "", path.as_posix()).removesuffix(".c"): path
        for path in (tree / "build").rglob("*.c")
    }

    def compile_one(module: str) -> None:
        source = written[module]
        command = [compiler, "-shared", "-fPIC", "-w", *flags, *more, *includes]
        # What a module is made of is in its name, so that none is made twice.
        parts = "\0".join([*command, suffix, source.read_text(encoding="utf-8")])
        name = hashlib.sha256(parts.encode()).hexdigest()
        made = CACHE / "compiled" / f"{name}{suffix}"
        if not made.exists():
            made.parent.mkdir(parents=True, exist_ok=True)
            beside = made.with_suffix(".new")
            run([*command, str(source), "-o", str(beside)])
            beside.replace(made)
        shutil.copyfile(made, folder / f"{module}{suffix}")

    uncompiled(folder, tree / "src")
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(compile_one, written))
    return folder


def interpreter(version: str) -> Path:
    """Return an interpreter of a version, such as "3.12"."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    on_path = shutil.which(f"python{version}")
    for path in (on_path, *sorted(pyenv.glob(f"versions/{version}.*/bin/python"))):
        if path is not None:
            ask = "import sys, venv; print('%d.%d' % sys.version_info[:2])"
            done = run([str(path), "-c", ask], check=False)
            if done.stdout.strip() == version:
                return Path(path)
    raise MissingError(f"Python {version}")


def with_numpy(version: str, numpy: Path) -> Path:
    """Return an interpreter of a version with the numpy of a lock file."""
    environment = CACHE / f"python{version}-{numpy.stem}"
    python = environment / "bin" / "python"
    wanted = numpy_of(numpy)
    stamp = environment / "requirements"
    if not stamp.exists() or stamp.read_text() != wanted:
        source = interpreter(version)
        run([str(source), "-m", "venv", "--clear", str(environment)])
        beside = environment / "requirements.new"
        beside.write_text(wanted)
        install(python, beside)
        beside.replace(stamp)
    return python


def numpy_of(lock: Path) -> str:
    """Return the lines of a lock file that are about numpy."""
    return "".join(re.findall(r"^numpy==.*\n(?: +--hash.*\n)+", lock.read_text(), re.M))


def install(python: Path, requirements: Path, *more: str) -> None:
    """Install by pip what is locked."""
    command = [str(python), "-m", "pip", "install", "--quiet", "--no-deps"]
    quiet = "--disable-pip-version-check"
    locked = ["--require-hashes", "--requirement", str(requirements)]
    run([*command, quiet, *locked, *more])


def headers_of(python: Path) -> tuple[str, Path]:
    """Return the suffix of an interpreter's extension modules, and its headers."""
    ask = (
        "import sysconfig as s;"
        "print(s.get_config_var('EXT_SUFFIX'), s.get_path('include'))"
    )
    suffix, folder = run([str(python), "-c", ask]).stdout.split()
    if not (Path(folder) / "Python.h").exists():
        raise MissingError(f"the headers of {python.resolve()}")
    return suffix, Path(folder)


def emulator(machine: str) -> str:
    """Return the program that runs those of another processor."""
    name = f"qemu-{machine}-static"
    if shutil.which(name) is None:
        raise MissingError(name)
    return name


def arm64_root() -> Path:
    """Return a folder with Debian's Python for arm64, which is not set up to boot."""
    root = CACHE / f"arm64-{DEBIAN}"
    if not root.exists():
        if shutil.which("mmdebstrap") is None:
            raise MissingError("mmdebstrap")
        beside = root.with_suffix(".new")
        shutil.rmtree(beside, ignore_errors=True)
        beside.parent.mkdir(parents=True, exist_ok=True)
        run(
            [
                *("mmdebstrap", "--quiet", "--variant=extract"),
                *("--architectures=arm64", "--format=directory"),
                "--include=python3,libpython3.11-dev,libstdc++6",
                *(DEBIAN, str(beside)),
            ]
        )
        beside.replace(root)
    return root


def arm64_numpy() -> Path:
    """Return a folder with numpy for Debian's Python on arm64."""
    folder = CACHE / "arm64-numpy"
    stamp = CACHE / "arm64-numpy.requirements"
    wanted = numpy_of(NUMPY_2)
    if not stamp.exists() or stamp.read_text() != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        beside = stamp.with_suffix(".new")
        beside.write_text(wanted)
        glibc = [f"--platform=manylinux_2_{n}_aarch64" for n in (17, 27, 28)]
        only = ["--only-binary=:all:", "--python-version=3.11", f"--target={folder}"]
        install(Path(sys.executable), beside, *glibc, *only)
        beside.replace(stamp)
    return folder


def arm64(modules: Path) -> Place:
    """Return Debian's Python on an emulated arm64 processor."""
    root = arm64_root()
    python = str(root / "usr" / "bin" / "python3.11")
    return Place(
        (emulator("aarch64"), "-L", str(root), python),
        modules,
        arm64_numpy(),
        {"PYTHONHOME": str(root / "usr")},
    )


def run(command: list[str], *, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run a program; if it fails, what it says is in the error."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if check and done.returncode != 0:
        raise RuntimeError(f"{command} failed:\n{done.stderr}")
    return done
