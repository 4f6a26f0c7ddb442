#!/usr/bin/env python3
"""Run a scenario without a window: ``main.py SCENARIO --seed 42 --ticks 200``."""

import sys

from vmt.cli.main import program

if __name__ == "__main__":
    sys.exit(program("run"))
