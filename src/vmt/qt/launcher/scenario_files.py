"""The user's own scenario files: copied in, copied to be changed, thrown away."""

import os
import tempfile
from contextlib import suppress
from itertools import count
from pathlib import Path

from PyQt5.QtCore import QCoreApplication

from vmt.errors import ExitCode, UserError
from vmt.paths import builtin_scenarios_dir, user_scenarios_dir
from vmt.scenario.catalogue import SUFFIXES
from vmt.scenario.document import MAX_BYTES


class FileError(UserError):
    """A scenario file cannot be copied."""

    exit_code = ExitCode.FAILURE


def tr(text: str) -> str:
    """Return a text in the user's language."""
    return str(QCoreApplication.translate("scenario_files", text))


def is_listed(path: Path) -> bool:
    """Whether a file lies in one of the folders that are listed anyway."""
    folders = (builtin_scenarios_dir(), user_scenarios_dir())
    return any(folder is not None and path.is_relative_to(folder) for folder in folders)


def place_for(source: Path) -> Path:
    """Return where a file from elsewhere goes; there may be another one.

    Raises
    ------
    FileError
        It is no scenario file.
    """
    if source.suffix.lower() not in SUFFIXES or not source.is_file():
        raise FileError(
            tr("{0} is no scenario file: such a file is named {1}.").format(
                source, " / ".join(f"*{suffix}" for suffix in SUFFIXES)
            )
        )
    return user_scenarios_dir() / source.with_suffix(source.suffix.lower()).name


def place_for_copy(source: Path) -> Path:
    """Return a name for a copy that no file has yet."""
    stem = f"{source.stem}_copy"
    names = (f"{stem}{n if n > 1 else ''}.yaml" for n in count(1))
    folder = user_scenarios_dir()
    return next(folder / name for name in names if not os.path.lexists(folder / name))


def copy(source: Path, target: Path) -> None:
    """Copy a scenario file: beside its target first, so that nothing is half there.

    Raises
    ------
    FileError
        It cannot be read or written, or is too large for a scenario.
    """
    beside = ""
    try:
        with source.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise FileError(
                tr("{0} is larger than {1} bytes, and so it is no scenario.").format(
                    source, f"{MAX_BYTES:,}"
                )
            )
        target.parent.mkdir(parents=True, exist_ok=True)
        number, beside = tempfile.mkstemp(
            prefix=".", suffix=target.suffix, dir=target.parent
        )
        with os.fdopen(number, "wb") as file:
            file.write(content)
        Path(beside).chmod(0o644)
        Path(beside).replace(target)
    except OSError as error:
        if beside:
            with suppress(OSError):
                Path(beside).unlink()
        raise FileError(
            tr("{0} cannot be copied to {1}: {2}.").format(
                source, target, error.strerror or error
            )
        ) from error
