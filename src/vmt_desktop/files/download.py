"""A file on its way to the browser, whole or from where it was broken off."""

import os
import re
from email.utils import formatdate
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.responses import Response

from vmt_desktop.files.databases import companions_of, is_in_use
from vmt_desktop.files.refusal import Refusal
from vmt_desktop.files.sending import PIECE_BYTES, PieceResponse, Pieces
from vmt_desktop.files.tree import exists_in, open_file
from vmt_desktop.files.workers import Workers


def open_download(folder: int, name: str, where: str) -> int:
    """Return a descriptor of a file that is whole, for the caller to close.

    Raises
    ------
    Refusal
        Also where a part of a recorded run lies in another file.
    """
    descriptor = open_file(folder, name, where)
    try:
        if is_in_use(folder, name):
            sentence = (
                f"{where} is being written to at this moment, and a copy would not be "
                "whole; download it when the run has ended."
            )
            raise Refusal(409, sentence)
        logs = [each for each in companions_of(name) if exists_in(folder, each)]
        if any(os.stat(each, dir_fd=folder).st_size for each in logs):
            sentence = (
                f"The last part of {where} is still in {', '.join(logs)}; download "
                "them together, as a zip."
            )
            raise Refusal(409, sentence, beside=logs)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def download(workers: Workers, descriptor: int, name: str, asked: Headers) -> Response:
    """Return the answer to ``GET`` for a file.

    Parameters
    ----------
    workers : Workers
    descriptor : int
        Of the file; closed with the answer.
    name : str
        What the browser is to call it.
    asked : Headers
        Of the request: Range, If-Range, If-None-Match (RFC 9110, 13 and 14).
    """
    status = os.fstat(descriptor)
    size = status.st_size
    etag = f'"{status.st_ino:x}-{status.st_mtime_ns:x}-{size:x}"'
    modified = formatdate(status.st_mtime, usegmt=True)
    headers = {
        # Never shown in the page's own origin, whatever it contains.
        "Content-Type": "application/octet-stream",
        "Content-Disposition": attachment(name),
        "Accept-Ranges": "bytes",
        "ETag": etag,
        "Last-Modified": modified,
    }
    if etag in re.split(r"\s*,\s*", asked.get("if-none-match", "")):
        os.close(descriptor)
        return Response(status_code=304, headers={"ETag": etag})
    start, stop, code = 0, size, 200
    if "range" in asked and asked.get("if-range", etag) in {etag, modified}:
        span = range_of(asked["range"], size)
        if span == (0, 0):
            os.close(descriptor)
            sentence = f"The file has {size} bytes; the range lies outside."
            headers = {"Content-Range": f"bytes */{size}"}
            return Refusal(416, sentence, headers).response()
        if span is not None:
            start, stop, code = *span, 206
            headers["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    headers["Content-Length"] = str(stop - start)
    pieces = _pieces(descriptor, start, stop)
    return PieceResponse(workers, pieces, descriptor, headers, code)


def range_of(header: str, size: int) -> tuple[int, int] | None:
    """Return the half-open range of bytes that a Range header asks for.

    None where the whole file is to be sent: for units and lists of ranges that
    nobody needs here. (0, 0) where the range lies outside the file.
    """
    match = re.fullmatch(r"\s*bytes=([0-9]{0,18})-([0-9]{0,18})\s*", header)
    if match is None or match[1] == match[2] == "":
        return None
    if match[1] == "":
        start, stop = max(0, size - int(match[2])), size
    else:
        start = int(match[1])
        stop = min(size, int(match[2]) + 1) if match[2] else size
        if match[2] and int(match[2]) < start:
            return None
    return (start, stop) if start < stop else (0, 0)


def attachment(name: str) -> str:
    """Return the Content-Disposition that saves a file under its name (RFC 6266)."""
    plain = re.sub(r'[^ -~]|["\\%]', "_", name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _pieces(descriptor: int, start: int, stop: int) -> Pieces:
    """Yield the bytes of a file, as many as were announced or fewer."""
    while start < stop:
        piece = os.pread(descriptor, min(PIECE_BYTES, stop - start), start)
        if not piece:  # it was cut off meanwhile
            return
        yield piece
        start += len(piece)
