"""A file on its way from the browser to the disk.

Its body may have any size, so it stands behind no limit to that. What it may not do is
stop coming: `vmt_desktop.gateway.connections` hangs up then, and the part stays.
"""

import os
from collections.abc import Callable
from contextlib import ExitStack

from starlette.requests import ClientDisconnect, Request

from vmt_desktop.files.names import Names
from vmt_desktop.files.parts import Part, open_part, tidy_folder
from vmt_desktop.files.piece import Piece
from vmt_desktop.files.placing import may_be_placed
from vmt_desktop.files.refusal import FULL, Refusal, refusal_of
from vmt_desktop.files.scenarios import check_name, check_size
from vmt_desktop.files.tree import DataTree
from vmt_desktop.files.workers import Workers

WRITTEN_BYTES = 1024 * 1024
"""So much is collected before it is written: the most that an upload keeps."""

DRAINED_BYTES = 16 * 1024 * 1024
"""Of a refused body so much is read first, since browsers read no answer before."""


def begin(tree: DataTree, names: Names, piece: Piece) -> Part:
    """Return the part that a piece belongs to, at the right length; to be closed.

    Raises
    ------
    Refusal
        If it is known already that the file cannot get its name.
    """
    name, where = names[-1], "/".join(names)
    check_name(names)
    check_size(names, piece.total)
    with ExitStack() as opened:
        folder = tree.open_folder(names[:-1])
        opened.callback(os.close, folder)
        try:
            tidy_folder(folder)
            may_be_placed(folder, name, where, replace=piece.replace)
            anew = piece.first == 0
            part = open_part(folder, name, piece.mark, piece.total, anew=anew)
            opened.callback(os.close, part.descriptor)
            _fits(part, piece, name)
        except OSError as error:
            raise refusal_of(error, where) from error
        opened.pop_all()
        return part


async def receive(
    workers: Workers,
    request: Request,
    part: Part,
    where: str,
    ask_again: Callable[[], None],
) -> None:
    """Write what comes to the part, which keeps it, whatever goes wrong.

    Raises
    ------
    Refusal
        What `ask_again` raises before each write: an upload may take hours, and whoever
        sends it may be logged out meanwhile. And if the disk is full: then the part is
        removed, since somebody else may need the space, a run that is being recorded
        before all.
    ClientDisconnect
        If the browser has gone.
    """
    waiting = bytearray()

    async def write() -> None:
        ask_again()
        data = bytes(waiting)
        waiting.clear()
        try:
            await workers.run(part.append, data)
        except OSError as error:
            if error.errno in FULL:
                part.discard()
            raise refusal_of(error, where) from error

    try:
        async for data in request.stream():
            waiting += data
            if len(waiting) >= WRITTEN_BYTES:
                await write()
    finally:
        if waiting:
            await write()


async def drain(request: Request) -> None:
    """Read what still comes of a body that was refused, unless that is much."""
    # Who asks first is told before anything is sent.
    if "expect" in request.headers:
        return
    read = 0
    try:
        async for data in request.stream():
            read += len(data)
            if read > DRAINED_BYTES:
                return
    except (ClientDisconnect, RuntimeError):
        return  # it has been read already, or nobody is there


def _fits(part: Part, piece: Piece, name: str) -> None:
    received = part.received
    wanted = part.total if piece.first is None else piece.first
    if wanted != received:
        sentence = (
            f"Of {name} {received:,} bytes have come; the upload goes on from there."
        )
        raise Refusal(416, sentence, received=received)
    disk = os.fstatvfs(part.folder)
    free = disk.f_bavail * disk.f_frsize
    missing = part.total - received
    if missing > free:
        if received == 0:
            part.discard()
        raise Refusal(
            507,
            f"{name} needs {missing:,} bytes more, and {free:,} are free on the "
            "disk. Download runs that are finished and delete them, then try again.",
            received=received,
            free=free,
        )
