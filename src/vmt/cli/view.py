"""``vmt view``: watch a scenario run in a window."""

import sys
from argparse import ArgumentParser, Namespace

from vmt.cli import choices, recording, windows
from vmt.cli.parser import add_scenario
from vmt.telemetry.files import new_run_path
from vmt.telemetry.plan import RecordingPlan

EXAMPLE = "first_market --seed 42"


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of the command."""
    add_scenario(parser)
    recording.add_arguments(parser)
    parser.add_argument(
        "--paused", action="store_true", help="wait before the first tick"
    )
    ticks = "last tick (default: the scenario's, else none)"
    choices.add_arguments(parser, ticks)


def execute(arguments: Namespace) -> int:
    """Open the viewer and return the exit code."""
    chosen = choices.load(arguments)
    scenario, seed = chosen.scenario, chosen.seed
    sys.stderr.writelines(f"{warning}\n" for warning in scenario.warnings)
    main = windows.load("vmt.viewer.app", "pygame")
    plan = _plan(arguments, scenario.name, seed)
    return int(
        main(
            scenario,
            seed,
            plan,
            paused=arguments.paused,
            rules=chosen.rules,
            last_tick=chosen.ticks,
        )
    )


def _plan(arguments: Namespace, name: str, seed: int) -> RecordingPlan | None:
    detail = recording.detail_of(arguments)
    if detail is None:
        return None
    path = arguments.db
    if path is None:
        folder = recording.usable_logs_dir()
        if folder is None:
            return None
        path = new_run_path(name, seed, folder)
    return RecordingPlan(path, detail, recording.on_error_of(arguments))
