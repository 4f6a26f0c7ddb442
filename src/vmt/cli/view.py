"""``vmt view``: watch a scenario run in a window."""

import sys
from argparse import SUPPRESS, ArgumentParser, Namespace
from pathlib import Path

from vmt.cli import choices, recording, windows
from vmt.cli.parser import Parser, add_scenario
from vmt.errors import UserError
from vmt.telemetry.files import new_run_path
from vmt.telemetry.plan import RecordingPlan

EXAMPLE = "first_market --seed 42"
_OF_REPLAY = {"--replay", "--run", "--paused"}


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of the command."""
    add_scenario(parser, required=False)
    recording.add_arguments(parser, tells_all=False)
    parser.add_argument(
        "--paused", action="store_true", help="wait before the first tick"
    )
    ticks = "last tick (default: the scenario's, else none)"
    choices.add_arguments(parser, ticks)
    parser.add_argument(
        "--replay",
        type=Path,
        metavar="FILE",
        help="play a recorded run instead, the newest in FILE or --run N",
    )
    parser.add_argument("--run", type=int, metavar="N", help=SUPPRESS)


def execute(arguments: Namespace) -> int:
    """Open the viewer and return the exit code."""
    if arguments.replay is not None:
        return _replay(arguments)
    if arguments.run is not None:
        raise UserError(
            f"--run {arguments.run} names a run of a file to replay; say which file"
            " with --replay FILE"
        )
    if arguments.scenario is None:
        raise UserError(
            "say what to watch: a scenario ('vmt scenario list' names those there"
            " are), or a recorded run with --replay FILE"
        )
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


def _replay(arguments: Namespace) -> int:
    parser = Parser(example=EXAMPLE)
    add_arguments(parser)
    given = [setting.place for setting in arguments.settings]
    given += [name for name in parser.given(arguments) if name not in _OF_REPLAY]
    if given:
        raise UserError(
            f"--replay {arguments.replay} shows what was recorded, so {given[0]} has"
            " nothing to change; leave out one of them"
        )
    main = windows.load("vmt.viewer.app", "pygame", "replay")
    return int(main(arguments.replay, arguments.run, paused=arguments.paused))


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
