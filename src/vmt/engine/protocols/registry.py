"""Protocols by name: this project's own, and those of others.

A package adds a protocol without touching this one. It derives a class from
`Search`, `Matching` or `Bargaining`, and either decorates it, so that it is known
once its module is imported:

    @register
    class Auction(Bargaining): ...

or names it in its ``pyproject.toml``, so that it is found where it is installed:

    [project.entry-points."vmt.protocols"]
    auction = "auctions.rule:Auction"

Other packages' entry points are looked up only when a name is not known, or when all
names are wanted. One that cannot be loaded is told when a name is not found, and is no
hindrance otherwise.
"""

import difflib
import inspect
import re
from collections.abc import Mapping
from datetime import date
from importlib.metadata import entry_points
from typing import Any, TypeVar

from vmt.engine.protocols.bargaining.compensating_block import CompensatingBlock
from vmt.engine.protocols.bargaining.nash import Nash
from vmt.engine.protocols.bargaining.split_difference import SplitDifference
from vmt.engine.protocols.bargaining.stub import Stub
from vmt.engine.protocols.bargaining.take_it_or_leave_it import TakeItOrLeaveIt
from vmt.engine.protocols.contract import (
    Bargaining,
    Matching,
    ProtocolRule,
    Search,
    Traits,
)
from vmt.engine.protocols.matching.greedy_surplus import GreedySurplus
from vmt.engine.protocols.matching.random_pairs import RandomPairs
from vmt.engine.protocols.matching.three_pass import ThreePass
from vmt.engine.protocols.search.distance_discounted import DistanceDiscounted
from vmt.engine.protocols.search.myopic import Myopic
from vmt.engine.protocols.search.random_walk import RandomWalk
from vmt.engine.rules import V2, Rules
from vmt.errors import UserError

GROUP = "vmt.protocols"
"""Entry points of this group are protocols of other packages."""

CATEGORIES: dict[str, type[ProtocolRule]] = {
    "search": Search,
    "matching": Matching,
    "bargaining": Bargaining,
}
"""What a protocol of each category derives from."""

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

STUBS = ("split_difference", "take_it_or_leave_it")
"""Bargaining protocols of which the public program knew the names only."""

Rule = TypeVar("Rule", bound=ProtocolRule)

_known: dict[str, dict[str, type[ProtocolRule]]] = {
    "search": {r.name: r for r in (DistanceDiscounted, RandomWalk, Myopic)},
    "matching": {r.name: r for r in (ThreePass, GreedySurplus, RandomPairs)},
    "bargaining": {
        r.name: r for r in (CompensatingBlock, SplitDifference, TakeItOrLeaveIt, Nash)
    },
}
_visited: dict[str, str] = {}
"""Entry points that have been looked up, and why they are of no use if so."""


class ProtocolError(UserError):
    """A class cannot be a protocol, or its package cannot be loaded."""


def register(rule: type[Rule]) -> type[Rule]:
    """Make a protocol known by its name; return it, so that this is a decorator.

    Raises
    ------
    ProtocolError
        It derives from none of the categories, or more than one; it is abstract; it
        does not describe itself; or its name is taken.
    """
    category = _category(rule)
    _check_description(rule)
    known = _known[category]
    other = known.get(rule.name)
    if other is rule:
        return rule
    if other is not None or rule.name in ALIASES[category]:
        whose = (
            _place(other) if other else f"an alias of {ALIASES[category][rule.name]}"
        )
        raise ProtocolError(
            f"{_place(rule)}: the {category} protocol {rule.name!r} is there already"
            f" ({whose}); give yours another name"
        )
    known[rule.name] = rule
    return rule


def default(category: str) -> str:
    """Return the name of the protocol that is taken where a scenario names none."""
    return next(iter(_known[category]))


def names(category: str) -> list[str]:
    """Return the canonical names of a category, the default first."""
    _visit_packages()
    return list(_known[category])


def describe(category: str, name: str) -> type[ProtocolRule]:
    """Return a protocol's class: its name, version and description are its own."""
    return _known[category][resolve(category, name)]


def parameters(category: str, name: str) -> dict[str, object]:
    """Return the parameters of a protocol with their defaults.

    One without a default is mapped to `inspect.Parameter.empty`.
    """
    signature = inspect.signature(describe(category, name))
    return {p.name: p.default for p in signature.parameters.values()}


