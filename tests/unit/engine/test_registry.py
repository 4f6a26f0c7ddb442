"""Protocols are found by their names, and by the names of older files."""

import pytest

from vmt.engine.protocols import registry
from vmt.errors import UserError


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


@pytest.mark.parametrize("category", list(registry.CATEGORIES))
def test_every_protocol_describes_itself(category: str) -> None:
    """A protocol has a name of its own, a dated version and a sentence."""
    names = registry.names(category)

    assert len(set(names)) == len(names)
    for name in names:
        rule = registry.describe(category, name)
        assert name == rule.name == registry.resolve(category, name)
        assert len(rule.version.split("-")) == 3
        assert rule.description.endswith(".")


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
