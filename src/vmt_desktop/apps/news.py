"""What the supervisor tells the gateway on its standard input."""

import asyncio
import contextlib
import json
import os
from collections.abc import AsyncIterator
from typing import Any

LONGEST_LINE = 1 << 20
"""Bytes; twenty lines of each program are far below."""


def is_supervised() -> bool:
    """Return whether our standard input comes from the supervisor."""
    return os.environ.get("SUPERVISOR_PROCESS_NAME") == "novnc"


async def news() -> AsyncIterator[dict[str, Any]]:
    """Yield what `vmt_desktop.supervision.chronicle` tells, as it is told."""
    reader = asyncio.StreamReader(limit=LONGEST_LINE)
    pipe = os.fdopen(os.dup(0), "rb", buffering=0)
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), pipe
    )
    try:
        while line := await reader.readline():
            with contextlib.suppress(ValueError):  # cut short by our own restart
                yield json.loads(line)
    finally:
        transport.close()
