"""Bodies of requests: counted while they come, whatever their headers say."""

import asyncio
from collections.abc import AsyncIterator

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from vmt_desktop.gateway.bodies import LARGEST_BODY_BYTES, BodyLimit


async def measure(request: Request) -> Response:
    """Read everything, as a handler does that trusts the limit in front of it."""
    return JSONResponse({"read": len(await request.body())})


def send(path: str, size: int, taken: list[int] | None = None) -> httpx.Response:
    """Send a body in chunks, without telling its length; note what is taken of it."""

    async def chunks() -> AsyncIterator[bytes]:
        for start in range(0, size, 65536):
            if taken is not None:
                taken.append(start)
            yield bytes(min(65536, size - start))

    async def ask() -> httpx.Response:
        app = Starlette(routes=[Route("/{path}", measure, methods=["PUT"])])
        limited = BodyLimit(app, lambda scope: scope["path"] == "/file")
        transport = httpx.ASGITransport(limited, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport) as client:
            return await client.put(f"http://localhost{path}", content=chunks())

    return asyncio.run(ask())


def test_a_body_is_read_up_to_the_limit() -> None:
    """The last byte that is allowed arrives."""
    assert send("/text", LARGEST_BODY_BYTES).json() == {"read": LARGEST_BODY_BYTES}


def test_a_longer_one_is_refused_while_it_comes() -> None:
    """The handler reads no more, and the answer is 413 and not its failure."""
    taken: list[int] = []
    answer = send("/text", 10 * LARGEST_BODY_BYTES, taken)
    assert taken[-1] <= LARGEST_BODY_BYTES + 65536
    assert answer.status_code == 413
    assert "larger than 2 MiB" in answer.json()["problem"]


def test_files_may_be_longer() -> None:
    """Where the limit does not hold, everything arrives."""
    size = 2 * LARGEST_BODY_BYTES
    assert send("/file", size).json() == {"read": size}
