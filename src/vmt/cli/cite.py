"""``vmt cite``: tell what a paper needs to name a recorded run."""

import sys
import textwrap
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from pathlib import Path

from vmt.cli.parser import nearest
from vmt.errors import ExitCode
from vmt.report.citation import as_bibtex, as_text
from vmt.telemetry import open_run
from vmt.telemetry.records import Run

EXAMPLE = """\
run.db
run.db --format bibtex >> references.bib"""

_FORMATS = ("text", "bibtex")
_WIDTH = 80


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("file", type=Path, metavar="FILE", help="a recorded run")
    parser.add_argument(
        "--run",
        type=int,
        metavar="N",
        help="number of the run in the file (default: the newest)",
    )
    parser.add_argument(
        "--format",
        type=_format,
        metavar="F",
        help=f"{' or '.join(_FORMATS)} (default: both)",
    )


def execute(arguments: Namespace) -> int:
    """Print how to name the run, and return 0."""
    with open_run(arguments.file, arguments.run) as recorded:
        run = recorded.run
    text = textwrap.fill(
        as_text(run), _WIDTH, break_long_words=False, break_on_hyphens=False
    )
    told = {"text": text, "bibtex": as_bibtex(run)}
    chosen = _FORMATS if arguments.format is None else (arguments.format,)
    sys.stdout.write("\n\n".join(told[name] for name in chosen) + "\n")
    sys.stderr.writelines(f"warning: {warning}\n" for warning in _warnings(run))
    return ExitCode.OK


def _warnings(run: Run) -> list[str]:
    """Return why others might not be able to repeat the run."""
    found = []
    if not run.is_complete:
        found.append(f"this run is not complete: {run.message or run.status}")
    if run.is_public:
        found.append("the public VMT records too little to repeat a run")
    elif run.git_revision is None:
        found.append(
            "the commit of the source is not recorded; name where you have it from"
        )
    elif run.git_revision.endswith("-dirty"):
        found.append(
            "the source differed from the commit it names: commit what was changed, and"
            " run it again"
        )
    return found


def _format(text: str) -> str:
    if text not in _FORMATS:
        raise ArgumentTypeError(
            f"there is no format {text!r}{nearest(text, _FORMATS)} (there are:"
            f" {', '.join(_FORMATS)})"
        )
    return text
