"""Changing single values in the text of a scenario file.

What is not changed stays byte for byte as it was: comments, order of keys, quotes,
blanks, empty lines. So a change replaces, inserts or cuts out the characters of its
value and nothing else; the result is then read, and has to say what was wanted.
"""

import re
from collections.abc import Iterable

from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from vmt.scenario.document import Steps
from vmt.scenario.editing_changes import REMOVED, Change, data_of, outcome, said
from vmt.scenario.editing_places import (
    EditError,
    Place,
    Places,
    is_block,
    is_flow,
    is_nothing,
    members,
)
from vmt.scenario.editing_values import entry_lines, inline, lines_of
from vmt.scenario.table import keys_of, section_at

__all__ = ["REMOVED", "Change", "EditError", "changed", "data_of"]

INDENT = 2


_TAIL = re.compile(r"[ \t]*#[^\n]*")


def changed(text: str, changes: Iterable[Change]) -> str:
    """Return a text with changes, made one after the other.

    Raises
    ------
    EditError
        The text cannot be read, or is written in a way that a change cannot be made
        in: with anchors and aliases, say.
    """
    for change in changes:
        after = _Edit(text, change).result()
        if data_of(after) is None or outcome(text, change) != said(after):
            what = ".".join(map(str, change.steps))
            raise EditError(f"{what} cannot be changed here; change it in the text")
        text = after
    return text


