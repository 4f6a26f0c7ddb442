"""A recorded run in the place of a scenario file: it is run again."""

from dataclasses import dataclass
from pathlib import Path

from vmt.engine.rules import RULE_SETS, Rules
from vmt.errors import UserError
from vmt.scenario import Scenario
from vmt.scenario.document import Document, document_of
from vmt.scenario.overrides import Override, override
from vmt.telemetry import open_run
from vmt.telemetry.records import Run
from vmt.telemetry.stored_configuration import from_json

_DATABASE = b"SQLite format 3\0"
"""How every such file begins."""


@dataclass(frozen=True, slots=True)
class Repeated:
    """What a recorded run says of how to run it again.

    Attributes
    ----------
    run : Run
    document : Document
        The scenario file as it was.
    rules : Rules
    overrides : list of Override
        What was not as the file says.
    """

    run: Run
    document: Document
    rules: Rules
    overrides: list[Override]

    @property
    def seed(self) -> int:
        """The seed."""
        return self.run.seed

    @property
    def ticks(self) -> int | None:
        """The ticks that were asked for; those that were made in an open-ended run."""
        return self.run.planned_ticks or self.run.total_ticks or None

    def is_read_as_recorded(self, scenario: Scenario) -> bool:
        """Whether a scenario without further overrides is what was run."""
        if scenario.overrides != self.run.overrides:
            return True
        return scenario.configuration == from_json(self.run.config_json)


def repeated(name: str) -> Repeated | None:
    """Return the newest run of a recording; None if the name is of something else.

    Raises
    ------
    UserError
        The file is a database without a run that can be repeated.
    """
    path = Path(name)
    if not _is_database(path):
        return None
    with open_run(path) as recorded:
        run = recorded.run
    if run.scenario_yaml is None:
        why = (
            "the public VMT recorded this run without its scenario"
            if run.is_public
            else "this run was recorded without a scenario file"
        )
        raise UserError(f"{path}: {why}; run the scenario file instead")
    if run.rule_set not in RULE_SETS:
        raise UserError(
            f"{path}: the run follows the rule set {run.rule_set!r}, which this version"
            f" of VMT does not know; it knows: {', '.join(RULE_SETS)}"
        )
    file = Path(run.scenario_path or run.scenario_name)
    return Repeated(
        run,
        document_of(file, run.scenario_yaml.encode()),
        RULE_SETS[run.rule_set],
        [override(key, text) for key, text in run.overrides.items()],
    )


def _is_database(path: Path) -> bool:
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            return file.read(len(_DATABASE)) == _DATABASE
    except (OSError, ValueError):
        return False
