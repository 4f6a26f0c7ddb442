#!/usr/bin/env python3
"""Check a scenario file: ``check_scenario.py FILE``; the desktop asks at an upload."""

import sys

from vmt.cli.main import program

if __name__ == "__main__":
    sys.exit(program("scenario", ["validate", *sys.argv[1:]]))
