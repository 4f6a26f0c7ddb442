"""What a text says while it is being written, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vmt.scenario import Problem, Scenario, ScenarioError, scenario_of
from vmt.scenario.document import Steps
from vmt.scenario.editing import data_of


@dataclass(frozen=True)
class Checked:
    """A text and what the checks of scenario files say of it.

    Attributes
    ----------
    text : str
    data : mapping or None
        What it says, as far as it can be read; None if it is no YAML.
    scenario : Scenario or None
        What can be run; None if there are problems.
    problems : list of Problem
        Why it cannot be used.
    notes : list of Problem
        What is odd about it.
    """

    text: str
    data: Mapping[str, Any] | None
    scenario: Scenario | None
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)

    @property
    def by_steps(self) -> dict[Steps, str]:
        """The first problem of each value, by the way to it."""
        found: dict[Steps, str] = {}
        for problem in self.problems:
            found.setdefault(problem.steps, problem.message)
        return found


def check(text: str, path: Path) -> Checked:
    """Check a text under the name of a file; nothing is read from that."""
    try:
        scenario = scenario_of(text, path)
    except ScenarioError as error:
        return Checked(text, data_of(text), None, list(error.problems))
    return Checked(text, data_of(text), scenario, [], scenario.notes)
