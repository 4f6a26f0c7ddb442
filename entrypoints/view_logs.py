#!/usr/bin/env python3
"""Look at recorded runs, in a window: ``view_logs.py [FILE_OR_FOLDER]``."""

import sys

from vmt.cli.main import program

if __name__ == "__main__":
    sys.exit(program("logs"))
