"""The scenario files of the public program, where they are at hand."""

from pathlib import Path

import pytest
import yaml

from vmt.cli.main import main
from vmt.scenario import Scenario, load_scenario
from vmt.scenario.older import MONEY_KEYS, UNREAD_IN_NOVEMBER

FOLDER = Path(__file__).resolve().parents[4] / "shared/reference/scenarios"
FILES = sorted(FOLDER.rglob("*.yaml"))
LABELS = [path.relative_to(FOLDER).with_suffix("").as_posix() for path in FILES]
ABSENT = "the scenario files of the public program (../shared/reference) are not here"

pytestmark = pytest.mark.skipif(not FILES, reason=ABSENT)
each_file = pytest.mark.parametrize("path", FILES or [Path()], ids=LABELS or [""])


def regime(path: Path) -> str:
    """Return what may be exchanged, as the file says it."""
    params = yaml.safe_load(path.read_text("utf-8")).get("params", {})
    return str(params.get("exchange_regime", "barter_only"))


def test_both_years_are_there() -> None:
    """Barter with plug-in protocols, and money without."""
    assert {label.split("/")[0] for label in LABELS} == {"november", "october"}
    assert len({regime(path) for path in FILES}) == 3


@each_file
def test_a_file_loads_leniently(path: Path) -> None:
    """What the public program passed over costs a warning at its line."""
    scenario = load_scenario(path, lenient=True)
    written = yaml.safe_load(path.read_text("utf-8"))
    for section, names in MONEY_KEYS.items():
        for name in set(names) & written.get(section, {}).keys():
            told = [note for note in scenario.notes if f"{name}" in note.message]
            assert told or written[section][name] == "barter_only"
    assert all(note.line for note in scenario.notes)


@each_file
def test_a_file_runs_unless_it_is_about_money(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An economy with money stops with one line in words and exit code 2."""
    code = main(["run", str(path), "--lenient", "--ticks=1", "--no-db"])
    messages = capsys.readouterr().err.splitlines()
    told = [line for line in messages if line.startswith(f"{path}:")]
    if regime(path) == "barter_only":
        assert code == 0
        assert told == load_scenario(path, lenient=True).warnings
    else:
        assert code == 2
        assert [": money is not supported yet: " in line for line in told] == [True]


@each_file
def test_a_file_runs_under_the_november_rules(path: Path) -> None:
    """There money was passed over, and so it is here."""
    scenario: Scenario = load_scenario(path, lenient=True, ignored=UNREAD_IN_NOVEMBER)
    assert len(scenario.configuration.endowment_B) == scenario.configuration.n_agents
