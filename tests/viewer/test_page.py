"""The page about the viewer says what the viewer does."""

from pathlib import Path

from vmt.viewer.controls import BINDINGS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "viewer.md"


def test_page_has_every_key_of_the_table() -> None:
    """The keys in the page are those of the program, in the same order and words."""
    rows = dict.fromkeys(f"| {b.shown} | {b.meaning} |" for b in BINDINGS)
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    first = lines.index("| keys | do |") + 2

    assert lines[first : first + len(rows)] == list(rows)
