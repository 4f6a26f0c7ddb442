#!/usr/bin/env python3
"""Choose scenarios and run them, in a window."""

import sys

from vmt.cli.main import program

if __name__ == "__main__":
    sys.exit(program("launcher"))
