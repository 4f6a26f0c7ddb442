"""A YAML file as plain data in which every value knows its line and column.

The file is read as a stream of YAML events, so nothing is ever constructed from
a tag, and depth and size are bounded before they cost anything.
"""

import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from yaml.resolver import Resolver

from vmt.scenario.problems import MOST, Problem, ScenarioError

MAX_BYTES = 1_000_000
MAX_DEPTH = 16
MAX_VALUES = 50_000
"""Values in a file with its aliases written out."""
MAX_DIGITS = 40

Steps = tuple[str | int, ...]
"""The way to a value from the top of the file: keys and list indices."""

_type_of = Resolver().resolve
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_HALF = re.compile("[\ud800-\udfff]")
_TAG_LINE = re.compile("^%TAG", re.MULTILINE)
_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]*(_[0-9]+)*)")


@dataclass(frozen=True, slots=True)
class Document:
    """The content of a scenario file.

    Attributes
    ----------
    path : Path
    text : str
        Exactly what the file holds.
    sha256 : str
        Hash of the file's bytes, in hex.
    data : dict
        Mappings are dicts with text keys, lists are tuples.
    positions : dict
        Line and column, from 1, of each value; for the value of a mapping those
        of its key.
    given : mapping
        Where values were given that the file has not: the name of a place by the way.
    """

    path: Path
    text: str
    sha256: str
    data: dict[str, object]
    positions: dict[Steps, tuple[int, int]]
    given: Mapping[Steps, str] = field(default_factory=dict)

    def problem(self, steps: Steps, message: str) -> Problem:
        """Return a problem at a value, or at the deepest one on the way to it.

        Steps that do not exist in the data are passed over.
        """
        for end in range(len(steps), 0, -1):
            if place := self.given.get(steps[:end]):
                return Problem(Path(place), None, None, message, steps)
        way: Steps = ()
        for step in steps:
            if (*way, step) in self.positions:
                way = (*way, step)
        line, column = self.positions[way]
        return Problem(self.path, line, column, message, steps)


def read_document(path: Path) -> Document:
    """Read a scenario file.

    Raises
    ------
    ScenarioError
        With every problem of the text: it cannot be read, is not UTF-8, is too
        large, is not YAML, is not one mapping, or has a key twice.
    """
    return document_of(path, _read(path))


def document_of(path: Path, content: bytes) -> Document:
    """Return what the content of a scenario file says.

    Raises
    ------
    ScenarioError
        As for `read_document`.
    """
    document, problems = parse(path, content)
    if problems:
        raise ScenarioError(problems)
    return document


def parse(path: Path, content: bytes) -> tuple[Document, list[Problem]]:
    """Return what the content of a file says, and what is wrong with its YAML.

    Where it has problems, such as a key twice, the document lacks the values that
    they are about.

    Raises
    ------
    ScenarioError
        There is no document: the content is too large, not UTF-8, not YAML, or not
        one mapping.
    """
    _check_size(path, content)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line, column = _place(content[: error.start].decode("utf-8"))
        message = "this is not UTF-8 text; save the file with the encoding UTF-8"
        raise ScenarioError([Problem(path, line, column, message)]) from error
    if control := _CONTROL.search(text):
        line, column = _place(text[: control.start()])
        message = f"the control character {control[0]!r} is not allowed; delete it"
        raise ScenarioError([Problem(path, line, column, message)])
    if directive := _TAG_LINE.search(text):
        # A parser compares each of them with all others.
        line, column = _place(text[: directive.start()])
        message = "a %TAG line is not allowed; delete it"
        raise ScenarioError([Problem(path, line, column, message)])
    builder = _Builder(path, text)
    data = builder.build()
    digest = hashlib.sha256(content).hexdigest()
    return Document(path, text, digest, data, builder.positions), builder.problems


def _check_size(path: Path, content: bytes) -> None:
    message = ""
    if len(content) > MAX_BYTES:
        message = f"the file is larger than {MAX_BYTES:,} bytes, the most allowed"
    elif not content.strip():
        message = "the file is empty; a scenario starts with 'schema_version: 1'"
    if message:
        raise ScenarioError([Problem(path, None, None, message)])


def _read(path: Path) -> bytes:
    """Return the content of a file, and no more of it than is looked at."""

    def failed(message: str) -> ScenarioError:
        return ScenarioError([Problem(path, None, None, message)])

    try:
        if path.is_dir():
            raise failed("this is a folder; name a scenario file in it")
        if not path.exists():
            raise failed("there is no such file")
        if not path.is_file():
            raise failed("this is not a regular file")
        with open(path, "rb", opener=_without_waiting) as stream:
            content = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise failed(f"cannot read the file: {reason}") from error
    if content is None:
        raise failed("there is nothing to read now; name a scenario file")
    return content


