"""What is refused about files, with the sentence that the visitor reads."""

import errno
import os
from typing import Any

from starlette.responses import JSONResponse, Response

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
"""Errors that mean that nothing more fits on the disk."""


class Refusal(Exception):  # noqa: N818 - an answer, not a failure
    """A request that is not carried out.

    Parameters
    ----------
    status : int
        HTTP status of the answer.
    sentence : str
        Names what, why, and what to do.
    headers : dict of str to str, optional
    **more
        Further keys of the JSON object, for the page.
    """

    def __init__(
        self,
        status: int,
        sentence: str,
        headers: dict[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(sentence)
        self.status = status
        self._headers = headers
        self._more = more

    def response(self) -> Response:
        """Return the answer."""
        content = {"problem": str(self), **self._more}
        return JSONResponse(content, self.status, self._headers)


def not_found(what: str) -> Refusal:
    """Return the refusal of a name that is not there."""
    return Refusal(
        404, f"There is no {what or 'data folder'}; look at its folder again."
    )


def refusal_of(error: OSError, what: str) -> Refusal:
    """Return what an error of the disk means for a request that named `what`."""
    what = what or "the data folder"
    if error.errno in FULL:
        return Refusal(
            507,
            f"The disk is full, and {what} does not fit; nothing of it was kept. "
            "Download runs that are finished and delete them, then try again.",
        )
    match error.errno:
        case errno.ENOENT:
            return not_found(what)
        case errno.EACCES | errno.EPERM:
            return Refusal(
                403,
                f"The desktop's user {os.getuid()} has no permission for {what}; "
                "change the owner of the files where the data folder lies.",
            )
        case errno.EROFS:
            return Refusal(
                403,
                f"{what} lies on a disk that can only be read; start the desktop "
                "with a data folder that can be written to (VMT_DATA_DIR).",
            )
        case errno.EFBIG:
            return Refusal(413, f"{what} is larger than this disk allows a file to be.")
        case errno.ENAMETOOLONG:
            return Refusal(400, f"{what} is too long a name for this disk; shorten it.")
    reason = os.strerror(error.errno or 0)
    return Refusal(500, f"{what} cannot be used: {reason}; see the desktop's log.")
