"""The reference of the tables, as Markdown made from schema.sql.

``python -m vmt.telemetry.reference docs/telemetry.md`` brings the page up to date.
"""

import re
import sys
from pathlib import Path

from vmt.telemetry.schema import schema_sql

BEGIN = "<!-- made from schema.sql by python -m vmt.telemetry.reference -->"
END = "<!-- end of what is made from schema.sql -->"

_ENTRY = re.compile(
    r"(?P<comment>(?:^-- [^\n]*\n)+)^CREATE (?P<kind>TABLE|VIEW) (?P<name>\w+)"
    r"(?P<body>.*?);\n",
    re.MULTILINE | re.DOTALL,
)
_COLUMN = re.compile(
    r"^    (?P<name>\w+) (?P<type>INTEGER|REAL|TEXT|BLOB)(?P<rest>[^\n]*?)"
    r"(?:  -- (?P<comment>.*))?$",
    re.MULTILINE,
)
_SHOWN = re.compile(
    r"(?:\bAS |[a-z]\.)(?P<name>\w+),?(?:  -- (?P<comment>.*))?$", re.MULTILINE
)
_KEY = re.compile(r"^    PRIMARY KEY \((?P<columns>[^)]*)\)", re.MULTILINE)


def reference() -> str:
    """Return the reference: a section for each table, and a list of the views."""
    sections, views = [], []
    for entry in _ENTRY.finditer(schema_sql()):
        comment = " ".join(line[3:] for line in entry["comment"].splitlines())
        if entry["name"].endswith("_in_units"):
            views.append(f"- `{entry['name']}`: {comment}")
        else:
            make = _view if entry["kind"] == "VIEW" else _table
            sections.append(make(entry["name"], comment, entry["body"]))
    return "\n\n".join([*sections, "### Views\n\n" + "\n".join(views)])


def updated(page: str) -> str:
    """Return a page with the reference between its two marks.

    Raises
    ------
    ValueError
        The page does not have the marks.
    """
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the page needs the lines {BEGIN!r} and {END!r}")
    return f"{before}{begin}\n\n{reference()}\n\n{end}{after}"


def _table(name: str, comment: str, body: str) -> str:
    lines = ["| column | type | null | meaning |", "|---|---|---|---|"]
    for column in _COLUMN.finditer(body):
        rest = column["rest"]
        null = "" if "NOT NULL" in rest or "PRIMARY KEY" in rest else "yes"
        meaning = (column["comment"] or "").replace("|", "\\|")
        line = f"| `{column['name']}` | {column['type'].lower()} | {null} | {meaning}"
        lines.append(f"{line.rstrip()} |")
    key = _KEY.search(body)
    order = f"\n\nKey: `{key['columns']}`." if key else ""
    return f"### {name}\n\n{comment}{order}\n\n" + "\n".join(lines)


def _view(name: str, comment: str, body: str) -> str:
    lines = ["| column | type | meaning |", "|---|---|---|"]
    for column in _SHOWN.finditer(body.partition("\nFROM ")[0]):
        kind, _, meaning = (column["comment"] or "integer: ").partition(": ")
        line = f"| `{column['name']}` | {kind} | {meaning.replace('|', '')}"
        lines.append(f"{line.rstrip()} |")
    return f"### {name}\n\n{comment} A view.\n\n" + "\n".join(lines)


def main(argv: list[str]) -> None:
    """Bring a page up to date, given its path."""
    (name,) = argv
    page = Path(name)
    page.write_text(updated(page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
