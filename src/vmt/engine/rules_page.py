"""The reference page of the rule sets, written from the record of rules.

``python -m vmt.engine.rules_page > docs/rules.md`` renews it.
"""

import inspect
import re
import sys
from collections.abc import Iterator
from dataclasses import fields

from vmt.economy.preferences.factory import BoundaryRules
from vmt.engine.rules import NOVEMBER, V2, Rules

_INTRODUCTION = """\
# Rule sets

What may differ between versions of the model is data: one record, `Rules`, with a
field for each difference. `v2`, the default, is the model as it is meant. `november` is
the public VMT of November 2025, to compare with its runs; `--rules november` chooses
it. This page is made from the record.

| rule | `v2` | `november` | what holds when it is set, and why |
|---|---|---|---|
"""


def page() -> str:
    """Return the reference page as Markdown."""
    return _INTRODUCTION + "".join(_rows())


def _rows() -> Iterator[str]:
    for record, v2, november in (
        (Rules, V2, NOVEMBER),
        (BoundaryRules, V2.boundary, NOVEMBER.boundary),
    ):
        told = _descriptions(record)
        for field in fields(record):
            if field.name not in {"name", "boundary"}:
                values = getattr(v2, field.name), getattr(november, field.name)
                one, other = (_written(value) for value in values)
                yield f"| `{field.name}` | {one} | {other} | {told[field.name]} |\n"


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "-" if value is None else f"`{value}`"


def _descriptions(record: type) -> dict[str, str]:
    """Return what a record's docstring says of each attribute, as one line."""
    text = (inspect.getdoc(record) or "").partition("Attributes\n----------\n")[2]
    entries = re.split(r"^(\w+) : .*$", text, flags=re.MULTILINE)[1:]
    said = (" ".join(entry.split()) for entry in entries[1::2])
    return dict(zip(entries[::2], (s.replace("``", "`") for s in said), strict=True))


if __name__ == "__main__":
    sys.stdout.write(page())
