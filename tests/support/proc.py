"""What the kernel tells of processes: nothing of one that has ended meanwhile."""

import re
from collections.abc import Iterator
from pathlib import Path

LISTENS = "0A"
"""The state of a TCP socket that waits for connections, in the kernel's tables."""


def told_of(pid: int, name: str) -> bytes:
    """Return a file of a process, such as ``environ``."""
    try:
        return Path(f"/proc/{pid}/{name}").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


def sockets_of(pids: set[int]) -> set[str]:
    """Return the inode numbers of the sockets that the processes hold."""
    return {
        match[1]
        for pid in pids
        for target in _targets(pid)
        if (match := re.fullmatch(r"socket:\[(\d+)\]", target))
    }


def listening_ports(pids: set[int]) -> list[int]:
    """Return the TCP ports, IPv4 and IPv6, that the processes listen on."""
    ours = sockets_of(pids)
    return [
        int(fields[1].rpartition(":")[2], 16)
        for table in ("tcp", "tcp6")
        for fields in rows(table)
        if fields[3] == LISTENS and fields[9] in ours
    ]


def rows(table: str) -> Iterator[list[str]]:
    """Return the rows of a table of the kernel's network, without its heading."""
    for line in Path(f"/proc/net/{table}").read_text("utf-8").splitlines()[1:]:
        yield line.split()


def _targets(pid: int) -> Iterator[str]:
    try:
        for descriptor in Path(f"/proc/{pid}/fd").iterdir():
            try:
                yield str(descriptor.readlink())
            except FileNotFoundError:  # closed meanwhile
                continue
    except (FileNotFoundError, ProcessLookupError):
        return
