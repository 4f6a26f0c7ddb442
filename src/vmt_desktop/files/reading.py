"""What is read of the files: folders, downloads, zips, the state of an upload."""

import os
import stat

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from vmt_desktop.files.archive import archived
from vmt_desktop.files.download import attachment, download, open_download
from vmt_desktop.files.listing import Order, listing, order_of
from vmt_desktop.files.names import Names, checked, new_path
from vmt_desktop.files.parts import received_of
from vmt_desktop.files.scenarios import largest
from vmt_desktop.files.sending import PieceResponse
from vmt_desktop.files.tree import DataTree, exists_in, status_in
from vmt_desktop.files.workers import Workers


class Reading:
    """Answers ``GET``.

    Parameters
    ----------
    tree : DataTree
    workers : Workers
    """

    def __init__(self, tree: DataTree, workers: Workers) -> None:
        self._tree = tree
        self._workers = workers

    async def answer(self, request: Request, names: Names) -> Response:
        """Return the answer about a path.

        Raises
        ------
        Refusal
        """
        query = request.query_params
        if "received" in query:
            mark = query.get("mark", "")
            return JSONResponse(await self._workers.run(self._received, names, mark))
        if "zip" in query:
            return await self._zip(names, query.getlist("name"))
        order = order_of(
            query.get("sort", "name"), query.get("down"), query.get("from", "0")
        )
        return await self._workers.run(self._read, request, names, order)

    def _read(self, request: Request, names: Names, order: Order) -> Response:
        if not names or self._is_folder(names):
            with self._tree.folder(names) as folder:
                return JSONResponse(listing(folder, names, order))
        with self._tree.folder(names[:-1]) as folder:
            descriptor = open_download(folder, names[-1], "/".join(names))
        return download(self._workers, descriptor, names[-1], request.headers)

    def _is_folder(self, names: Names) -> bool:
        with self._tree.folder(names[:-1]) as folder:
            status = status_in(folder, names[-1], "/".join(names))
        return stat.S_ISDIR(status.st_mode)

    async def _zip(self, names: Names, wanted: list[str]) -> Response:
        chosen = [checked(name) for name in wanted]
        folder = await self._workers.run(self._tree.open_folder, names)
        try:
            where = "/".join(names)
            pieces = await self._workers.run(archived, folder, chosen, where)
        except BaseException:
            os.close(folder)
            raise
        name = (chosen if len(chosen) == 1 else names or ["vmt-data"])[-1]
        headers = {
            "Content-Type": "application/zip",
            "Content-Disposition": attachment(f"{name}.zip"),
        }
        return PieceResponse(self._workers, pieces, folder, headers)

    def _received(self, names: Names, mark: str) -> dict[str, object]:
        names = new_path(names)
        name = names[-1]
        with self._tree.folder(names[:-1]) as folder:
            received, total = received_of(folder, name, mark) or (0, None)
            disk = os.fstatvfs(folder)
            return {
                "received": received,
                "total": total,
                "exists": exists_in(folder, name),
                "largest": largest(names),
                "free": disk.f_bavail * disk.f_frsize,
            }
