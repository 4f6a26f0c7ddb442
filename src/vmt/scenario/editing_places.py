"""Where the values of a YAML text begin and end."""

from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from vmt.errors import UserError
from vmt.scenario.document import Steps


class EditError(UserError):
    """A change cannot be made in the text without changing something else."""


@dataclass(frozen=True, slots=True)
class Place:
    """A value of a text.

    Attributes
    ----------
    node : Node
    key : Node or None
        Its key, in a mapping.
    siblings : list of (Node or None, Node)
        The keys and values of the collection it is in.
    number : int
        Which of them it is.
    """

    node: Node
    key: Node | None
    siblings: list[tuple[Node | None, Node]]
    number: int

    @property
    def start(self) -> int:
        """Index of its first character, or of that of its key."""
        return int((self.key or self.node).start_mark.index)


class Places:
    """The values of a text by the ways to them.

    Raises
    ------
    EditError
        The text is not YAML.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        try:
            self._top = YAML(typ="safe", pure=True).compose(text)
        except (YAMLError, ValueError) as error:
            raise EditError("the text is not YAML; mend it first") from error
        if self._top is None:
            raise EditError("the text holds nothing; write 'schema_version: 1' first")

    def top(self) -> Any:
        """Return the mapping that the text is."""
        return self._top

    def find(self, steps: Steps) -> Place | None:
        """Return a value, or None if there is none at the end of the way."""
        node: Node = self._top
        place = Place(node, None, [(None, node)], 0)
        for step in steps:
            siblings = members(node)
            number = next(
                (
                    index
                    for index, (key, _) in enumerate(siblings)
                    if (index if key is None else key.value) == step
                ),
                None,
            )
            if number is None:
                return None
            key, node = siblings[number]
            before = key.end_mark.index if key else siblings[0][1].start_mark.index
            if node.start_mark.index < before or node.anchor is not None:
                # Another value is, or may be, the same one.
                raise EditError(
                    f"{step} is written with an anchor or an alias; change it in the"
                    " text"
                )
            place = Place(node, key, siblings, number)
        return place

    def end(self, node: Node) -> int:
        """Return the index behind the last character of a value.

        Blank lines and comments behind it are not of the value.
        """
        if is_block(node) and (inner := members(node)):
            key, last = inner[-1]
            return self.end_of(Place(last, key, inner, len(inner) - 1))
        start = node.start_mark.index
        return int(start + len(self.text[start : node.end_mark.index].rstrip()))

    def end_of(self, place: Place) -> int:
        """Return the index behind a value; where it is none, behind its key's colon."""
        if place.key and is_nothing(place.node):
            return self.colon(place) + 1
        return self.end(place.node)

    def colon(self, place: Place) -> int:
        """Return the index of the colon behind the key of a value."""
        if place.key is None:
            raise EditError("an entry of a list has no key")
        return self.text.index(":", place.key.end_mark.index)

    def line_start(self, index: int) -> int:
        """Return where the line of a character begins."""
        return self.text.rfind("\n", 0, index) + 1

    def line_end(self, index: int) -> int:
        """Return where the next line begins."""
        end = self.text.find("\n", index)
        return len(self.text) if end < 0 else end + 1

    def column(self, node: Node) -> int:
        """Return how far the first line of a value is indented."""
        start = int(node.start_mark.index)
        return start - self.line_start(start)


def members(node: Node) -> list[tuple[Node | None, Node]]:
    """Return keys and values of a mapping; values of a list, without keys."""
    match node:
        case MappingNode():
            return list(node.value)
        case SequenceNode():
            return [(None, value) for value in node.value]
    return []


def is_block(node: Node) -> bool:
    """Tell whether a value is a mapping or list without braces or brackets."""
    return isinstance(node, MappingNode | SequenceNode) and not node.flow_style


def is_flow(node: Node) -> bool:
    """Tell whether a value is in braces or brackets."""
    return isinstance(node, MappingNode | SequenceNode) and bool(node.flow_style)


def is_nothing(node: Node) -> bool:
    """Tell whether a value is not written at all."""
    return isinstance(node, ScalarNode) and node.start_mark.index == node.end_mark.index
