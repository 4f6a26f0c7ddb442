"""``vmt verify``: repeat a recorded run and compare it, tick by tick."""

import json
import sys
from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from pathlib import Path

from vmt.cli.progress import progress
from vmt.errors import ExitCode, UserError
from vmt.telemetry.reader import open_database
from vmt.telemetry.verification import verify

EXAMPLE = "run.db"


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("file", type=Path, metavar="FILE", help="a recorded run")
    parser.add_argument(
        "--run",
        type=int,
        metavar="N",
        help="number of the run in the file (default: the newest)",
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.add_argument("--quiet", action="store_true", help="print the result only")


def execute(arguments: Namespace) -> int:
    """Repeat the run; return 0 if it was the same, 1 if not."""
    with open_database(arguments.file) as database:
        runs = database.runs()
        if not runs:
            raise UserError(f"{arguments.file}: there are no runs in this file")
        run = runs[0] if arguments.run is None else database.run(arguments.run)
        if run.is_public:
            raise UserError(
                f"{arguments.file}: the public VMT recorded run {run.run_id}, and its"
                " files hold neither the scenario nor any digest to repeat a run by;"
                " run the scenario file again and compare the tables"
            )
        title = f"{run.scenario_name}, seed {run.seed}"
        with progress(run.total_ticks, title, quiet=arguments.quiet) as bar:
            result = verify(database, run.run_id, bar.update)
    difference = result.difference
    if arguments.json:
        found = {
            "file": str(arguments.file),
            "run": run.run_id,
            "equal": difference is None,
            "ticks": result.ticks,
            "difference": difference and asdict(difference),
        }
        told = json.dumps(found, indent=2)
    elif difference is None:
        told = f"{title}: {result.ticks} ticks repeated, all digests are equal"
    else:
        told = f"{title}: differs at {difference}"
    sys.stdout.write(f"{told}\n")
    return ExitCode.OK if difference is None else ExitCode.FAILURE
