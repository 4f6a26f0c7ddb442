"""The page about the tables."""

from pathlib import Path

from vmt.telemetry.reader import open_database
from vmt.telemetry.reference import reference, updated

PAGE = Path(__file__).resolve().parents[3] / "docs" / "telemetry.md"


def test_page_is_made_from_the_schema() -> None:
    """docs/telemetry.md says what schema.sql says."""
    page = PAGE.read_text(encoding="utf-8")
    assert updated(page) == page, "run: python -m vmt.telemetry.reference " + str(PAGE)


def test_reference_tells_of_every_table_and_column(recorded) -> None:
    """No table, column or view of a recording is missing in the reference."""
    text = reference()
    connection = open_database(recorded.path).connection
    for kind, name in connection.execute("SELECT type, name FROM sqlite_schema"):
        if name.endswith("_in_units"):
            assert f"- `{name}`:" in text
        elif kind in {"table", "view"}:
            section = text.partition(f"### {name}\n")[2].partition("\n### ")[0]
            columns = connection.execute(f"PRAGMA table_xinfo({name})").fetchall()
            rows = [line for line in section.splitlines() if line.startswith("| `")]
            assert [row.split("`")[1] for row in rows] == [c[1] for c in columns]
    connection.close()
