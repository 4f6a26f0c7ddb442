"""``vmt run`` and ``main.py``: a scenario runs without a window."""

import sys
from argparse import ArgumentParser, Namespace
from contextlib import nullcontext

from vmt.cli import choices, recording
from vmt.cli.parser import add_scenario
from vmt.cli.progress import progress
from vmt.cli.stopping import Stop
from vmt.cli.summary import Summary
from vmt.engine.simulation import Simulation
from vmt.errors import ExitCode, UserError
from vmt.telemetry.public_digest import PublicDigest

EXAMPLE = "first_market --seed 42 --ticks 200"
DEFAULT_TICKS = 200


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of the command."""
    add_scenario(parser)
    recording.add_arguments(parser)
    parser.add_argument("--json", action="store_true", help="print the summary as JSON")
    parser.add_argument(
        "--quiet", action="store_true", help="print the summary and warnings only"
    )
    parser.add_argument(
        "--reference-digest",
        action="store_true",
        help="print only the digest of the public program's form",
    )
    ticks = f"ticks to run (default: the scenario's, else {DEFAULT_TICKS})"
    choices.add_arguments(parser, ticks)


def execute(arguments: Namespace) -> int:
    """Run the scenario, print a summary, and return the exit code."""
    chosen = choices.load(arguments)
    scenario = chosen.scenario
    quiet = arguments.quiet
    if not quiet:
        sys.stderr.writelines(f"{warning}\n" for warning in scenario.warnings)
    simulation = chosen.simulation()
    planned = chosen.ticks or DEFAULT_TICKS
    if arguments.reference_digest:
        return _print_reference_digest(arguments, simulation, planned)
    summary = Summary(simulation)
    with Stop() as stop:
        recorder = recording.open_recorder(arguments, scenario, simulation, planned)
        if recorder and not quiet:
            sys.stderr.write(f"recording to {recorder.path}\n")
        needs_decisions = recorder is not None and recorder.needs_decisions
        needs_attempts = recorder is not None and recorder.needs_attempts
        bar = progress(planned, scenario.name, quiet=quiet)
        with recorder or nullcontext(), bar:
            while simulation.tick < planned and stop.signal is None:
                events = simulation.step(
                    decisions=needs_decisions, attempts=needs_attempts
                )
                if recorder:
                    recorder.record(simulation, events)
                summary.add(events)
                bar.update()
            if recorder and stop.signal is not None:
                recorder.finish("interrupted", f"ended by {stop.signal.name}")
    if arguments.json:
        status = "finished" if stop.signal is None else "interrupted"
        database = None if recorder is None else str(recorder.path)
        recorded = 0 if recorder is None else recorder.recorded_ticks
        told = summary.as_json(status=status, db=database, recorded_ticks=recorded)
    else:
        told = summary.as_text()
    sys.stdout.write(f"{told}\n")
    if stop.signal is not None:
        sys.stderr.write(f"interrupted after {simulation.tick} of {planned} ticks\n")
    return stop.exit_code


def _print_reference_digest(
    arguments: Namespace, simulation: Simulation, ticks: int
) -> int:
    """Run so many ticks and print the digest alone."""
    for option in ("db", "json"):
        if getattr(arguments, option):
            raise UserError(
                f"--reference-digest prints the digest only and records nothing;"
                f" leave out --{option}"
            )
    digest = PublicDigest()
    simulation.run(ticks, lambda now, _events: digest.update(now))
    sys.stdout.write(f"{digest.hexdigest()}\n")
    return ExitCode.OK
