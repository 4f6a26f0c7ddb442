"""``vmt doctor``: look at this installation, and say what is missing."""

import json
import os
import sys
from argparse import ArgumentParser, Namespace
from dataclasses import asdict

from vmt.cli.installation import Finding, Mark, examine
from vmt.errors import ExitCode

EXAMPLE = ""

_COLOURS = {Mark.OK: "32", Mark.WARNING: "33", Mark.MISSING: "31"}
_MARK_WIDTH, _NAME_WIDTH = 9, 15


def add_arguments(parser: ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.epilog = (
        "Exit code 0: runs without a window work. 1: something that they need is"
        " missing."
    )
    parser.add_argument("--json", action="store_true", help="print it as JSON")


def execute(arguments: Namespace) -> int:
    """Print what was found; return 0 if runs without a window work, else 1."""
    findings = list(examine())
    works = not any(f.needed and f.mark is Mark.MISSING for f in findings)
    if arguments.json:
        told = {"headless_runs_work": works, "findings": [asdict(f) for f in findings]}
        sys.stdout.write(f"{json.dumps(told, indent=2)}\n")
    else:
        sys.stdout.writelines(f"{_line(finding)}\n" for finding in findings)
        sys.stdout.write(f"\n{_verdict(findings, works=works)}\n")
    return ExitCode.OK if works else ExitCode.FAILURE


def _line(finding: Finding) -> str:
    mark = f"{finding.mark:{_MARK_WIDTH}}"
    if _colours():
        mark = f"\033[{_COLOURS[finding.mark]}m{mark}\033[0m"
    told = f"{finding.found}; {finding.todo}" if finding.todo else finding.found
    return f"{mark}{finding.name:{_NAME_WIDTH}}{told}"


def _verdict(findings: list[Finding], *, works: bool) -> str:
    if not works:
        gone = [f.name for f in findings if f.needed and f.mark is Mark.MISSING]
        return f"Runs without a window do not work: see {', '.join(gone)} above."
    window = [f.name for f in findings if f.mark is Mark.MISSING]
    if window:
        return (
            "Runs without a window work ('vmt run'). Windows do not: see"
            f" {', '.join(window)} above."
        )
    return "Everything works, with and without a window."


def _colours() -> bool:
    # https://no-color.org: present and not empty.
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return sys.stdout.isatty() and not plain
