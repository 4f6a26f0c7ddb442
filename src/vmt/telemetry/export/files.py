"""New files that appear whole or not at all, and take no other's place unasked."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from vmt.telemetry.errors import FileTakenError, TelemetryError


@contextmanager
def written(path: Path, *, replace: bool = False) -> Iterator[Path]:
    """Give a new empty file beside a path, which takes its place at the end.

    Where the block fails, nothing is left behind.

    Parameters
    ----------
    replace : bool
        Whether a file that is there already may be lost.

    Raises
    ------
    FileTakenError
        There is a file already.
    TelemetryError
        The file cannot be written.
    """
    if path.is_dir():
        raise TelemetryError(f"{path}: this is a folder; name a file in it")
    if not replace and os.path.lexists(path):
        raise _taken(path)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        # Not by tempfile: the file is to have the rights of any other.
        os.close(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
        try:
            yield beside
            _put(beside, path, replace=replace)
        finally:
            with suppress(FileNotFoundError):
                beside.unlink()
    except OSError as error:
        raise _cannot_write(path, error) from error


def _put(beside: Path, path: Path, *, replace: bool) -> None:
    if replace:
        beside.replace(path)
        return
    try:
        # Unlike a rename, a link never takes the place of what came in between.
        os.link(beside, path)
    except FileExistsError as error:
        raise _taken(path) from error
    except OSError:  # a file system without links
        if os.path.lexists(path):
            raise _taken(path) from None
        beside.rename(path)


def _taken(path: Path) -> FileTakenError:
    return FileTakenError(
        f"{path}: there is such a file already; choose another name, or have it"
        " replaced (--force)"
    )


def _cannot_write(path: Path, error: OSError) -> TelemetryError:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return TelemetryError(f"{path}: there is no folder {path.parent}; make it")
    return TelemetryError(f"{path}: it cannot be written ({error.strerror})")
