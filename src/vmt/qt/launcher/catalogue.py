"""The scenarios that can be run, with what each of them says or is wrong with it."""

from dataclasses import dataclass
from pathlib import Path

from vmt.errors import UserError
from vmt.qt.launcher.run_options import RunOptions
from vmt.scenario import Problem, Scenario, ScenarioError, load_scenario
from vmt.scenario.catalogue import find_scenarios

Stamp = tuple[int, int]
USER = "user"
"""The origin of the user's own scenarios."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A scenario file of the catalogue, read.

    Attributes
    ----------
    path : Path
    label : str
        Path relative to the folder of its origin.
    origin : str
        Whose it is.
    scenario : Scenario or None
        None where the file cannot be used.
    error : str
        Why it cannot be used: a line a problem.
    problems : tuple of Problem
        The same one by one.
    """

    path: Path
    label: str
    origin: str
    scenario: Scenario | None
    error: str = ""
    problems: tuple[Problem, ...] = ()

    @property
    def title(self) -> str:
        """What it calls itself, or else its file."""
        return self.scenario.name if self.scenario else self.path.name

    @property
    def folder(self) -> str:
        """The folder it lies in, relative to that of its origin."""
        return Path(self.label).parent.as_posix()

    @property
    def is_own(self) -> bool:
        """Whether it is the user's."""
        return self.origin == USER

    @property
    def is_for_beginners(self) -> bool:
        """Whether it says that one should start with it."""
        return self.scenario is not None and "start here" in self.scenario.tags

    def matches(self, words: list[str]) -> bool:
        """Whether all words, in lower case, are found in what it says of itself."""
        text = f"{self.title} {self.label}"
        if self.scenario:
            text += f" {self.scenario.description} {self.scenario.question}"
        text = text.casefold()
        return all(word in text for word in words)


class Catalogue:
    """Reads the scenario files; again only what has changed since."""

    def __init__(self) -> None:
        self._read: dict[Path, tuple[Stamp, Listed]] = {}

    def read(self) -> list[Listed]:
        """Return all scenarios as they are on the disk now."""
        before, self._read = self._read, {}
        for entry in find_scenarios():
            path, stamp = entry.path, _stamp(entry.path)
            known = before.get(path)
            if known is None or known[0] != stamp:
                known = stamp, listed(path, entry.label, str(entry.origin))
            self._read[path] = known
        return [each for _, each in self._read.values()]


def listed(path: Path, label: str, origin: str) -> Listed:
    """Read a scenario file for the list, whatever is wrong with it."""
    return as_run(path, label, origin, RunOptions())


def as_run(path: Path, label: str, origin: str, options: RunOptions) -> Listed:
    """Read a scenario file as it is run with some options, whatever is wrong."""
    try:
        scenario = load_scenario(
            path,
            lenient=options.is_lenient,
            ignored=options.ignored,
            overrides=options.as_overrides(),
        )
        # Some mistakes show only when everything is put together.
        _ = scenario.configuration
    except UserError as error:
        return Listed(path, label, origin, None, str(error), problems_in(error))
    return Listed(path, label, origin, scenario)


def problems_in(error: UserError) -> tuple[Problem, ...]:
    """Return the single problems of an error; none, where it is of another kind."""
    return tuple(error.problems) if isinstance(error, ScenarioError) else ()


def _stamp(path: Path) -> Stamp:
    try:
        status = path.stat()
    except OSError:
        return (0, 0)
    return status.st_mtime_ns, status.st_size