def resolve(category: str, name: str) -> str:
    """Return the canonical name of a protocol.

    Raises
    ------
    UserError
        There is no such protocol in `category`.
    """
    canonical = ALIASES[category].get(name, name)
    if canonical in _known[category]:
        return canonical
    known = names(category)
    if name in known:
        return name
    near = difflib.get_close_matches(name, [*known, *ALIASES[category]], n=1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    broken = "".join(f"; {problem}" for problem in _visited.values() if problem)
    raise UserError(
        f"there is no {category} protocol {name!r}{hint}"
        f" (there are: {', '.join(known)}){broken}"
    )


def make_search(name: str, values: Mapping[str, object]) -> Search:
    """Return a search protocol; see `make` for the errors."""
    made: Search = make("search", name, values)
    return made


def make_matching(name: str, values: Mapping[str, object]) -> Matching:
    """Return a matching protocol; see `make` for the errors."""
    made: Matching = make("matching", name, values)
    return made


def make_bargaining(
    name: str, values: Mapping[str, object], rules: Rules = V2
) -> Bargaining:
    """Return a bargaining protocol; see `make` for the errors.

    Under ``rules.bargaining_stubs`` those of `STUBS` never agree and take no
    parameters. All others are the same under every rule set.
    """
    if rules.bargaining_stubs and resolve("bargaining", name) in STUBS:
        if values:
            raise UserError(
                f"under the rules {rules.name!r} the bargaining protocol {name!r} is a"
                f" stub that never agrees, and has no parameters, found"
                f" {', '.join(values)}; delete them, or use the rules {V2.name!r}"
            )
        return Stub()
    made: Bargaining = make("bargaining", name, values)
    return made


def make(category: str, name: str, values: Mapping[str, object]) -> Any:
    """Return a protocol.

    Parameters
    ----------
    category, name : str
    values : mapping of str to object
        Its parameters.

    Raises
    ------
    UserError
        There is no such protocol, or it has no such parameter, or lacks one, or the
        value is none that it takes.
    """
    canonical = resolve(category, name)
    rule: Any = _known[category][canonical]
    taken = parameters(category, canonical)
    this = f"the {category} protocol {canonical!r}"
    for key in values:
        if key not in taken:
            near = difflib.get_close_matches(key, taken, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            allowed = ", ".join(taken) if taken else "none"
            raise UserError(
                f"{this} has no parameter {key!r}{hint} (it has: {allowed})"
            )
    for key, value in taken.items():
        if value is inspect.Parameter.empty and key not in values:
            raise UserError(f"{this} needs the parameter {key!r}: there is no default")
    try:
        return rule(**values)
    except UserError as error:
        raise UserError(f"{this}: {error}") from error


def _category(rule: type[ProtocolRule]) -> str:
    bases = ", ".join(base.__name__ for base in CATEGORIES.values())
    if not isinstance(rule, type):
        raise ProtocolError(f"{rule!r} is no class; derive one from {bases}")
    found = [name for name, base in CATEGORIES.items() if issubclass(rule, base)]
    if len(found) != 1:
        raise ProtocolError(
            f"{_place(rule)} is a protocol of {len(found)} categories; derive it from"
            f" one of {bases}"
        )
    missing = sorted(getattr(rule, "__abstractmethods__", ()))
    if missing:
        raise ProtocolError(f"{_place(rule)} is abstract; write {', '.join(missing)}")
    return found[0]


def _check_description(rule: type[ProtocolRule]) -> None:
    place = _place(rule)
    for attribute in ("name", "version", "description", "source"):
        value = getattr(rule, attribute, None)
        if not isinstance(value, str) or not value.strip():
            raise ProtocolError(
                f"{place} has no {attribute}; give it one,"
                f' {attribute}: ClassVar[str] = "..."'
            )
    if not re.fullmatch(r"[a-z][a-z0-9_]*", rule.name):
        raise ProtocolError(
            f"{place}: the name {rule.name!r} has to be of small letters, digits and"
            " underscores"
        )
    try:
        date.fromisoformat(rule.version)
    except ValueError:
        raise ProtocolError(
            f"{place}: the version {rule.version!r} has to be a date, as in 2026-11-24"
        ) from None
    if not isinstance(getattr(rule, "traits", None), Traits):
        raise ProtocolError(
            f"{place} has no traits; give it some, traits: ClassVar[Traits] ="
            " Traits(...)"
        )


def _place(rule: type) -> str:
    return f"{rule.__module__}.{rule.__qualname__}"


def _visit_packages() -> None:
    """Register the protocols of the installed packages, each once."""
    for entry in entry_points(group=GROUP):
        if entry.value in _visited:
            continue
        _visited[entry.value] = ""
        package = entry.dist.name if entry.dist else "a package"
        try:
            register(entry.load())
        except Exception as error:  # noqa: BLE001 - whatever others' code raises
            _visited[entry.value] = (
                f"the protocol {entry.name!r} of {package} cannot be used: {error}"
            )
