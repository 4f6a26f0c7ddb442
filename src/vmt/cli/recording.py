"""Where a run is recorded: the options of all commands that make one."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from vmt.engine.simulation import Simulation
from vmt.errors import UserError
from vmt.paths import logs_dir
from vmt.scenario import Scenario
from vmt.telemetry.errors import FileTakenError, TelemetryError
from vmt.telemetry.files import new_run_path
from vmt.telemetry.recorder import Recorder


def add_arguments(parser: ArgumentParser) -> None:
    """Add ``--db`` and ``--no-db``."""
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument(
        "--db",
        type=Path,
        metavar="FILE",
        help="record to this new file (default: in the logs folder)",
    )
    choice.add_argument("--no-db", action="store_true", help="do not record the run")


def open_recorder(
    arguments: Namespace, scenario: Scenario, simulation: Simulation, ticks: int
) -> Recorder | None:
    """Return what records a run; None where it is not recorded.

    Raises
    ------
    TelemetryError
        The file given with ``--db`` cannot be made. Without ``--db``, that is a
        warning.
    """
    if arguments.no_db:
        return None
    if arguments.db is not None:
        return Recorder(arguments.db, scenario, simulation, ticks)
    folder = usable_logs_dir()
    while folder is not None:
        path = new_run_path(scenario.name, simulation.seed, folder)
        try:
            return Recorder(path, scenario, simulation, ticks)
        except FileTakenError:
            continue  # another run began in the same second
        except TelemetryError as error:
            _warn(error)
            break
    return None


def usable_logs_dir() -> Path | None:
    """Return the folder of recordings, made if needed; None, and a warning, if not."""
    folder = logs_dir()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        _warn(f"the folder {folder} cannot be made ({error.strerror})")
        return None
    return folder


def _warn(why: UserError | str) -> None:
    sys.stderr.write(f"warning: this run is not recorded: {why}\n")
