"""Threads for what waits for a disk, so that the gateway's loop never does."""

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

MOST_THREADS = 8

P = ParamSpec("P")
T = TypeVar("T")


class Workers:
    """A few threads of the files' own: a disk that hangs holds up nothing else."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(MOST_THREADS, "files")

    async def run(
        self, work: Callable[P, T], *arguments: P.args, **named: P.kwargs
    ) -> T:
        """Return what `work` returns in a thread.

        Whoever is cancelled waits for the thread, since it may be using a
        descriptor that is closed next.
        """
        done = asyncio.wrap_future(self._pool.submit(work, *arguments, **named))
        try:
            return await asyncio.shield(done)
        except asyncio.CancelledError:
            while not done.done():  # it may be cancelled more than once
                with contextlib.suppress(asyncio.CancelledError):
                    await asyncio.wait([done])
            raise

    def close(self) -> None:
        """Take no more work."""
        self._pool.shutdown(wait=False)
