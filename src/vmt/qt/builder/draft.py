"""The file that is being written: where it came from, and where it goes."""

import re
from pathlib import Path

from vmt.paths import builtin_scenarios_dir, user_scenarios_dir
from vmt.qt.builder.template import NEW
from vmt.scenario.catalogue import SUFFIXES
from vmt.scenario.editing_file import FileText, read_text, write_text


class Draft:
    """A scenario that is being written.

    Attributes
    ----------
    path : Path or None
        Its file; None for one that has none yet.
    text : str
        What the file holds, or what a new one starts from.
    """

    def __init__(
        self, path: Path | None, file: FileText, name: str, origin: Path | None = None
    ) -> None:
        self.path = path
        self._file = file
        self._name = name
        self._origin = origin

    @classmethod
    def new(cls) -> "Draft":
        """Return a new scenario."""
        return cls(None, FileText(NEW), "new scenario")

    @classmethod
    def opened(cls, path: Path, *, as_copy: bool = False) -> "Draft":
        """Return the scenario of a file.

        Scenarios that ship with VMT stay as they are: what is opened is a copy, to
        be saved among the user's own.

        Parameters
        ----------
        path : Path
        as_copy : bool
            Whether to leave the file alone in any case.

        Raises
        ------
        UnreadableError
        """
        file = read_text(path)
        if as_copy or is_builtin(path):
            return cls(None, file, path.stem, path)
        return cls(path, file, path.stem)

    @property
    def text(self) -> str:
        """What the file holds, or what a new one starts from."""
        return self._file.text

    @property
    def title(self) -> str:
        """What it is called: the name of its file."""
        return self.path.name if self.path else self._name

    @property
    def is_copy(self) -> bool:
        """Whether it is to become another file than it was read from."""
        return self._origin is not None

    @property
    def shown_path(self) -> Path:
        """What problems are told to be in."""
        return self.path or Path(f"{self._name}.yaml")

    def suggestion(self, name: str) -> Path:
        """Return a free name for its file, among the user's own.

        Parameters
        ----------
        name : str
            What the scenario is called.
        """
        if self.path:
            return self.path
        stem = re.sub(r"[^\w-]+", "_", name.strip().lower()).strip("_")[:60]
        return _free_path(self._origin.stem if self._origin else stem or "scenario")

    def keep(self, text: str) -> None:
        """Write a text that nobody can be asked about to a file of its own.

        Raises
        ------
        UnwritableError
        """
        stem = (self.path or self._origin or self.shown_path).stem
        path = _free_path(f"{stem.replace(' ', '_')}_unsaved")
        path.parent.mkdir(parents=True, exist_ok=True)
        write_text(path, self._file.with_text(text), None)

    def save(self, path: Path, text: str, *, replace: bool = False) -> None:
        """Write the file, and go on with that.

        Parameters
        ----------
        path : Path
        text : str
        replace : bool
            Whether whatever the file holds now may be lost.

        Raises
        ------
        ChangedOnDiskError
            The file is not as it was read.
        UnwritableError
            The system refuses.
        """
        content = self._file.with_text(text)
        before: bytes | None = None
        if replace and path.exists():
            before = read_bytes(path)
        elif self.path is not None and path == self.path:
            before = self._file.content
        write_text(path, content, before)
        newline, mark = self._file.newline, self._file.has_mark
        self.path, self._origin = path, None
        self._file = FileText(text, newline, mark, content)


def _free_path(stem: str) -> Path:
    """Return a path among the user's scenarios at which there is nothing."""
    folder = user_scenarios_dir()
    number = 1
    while (path := folder / f"{stem}{f'_{number}' * (number > 1)}.yaml").exists():
        number += 1
    return path


def read_bytes(path: Path) -> bytes | None:
    """Return what is in a file; None where that cannot be read."""
    try:
        return path.read_bytes()
    except OSError:
        return None


def is_builtin(path: Path) -> bool:
    """Tell whether a file ships with VMT."""
    folder = builtin_scenarios_dir()
    return folder is not None and path.resolve().is_relative_to(folder.resolve())


def with_suffix(path: Path) -> Path:
    """Return a path that the catalogue of scenarios lists."""
    if path.suffix.lower() in SUFFIXES:
        return path
    return path.with_name(f"{path.name}.yaml")
