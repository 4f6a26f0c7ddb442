"""Values as they are written into a scenario file."""

import io
import textwrap
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.representer import SafeRepresenter

from vmt.scenario.document import document_of
from vmt.scenario.problems import ScenarioError

WIDTH = 84
"""Columns of a line of text."""

_ENDLESS = 1_000_000  # columns: what is in braces stays in one line


def inline(value: object) -> str:
    """Return a value in one line: a word or a number, or all of it in braces."""
    stream = io.StringIO()
    _writer().dump(value, stream)
    return stream.getvalue().removesuffix("\n").removesuffix("\n...")


def lines_of(value: object, indent: int, style: str | None = None) -> list[str]:
    """Return what is written behind a key: the end of its line, and lines below it.

    Parameters
    ----------
    value
        Texts that are long, or have more than one line, are written below the key;
        so are mappings within a mapping, one line a key.
    indent : int
        Of the lines below.
    style : str, optional
        ``|`` keeps the lines of a text; otherwise they are filled.
    """
    before = " " * indent
    match value:
        case str() if "\n" in value.strip() or len(value) > WIDTH - indent:
            lines = _paragraphs(value.strip(), before, keep_lines=style == "|")
            return lines or [inline(value)]
        case dict() if value:
            lines = [""]
            for key, inner in value.items():
                lines.append(f"{before}{inline(key)}: {inline(inner)}")
            return lines
    return [inline(value)]


def entry_lines(value: object, indent: int) -> list[str]:
    """Return the lines of an entry of a list whose dashes are at `indent`."""
    before = " " * indent
    if not isinstance(value, Mapping) or not value:
        return [f"{before}- {inline(value)}"]
    lines = [f"{inline(key)}: {inline(inner)}" for key, inner in value.items()]
    return [
        f"{before}{'  ' if number else '- '}{line}" for number, line in enumerate(lines)
    ]


def _paragraphs(text: str, before: str, *, keep_lines: bool) -> list[str]:
    """Return a text as a block; nothing where that would change it."""
    lines = ["|" if keep_lines else ">"]
    for number, paragraph in enumerate(text.split("\n")):
        if keep_lines:
            lines.append(f"{before}{paragraph}".rstrip())
            continue
        if number:
            lines.append("")
        lines += textwrap.wrap(
            paragraph,
            WIDTH,
            initial_indent=before,
            subsequent_indent=before,
            break_long_words=False,
            break_on_hyphens=False,
        )
    written = "\n".join(["text: " + lines[0], *lines[1:]]) + "\n"
    found = _read(written)
    is_same = isinstance(found, str) and _words(found) == _words(text)
    return lines if is_same else []


def _words(text: str) -> list[list[str]]:
    """Return the words of each paragraph: blanks between them are of no account."""
    return [paragraph.split() for paragraph in text.split("\n")]


def _read(written: str) -> object:
    """Return the text that a reader of scenario files finds."""
    try:
        found = document_of(Path(), written.encode()).data["text"]
    except (ScenarioError, UnicodeEncodeError):
        return None
    return found.strip() if isinstance(found, str) else found


class _Representer(SafeRepresenter):
    """Writes numbers as people do, and quotes texts that are read as something else."""

    def represent_number(self, number: float | Decimal) -> ScalarNode:
        text = f"{number:f}" if isinstance(number, Decimal) else repr(number)
        mantissa, e, exponent = text.removesuffix(".0").partition("e")
        if e and "." not in mantissa:
            mantissa += ".0"  # many readers take 1e-12, without a dot, for text
        tag = "float" if e or "." in mantissa else "int"
        return self.represent_scalar(
            f"tag:yaml.org,2002:{tag}", f"{mantissa}{e}{exponent}"
        )

    def represent_text(self, text: str) -> ScalarNode:
        return self.represent_scalar("tag:yaml.org,2002:str", text, style=_style(text))


_Representer.add_representer(float, _Representer.represent_number)
_Representer.add_representer(Decimal, _Representer.represent_number)
_Representer.add_representer(str, _Representer.represent_text)


def _style(text: str) -> str | None:
    """Return the quotes that a text needs, if any: yes is a truth value, 1 a number."""
    is_plain = text == text.strip() and _read(f"text: {text}\n") == text
    inside = is_plain and not set(text) & set(",[]{}:#")
    return None if inside else '"'


def _writer() -> Any:
    writer: Any = YAML(typ="safe", pure=True)  # its attributes are typed as None
    writer.Representer = _Representer
    writer.default_flow_style = True
    writer.sort_base_mapping_type_on_output = False
    writer.allow_unicode = True
    writer.width = _ENDLESS
    return writer
