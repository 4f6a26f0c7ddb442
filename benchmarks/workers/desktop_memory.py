"""Prints what each process of a container has of its memory, as JSON.

Runs inside, in whatever Python there is. Proportional set sizes: what several processes
share is counted once.
"""

import json
import os
import sys
from pathlib import Path


def processes():
    """Yield number, parent, command line and PSS [bytes] of each but this one."""
    for folder in Path("/proc").iterdir():
        if not folder.name.isdecimal() or int(folder.name) == os.getpid():
            continue
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
            parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
            lines = (folder / "smaps_rollup").read_text().splitlines()
        except (ProcessLookupError, FileNotFoundError):  # it has just ended
            continue
        pss = next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        command = " ".join(word.decode(errors="replace") for word in words).strip()
        yield {
            "pid": int(folder.name),
            "parent": int(parent),
            "command": command,
            "pss": pss * 1024,
        }


json.dump(list(processes()), sys.stdout)
