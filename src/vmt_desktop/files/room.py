"""``/api/files``: the data folder, for those who may do everything.

``PATH`` is a path below the data folder, each name percent-encoded once; all answers
but downloads are JSON, and what is refused is ``{"problem": sentence, …}``. ::

    GET PATH                a folder: {"path", "entries": [{"name", "kind": "file" |
                            "folder", "size", "modified"}], "total", "next", "free"},
                            1000 entries from ?from=N on, by ?sort=name|size|modified
                            and backwards with ?down; "next" is the next N or null.
                            An entry may have "problem" (its name cannot be used),
                            "beside" (what SQLite keeps with it) and "busy" (a run
                            writes to it).
                            a file: its bytes; Range, If-Range, If-None-Match
    GET PATH?zip            a folder as a zip; &name=N (repeated): only these in it
    GET PATH?received       before an upload: {"received", "total" | null, "exists",
                            "largest" | null: bytes that this file may have, "free"}
    PUT PATH                upload; 201 (made) or 200 (replaced) {"path", "size",
                            "warnings"}; 202 {"received", "total"} as long as bytes are
                            missing. Content-Range: bytes FIRST-LAST/TOTAL sends a
                            piece, bytes */TOTAL with no body ends an upload of which
                            all has come. ?replace: instead of the file there is;
                            ?mark=TEXT tells one file from another of the same name
    PUT PATH?folder         make a folder; 201 {"path"}
    DELETE PATH             204; ?all: a folder with what is in it

After a change every page is told: ``{"event": "files", "path": the folder}``.

The body of an upload is as long as its file, so it stands behind no limit to bodies; it
takes a megabyte of memory.
"""

import asyncio
import contextlib
import functools
import os
from collections.abc import AsyncIterator, Callable

from starlette.convertors import PathConvertor, register_url_convertor
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from vmt_desktop.files import changing, scenarios
from vmt_desktop.files.names import Names, names_in, new_path
from vmt_desktop.files.parts import Part, tidy
from vmt_desktop.files.piece import piece_of
from vmt_desktop.files.placing import place
from vmt_desktop.files.reading import Reading
from vmt_desktop.files.refusal import Refusal, refusal_of
from vmt_desktop.files.sending import PieceResponse
from vmt_desktop.files.tree import DataTree
from vmt_desktop.files.upload import begin, drain, receive
from vmt_desktop.files.workers import Workers
from vmt_desktop.gateway.visitors import Visitors
from vmt_desktop.login.admission import LOG_IN_FIRST, Admission
from vmt_desktop.login.roles import Role
from vmt_desktop.metrics.meters import Meters
from vmt_desktop.settings import Settings

ROUTE = "/api/files"


class AnyPath(PathConvertor):
    """Takes a path with line breaks, too, so that they are refused with a sentence."""

    regex = "(?s:.*)"


register_url_convertor("anypath", AnyPath())


