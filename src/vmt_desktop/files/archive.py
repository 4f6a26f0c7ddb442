"""Folders and files as one zip, made while it is sent."""

import os
import stat
import time
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from vmt_desktop.files.databases import companions_of, database_of, is_in_use
from vmt_desktop.files.names import PART_PREFIX, readable
from vmt_desktop.files.refusal import Refusal
from vmt_desktop.files.sending import PIECE_BYTES, Pieces
from vmt_desktop.files.tree import FOLDER_FLAGS, names_of, open_file, status_in

LEFT_OUT = "not-included.txt"
"""The name, in the zip, of the list of what is not in it."""

EARLIEST, LATEST = (1980, 1, 1, 0, 0, 0), (2107, 12, 31, 23, 59, 58)
"""A zip knows no other times."""


def archived(folder: int, names: Sequence[str], where: str) -> Pieces:
    """Return the pieces of a zip of what has these names in a folder.

    Sizes come behind the files, so that nothing is read twice or kept; zips of any
    size can be read by whatever knows ZIP64.

    Parameters
    ----------
    folder : int
        Descriptor; to be kept open until the last piece.
    names : sequence of str
        Empty: everything.
    where : str
        The folder's path, for messages.

    Raises
    ------
    Refusal
        If a name is not there.
    """
    for name in names:
        status_in(folder, name, f"{where}/{name}" if where else name)
    return _Archive().pieces(folder, names or names_of(folder))


class _Sink:
    """Takes what the zip writes, until it is sent."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._pieces.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Do nothing: it is sent as soon as it can be."""

    def close(self) -> None:
        """Do nothing: nothing is open."""

    def take(self) -> bytes:
        data = b"".join(self._pieces)
        self._pieces.clear()
        return data


@dataclass
class _Archive:
    sink: _Sink = field(default_factory=_Sink)
    left_out: list[str] = field(default_factory=list)

    def pieces(self, folder: int, names: Sequence[str]) -> Pieces:
        with zipfile.ZipFile(
            self.sink,
            "w",
            zipfile.ZIP_DEFLATED,
            compresslevel=1,  # runs shrink by it nearly as well, at a multiple of speed
        ) as archive:
            for _ in self._entries(archive, folder, names, ""):
                if piece := self.sink.take():  # an empty one would be the end
                    yield piece
            if self.left_out:
                archive.writestr(LEFT_OUT, "\n".join([*self.left_out, ""]))
        yield self.sink.take()

    def _entries(
        self, archive: zipfile.ZipFile, folder: int, names: Sequence[str], above: str
    ) -> Iterator[None]:
        """Write the entries; yield whenever there may be something to send."""
        for name in _with_companions(names):
            path = above + readable(name)
            try:
                status = os.stat(name, dir_fd=folder, follow_symlinks=False)
            except OSError:
                continue  # it was deleted meanwhile
            if stat.S_ISDIR(status.st_mode):
                yield from self._folder(archive, folder, name, path, status)
            elif stat.S_ISREG(status.st_mode):
                yield from self._file(archive, folder, name, path, status)

    def _folder(
        self,
        archive: zipfile.ZipFile,
        folder: int,
        name: str,
        path: str,
        status: os.stat_result,
    ) -> Iterator[None]:
        try:
            inner = os.open(name, FOLDER_FLAGS, dir_fd=folder)
        except OSError as error:
            self.left_out.append(f"{path}/: {os.strerror(error.errno or 0)}")
            return
        try:
            archive.writestr(_info(f"{path}/", status), b"")
            yield
            names = names_of(inner)
            yield from self._entries(archive, inner, names, f"{path}/")
        finally:
            os.close(inner)

    def _file(
        self,
        archive: zipfile.ZipFile,
        folder: int,
        name: str,
        path: str,
        status: os.stat_result,
    ) -> Iterator[None]:
        if is_in_use(folder, database_of(name) or name):
            self.left_out.append(
                f"{path}: it was being written to; take it when the run has ended"
            )
            return
        try:
            descriptor = open_file(folder, name, path)
        except Refusal as refusal:
            self.left_out.append(f"{path}: {refusal}")
            return
        try:
            info = _info(path, status)
            info.file_size = left = status.st_size  # what comes meanwhile is not read
            with archive.open(info, "w") as entry:
                while piece := os.read(descriptor, min(PIECE_BYTES, left)):
                    left -= len(piece)
                    entry.write(piece)
                    yield
        finally:
            os.close(descriptor)


def _with_companions(names: Sequence[str]) -> Iterator[str]:
    """Yield names, each once, and what SQLite keeps beside the databases."""
    told = set()
    for name in names:
        for each in (name, *companions_of(name)):
            if each not in told and not each.startswith(PART_PREFIX):
                told.add(each)
                yield each


def _info(path: str, status: os.stat_result) -> zipfile.ZipInfo:
    modified = time.localtime(status.st_mtime)[:6]
    info = zipfile.ZipInfo(path, min(max(modified, EARLIEST), LATEST))
    info.compress_type = zipfile.ZIP_DEFLATED
    # The rights are the reader's own: who unpacks it may read and write.
    folder = stat.S_ISDIR(status.st_mode)
    info.external_attr = (
        stat.S_IFDIR | 0o755 if folder else stat.S_IFREG | 0o644
    ) << 16
    if folder:
        info.external_attr |= 0x10  # MS-DOS's mark of a folder
    return info
