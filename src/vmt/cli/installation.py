"""What there is of what VMT needs, looked at one thing after the other.

Nothing but the standard library is imported before it was found to be there.
"""

import importlib
import locale
import os
import platform
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import vmt
from vmt import engine
from vmt.cli import windows

NEEDED = {
    "numpy": "numpy",
    "pydantic": "pydantic",
    "PyYAML": "yaml",
    "platformdirs": "platformdirs",
    "tqdm": "tqdm",
}
"""The module of each package that runs without a window need."""

_OLDEST_PYTHON = (3, 11)
_LITTLE_SPACE = 10**9  # bytes; a thousand agents fill it in some hundred thousand ticks
_GIGA = 10**9


class Mark(StrEnum):
    """What was found of a thing."""

    OK = "ok"
    WARNING = "warning"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one thing.

    Attributes
    ----------
    name : str
    mark : Mark
    found : str
    todo : str
        What to do about it; may be empty.
    needed : bool
        Whether runs without a window need it.
    """

    name: str
    mark: Mark
    found: str
    todo: str = ""
    needed: bool = False


def examine() -> Iterator[Finding]:
    """Look at everything that VMT needs, or could use."""
    yield _vmt()
    yield _python()
    for package, module in NEEDED.items():
        yield _package(package, module, needed=True)
    yield Finding("SQLite", Mark.OK, sqlite3.sqlite_version, needed=True)
    yield _engine()
    yield _trial_run()
    yield from _paths()
    yield _package("pygame", "pygame", windows.INSTALL["pygame"])
    yield _package("PyQt5", "PyQt5.QtCore", windows.INSTALL["PyQt5"])
    yield _display()
    yield _terminal()
    yield Finding("processor", Mark.OK, f"{_processors()} cores, {platform.machine()}")
    if memory := _memory():
        yield Finding("memory", Mark.OK, f"{memory / _GIGA:.1f} GB")


def _vmt() -> Finding:
    try:
        revision = importlib.import_module("vmt.telemetry.provenance").git_revision()
    except ImportError:
        revision = None
    source = f", source {revision}" if revision else ""
    return Finding("VMT", Mark.OK, f"{vmt.__version__}{source}", needed=True)


def _python() -> Finding:
    found = f"{platform.python_version()} on {platform.system()}"
    if sys.version_info >= _OLDEST_PYTHON:
        return Finding("Python", Mark.OK, found, needed=True)
    oldest = ".".join(map(str, _OLDEST_PYTHON))
    todo = f"install Python {oldest} or newer"
    return Finding("Python", Mark.MISSING, found, todo, needed=True)


def _package(
    package: str, module: str, todo: str = "", *, needed: bool = False
) -> Finding:
    """Return what there is of a package; it counts if it can be imported."""
    todo = todo or f"install it: 'pip install {package}'"
    os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
    try:
        imported = importlib.import_module(module)
    except ImportError as error:
        # The package itself is not there, or something that it needs is not.
        gone = isinstance(error, ModuleNotFoundError)
        why = "not installed" if gone else f"it cannot be loaded: {error}"
        if not needed:
            why += "; needed for windows only"
        return Finding(package, Mark.MISSING, why, todo, needed)
    try:
        found = version(package)
    except PackageNotFoundError:
        found = "of an unknown version"
    if qt := getattr(imported, "QT_VERSION_STR", None):
        found += f", Qt {qt}"
    return Finding(package, Mark.OK, found, needed=needed)


def _engine() -> Finding:
    if engine.is_compiled():
        return Finding("engine", Mark.OK, f"version {engine.VERSION}, compiled")
    return Finding(
        "engine",
        Mark.WARNING,
        f"version {engine.VERSION}, not compiled: about {engine.SLOWDOWN} times slower,"
        " with the same results",
        "install a C compiler and Python's headers, and then VMT again",
    )


def _trial_run() -> Finding:
    """Return whether an economy of two agents runs."""
    try:
        configuration = importlib.import_module("vmt.engine.configuration")
        simulation = importlib.import_module("vmt.engine.simulation")
        taste = configuration.PreferenceShare(
            configuration.PreferenceKind.CES, {"rho": 0.5, "wA": 1.0, "wB": 1.0}, 1.0
        )
        market = configuration.Configuration(
            name="trial",
            grid_size=2,
            n_agents=2,
            quantity_decimals=0,
            endowment_A=(8, 2),
            endowment_B=(2, 8),
            population=(taste,),
            parameters=configuration.Parameters(1, 0, 1),
            resource_density=0.0,
            resource_amount=0,
        )
        run = simulation.Simulation(market, seed=1)
        trades = sum(len(run.step().trades) for _ in range(5))
    except Exception as error:  # noqa: BLE001 - whatever it is, runs do not work
        why = f"it failed: {type(error).__name__}: {error}"
        todo = "install VMT and what it needs again"
        return Finding("trial run", Mark.MISSING, why, todo, needed=True)
    return Finding("trial run", Mark.OK, f"5 ticks, {trades} trades", needed=True)


def _paths() -> Iterator[Finding]:
    try:
        paths = importlib.import_module("vmt.paths")
    except ImportError:
        return  # told already: platformdirs
    shipped = paths.builtin_scenarios_dir()
    if shipped is None:
        todo = "name scenario files by their path, or install VMT again"
        yield Finding("scenarios", Mark.WARNING, "the shipped ones are gone", todo)
    else:
        count = len(list(shipped.rglob("*.yaml")))
        yield Finding("scenarios", Mark.OK, f"{count} in {shipped}")
    yield _folder("own scenarios", paths.user_scenarios_dir())
    yield _folder("data folder", paths.data_dir())
    logs = paths.logs_dir()
    yield _folder("logs folder", logs)
    yield _space(logs)


def _folder(name: str, folder: Path) -> Finding:
    there = _nearest_there(folder)
    if not there.is_dir():
        todo = "remove it, or set VMT_DATA_DIR to another folder"
        return Finding(name, Mark.WARNING, f"{there} is not a folder", todo)
    if not os.access(there, os.W_OK | os.X_OK):
        todo = "change its permissions, or set VMT_DATA_DIR to another folder"
        return Finding(name, Mark.WARNING, f"{there} may not be written to", todo)
    if there == folder:
        return Finding(name, Mark.OK, str(folder))
    return Finding(name, Mark.OK, f"{folder} (will be made when needed)")


def _space(folder: Path) -> Finding:
    free = shutil.disk_usage(_nearest_there(folder)).free
    found = f"{free / _GIGA:.1f} GB free for logs"
    if free >= _LITTLE_SPACE:
        return Finding("disk", Mark.OK, found)
    todo = "make room, or set VMT_DATA_DIR to a folder on another disk"
    return Finding("disk", Mark.WARNING, found, todo)


def _display() -> Finding:
    try:
        windows.require_display()
    except windows.NoWindowError as error:
        return Finding("display", Mark.MISSING, str(error))
    name = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY")
    return Finding("display", Mark.OK, name or "of the system")


def _terminal() -> Finding:
    encoding = sys.stdout.encoding or "unknown"
    name = locale.setlocale(locale.LC_CTYPE)
    size = shutil.get_terminal_size()
    found = f"{encoding}, locale {name}"
    if sys.stdout.isatty():
        found += f", {size.columns} x {size.lines}"
    if os.environ.get("NO_COLOR"):
        found += ", no colours (NO_COLOR)"
    if encoding.lower().replace("-", "") == "utf8":
        return Finding("terminal", Mark.OK, found)
    todo = "letters it does not have are shown as '?'; set LC_ALL=C.UTF-8"
    return Finding("terminal", Mark.WARNING, found, todo)


def _nearest_there(folder: Path) -> Path:
    """Return a folder, or the nearest one above it that exists."""
    folder = folder.absolute()
    while not os.path.lexists(folder) and folder != folder.parent:
        folder = folder.parent
    return folder


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):  # those that this process may use
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _memory() -> int | None:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):  # Windows does not tell
        return None
