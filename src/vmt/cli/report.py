"""``vmt report``: write a page on the economics of a recorded run."""

import json
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from vmt.analysis.figures import figures_of
from vmt.errors import ExitCode, UserError
from vmt.report.as_json import as_json
from vmt.report.page import page
from vmt.telemetry import open_run
from vmt.telemetry.export import written

EXAMPLE = """\
run.db
run.db -o report.html
run.db --json | jq .summary"""

_STDOUT = Path("-")


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("file", type=Path, metavar="FILE", help="a recorded run")
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="OUT",
        help="a new HTML file; -: stdout (default: FILE with the suffix .html)",
    )
    parser.add_argument(
        "--run",
        type=int,
        metavar="N",
        help="number of the run in the file (default: the newest)",
    )
    parser.add_argument(
        "--force", action="store_true", help="replace a file that is there already"
    )
    parser.add_argument(
        "--json",
        action="store_true",
        help="print the figures behind the page as JSON; the page only with -o",
    )


def execute(arguments: Namespace) -> int:
    """Write the page, or print it or its figures, and return 0."""
    output = arguments.output
    if arguments.json and output == _STDOUT:
        raise UserError("the page and --json cannot both go to stdout; leave one out")
    with open_run(arguments.file, arguments.run) as recorded:
        figures = figures_of(recorded)
    if arguments.json:
        told = json.dumps(as_json(figures), indent=2, ensure_ascii=False)
        sys.stdout.write(f"{told}\n")
    elif output is None:
        output = _beside(arguments.file, arguments.run)
    if output == _STDOUT:
        sys.stdout.write(page(figures))
    elif output is not None:
        with written(output, replace=arguments.force) as beside:
            beside.write_text(page(figures), encoding="utf-8")
        sys.stderr.write(f"wrote {output}\n")
    return ExitCode.OK


def _beside(file: Path, run: int | None) -> Path:
    """Return the name of the page that lies next to a recording."""
    page = file.with_suffix(".html")
    return page if run is None else page.with_stem(f"{page.stem}-run{run}")
