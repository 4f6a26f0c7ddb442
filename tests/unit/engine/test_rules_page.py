"""The page of the rule sets says what the record says."""

from dataclasses import fields
from pathlib import Path

from vmt.engine.rules import Rules
from vmt.engine.rules_page import page

PAGE = Path(__file__).resolve().parents[3] / "docs" / "rules.md"


def test_page_is_up_to_date() -> None:
    """Otherwise: python -m vmt.engine.rules_page > docs/rules.md."""
    assert PAGE.read_text(encoding="utf-8") == page()


def test_every_rule_has_its_reason() -> None:
    """Each field of the record has a row with a sentence, at least."""
    rows = {line.split("`")[1]: line for line in page().splitlines() if "| `" in line}
    names = {field.name for field in fields(Rules)} - {"name", "boundary"}
    assert names <= set(rows)
    assert all(len(row.split("|")[4].split()) > 6 for row in rows.values())
