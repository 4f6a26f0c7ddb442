"""``vmt run`` and ``main.py``: a scenario runs without a window."""

import sys
from argparse import ArgumentParser, Namespace
from contextlib import nullcontext

from vmt.cli import recording
from vmt.cli.parser import add_scenario, seed_of
from vmt.cli.parser import ticks as ticks_argument
from vmt.cli.progress import progress
from vmt.cli.stopping import Stop
from vmt.cli.summary import Summary
from vmt.engine.simulation import Simulation
from vmt.scenario import load_scenario
from vmt.scenario.catalogue import locate

EXAMPLE = "first_market --seed 42 --ticks 200"
DEFAULT_TICKS = 200


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of the command."""
    add_scenario(parser)
    parser.add_argument(
        "--ticks",
        type=ticks_argument,
        metavar="N",
        help=f"how many ticks to run (default: the scenario's, else {DEFAULT_TICKS})",
    )
    recording.add_arguments(parser)
    parser.add_argument("--json", action="store_true", help="print the summary as JSON")
    parser.add_argument(
        "--quiet", action="store_true", help="print the summary and warnings only"
    )


def execute(arguments: Namespace) -> int:
    """Run the scenario, print a summary, and return the exit code."""
    scenario = load_scenario(locate(arguments.scenario))
    quiet = arguments.quiet
    if not quiet:
        sys.stderr.writelines(f"{warning}\n" for warning in scenario.warnings)
    simulation = Simulation(scenario.configuration, seed_of(arguments, scenario))
    summary = Summary(simulation)
    planned = arguments.ticks or scenario.max_ticks or DEFAULT_TICKS
    with Stop() as stop:
        recorder = recording.open_recorder(arguments, scenario, simulation, planned)
        if recorder and not quiet:
            sys.stderr.write(f"recording to {recorder.path}\n")
        bar = progress(planned, scenario.name, quiet=quiet)
        with recorder or nullcontext(), bar:
            while simulation.tick < planned and stop.signal is None:
                events = simulation.step()
                if recorder:
                    recorder.record(simulation, events)
                summary.add(events)
                bar.update()
            if recorder and stop.signal is not None:
                recorder.finish("interrupted", f"ended by {stop.signal.name}")
    if arguments.json:
        status = "finished" if stop.signal is None else "interrupted"
        database = None if recorder is None else str(recorder.path)
        told = summary.as_json(status=status, db=database)
    else:
        told = summary.as_text()
    sys.stdout.write(f"{told}\n")
    if stop.signal is not None:
        sys.stderr.write(f"interrupted after {simulation.tick} of {planned} ticks\n")
    return stop.exit_code