class Files:
    """The room of the files.

    Parameters
    ----------
    settings : Settings
        The data folder, and that of the programs.
    admission : Admission
    visitors : Visitors
        Who is told of changes.
    meters : Meters
        Where bytes are counted.
    """

    def __init__(
        self,
        settings: Settings,
        admission: Admission,
        visitors: Visitors,
        meters: Meters,
    ) -> None:
        self._tree = DataTree(settings.data_dir)
        self._app_dir = settings.app_dir
        self._admission = admission
        self._visitors = visitors
        self._workers = Workers()
        self._uploaded = meters.counter("upload_bytes_total", "Bytes of uploads kept.")
        self._downloaded = meters.counter(
            "download_bytes_total", "Bytes of files and zips sent."
        )
        self._reading = Reading(self._tree, self._workers)
        # A check is a whole program; many files may be dropped at once.
        self._checking = asyncio.Semaphore(1)

    def routes(self) -> list[BaseRoute]:
        """Return its routes."""
        handler = self._admission.for_control(self._answer)
        methods = ["GET", "PUT", "DELETE"]
        return [
            Route(path, handler, methods=methods)
            for path in (ROUTE, f"{ROUTE}/{{path:anypath}}")
        ]

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Remove uploads that nobody went on with, and wait for requests."""
        tidying = asyncio.create_task(self._tidy())
        yield
        self._workers.close()
        tidying.cancel()

    async def _answer(self, request: Request) -> Response:
        try:
            names = names_in(_path_of(request))
            if request.method == "PUT":
                return await self._put(request, names)
            if request.method == "DELETE":
                return await self._delete(request, names)
            answer = await self._reading.answer(request, names)
            if isinstance(answer, PieceResponse):
                answer.tell_sent = self._downloaded.add
            return answer
        except Refusal as refusal:
            if request.method == "PUT":
                await drain(request)
            return refusal.response()
        except ClientDisconnect:
            return Response(status_code=400)  # nobody reads it
        except asyncio.CancelledError:
            sentence = "The desktop is being stopped; resume when it is back."
            return Refusal(503, sentence, {"Connection": "close"}).response()

    async def _put(self, request: Request, names: Names) -> Response:
        names = new_path(names)
        if "folder" in request.query_params:
            await self._workers.run(self._change, changing.make_folder, names)
            self._tell(names)
            return JSONResponse({"path": "/".join(names)}, 201)
        piece = piece_of(request)
        part = await self._workers.run(begin, self._tree, names, piece)
        before = part.received
        try:
            if piece.length:
                where = "/".join(names)
                ask_again = functools.partial(self._ask_again, request)
                await receive(self._workers, request, part, where, ask_again)
            if part.received < part.total:
                content = {"received": part.received, "total": part.total}
                return JSONResponse(content, 202)
            return await self._complete(part, names, replace=piece.replace)
        finally:
            self._uploaded.add(part.received - before)
            part.close()

    def _ask_again(self, request: Request) -> None:
        if not self._admission.controls(request):
            raise Refusal(401, LOG_IN_FIRST)

    async def _complete(self, part: Part, names: Names, *, replace: bool) -> Response:
        """Check an upload that is whole, and let it appear."""
        where, name = "/".join(names), names[-1]
        warnings: list[str] = []
        if scenarios.is_scenario(names):
            async with self._checking:
                try:
                    warnings = await self._workers.run(
                        scenarios.check, part.descriptor, name, self._app_dir
                    )
                except Refusal:
                    part.discard()
                    raise
        try:
            had = await self._workers.run(place, part, name, where, replace=replace)
        except OSError as error:
            part.discard()
            raise refusal_of(error, where) from error
        self._tell(names)
        content = {"path": where, "size": part.total, "warnings": warnings}
        return JSONResponse(content, 200 if had else 201)

    async def _delete(self, request: Request, names: Names) -> Response:
        if not names:
            raise Refusal(403, "The data folder itself cannot be deleted.")
        everything = "all" in request.query_params

        def delete(folder: int, names: Names) -> None:
            changing.delete(folder, names, everything=everything)

        await self._workers.run(self._change, delete, names)
        self._tell(names)
        return Response(status_code=204)

    def _change(self, change: Callable[[int, Names], None], names: Names) -> None:
        with self._tree.folder(names[:-1]) as folder:
            change(folder, names)

    def _tell(self, names: Names) -> None:
        event = {"event": "files", "path": "/".join(names[:-1])}
        self._visitors.publish(event, Role.CONTROL)

    async def _tidy(self) -> None:
        with contextlib.suppress(Refusal, OSError):
            root = await self._workers.run(self._tree.open_folder, ())
            try:
                await self._workers.run(tidy, root)
            finally:
                os.close(root)


def _path_of(request: Request) -> bytes:
    """Return what stands behind the route, as it was sent."""
    raw: bytes = request.scope["raw_path"]
    rest = raw.removeprefix(ROUTE.encode())
    # The route itself may have been written in another way.
    if rest == raw or not (rest == b"" or rest.startswith(b"/")):
        raise Refusal(404, f"Files are found below {ROUTE}, written like this.")
    return rest.removeprefix(b"/")
