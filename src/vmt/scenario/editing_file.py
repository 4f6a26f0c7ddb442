"""Reading a scenario file to change it, and writing it without losing anything."""

import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from errno import EACCES
from itertools import count
from pathlib import Path

from vmt.errors import UserError
from vmt.scenario.document import MAX_BYTES
from vmt.scenario.writing import UnwritableError

_WRITABLE = 0o222  # the right to write, of anybody
_BOM = "\ufeff"


class UnreadableError(UserError):
    """A file cannot be opened to be changed."""


class ChangedOnDiskError(UserError):
    """Somebody else has written the file since it was read."""


@dataclass(frozen=True, slots=True)
class FileText:
    """The text of a file, and what a text editor does not show of it.

    Attributes
    ----------
    text : str
        With a line feed at the end of each line.
    newline : str
        What ends a line in the file.
    has_mark : bool
        Whether it begins with a byte order mark.
    content : bytes
        Exactly what the file held when it was read or written.
    """

    text: str
    newline: str = "\n"
    has_mark: bool = False
    content: bytes = b""

    def with_text(self, text: str) -> bytes:
        """Return the content of the file with another text."""
        if text == self.text and self.content:
            return self.content
        mark = _BOM if self.has_mark else ""
        return (mark + text.replace("\n", self.newline)).encode("utf-8")


def read_text(path: Path) -> FileText:
    """Read a file that may be full of mistakes, but is text.

    Raises
    ------
    UnreadableError
        It cannot be read, is no UTF-8 text, or too large to be a scenario.
    """
    try:
        if path.is_dir():
            raise UnreadableError(f"{path} is a folder; open a scenario file in it")
        if path.exists() and not path.is_file():
            raise UnreadableError(f"{path} is not a regular file")
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UnreadableError(f"{path}: cannot read the file: {reason}") from error
    if len(content) > MAX_BYTES:
        raise UnreadableError(
            f"{path} is larger than {MAX_BYTES:,} bytes, the most a scenario may have"
        )
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableError(
            f"{path} is not UTF-8 text; save it with the encoding UTF-8 first"
        ) from error
    if "\0" in text:
        raise UnreadableError(f"{path} is not a text file")
    has_mark = text.startswith(_BOM)
    newline = "\r\n" if "\r\n" in text else "\n"
    plain = text.removeprefix(_BOM).replace("\r\n", "\n").replace("\r", "\n")
    return FileText(plain, newline, has_mark, content)


def write_text(path: Path, content: bytes, before: bytes | None) -> None:
    """Write a file: it is there as a whole, or stays as it was.

    Parameters
    ----------
    path : Path
    content : bytes
    before : bytes or None
        What the file is known to hold, and may lose; None if it is to be new.

    Raises
    ------
    ChangedOnDiskError
        It holds something else. A file that is gone is written anew.
    UnwritableError
        The system refuses.
    """
    try:
        # A link stays one, and what it leads to is written.
        target = path.resolve()
        if target.exists() and (before is None or target.read_bytes() != before):
            raise ChangedOnDiskError(
                f"{path} has been changed by another program since it was opened"
                if before is not None
                else f"{path} is there already"
            )
        if target.exists() and not target.stat().st_mode & _WRITABLE:
            raise PermissionError(EACCES, os.strerror(EACCES))
        beside = _write_beside(target, content)
        try:
            if target.exists():
                shutil.copymode(target, beside)
            beside.replace(target)
        finally:
            with suppress(FileNotFoundError):
                beside.unlink()
    except (OSError, ValueError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UnwritableError(f"{path}: cannot write the file: {reason}") from error


def _write_beside(target: Path, content: bytes) -> Path:
    """Return a new file in the same folder, written to the disk."""
    beside = next(
        part
        for number in count(os.getpid())
        if not os.path.lexists(
            part := target.with_name(f".{target.name[:99]}.{number}")
        )
    )
    try:
        with beside.open("xb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise
    return beside
