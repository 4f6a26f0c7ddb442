"""``vmt view``: watch a scenario run in a window."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from vmt.cli import recording, windows
from vmt.cli.parser import add_scenario, seed_of
from vmt.scenario import ScenarioError, load_scenario
from vmt.scenario.catalogue import locate
from vmt.telemetry.files import new_run_path

EXAMPLE = "first_market --seed 42"


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of the command."""
    add_scenario(parser)
    recording.add_arguments(parser)
    parser.add_argument(
        "--paused", action="store_true", help="wait before the first tick"
    )


def execute(arguments: Namespace) -> int:
    """Open the viewer and return the exit code."""
    path = locate(arguments.scenario)
    scenario = load_scenario(path, lenient=arguments.lenient)
    if scenario.obstacles:
        raise ScenarioError(scenario.obstacles)
    sys.stderr.writelines(f"{warning}\n" for warning in scenario.warnings)
    main = windows.load("vmt.viewer.app", "pygame")
    seed = seed_of(arguments, scenario)
    database = _database(arguments, scenario.name, seed)
    return int(main(scenario, seed, database, arguments.paused))


def _database(arguments: Namespace, scenario_name: str, seed: int) -> Path | None:
    if arguments.no_db:
        return None
    if arguments.db is not None:
        return Path(arguments.db)
    folder = recording.usable_logs_dir()
    return folder and new_run_path(scenario_name, seed, folder)