def _without_waiting(path: str, flags: int) -> int:
    """Open a file of which reading never waits: some in /proc have no end."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _place(before: str) -> tuple[int, int]:
    """Return line and column of what follows the text `before`."""
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


class _Builder:
    """Builds plain data and positions from the events of one file."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.text = text
        self.problems: list[Problem] = []
        self.positions: dict[Steps, tuple[int, int]] = {}
        self._anchors: dict[str, tuple[object, int]] = {}
        self._values = 0
        self._events: Iterator[yaml.Event] = iter(())

    def build(self) -> dict[str, object]:
        """Return the mapping of the file; `problems` tells what is wrong with it.

        Raises
        ------
        ScenarioError
            If reading cannot go on: bad syntax, too deep, too large.
        """
        self._events = yaml.parse(self.text, Loader=_LOADER)
        try:
            next(self._events)  # the stream starts
            if isinstance(next(self._events), yaml.StreamEndEvent):
                raise self._stop(None, "the file holds nothing but comments")
            top = next(self._events)
            data = self._value(top, ())
            next(self._events)  # the document ends
            if not isinstance(second := next(self._events), yaml.StreamEndEvent):
                self._tell(second, "a scenario file holds one document; delete '---'")
        except yaml.MarkedYAMLError as error:
            raise self._syntax_error(error) from error
        except (yaml.YAMLError, ValueError, OverflowError) as error:
            # Without libyaml, an escape of no character is a ValueError.
            reason = " ".join(str(error).split())
            raise self._stop(None, f"this is not valid YAML: {reason}") from error
        if not isinstance(data, dict):
            message = "a scenario is a mapping: lines such as 'name: My market'"
            raise self._stop(top, message)
        return data

    def _value(self, event: yaml.Event, way: Steps) -> object:
        self.positions.setdefault(way, _position(event))
        self._values += 1
        if self._values > MAX_VALUES:
            message = f"more than {MAX_VALUES:,} values, the most allowed"
            raise self._stop(event, message)
        if len(way) > MAX_DEPTH:
            raise self._stop(event, f"nested more than {MAX_DEPTH} levels deep")
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event)
        before = self._values
        if tag := getattr(event, "tag", None):
            self._tell(event, f"the tag {tag} is not allowed here; delete it")
        value: object = None
        match event:
            case yaml.MappingStartEvent():
                value = self._mapping(way)
            case yaml.SequenceStartEvent():
                value = self._sequence(way)
            case yaml.ScalarEvent():
                value = self._scalar(event)
        if anchor := getattr(event, "anchor", None):
            self._anchors[anchor] = value, self._values - before + 1
        return value

    def _alias(self, event: yaml.AliasEvent) -> object:
        if event.anchor not in self._anchors:
            self._tell(event, f"there is no anchor '&{event.anchor}' above this alias")
            return None
        value, size = self._anchors[event.anchor]
        self._values += size
        return value

    def _mapping(self, way: Steps) -> dict[str, object]:
        mapping: dict[str, object] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                self._tell(event, "a key must be a single word")
                self._value(event, (*way, "?"))
                self._value(next(self._events), (*way, "?"))
                continue
            key = str(event.value)
            if key in mapping:
                line = self.positions[*way, key][0]
                self._tell(event, f"the key '{key}' is already in line {line}")
                self._value(next(self._events), (*way, "?"))
                continue
            self.positions[*way, key] = _position(event)
            mapping[key] = self._value(next(self._events), (*way, key))
        return mapping

    def _sequence(self, way: Steps) -> tuple[object, ...]:
        entries: list[object] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            entries.append(self._value(event, (*way, len(entries))))
        return tuple(entries)

    def _scalar(self, event: yaml.ScalarEvent) -> object:
        text = str(event.value)
        if not event.implicit[0]:  # quoted, or a block of text
            if _HALF.search(text):  # libyaml refuses such an escape by itself
                self._tell(event, "this is not valid YAML: an escape of no character")
            return text
        kind: str = _type_of(yaml.ScalarNode, text, event.implicit)  # type: ignore[no-untyped-call]
        match kind.rpartition(":")[2]:
            case "null":
                return None
            case "bool":
                return text.lower() in {"true", "yes", "on"}
            case "int" if _WHOLE.fullmatch(text) and len(text) <= MAX_DIGITS:
                return int(text)
            case "float" if ":" not in text and len(text) <= MAX_DIGITS:
                plain = text.lower().replace("_", "")
                return float(plain.replace(".inf", "inf").replace(".nan", "nan"))
        return text

    def _tell(self, event: yaml.Event, message: str) -> None:
        if len(self.problems) < MOST:
            self.problems.append(Problem(self.path, *_position(event), message))

    def _stop(self, event: yaml.Event | None, message: str) -> ScenarioError:
        place = _position(event) if event else (1, 1)
        return ScenarioError([*self.problems, Problem(self.path, *place, message)])

    def _syntax_error(self, error: yaml.MarkedYAMLError) -> ScenarioError:
        lines = self.text.splitlines()
        mark = error.problem_mark or error.context_mark
        if mark and error.context_mark and mark.line >= len(lines):
            mark = error.context_mark  # a place behind the end helps nobody
        place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        said = ", ".join(part for part in (error.context, error.problem) if part)
        message = f"this is not valid YAML: {said}"
        if mark and any("\t" in line for line in lines[mark.line : mark.line + 1]):
            message += "; indent with blanks, not with tabs"
        return ScenarioError([*self.problems, Problem(self.path, *place, message)])


def _position(event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)
