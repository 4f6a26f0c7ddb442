"""The reference page of the scenario format, written from the table of keys.

``python -m vmt.scenario.reference > docs/scenario-format.md`` renews it.
"""

import inspect
import sys
from itertools import groupby

from vmt.engine.protocols import registry
from vmt.scenario.preferences import FORMS
from vmt.scenario.table import Parameter, parameters

_INTRODUCTION = """\
# The scenario format

A scenario is a YAML file with one mapping, in UTF-8. This page is made from the
table of keys that the programs check files with. A file with an unknown key, a
wrong value or a key twice is refused, and every problem is told at once with its
line and column.

- A **quantity** is a number of units of a good, with at most `quantity_decimals`
  decimals.
- Numbers may be written as `0.05`, `5e-2` or `1e-12`.
- Distances are counted in steps along the grid: the cell two to the right and one
  down is 3 away.
- The files in `scenarios/` explain themselves; `scenarios/teaching/first_market.yaml`
  is a good one to copy.
- `vmt scenario describe KEY` tells what stands here; [making and checking scenario
  files](scenario-files.md) has the other commands, and how an editor helps.
"""

_PROTOCOLS = """\
Written as a name, `matching_protocol: three_pass`, or with parameters,
`matching_protocol: {name: three_pass, params: {}}`. The first of each list is taken
where the file has none.
"""

_TEXT = {
    "": "",
    "utilities": "",
    "params": "All of them may be left out, and so may `params` itself.",
    "a protocol": _PROTOCOLS,
}


def page() -> str:
    """Return the reference page as Markdown."""
    parts = [_INTRODUCTION]
    for section, rows in groupby(parameters(), key=lambda row: row.section):
        parts.append(_section(section, list(rows)))
    return "\n".join(parts)


def _section(section: str, rows: list[Parameter]) -> str:
    title = f"`{section}`" if section.isidentifier() else section.capitalize()
    lines = [f"## {title or 'Top level'}", ""]
    form = FORMS.get(section.removeprefix("params of "))
    text = (form.__doc__ or "").strip() if form else _TEXT.get(section, "")
    if text:
        lines += [text.strip(), ""]
    if section == "a protocol":
        lines += [*_protocols(), ""]
    lines += ["| key | value | default | meaning |", "|---|---|---|---|"]
    lines += [_row(row) for row in rows]
    return "\n".join(lines) + "\n"


def _row(row: Parameter) -> str:
    value = row.allowed + (f"; {row.unit}" if row.unit else "")
    meaning = f"{row.meaning} {row.advice}".strip()
    default = row.default if row.default == "required" else f"`{row.default}`"
    cells = (f"`{row.key}`", value, default if row.default else "–", meaning)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _protocols() -> list[str]:
    lines = []
    for category in ("search", "matching", "bargaining"):
        lines += [f"**{category}_protocol**", ""]
        for name in registry.names(category):
            rule = registry.describe(category, name)
            lines.append(f"- `{name}`: {rule.description}")
            meanings = parameter_meanings(rule)
            for key, default in registry.parameters(category, name).items():
                lines.append(f"  - `{key}`, default `{default}`: {meanings[key]}")
        lines.append("")
    return lines[:-1]


def parameter_meanings(rule: type) -> dict[str, str]:
    """Return what a class's docstring says of each of its parameters."""
    meanings: dict[str, list[str]] = {}
    _, _, section = (inspect.getdoc(rule) or "").partition("Parameters\n----------\n")
    key = ""
    for line in section.splitlines():
        if line.startswith("----"):
            break
        if " : " in line and not line.startswith(" "):
            key = line.partition(" : ")[0]
            meanings[key] = []
        elif key:
            meanings[key].append(line.strip())
    return {key: " ".join(text).strip() for key, text in meanings.items()}


if __name__ == "__main__":
    sys.stdout.write(page())
