"""Protocols by name."""

import difflib
import inspect
from collections.abc import Mapping
from typing import Any, TypeVar

from vmt.engine.protocols.bargaining.compensating_block import CompensatingBlock
from vmt.engine.protocols.contract import Bargaining, Matching, ProtocolRule, Search
from vmt.engine.protocols.matching.greedy_surplus import GreedySurplus
from vmt.engine.protocols.matching.random_pairs import RandomPairs
from vmt.engine.protocols.matching.three_pass import ThreePass
from vmt.engine.protocols.search.distance_discounted import DistanceDiscounted, Myopic
from vmt.engine.protocols.search.random_walk import RandomWalk
from vmt.errors import UserError

SEARCH: tuple[type[Search], ...] = (DistanceDiscounted, RandomWalk, Myopic)
MATCHING: tuple[type[Matching], ...] = (ThreePass, GreedySurplus, RandomPairs)
BARGAINING: tuple[type[Bargaining], ...] = (CompensatingBlock,)

CATEGORIES: dict[str, tuple[type[ProtocolRule], ...]] = {
    "search": SEARCH,
    "matching": MATCHING,
    "bargaining": BARGAINING,
}
"""Every protocol, by category; the first of a category is its default."""

Rule = TypeVar("Rule", bound=ProtocolRule)

ALIASES: dict[str, dict[str, str]] = {
    "search": {
        "distance_discounted_search": "distance_discounted",
        "legacy_distance_discounted": "distance_discounted",
        "random_walk_search": "random_walk",
    },
    "matching": {
        "three_pass_matching": "three_pass",
        "legacy_three_pass": "three_pass",
        "random_matching": "random",
    },
    "bargaining": {"legacy_compensating_block": "compensating_block"},
}
"""Names that other versions of the scenario files use."""


def names(category: str) -> list[str]:
    """Return the canonical names of a category, the default first."""
    return [rule.name for rule in CATEGORIES[category]]


def describe(category: str, name: str) -> type[ProtocolRule]:
    """Return a protocol's class: its name, version and description are its own."""
    canonical = resolve(category, name)
    return next(rule for rule in CATEGORIES[category] if rule.name == canonical)


def resolve(category: str, name: str) -> str:
    """Return the canonical name of a protocol.

    Raises
    ------
    UserError
        There is no such protocol in `category`.
    """
    known = names(category)
    aliases = ALIASES[category]
    if name in known:
        return name
    if name in aliases:
        return aliases[name]
    near = difflib.get_close_matches(name, [*known, *aliases], n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    raise UserError(
        f"there is no {category} protocol {name!r}{hint}"
        f" (there are: {', '.join(known)})"
    )


def make_search(name: str, parameters: Mapping[str, object]) -> Search:
    """Return a search protocol; see `resolve` for the errors."""
    return _make("search", SEARCH, name, parameters)


def make_matching(name: str, parameters: Mapping[str, object]) -> Matching:
    """Return a matching protocol; see `resolve` for the errors."""
    return _make("matching", MATCHING, name, parameters)


def make_bargaining(name: str, parameters: Mapping[str, object]) -> Bargaining:
    """Return a bargaining protocol; see `resolve` for the errors."""
    return _make("bargaining", BARGAINING, name, parameters)


def _make(
    category: str,
    rules: tuple[type[Rule], ...],
    name: str,
    parameters: Mapping[str, object],
) -> Rule:
    canonical = resolve(category, name)
    rule = next(rule for rule in rules if rule.name == canonical)
    taken = [p for p in inspect.signature(rule).parameters if p != "self"]
    for key in parameters:
        if key not in taken:
            allowed = ", ".join(taken) if taken else "none"
            raise UserError(
                f"the {category} protocol {canonical!r} has no parameter {key!r}"
                f" (it has: {allowed})"
            )
    make: Any = rule
    made: Rule = make(**parameters)
    return made
