"""The recorded digests of the shipped scenarios, and how to renew them.

    python tests/support/digest_record.py "why results change"

runs the scenarios, writes digests.json anew where a digest is another one, and adds
the reason to the changelog.
"""

import hashlib
import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vmt.engine.rules import RULE_SETS
from vmt.engine.simulation import Simulation
from vmt.scenario import load_scenario
from vmt.telemetry.stored_configuration import to_json

REPOSITORY = Path(__file__).resolve().parents[2]
SCENARIOS = REPOSITORY / "scenarios"
RECORD = REPOSITORY / "tests" / "determinism" / "digests.json"
CHANGELOG = REPOSITORY / "CHANGELOG.md"
HEADING = "### Results change"

SEED = 42
TICKS = 100
TICKS_OF_MANY_AGENTS = 20
ALSO_NOVEMBER = (
    *("baseline/with_trade", "demos/chance_meetings"),
    *("demos/translog", "teaching/first_market"),
)
"""Scenarios that are run by the rules of November 2025 too."""


@dataclass(frozen=True)
class RecordedRun:
    """A run whose digest is recorded.

    Attributes
    ----------
    scenario : str
        A shipped scenario as ``folder/name``.
    rules : str
    """

    scenario: str
    rules: str

    @property
    def name(self) -> str:
        """What it is recorded as."""
        return f"{self.scenario} {self.rules}"

    def as_json(self) -> dict[str, Any]:
        """Return what `digest_of_runs` reads."""
        scenario = load_scenario(SCENARIOS / f"{self.scenario}.yaml")
        many = self.scenario.startswith("performance/")
        return {
            "name": self.name,
            "seed": SEED if scenario.seed is None else scenario.seed,
            "rules": self.rules,
            "ticks": TICKS_OF_MANY_AGENTS if many else TICKS,
            "configuration": to_json(scenario.configuration),
        }

    def simulation(self) -> tuple[Simulation, int]:
        """Return the simulation before its first tick, and how many to do."""
        values = self.as_json()
        scenario = load_scenario(SCENARIOS / f"{self.scenario}.yaml")
        rules = RULE_SETS[self.rules]
        run = Simulation(scenario.configuration, values["seed"], rules)
        return run, values["ticks"]

    def digest(self) -> str:
        """Return the digest that it has now."""
        simulation, ticks = self.simulation()
        simulation.run(ticks)
        return simulation.digest()


def recorded_runs() -> list[RecordedRun]:
    """Return the runs that are recorded: those of all shipped scenarios."""
    paths = sorted(SCENARIOS.rglob("*.yaml"))
    names = [path.relative_to(SCENARIOS).with_suffix("").as_posix() for path in paths]
    return [
        *(RecordedRun(name, "v2") for name in names),
        *(RecordedRun(name, "november") for name in ALSO_NOVEMBER),
    ]


def recorded_digests() -> dict[str, str]:
    """Return the recorded digests by the name of the run."""
    digests: dict[str, str] = json.loads(RECORD.read_text(encoding="utf-8"))
    return digests


def revision(digests: dict[str, str]) -> str:
    """Return eight hexadecimal digits that name a set of digests."""
    text = json.dumps(digests, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def is_explained(digests: dict[str, str], changelog: str) -> bool:
    """Whether a changelog names the set of digests where it tells of results."""
    # Up to the next heading of any level.
    sections = re.findall(rf"^{HEADING}\n(.*?)(?=^#|\Z)", changelog, re.M | re.S)
    return any(f"(digests {revision(digests)})" in text for text in sections)


def with_reason(changelog: str, reason: str, name: str) -> str:
    """Return the changelog with one more line below the newest "Results change".

    Raises
    ------
    ValueError
        It has no section of a version to put the line into.
    """
    line = f"- {reason} (digests {name}).\n"
    head, unreleased, rest = changelog.partition("\n## ")
    if not unreleased:
        raise ValueError("the changelog has no version")
    version, next_version, older = rest.partition("\n## ")
    if HEADING not in version:
        title, _, body = version.partition("\n")
        version = f"{title}\n\n{HEADING}\n\n{line}{body}"
    else:
        version = version.replace(f"{HEADING}\n\n", f"{HEADING}\n\n{line}", 1)
    return f"{head}{unreleased}{version}{next_version}{older}"


def main(arguments: list[str]) -> int:
    """Renew the record; return 0, or 2 where the reason is missing."""
    digests = {run.name: run.digest() for run in recorded_runs()}
    before = recorded_digests() if RECORD.exists() else {}
    changelog = CHANGELOG.read_text(encoding="utf-8")
    if digests == before and is_explained(digests, changelog):
        print("no digest has changed")
        return 0
    for name in sorted({*digests, *before}):
        if digests.get(name) != before.get(name):
            print("changed:", name)
    if len(arguments) != 1 or not arguments[0].strip():
        print('say why, for the changelog: digest_record.py "why results change"')
        return 2
    text = json.dumps(digests, indent=2, sort_keys=True)
    RECORD.write_text(f"{text}\n", encoding="utf-8")
    if not is_explained(digests, changelog):
        reason = arguments[0].strip().rstrip(".")
        changelog = with_reason(changelog, reason, revision(digests))
        CHANGELOG.write_text(changelog, encoding="utf-8")
    print(f"recorded as digests {revision(digests)}; see {CHANGELOG.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
