"""The engines that are measured, each in a process of its own."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import venv
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from benchmarks.economies import Economy

ROOT = Path(__file__).resolve().parents[1]
WORKERS = Path(__file__).parent / "workers"
V2, NOVEMBER = "ours v2", "ours november"
UNCOMPILED, PUBLIC = "ours v2, uncompiled", "public VMT"
MESA = "Mesa Sugarscape"
MESA_REQUIREMENTS = ("mesa==3.3.1", "networkx")
"""networkx: the example imports it, and Mesa does not ask for it."""
SMALL = 1000
"""Agents beyond which only compiled engines are measured; others take minutes."""


class Refusal(Exception):  # noqa: N818 - it is no error that something is not there
    """Tells why an engine cannot be measured."""


@dataclass(frozen=True, slots=True)
class Engine:
    """How to run one engine.

    Attributes
    ----------
    name : str
    command : tuple of str
        What to run; ``{scenario}`` and ``{agents}`` are filled in.
    python_path : Path or None
        Where the modules of the engine are, if not where this program finds them.
    largest : int or None
        Agents beyond which it is too slow to be measured.
    """

    name: str
    command: tuple[str, ...]
    python_path: Path | None = None
    largest: int | None = None

    def runs(self, n_agents: int) -> bool:
        """Return whether an economy of so many agents is not too large for it."""
        return self.largest is None or n_agents <= self.largest


class Worker:
    """An engine that waits with an economy to run it; a context manager.

    Raises
    ------
    Refusal
        The engine is not there, or does not take the economy.
    """

    def __init__(self, engine: Engine, economy: Economy) -> None:
        self.engine = engine
        # A file, since a pipe that nobody reads would stop a talkative program.
        self._said = tempfile.TemporaryFile("w+")  # noqa: SIM115 - closed below
        known = {"scenario": str(economy.path), "agents": str(economy.n_agents)}
        self._process = subprocess.Popen(
            [part.format_map(known) for part in engine.command],
            env=environment(engine.python_path),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            text=True,
        )
        try:
            self.told = self._read()
        except Refusal:
            self.close()
            raise

    def measure(self, ticks: int, seconds: float) -> dict[str, Any]:
        """Run the economy from its start; see `benchmarks.workers.protocol`."""
        assert self._process.stdin is not None  # noqa: S101 - told to mypy
        request = json.dumps({"ticks": ticks, "seconds": seconds})
        self._process.stdin.write(request + "\n")
        self._process.stdin.flush()
        return self._read()

    def close(self) -> None:
        """End the process."""
        self._process.communicate()
        self._said.close()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the process."""
        self.close()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None  # noqa: S101 - told to mypy
        line = self._process.stdout.readline()
        if not line:
            self._process.wait()
            self._said.seek(0)
            said = self._said.read().strip().splitlines()
            raise Refusal(f"it ended: {said[-1] if said else 'without a word'}")
        answer: dict[str, Any] = json.loads(line)
        if "refusal" in answer:
            raise Refusal(answer["refusal"])
        return answer


def environment(python_path: Path | None = None) -> dict[str, str]:
    """Return the environment of a process that computes on one core."""
    variables = dict(os.environ)
    # Threads of a BLAS that nobody calls would spin at the start.
    variables["OPENBLAS_NUM_THREADS"] = "1"
    if python_path is not None:
        variables["PYTHONPATH"] = str(python_path)
    return variables


def ours(name: str, rules: str) -> Engine:
    """Return this project's engine, as it is installed, under a rule set."""
    return Engine(name, (sys.executable, str(WORKERS / "ours.py"), "{scenario}", rules))


def uncompiled(folder: Path) -> Engine:
    """Return this project's engine from a copy that has no compiled modules."""
    without = shutil.ignore_patterns("*.so", "*.pyd", "__pycache__")
    copy = folder / "uncompiled"
    shutil.copytree(ROOT / "src" / "vmt", copy / "vmt", ignore=without)
    command = ours(UNCOMPILED, "v2").command
    return Engine(UNCOMPILED, command, python_path=copy, largest=SMALL)


def public_vmt(checkout: Path) -> Engine:
    """Return the engine of a checkout of the public VMT.

    Raises
    ------
    Refusal
        It is no such checkout.
    """
    if not (checkout / "src" / "vmt_engine" / "simulation.py").is_file():
        raise Refusal(
            f"{checkout} is no checkout of the public VMT: there is no"
            " src/vmt_engine/simulation.py in it"
        )
    command = (sys.executable, str(WORKERS / "public_vmt.py"), "{scenario}")
    return Engine(PUBLIC, (*command, str(checkout.resolve())), largest=SMALL)


def mesa(cache: Path) -> Engine:
    """Return Mesa's example, in an environment that is made the first time.

    Raises
    ------
    Refusal
        It could not be installed.
    """
    home = cache / "-".join(MESA_REQUIREMENTS).replace("==", "-")
    if not home.exists():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as folder:
            # Complete or not there at all: scripts are not used, so it can be moved.
            made = Path(folder) / "environment"
            venv.create(made, with_pip=True)
            python = str(_python(made))
            done = subprocess.run(
                [python, "-m", "pip", "install", "--quiet", *MESA_REQUIREMENTS],
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                said = done.stderr.strip().splitlines()
                raise Refusal(f"pip could not install it: {said[-1] if said else '?'}")
            made.rename(home)
    command = (str(_python(home)), str(WORKERS / "mesa_sugarscape.py"), "{agents}")
    return Engine(MESA, command)


def _python(environment: Path) -> Path:
    windows = sys.platform == "win32"
    return environment / ("Scripts/python.exe" if windows else "bin/python")
