"""Disks that are full or may not be written to: real ones, small and in memory."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


class Disk:
    """A file system of two megabytes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._filler = folder / "filler"

    def fill(self, *, but: int) -> None:
        """Leave so many bytes free."""
        self._filler.touch()
        told = os.statvfs(self.folder)
        size = self._filler.stat().st_size + told.f_bavail * told.f_frsize - but
        with self._filler.open("r+b") as file:
            os.posix_fallocate(file.fileno(), 0, size)
            file.truncate(size)

    def clear(self) -> None:
        """Remove everything."""
        for entry in self.folder.iterdir():
            entry.unlink()

    def set_readonly(self) -> None:
        """Let nobody write any more, root neither."""
        _mount("-o", "remount,ro", self.folder)


def _mount(*words: str | Path) -> None:
    subprocess.run(["mount", *words], check=True, capture_output=True, text=True)


def small_disk() -> Iterator[Disk]:
    """Yield a small file system of its own; made to be a fixture."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount a file system")
    # Not among pytest's folders, which it removes: after a kill this one stays.
    folder = Path(tempfile.mkdtemp(prefix="vmt-disk-"))
    try:
        _mount("-t", "tmpfs", "-o", "size=2m", "tmpfs", folder)
    except (OSError, subprocess.CalledProcessError) as error:
        why = f"no file system can be mounted here: {getattr(error, 'stderr', error)}"
        if os.environ.get("CI") == "true":
            pytest.fail(why)
        pytest.skip(why)
    yield Disk(folder)
    subprocess.run(["umount", folder], check=True)
    folder.rmdir()
