"""Loading a scenario file."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from vmt.engine.configuration import Configuration
from vmt.scenario.build import build
from vmt.scenario.document import Document, Steps, document_of, read_document
from vmt.scenario.model import ScenarioModel
from vmt.scenario.overrides import Override, overridden
from vmt.scenario.problems import Problem, ScenarioError
from vmt.scenario.validation import validate


@dataclass(frozen=True)
class Scenario:
    """A scenario file that has been read and checked.

    Attributes
    ----------
    path : Path
        The file, as the caller named it.
    text : str
        Exactly what the file holds.
    sha256 : str
        Hash of the file's bytes, in hex.
    model : ScenarioModel
        Every key with its value, defaults filled in.
    notes : list of Problem
        What is odd about the file.
    obstacles : list of Problem
        Why it can be looked at and not be run; see `configuration`.
    overrides : dict
        What takes the place of what the file says: values in YAML by their keys.
    """

    path: Path
    text: str
    sha256: str
    model: ScenarioModel
    notes: list[Problem]
    obstacles: list[Problem] = field(default_factory=list)
    overrides: dict[str, str] = field(default_factory=dict)

    @property
    def warnings(self) -> list[str]:
        """What is odd about the file, as ``file:line:column: message``."""
        return [str(note) for note in self.notes]

    @property
    def name(self) -> str:
        """What the scenario is called."""
        return self.model.name

    @property
    def description(self) -> str:
        """What it is about; may be empty."""
        return self.model.description.strip()

    @property
    def look_for(self) -> str:
        """What to watch while it runs; may be empty."""
        return self.model.look_for.strip()

    @property
    def question(self) -> str:
        """A question to a student; may be empty."""
        return self.model.question.strip()

    @property
    def tags(self) -> tuple[str, ...]:
        """Words to find it by."""
        return self.model.tags

    @property
    def seed(self) -> int | None:
        """The seed it is best shown with, if the file names one."""
        return self.model.seed

    @property
    def max_ticks(self) -> int | None:
        """Where a run ends by itself, if the file says so."""
        return self.model.max_ticks

    @cached_property
    def configuration(self) -> Configuration:
        """What the engine runs.

        Raises
        ------
        ScenarioError
            The file is of another kind of economy, and was read leniently.
        """
        if self.obstacles:
            raise ScenarioError(self.obstacles)
        return build(self.model)


def load_scenario(
    path: str | Path,
    *,
    lenient: bool = False,
    ignored: Collection[Steps] = (),
    overrides: Sequence[Override] = (),
) -> Scenario:
    """Read and check a scenario file.

    Parameters
    ----------
    path : str or Path
    lenient : bool
        Take files of other VMT programs: unknown keys, money and surplus decimals
        give a warning instead of an error. An economy with money loads, and has no
        `configuration`.
    ignored : collection of tuple, optional
        Keys to leave out with a warning, as the ways to them:
        ``vmt.scenario.older.UNREAD_IN_NOVEMBER``.
    overrides : sequence of Override, optional
        Values that take the place of what the file says; they are checked with it.

    Raises
    ------
    ScenarioError
        With every problem of the file, each with its line and column.
    """
    document = read_document(Path(path))
    return checked(document, lenient=lenient, ignored=ignored, overrides=overrides)


def scenario_of(text: str, path: str | Path) -> Scenario:
    """Check a text that is, or will be, in a scenario file.

    Parameters
    ----------
    text : str
    path : str or Path
        What problems are told to be in; nothing is read from it.

    Raises
    ------
    ScenarioError
        With every problem of the text, each with its line and column.
    """
    content = text.encode("utf-8", "surrogatepass")
    return checked(document_of(Path(path), content))


def checked(
    document: Document,
    *,
    lenient: bool = False,
    ignored: Collection[Steps] = (),
    overrides: Sequence[Override] = (),
) -> Scenario:
    """Return the scenario of a file that was read; all else is as `load_scenario`."""
    model, notes, obstacles = validate(
        overridden(document, overrides), lenient=lenient, ignored=ignored
    )
    return Scenario(
        document.path,
        document.text,
        document.sha256,
        model,
        notes,
        obstacles,
        {each.key: each.text for each in overrides},
    )