class _Edit:
    """One change of a text."""

    def __init__(self, text: str, change: Change) -> None:
        self._text = text
        self._steps = change.steps
        self._value = change.value
        self._places = Places(text)

    def result(self) -> str:
        place = self._places.find(self._steps)
        if place is not None:
            if self._value is REMOVED:
                return self._without(place)
            return self._with_another(place)
        return self._text if self._value is REMOVED else self._with_more()

    def _splice(self, start: int, end: int, new: str) -> str:
        return self._text[:start] + new + self._text[end:]

    def _with_another(self, place: Place) -> str:
        """Replace a value."""
        node, value, places = place.node, self._value, self._places
        if place.key is None:
            return self._with_another_entry(place)
        inside = self._is_inside(self._steps) or is_flow(node)
        lines = [inline(value)] if inside else self._lines(place.key, value, node)
        if len(lines) == 1 and not is_block(node) and not self._is_below(place):
            blank = " " if is_nothing(node) else ""
            start = places.colon(place) + 1 if blank else node.start_mark.index
            return self._splice(start, places.end_of(place), blank + lines[0])
        # The value begins behind the colon, and so does a comment on that line.
        colon = places.colon(place) + 1
        tail = _TAIL.match(self._text, colon)
        comment = tail[0] if tail and tail.end() <= node.start_mark.index else ""
        first, *rest = lines
        head = f" {first}{comment}" if first else comment
        return self._splice(colon, places.end_of(place), "\n".join([head, *rest]))

    def _with_another_entry(self, place: Place) -> str:
        node, places = place.node, self._places
        if not is_block(node):
            new = inline(self._value)
            return self._splice(node.start_mark.index, places.end(node), new)
        lines = entry_lines(self._value, places.column(node) - INDENT)
        new = "\n".join(lines).lstrip().removeprefix("- ")
        return self._splice(node.start_mark.index, places.end(node), new)

    def _with_more(self) -> str:
        """Write a value that was not there, and what it is in if that was not."""
        steps, value = self._steps, self._value
        parent = self._places.find(steps[:-1]) if len(steps) > 1 else None
        node = parent.node if parent else self._places.top()
        if len(steps) > 1 and (parent is None or is_nothing(node)):
            inner: object = {steps[-1]: value}
            if isinstance(steps[-1], int):
                inner = [value]
            return _Edit(self._text, Change(steps[:-1], inner)).result()
        if isinstance(node, SequenceNode) and steps[-1] == len(node.value):
            return self._with_another_last(node)
        if not isinstance(node, MappingNode) or not isinstance(steps[-1], str):
            # What is there is no mapping, and has to make room for one.
            inner = {steps[-1]: value}
            return _Edit(self._text, Change(steps[:-1], inner)).result()
        return self._with_key(node, steps[-1])

    def _with_key(self, node: MappingNode, key: str) -> str:
        """Insert a key behind those that come before it in the table."""
        places, pairs = self._places, members(node)
        others = [str(key.value) if key else "" for key, _ in pairs]
        order = keys_of(section_at(self._steps[:-1]))
        rank = order.index(key) if key in order else len(order)
        later = set(order[rank:])
        earlier = [number for number, other in enumerate(others) if other not in later]
        if self._is_inside(self._steps):
            new = f"{inline(key)}: {inline(self._value)}"
            return self._with_item(node, new, max(earlier, default=-1))
        first = pairs[0][0] or node
        lines = self._lines(first, self._value)
        column = places.column(first)
        head = f"{' ' * column}{inline(key)}:{' ' if lines[0] else ''}{lines[0]}"
        new = "\n".join([head, *lines[1:]]) + "\n"
        line = places.line_start(start_of(pairs))
        has_dash = bool(self._text[line : start_of(pairs)].strip())
        if not earlier and not has_dash:
            return self._splice(line, line, new)
        number = max(earlier, default=len(pairs) - 1)
        last = Place(pairs[number][1], pairs[number][0], pairs, number)
        if column == 0 and not lines[0]:
            new = f"\n{new}"  # sections have an empty line between them
        return self._insert_line(places.end_of(last), new)

    def _with_another_last(self, node: SequenceNode) -> str:
        """Append to a list."""
        entries, places = members(node), self._places
        if not is_block(node) or not entries:
            return self._with_item(node, inline(self._value), len(entries) - 1)
        lines = entry_lines(self._value, places.column(node))
        return self._insert_line(places.end(entries[-1][1]), "\n".join(lines) + "\n")

    def _insert_line(self, behind: int, new: str) -> str:
        """Insert lines below the line that a character is in."""
        index = self._places.line_end(behind)
        before = "" if self._text[:index].endswith("\n") else "\n"
        return self._splice(index, index, before + new)

    def _with_item(self, node: Node, new: str, behind: int) -> str:
        """Insert into braces or brackets, behind an item or at the front."""
        items, places = members(node), self._places
        if not items:
            index = node.start_mark.index + 1
            return self._splice(index, node.end_mark.index - 1, new)
        if behind < 0:
            index = start_of(items)
            return self._splice(index, index, f"{new}, ")
        key, value = items[behind]
        index = places.end_of(Place(value, key, items, behind))
        return self._splice(index, index, f", {new}")

    def _without(self, place: Place) -> str:
        places = self._places
        parent = places.find(self._steps[:-1])
        node = parent.node if parent else places.top()
        start, end = place.start, places.end_of(place)
        is_last = len(place.siblings) == 1 and len(self._steps) > 1
        if is_last and not (is_block(node) and self._has_comments(parent, start)):
            # What it is in goes with it; a list stays, and is empty.
            empty: object = REMOVED if isinstance(node, MappingNode) else []
            return _Edit(self._text, Change(self._steps[:-1], empty)).result()
        if not is_block(node):
            return self._without_item(place)
        line = places.line_start(start)
        before = self._text[line:start]
        if before.strip(" -"):
            raise EditError("this cannot be taken out here; do it in the text")
        if place.key is not None and "-" in before and not is_last:
            # The first key of an entry stands behind its dash.
            key, value = place.siblings[1]
            return self._splice(start, Place(value, key, [], 0).start, "")
        return self._splice(line, places.line_end(end), "")

    def _has_comments(self, parent: Place | None, start: int) -> bool:
        """Tell whether there are comments between a key and what is first in it."""
        before = self._places.colon(parent) if parent and parent.key else start
        return "#" in self._text[before : self._places.line_start(start)]

    def _without_item(self, place: Place) -> str:
        places, items, number = self._places, place.siblings, place.number
        if number == 0:
            key, value = items[1]
            return self._splice(place.start, Place(value, key, [], 0).start, "")
        key, value = items[number - 1]
        start = places.end_of(Place(value, key, items, number - 1))
        return self._splice(start, places.end_of(place), "")

    def _lines(self, key: Node, value: object, old: Node | None = None) -> list[str]:
        """Return a value as it is written behind a key without braces around it."""
        style = getattr(old, "style", None)
        return lines_of(value, self._places.column(key) + INDENT, style)

    def _is_inside(self, steps: Steps) -> bool:
        """Tell whether a value is, or will be, within braces or brackets."""
        for length in range(len(steps)):
            place = self._places.find(steps[:length]) if length else None
            node = place.node if place else self._places.top()
            if not is_block(node) and not is_nothing(node):
                return True
        return False

    def _is_below(self, place: Place) -> bool:
        """Tell whether a text is a block in the lines below its key."""
        return getattr(place.node, "style", None) in {"|", ">"}


def start_of(items: list[tuple[Node | None, Node]]) -> int:
    """Return where the first of some keys or values begins."""
    key, value = items[0]
    return int((key or value).start_mark.index)
