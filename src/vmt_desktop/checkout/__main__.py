"""A program of the checkout in ``VMT_APP_DIR``: ``python -m … main.py ARGUMENTS``."""

import sys
from dataclasses import replace
from pathlib import Path

from vmt_desktop.checkout.start import start_from_environment
from vmt_desktop.errors import StartError


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
