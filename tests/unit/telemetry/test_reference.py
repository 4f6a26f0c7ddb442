"""The page about the tables."""

from pathlib import Path

from vmt.telemetry.reference import reference, updated

PAGE = Path(__file__).resolve().parents[3] / "docs" / "telemetry.md"


def test_page_is_made_from_the_schema() -> None:
    """docs/telemetry.md says what schema.sql says."""
    page = PAGE.read_text(encoding="utf-8")
    assert updated(page) == page, "run: python -m vmt.telemetry.reference " + str(PAGE)


def test_reference_tells_of_every_table_and_column(recorded) -> None:
    """No table, column or view of a recording is missing in the reference."""
    import sqlite3

    text = reference()
    connection = sqlite3.connect(recorded.path)
    for kind, name in connection.execute("SELECT type, name FROM sqlite_schema"):
        if kind == "view":
            assert f"- `{name}`:" in text
        elif kind == "table":
            section = text.partition(f"### {name}\n")[2].partition("\n### ")[0]
            columns = connection.execute(f"PRAGMA table_info({name})").fetchall()
            rows = [line for line in section.splitlines() if line.startswith("| `")]
            assert [row.split("`")[1] for row in rows] == [c[1] for c in columns]
    connection.close()
