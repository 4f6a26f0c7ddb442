"""How a run differs from what its scenario says."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from vmt.engine.rules import NOVEMBER, RULE_SETS, V2, Rules
from vmt.qt.forms.rows import write
from vmt.scenario.document import Steps
from vmt.scenario.older import UNREAD_IN_NOVEMBER
from vmt.scenario.overrides import OPTION, Override, override


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How a run differs from what its scenario says.

    Attributes
    ----------
    ticks : int or None
        The last tick; None: as the scenario says.
    rules : str
        Name of the rule set.
    overrides : mapping
        Values in YAML by their keys.
    """

    ticks: int | None = None
    rules: str = V2.name
    overrides: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_changed(self) -> bool:
        """Whether anything is not as the scenario says."""
        return self != RunOptions()

    @property
    def count(self) -> int:
        """How many things are not as the scenario says."""
        return len(self.overrides) + (self.ticks is not None) + (self.rules != V2.name)

    @property
    def rule_set(self) -> Rules:
        """The rules themselves."""
        return RULE_SETS[self.rules]

    @property
    def ignored(self) -> tuple[Steps, ...]:
        """The keys of a file that the rules pass over."""
        return UNREAD_IN_NOVEMBER if self.rule_set is NOVEMBER else ()

    @property
    def is_lenient(self) -> bool:
        """Whether the rules are those of a program that took other files."""
        return self.rule_set is NOVEMBER

    def as_overrides(self) -> list[Override]:
        """Return the overrides as scenarios take them; what is wrong names the key."""
        return [override(key, text, key) for key, text in self.overrides.items()]

    def arguments(self) -> list[str]:
        """Return the options of ``vmt run`` and ``vmt view`` that say the same."""
        given = [] if self.ticks is None else ["--ticks", str(self.ticks)]
        if self.rules != V2.name:
            given += ["--rules", self.rules]
        for key, text in self.overrides.items():
            given += [OPTION, f"{key}={text}"]
        return given


def as_yaml(value: object) -> str:
    """Return the value of a form as it is written into a file, on one line."""
    match value:
        case bool() | None:
            return json.dumps(value)
        case int() | float() | Decimal():
            return write(value)
    # JSON is YAML.
    return json.dumps(value, ensure_ascii=False, default=write)
