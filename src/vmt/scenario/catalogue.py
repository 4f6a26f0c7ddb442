"""The scenarios that ship with VMT and those of the user."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from vmt import paths
from vmt.errors import UserError
from vmt.scenario.problems import did_you_mean

SUFFIXES = (".yaml", ".yml")
"""In lower case; files may have them in any."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A scenario file in the catalogue.

    Attributes
    ----------
    path : Path
    label : str
        Its path within its folder, with forward slashes.
    origin : str
        Whether it ships with VMT or is the user's.
    """

    path: Path
    label: str
    origin: Literal["built-in", "user"]


def find_scenarios() -> list[Entry]:
    """Return the scenarios at hand: the built-in ones, then the user's, by label.

    A folder that is missing or cannot be read has none; hidden files are left out.
    """
    builtin = paths.builtin_scenarios_dir()
    entries = _entries(builtin, "built-in") if builtin else []
    return entries + _entries(paths.user_scenarios_dir(), "user")


def locate(name_or_path: str) -> Path:
    """Return the file that a user means by a path, a label or a bare name.

    A path to something that exists wins. ``first_market``, ``first_market.yaml`` and
    ``teaching/first_market`` all name ``teaching/first_market.yaml``; a scenario of
    the user goes before a built-in one.

    Raises
    ------
    UserError
        Nothing has that name, or more than one scenario has.
    """
    path = Path(name_or_path)
    try:
        if path.exists():
            return path
    except (OSError, ValueError) as error:
        raise UserError(f"'{name_or_path[:60]}' is not a name of a file") from error
    entries = find_scenarios()
    wanted = _without_suffix(path.as_posix())
    for origin in ("user", "built-in"):
        own = [entry for entry in entries if entry.origin == origin]
        exact = [e for e in own if _without_suffix(e.label) == wanted]
        named = exact or [e for e in own if Path(e.label).stem == wanted]
        if len(named) > 1:
            choice = " or ".join(entry.label for entry in named)
            raise UserError(f"'{name_or_path}' could be {choice}; write one of them")
        if named:
            return named[0].path
    labels = [_without_suffix(entry.label) for entry in entries]
    names = [*labels, *(Path(label).name for label in labels)]
    hint = did_you_mean(wanted, names) or "; write the path of a scenario file"
    raise UserError(f"there is no file and no scenario '{name_or_path}'{hint}")


def _entries(folder: Path, origin: Literal["built-in", "user"]) -> list[Entry]:
    found = []
    for file in folder.rglob("*"):
        label = file.relative_to(folder)
        hidden = any(part.startswith(".") for part in label.parts)
        if file.suffix.lower() in SUFFIXES and not hidden and file.is_file():
            found.append(Entry(file, label.as_posix(), origin))
    return sorted(found, key=lambda entry: entry.label)


def _without_suffix(name: str) -> str:
    stem, _, ending = name.rpartition(".")
    return stem if f".{ending}".lower() in SUFFIXES else name
