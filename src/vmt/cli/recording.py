"""Where a run is recorded: the options of all commands that make one."""

import sys
from argparse import SUPPRESS, ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable
from pathlib import Path

from vmt.cli.parser import nearest
from vmt.engine.simulation import Simulation
from vmt.errors import UserError
from vmt.paths import logs_dir
from vmt.scenario import Scenario
from vmt.telemetry.detail import Detail, LogLevel
from vmt.telemetry.errors import FileTakenError, RecordingError, TelemetryError
from vmt.telemetry.files import new_run_path
from vmt.telemetry.plan import RecordingPlan
from vmt.telemetry.recorder import Recorder

OFF = "off"
"""The log level at which nothing is recorded."""
LEVELS = (OFF, *(level.value for level in LogLevel))
STOP, CONTINUE = "stop", "continue"
"""What to do when a run can no longer be recorded."""


def add_arguments(parser: ArgumentParser, *, tells_all: bool = True) -> None:
    """Add ``--db``, ``--log-level`` and ``--on-log-error``.

    Parameters
    ----------
    parser : ArgumentParser
    tells_all : bool
        Whether the help has room for the last of them.
    """
    parser.add_argument(
        "--db",
        type=Path,
        metavar="FILE",
        help="record to this new file (default: in the logs folder)",
    )
    parser.add_argument(
        "--log-level",
        type=_level,
        default=LogLevel.STANDARD.value,
        metavar="LEVEL",
        help="off, minimal, standard (default) or debug",
    )
    parser.add_argument(
        "--no-db",
        dest="log_level",
        action="store_const",
        const=OFF,
        help=SUPPRESS,  # the same as --log-level off
    )
    parser.add_argument(
        "--on-log-error",
        choices=(STOP, CONTINUE),
        default=STOP,
        metavar="DO",
        help=f"{STOP} or {CONTINUE}, when recording fails (default: {STOP})"
        if tells_all
        else SUPPRESS,
    )


def detail_of(arguments: Namespace) -> Detail | None:
    """Return how much is to be recorded; None: nothing.

    Raises
    ------
    UserError
        The options contradict each other.
    """
    if arguments.log_level != OFF:
        return Detail(LogLevel(arguments.log_level))
    if arguments.db is not None:
        raise UserError(
            f"--db {arguments.db} names a file to record to, and nothing is recorded"
            " at log level off; leave out one of them"
        )
    return None


def on_error_of(arguments: Namespace) -> Callable[[RecordingError], None] | None:
    """Return what a recorder does when it fails; None: the run ends, too."""
    if arguments.on_log_error == STOP:
        return None
    return lambda error: _say(f"warning: {error}. The run goes on without recording")


def open_recorder(
    arguments: Namespace, scenario: Scenario, simulation: Simulation, ticks: int
) -> Recorder | None:
    """Return what records a run; None where it is not recorded.

    Raises
    ------
    TelemetryError
        The file given with ``--db`` cannot be made, and ``--on-log-error`` is not
        ``continue``. Without ``--db`` that is a warning.
    """
    detail = detail_of(arguments)
    if detail is None:
        return None
    on_error = on_error_of(arguments)

    def begin(path: Path) -> Recorder:
        plan = RecordingPlan(path, detail, on_error)
        return plan.start(scenario, simulation, ticks)

    if arguments.db is not None:
        try:
            return begin(arguments.db)
        except TelemetryError as error:
            if on_error is None:
                raise
            _warn(error)
            return None
    folder = usable_logs_dir()
    while folder is not None:
        try:
            return begin(new_run_path(scenario.name, simulation.seed, folder))
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


def _level(text: str) -> str:
    if text not in LEVELS:
        raise ArgumentTypeError(
            f"there is no log level {text!r}{nearest(text, LEVELS)}"
            f" (there are: {', '.join(LEVELS)})"
        )
    return text


def _warn(why: UserError | str) -> None:
    _say(f"warning: this run is not recorded: {why}")


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
