"""Protocols are found by their names, and by the names of older files."""

import sys
from abc import abstractmethod
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from vmt.engine.protocols import registry
from vmt.engine.protocols.bargaining.compensating_block import CompensatingBlock
from vmt.engine.protocols.bargaining.nash import Nash
from vmt.engine.protocols.contract import (
    Bargaining,
    BargainingView,
    Block,
    Matching,
    Refusal,
    Search,
)
from vmt.engine.rules import NOVEMBER, RULE_SETS, V2, Rules
from vmt.errors import UserError


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Forget afterwards what a test registered."""
    copied = {category: dict(rules) for category, rules in registry._known.items()}
    monkeypatch.setattr(registry, "_known", copied)
    monkeypatch.setattr(registry, "_visited", {})
    yield
    sys.modules.pop("auctions", None)


def protocol(base: type = Bargaining, **attributes: Any) -> type:
    """Return a class that describes itself as a protocol has to."""

    def negotiate(self: object, view: BargainingView) -> Block | Refusal:
        return Refusal("closed")

    described = {
        "__module__": "auctions",
        "name": "auction",
        "version": "2027-01-31",
        "description": "Never sells.",
        "traits": Nash.traits,
        "source": "Nobody.",
        "negotiate": negotiate,
    }
    return type("Auction", (base,), {**described, **attributes})


@pytest.mark.parametrize(
    ("category", "name", "canonical"),
    [
        ("search", "distance_discounted_search", "distance_discounted"),
        ("search", "legacy_distance_discounted", "distance_discounted"),
        ("search", "random_walk_search", "random_walk"),
        ("search", "myopic", "myopic"),
        ("matching", "three_pass_matching", "three_pass"),
        ("matching", "legacy_three_pass", "three_pass"),
        ("matching", "random_matching", "random"),
        ("bargaining", "legacy_compensating_block", "compensating_block"),
    ],
)
def test_names_of_older_files_are_known(
    category: str, name: str, canonical: str
) -> None:
    """Every name that a scenario file has used leads to a protocol."""
    assert canonical == registry.resolve(category, name)


def test_every_name_leads_to_a_class_of_its_category() -> None:
    """The first name of a category is the one that is taken without any."""
    for category, base in registry.CATEGORIES.items():
        names = registry.names(category)

        assert len(set(names)) == len(names)
        assert registry.default(category) == names[0]
        for name in names:
            rule = registry.describe(category, name)
            assert issubclass(rule, base)
            assert name == rule.name == registry.resolve(category, name)
    assert registry.names("bargaining")[:4] == [
        "compensating_block",
        "split_difference",
        "take_it_or_leave_it",
        "nash",
    ]


def test_unknown_name_lists_what_there_is_and_the_nearest() -> None:
    """The error helps to find the right name."""
    with pytest.raises(UserError) as error:
        registry.resolve("matching", "three_pas")

    assert "did you mean 'three_pass'?" in str(error.value)
    assert "three_pass, greedy_surplus, random" in str(error.value)


def test_unknown_parameter_is_refused_by_name() -> None:
    """A parameter that a protocol does not take is an error that says so."""
    with pytest.raises(UserError, match="'three_pass' has no parameter 'beta'"):
        registry.make_matching("three_pass_matching", {"beta": 0.9})
    with pytest.raises(UserError, match="did you mean 'metric'"):
        registry.make_bargaining("split_difference", {"metrik": "utility"})


def test_wrong_value_is_told_with_the_protocol() -> None:
    """Which protocol, which parameter, what was found, what is allowed."""
    message = (
        "the bargaining protocol 'take_it_or_leave_it': proposer_power must be a"
        " number from 0 to 1, found 2"
    )
    with pytest.raises(UserError, match=message):
        registry.make_bargaining("take_it_or_leave_it", {"proposer_power": 2})


def test_parameters_are_listed_with_their_defaults() -> None:
    """As the constructor declares them."""
    assert registry.parameters("bargaining", "nash") == {}
    assert registry.parameters("bargaining", "take_it_or_leave_it") == {
        "proposer_power": 0.9,
        "proposer_selection": "random",
    }


@pytest.mark.parametrize("name", registry.STUBS)
def test_rules_of_november_know_two_protocols_by_name_only(name: str) -> None:
    """They never agree, and take no parameters; under v2 they are the real ones."""
    view: Any = None
    stub = registry.make_bargaining(name, {}, NOVEMBER)
    outcome = stub.negotiate(view)

    assert isinstance(outcome, Refusal)
    assert outcome.reason == "not_implemented"
    assert registry.make_bargaining(name, {}, V2).name == name
    with pytest.raises(UserError, match=r"is a stub that .*proposer_power"):
        registry.make_bargaining(name, {"proposer_power": 0.9}, NOVEMBER)


@pytest.mark.parametrize("rules", RULE_SETS.values(), ids=RULE_SETS)
def test_other_protocols_are_the_same_under_all_rules(rules: Rules) -> None:
    """What the public program did not have is there to be compared with it."""
    for name in ("compensating_block", "nash"):
        assert registry.make_bargaining(name, {}, rules).name == name


@pytest.mark.usefixtures("known")
def test_a_registered_protocol_can_be_chosen() -> None:
    """Registering is all that it takes; twice does no harm."""
    rule = protocol()

    assert registry.register(rule) is rule
    assert registry.register(rule) is rule
    assert registry.names("bargaining")[-1] == "auction"
    assert type(registry.make_bargaining("auction", {})) is rule


class Unfinished(Bargaining):
    """Asks for one more method."""

    @abstractmethod
    def haggle(self) -> None:
        """Do something."""


class Both(Matching, Search):
    """Of two categories."""


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (protocol(object), "of 0 categories; derive it from one of Search, Matching,"),
        (protocol(Both), "of 2 categories; derive it from one of Search"),
        (protocol(Unfinished), "auctions.Auction is abstract; write haggle"),
        (protocol(name="Auction!"), "has to be of small letters"),
        (protocol(version="new"), "'new' has to be a date, as in 2026-11-24"),
        (protocol(source=" "), "auctions.Auction has no source; give it one"),
        (protocol(traits={}), "auctions.Auction has no traits; give it some"),
        (
            protocol(name="compensating_block"),
            "there already .*CompensatingBlock.; give yours another name",
        ),
        (protocol(name="legacy_compensating_block"), "an alias of compensating_block"),
    ],
)
def test_what_is_no_protocol_is_refused(rule: type, message: str) -> None:
    """Each error says which class, and what to do."""
    with pytest.raises(registry.ProtocolError, match=message):
        registry.register(rule)


@pytest.mark.usefixtures("known")
def test_no_class_is_no_protocol() -> None:
    """An instance is not what a scenario chooses."""
    instance: Any = CompensatingBlock()
    with pytest.raises(registry.ProtocolError, match="is no class; derive one from"):
        registry.register(instance)


def install(site: Path, code: str) -> None:
    """Put a package into a folder that names one protocol in its metadata."""
    metadata = site / "auctions-1.0.dist-info"
    metadata.mkdir()
    (site / "auctions.py").write_text(code)
    (metadata / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: auctions\nVersion: 1.0\n"
    )
    (metadata / "entry_points.txt").write_text(
        "[vmt.protocols]\nauction = auctions:Auction\n"
    )


AUCTION = """
from vmt.engine.protocols.bargaining.nash import Nash

class Auction(Nash):
    name = "auction"

    def __init__(self, *, reserve, rounds=3):
        self.reserve = reserve
"""


@pytest.mark.usefixtures("known")
def test_protocols_of_installed_packages_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the entry point of their package, when a scenario names them."""
    install(tmp_path, AUCTION)
    monkeypatch.syspath_prepend(tmp_path)

    assert registry.default("bargaining") == "compensating_block"
    assert "auctions" not in sys.modules
    made: Any = registry.make_bargaining("auction", {"reserve": 5})
    assert made.reserve == 5
    assert "auction" in registry.names("bargaining")
    with pytest.raises(UserError, match="needs the parameter 'reserve'"):
        registry.make_bargaining("auction", {})


@pytest.mark.usefixtures("known")
def test_a_broken_package_is_told_only_where_it_matters(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever asks for its protocol learns why it is not there; others go on."""
    install(tmp_path, "raise ImportError('no numpy for auctions')")
    monkeypatch.syspath_prepend(tmp_path)

    assert registry.names("bargaining")[0] == "compensating_block"
    with pytest.raises(UserError) as error:
        registry.resolve("bargaining", "auction")
    assert "'auction' of auctions cannot be used: no numpy" in str(error.value)
