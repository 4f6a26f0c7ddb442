"""A program of the VMT in ``VMT_APP_DIR``: ``python -m vmt_desktop.apps main.py …``."""

import sys
from dataclasses import replace
from pathlib import Path

from vmt_desktop.apps.checkout import start_from_environment
from vmt_desktop.supervision.rooms import StartError


def main(program: str, arguments: list[str]) -> None:
    """Become the program, with these arguments."""
    start = start_from_environment(program)
    # Who goes elsewhere first, as with docker run --workdir, names files from there.
    if not Path.cwd().samefile(start.folder):
        start = replace(start, directory=Path.cwd())
    start.become(arguments)


if __name__ == "__main__":
    try:
        main(sys.argv[1], sys.argv[2:])
    except StartError as error:
        sys.exit(f"vmt-desktop: {error}")
