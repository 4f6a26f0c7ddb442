"""What the page on making and checking files says of numbers is so."""

from pathlib import Path

import pytest

from vmt.scenario.document import MAX_BYTES, MAX_DEPTH, MAX_VALUES
from vmt.scenario.preferences import FORMS
from vmt.scenario.recipe import DEFAULT, PRESETS

PAGE = Path(__file__).resolve().parents[3] / "docs" / "scenario-files.md"


@pytest.mark.parametrize("name", PRESETS)
def test_the_table_of_presets_is_theirs(name: str) -> None:
    """Every number of a row comes from the recipe."""
    recipe = PRESETS[name]
    lowest, highest = recipe.inventory
    forms = recipe.utilities
    tastes = "all five" if set(forms) == set(FORMS) else ", ".join(forms)
    default = " (default)" if name == DEFAULT else ""
    row = (
        f"| `{name}`{default} | {recipe.agents} | {recipe.grid} | {lowest} to {highest}"
        f" | {tastes} | {recipe.density}, {recipe.amount}, {recipe.growth} |"
    )
    assert row in PAGE.read_text("utf-8").splitlines()


def test_the_limits_are_those_of_the_reader() -> None:
    """Bytes, values and levels."""
    text = " ".join(PAGE.read_text("utf-8").split())
    limits = f"{MAX_BYTES:,} bytes, {MAX_VALUES:,} values with its aliases written out"
    assert limits in text
    assert f"and {MAX_DEPTH} levels" in text
