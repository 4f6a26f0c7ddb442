"""What the headers of a request announce of an upload."""

import re
from dataclasses import dataclass

from starlette.requests import Request

from vmt_desktop.files.refusal import Refusal

LONGEST_MARK = 100


@dataclass(frozen=True, slots=True)
class Piece:
    """What a request brings of an upload.

    Attributes
    ----------
    first : int or None
        Where it begins; None: it brings nothing, and ends an upload that is whole.
    length : int
    total : int
        Bytes of the whole file.
    mark : str
        Tells files of one name apart.
    replace : bool
        Whether a file of this name may be replaced.
    """

    first: int | None
    length: int
    total: int
    mark: str
    replace: bool


def piece_of(request: Request) -> Piece:
    """Return what the headers of a request announce (RFC 9110, 14.5).

    Raises
    ------
    Refusal
        If they do not fit together.
    """
    length = request.headers.get("content-length", "")
    if not re.fullmatch(r"[0-9]{1,15}", length):
        sentence = "An upload says how long it is; send a Content-Length."
        raise Refusal(411, sentence)
    mark = request.query_params.get("mark", "")
    if len(mark) > LONGEST_MARK:
        sentence = f"The mark is too long; {LONGEST_MARK} characters are allowed."
        raise Refusal(422, sentence)
    first: int | None = 0
    total = int(length)
    content_range = request.headers.get("content-range")
    if content_range is not None:
        match = re.fullmatch(
            r"bytes (?:([0-9]{1,15})-([0-9]{1,15})|\*)/([0-9]{1,15})", content_range
        )
        total = int(match[3]) if match else -1
        first = int(match[1]) if match and match[1] else None
        expected = int(match[2]) + 1 - first if match and first is not None else 0
        if expected != int(length) or (first or 0) + expected > total:
            sentence = (
                f"Content-Range is '{content_range[:80]}', which does not fit the "
                f"{length} bytes that come; 'bytes FIRST-LAST/TOTAL' is expected."
            )
            raise Refusal(400, sentence)
    replace = "replace" in request.query_params
    return Piece(first, int(length), total, mark, replace)
