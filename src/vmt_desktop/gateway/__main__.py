"""The gateway as a program: ``python -m vmt_desktop.gateway``."""

import sys

from vmt_desktop.gateway.server import main

if __name__ == "__main__":
    sys.exit(main())
