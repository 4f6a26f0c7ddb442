"""The schema for editors agrees with what the programs accept."""

from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
import yaml

from vmt.scenario import ScenarioError, load_scenario, schema
from vmt.scenario.table import SECTIONS

FOLDER = Path(__file__).resolve().parents[3] / "scenarios"
SCENARIOS = sorted(FOLDER.rglob("*.yaml"))


class Yaml12(yaml.SafeLoader):
    """Reads 1e-12 as editors do, as a number."""


Yaml12.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    yaml.resolver.Resolver.yaml_implicit_resolvers["."][0][1],
    ["."],
)


@pytest.fixture(scope="module")
def mistakes() -> Callable[[str], list[str]]:
    """Return what an editor underlines in a file: the ways to it."""
    checker = jsonschema.Draft7Validator(schema.schema())

    def mistakes_(text: str) -> list[str]:
        data = yaml.load(text, Loader=Yaml12)  # noqa: S506 - derived from SafeLoader
        return [error.json_path for error in checker.iter_errors(data)]

    return mistakes_


Mistakes = Callable[[str], list[str]]


def test_the_file_is_up_to_date() -> None:
    """Otherwise: renew it as the docstring of vmt.scenario.schema says."""
    assert schema.FILE.read_text("utf-8") == schema.text()


def test_it_is_a_schema() -> None:
    """Of the draft that it names."""
    jsonschema.Draft7Validator.check_schema(schema.schema())


def test_every_key_is_in_it_with_its_meaning() -> None:
    """An editor shows it where the cursor rests."""
    for model in SECTIONS.values():
        for key, field in model.model_fields.items():
            assert f'"{key}"' in schema.text()
            assert field.description in schema.text()


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_it_accepts_the_scenarios_that_ship(path: Path, mistakes: Mistakes) -> None:
    """Nothing is underlined in a file that is right."""
    assert mistakes(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  B: 5", "  B: {uniform: [0.5, 8]}"),
        ("  B: 5", "  B: {uniform_int: [1, 8]}"),
        ("beta: 0.9", "dA_max: 2"),
        ("beta: 0.9", "ΔA_max: 2"),
        ("beta: 0.9", "exchange_regime: barter_only"),
        ("beta: 0.9", "epsilon: 1.0e-12"),
        ("N: 8", "N: 8\nmode:"),
        ("N: 8", "N: 8\nmax_ticks: null"),
        ("N: 8", "N: 8\nmatching_protocol: three_pass_matching"),
        ("N: 8", "N: 8\nsearch_protocol: {name: random_walk, params: {}}"),
        ("N: 8", "N: 8\nagent_positions: [[0, 0], [1, 7], [2, 2]]"),
        ("params:\n  vision_radius: 4\n  beta: 0.9\n", "params:\n"),
    ],
)
def test_what_the_programs_accept_is_not_underlined(
    small: str, write: Callable[..., Path], mistakes: Mistakes, old: str, new: str
) -> None:
    """An editor that cries wolf is switched off."""
    load_scenario(write((old, new)))
    assert mistakes(small.replace(old, new)) == []


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("vision_radius", "vision_raduis", "$.params"),
        ("beta: 0.9", "beta: 1.1", "$.params.beta"),
        ("agents: 3", "agents: two", "$.agents"),
        ("agents: 3", "agents: 0", "$.agents"),
        ("agents: 3\n", "", "$"),
        ("N: 8", "N: 8\ngrid_size: 8", "$"),
        ("N: 8", "N: 8\nmode: trad", "$.mode"),
        ("N: 8", "N: 8\nmatching_protocol: three_pas", "$.matching_protocol"),
        ("name: Small", "name: 12", "$.name"),
        ("name: Small", "name: ''", "$.name"),
        ("schema_version: 1", "schema_version: 2", "$.schema_version"),
        ("[8, 4, 6]", "[8, -4, 6]", "$.initial_inventories.A"),
        ("[8, 4, 6]", "{uniform: [1]}", "$.initial_inventories.A"),
        ("[8, 4, 6]", "{normal: [1, 2]}", "$.initial_inventories.A"),
        ("type: linear", "type: ces", "$.utilities.mix[1]"),
        ("type: linear", "type: lineal", "$.utilities.mix[1]"),
        ("vB: 2", "vC: 2", "$.utilities.mix[1]"),
        ("density: 0.25", "density: 25", "$.resource_seed.density"),
        ("beta: 0.9", "exchange_regime: money_only", "$.params.exchange_regime"),
    ],
)
def test_a_typical_mistake_is_underlined(
    small: str,
    write: Callable[..., Path],
    mistakes: Mistakes,
    old: str,
    new: str,
    place: str,
) -> None:
    """At the place where the programs find it, too."""
    with pytest.raises(ScenarioError):
        load_scenario(write((old, new)))
    assert mistakes(small.replace(old, new)) == [place]
