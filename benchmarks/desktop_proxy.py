"""A TCP proxy that delays, counts and drops what goes through it."""

import asyncio
import contextlib
import threading
from collections import deque
from collections.abc import Coroutine
from typing import Any, Self, TypeVar

_CHUNK = 65536
_MOST_UNDER_WAY = 1 << 20
"""Bytes in one direction after which no more is taken: the window of a connection."""
_Result = TypeVar("_Result")


class DelayingProxy:
    """Listens on a port of its own and passes everything on to another one.

    The order is kept and the bandwidth is not limited. It runs in a thread.

    Parameters
    ----------
    target : int
        Port on this machine.

    Attributes
    ----------
    port : int
        Where it listens.
    delay : float
        For what arrives from now on, in each direction [s]: half the round trip.
    received : int
        Bytes sent to the clients so far.
    """

    def __init__(self, target: int) -> None:
        self._target = target
        self.delay = 0.0
        self.received = 0
        self._writers: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._server = self._run(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.port = int(self._server.sockets[0].getsockname()[1])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._run(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def drop(self) -> None:
        """Break every connection, as a network does that goes away."""
        self._run(self._abort())

    def _run(self, todo: Coroutine[Any, Any, _Result]) -> _Result:
        return asyncio.run_coroutine_threadsafe(todo, self._loop).result()

    async def _abort(self) -> None:
        for writer in list(self._writers):
            writer.transport.abort()

    async def _close(self) -> None:
        self._server.close()
        await self._abort()
        mine = asyncio.current_task()
        others = [task for task in asyncio.all_tasks() if task is not mine]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _serve(
        self, from_client: asyncio.StreamReader, to_client: asyncio.StreamWriter
    ) -> None:
        self._writers.add(to_client)
        to_server = None
        try:
            from_server, to_server = await asyncio.open_connection(
                "127.0.0.1", self._target
            )
            self._writers.add(to_server)
            async with asyncio.TaskGroup() as both:
                both.create_task(self._carry(from_client, to_server))
                both.create_task(self._carry(from_server, to_client, counted=True))
        except* OSError:
            pass  # whoever left has left; the other one is told below
        finally:
            for writer in (to_client, to_server):
                if writer is not None:
                    self._writers.discard(writer)
                    writer.close()

    async def _carry(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        *,
        counted: bool = False,
    ) -> None:
        """Pass on what one side says until it has said everything."""
        pipe = _Pipe()
        filling = asyncio.create_task(self._fill(reader, pipe))
        try:
            while (data := await pipe.take()) is not None:
                # Counted first: who has received it may look at once.
                self.received += len(data) if counted else 0
                writer.write(data)
                await writer.drain()
            await filling
            with contextlib.suppress(OSError, RuntimeError):
                writer.write_eof()
        finally:
            filling.cancel()

    async def _fill(self, reader: asyncio.StreamReader, pipe: "_Pipe") -> None:
        try:
            while data := await reader.read(_CHUNK):
                await pipe.put(data, self.delay)
        finally:
            pipe.end(self.delay)


class _Pipe:
    """Bytes under way in one direction, each part with the time it is due."""

    def __init__(self) -> None:
        self._parts: deque[tuple[float, bytes | None]] = deque()
        self._under_way = 0
        self._changed = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    async def put(self, data: bytes, delay: float) -> None:
        """Send a part on its way, waiting while too much is."""
        while self._under_way > _MOST_UNDER_WAY:
            self._changed.clear()
            await self._changed.wait()
        self._append(data, delay)
        self._under_way += len(data)

    def end(self, delay: float) -> None:
        """Let nothing come after what is under way."""
        self._append(None, delay)

    async def take(self) -> bytes | None:
        """Return the next part when it arrives; None after the last one."""
        while not self._parts:
            self._changed.clear()
            await self._changed.wait()
        due, data = self._parts[0]
        if (early := due - self._loop.time()) > 0:
            await asyncio.sleep(early)
        self._parts.popleft()
        self._under_way -= len(data or b"")
        self._changed.set()
        return data

    def _append(self, data: bytes | None, delay: float) -> None:
        self._parts.append((self._loop.time() + delay, data))
        self._changed.set()
