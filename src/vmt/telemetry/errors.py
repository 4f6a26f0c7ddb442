"""What can go wrong with a file of recorded runs, in words."""

import sqlite3
from pathlib import Path

from vmt.errors import ExitCode, UserError

_WORDS = {
    sqlite3.SQLITE_BUSY: "another program holds it locked; close that program",
    sqlite3.SQLITE_LOCKED: "another program holds it locked; close that program",
    sqlite3.SQLITE_READONLY: "it may not be written to; choose another folder",
    sqlite3.SQLITE_FULL: "the disk is full; make room",
    # How the index of the log, a file in memory, fails on a disk that is full.
    sqlite3.SQLITE_IOERR_SHMSIZE: "the disk is full; make room",
    sqlite3.SQLITE_IOERR: "the disk does not take or give it; look whether it is full,"
    " read-only or no longer there",
    sqlite3.SQLITE_NOTADB: "it is not an SQLite database, and so no recording; choose"
    " another file",
    sqlite3.SQLITE_CORRUPT: "it is damaged; take a copy of it from before",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened; look at its permissions",
    sqlite3.SQLITE_PERM: "you may not use it; look at its permissions",
    sqlite3.SQLITE_TOOBIG: "a value is too big for SQLite",
}


class TelemetryError(UserError):
    """A file of recorded runs cannot be read or made."""


class FileTakenError(TelemetryError):
    """A recording cannot be made where there is a file already."""


class RecordingError(TelemetryError):
    """A run can no longer be recorded; what was written before stays readable."""

    exit_code = ExitCode.FAILURE


class DamageError(sqlite3.DatabaseError):
    """What a file says cannot be; the message says why."""


def reason(error: sqlite3.Error) -> str:
    """Return what an SQLite error means to the user, and what to do.

    Raises
    ------
    sqlite3.Error
        The error itself, where it tells of a mistake in this program.
    """
    if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError):
        raise error
    if isinstance(error, DamageError):
        return f"it is damaged ({error}); take a copy of it from before"
    # The low byte is the kind of the error, the rest says which one of its kind.
    code = getattr(error, "sqlite_errorcode", None) or sqlite3.SQLITE_ERROR
    words = _WORDS.get(code) or _WORDS.get(code & 0xFF)
    return words or f"SQLite says: {error}"


def cannot_make(path: Path, error: OSError) -> TelemetryError:
    """Return the error for a file that could not be created."""
    if isinstance(error, FileExistsError):
        return FileTakenError(
            f"cannot record to {path}: there is such a file already, and recordings"
            " are never overwritten; choose another name"
        )
    match error:
        case FileNotFoundError() | NotADirectoryError():
            why = f"there is no folder {path.parent}"
            todo = "make it, or choose another one"
        case PermissionError():
            why = f"the folder {path.parent} may not be written to"
            todo = "choose another one"
        case _:
            why = error.strerror or str(error)
            todo = "choose another place"
    return TelemetryError(f"cannot record to {path}: {why}; {todo}")
