"""The reference page says what the programs do."""

from pathlib import Path

from vmt.scenario.model import ScenarioModel
from vmt.scenario.reference import page
from vmt.scenario.table import parameters

PAGE = Path(__file__).resolve().parents[3] / "docs" / "scenario-format.md"


def test_the_page_is_up_to_date() -> None:
    """Otherwise: python -m vmt.scenario.reference > docs/scenario-format.md."""
    assert PAGE.read_text("utf-8") == page()


def test_every_key_says_what_it_means() -> None:
    """One sentence, as the page and the programs show it."""
    assert [row.key for row in parameters() if not row.meaning.endswith(".")] == []


def test_the_defaults_on_the_page_are_the_defaults() -> None:
    """Every default that is a value is accepted as that value."""
    model = ScenarioModel.model_fields["params"].default
    shown = {row.key: row.default for row in parameters() if row.section == "params"}
    for key, default in shown.items():
        value = getattr(model, key)
        expected = "no limit" if value is None else str(value)
        assert default.lower() == expected.lower()
