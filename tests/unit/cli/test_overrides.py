"""Values that are overridden on the command line, and runs that are repeated."""

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from vmt.cli.main import main
from vmt.telemetry.reader import open_database
from vmt.telemetry.records import Run
from vmt.telemetry.stored_configuration import from_json

Record = Callable[..., Run]


@pytest.fixture
def record(tmp_path: Path) -> Record:
    """Run with options, recorded, and return what the recording says of the run."""

    def run(scenario: Path, *options: str, file: str = "run.db") -> Run:
        path = tmp_path / file
        assert main(["run", str(scenario), "--db", str(path), *options]) == 0
        with open_database(path) as database:
            (found,) = database.runs()
        return found

    return run


def test_what_is_set_takes_the_place_of_what_the_file_says(market, record) -> None:
    """Keys of sections, entries of lists, whole sections, and keys it lacks."""
    run = record(
        market,
        *("--ticks", "5", "--set", "params.vision_radius=3", "--set=N=9"),
        *("--set", "utilities.mix[0].params.wA=1.5"),
        *("--set", "initial_inventories.A={uniform_int: [2, 2]}"),
        *("--set", "params.beta = 0.5"),
    )

    configuration = from_json(run.config_json)
    assert configuration.parameters.vision_radius == 3
    assert configuration.parameters.beta == 0.5
    assert configuration.grid_size == 9
    assert configuration.population[0].parameters["wA"] == 1.5
    assert configuration.endowment_A == (20_000,) * 4
    assert configuration.parameters.resource_growth_rate == 10_000


def test_the_recording_has_the_file_as_it_is_and_what_was_set(
    market, record, tmp_path, capsys
) -> None:
    """Text and hash are the file's; overrides stand beside; it is verified."""
    run = record(market, "--ticks", "9", "--set", "N=7", "--search", "myopic")

    assert run.scenario_yaml == market.read_text()
    assert run.scenario_sha256 == hashlib.sha256(market.read_bytes()).hexdigest()
    assert run.overrides == {"N": "7", "search_protocol": '"myopic"'}
    assert run.grid_size == 7
    assert main(["verify", str(tmp_path / "run.db")]) == 0
    capsys.readouterr()
    assert main(["cite", str(tmp_path / "run.db")]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "with N=7 in place of its own values" in told


def test_a_run_as_the_file_says_has_no_overrides(market, record) -> None:
    """Nor does its recording say anything of them."""
    run = record(market, "--ticks", "2")

    assert run.overrides == {}
    assert "overrides" not in run.config_json


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        (
            "params.vision_raduis=8",
            "--set params.vision_raduis: unknown key 'vision_raduis'; did you mean",
        ),
        ("vision_radius=8", "it belongs to params"),
        ("agents=many", "--set agents: agents must be a whole number of at least 1"),
        ("agents=30", "must have one entry for each of the 30 agents, found 4"),
        ("utilities.mix[2].weight=1", "utilities.mix is a list of 2 entries, counted"),
        ("name.first=A", "name has no keys here, it is the text 'Small market'"),
        ("N[0]=1", "N is no list here, but 6"),
        ("search_protocol=telepathy", "--set search_protocol: there is no search"),
        ("mode_schedule={type: global_cycle", "is no value: this is not valid YAML"),
        ("agents", "write KEY=VALUE, such as params.vision_radius=8"),
        ("a b=1", "'a b' is no key"),
        ("name=a\nN: 3", "the value has to stand on one line"),
    ],
)
def test_a_mistake_is_told_with_the_option_it_is_in(
    market, data_dir, capsys, setting, told
) -> None:
    """Where, what was found, what is allowed, the nearest name; and nothing runs."""
    try:
        code = main(["run", str(market), "--set", setting])
    except SystemExit as end:
        code = end.code

    captured = capsys.readouterr()
    assert code == 2
    assert told in captured.err
    assert "Traceback" not in captured.err
    assert not data_dir.exists()


def test_a_key_is_set_once(market, capsys) -> None:
    """Of two values, or a value and a protocol's option, one would be lost."""
    twice = ["--set", "search_protocol=myopic", "--search", "random_walk"]

    assert main(["run", str(market), *twice]) == 2
    assert "--set search_protocol and --search set the same key" in (
        capsys.readouterr().err
    )


def test_nothing_takes_an_optional_key_out_of_the_file(market, record) -> None:
    """An empty value is that of a key that is left out."""
    with market.open("a") as file:
        file.write("mode: forage\n")

    run = record(market, "--ticks", "2", "--set", "mode=")

    assert from_json(run.config_json).mode == "both"


def test_a_recorded_run_in_the_place_of_a_scenario_is_run_again(
    market, record, tmp_path
) -> None:
    """Seed, rules, ticks and overrides are its own, though the file is gone."""
    options = ["--seed", "5", "--ticks", "11", "--rules", "november", "--set", "N=8"]
    first = record(market, *options, "--matching", "random")
    market.unlink()

    again = record(tmp_path / "run.db", file="again.db")

    assert again.final_digest == first.final_digest
    for name in ("seed", "rule_set", "total_ticks", "overrides", "scenario_sha256"):
        assert getattr(again, name) == getattr(first, name), name
    assert again.scenario_path == first.scenario_path


def test_options_have_the_last_word_over_a_recorded_run(
    market, record, tmp_path
) -> None:
    """Another seed, another value: everything else is repeated."""
    record(market, "--seed", "5", "--ticks", "3", "--set", "N=8", "--set", "agents=4")

    other = record(tmp_path / "run.db", "--seed", "6", "--set", "N=9", file="b.db")

    assert (other.seed, other.total_ticks, other.grid_size) == (6, 3, 9)
    assert other.overrides == {"N": "9", "agents": "4"}


def test_a_database_that_cannot_be_repeated_is_told_of(tmp_path, capsys) -> None:
    """A file that begins as a database, and is none."""
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"SQLite format 3\0" + bytes(200))

    assert main(["run", str(broken)]) == 2
    assert re.match(rf"{broken}: .*\w", capsys.readouterr().err)
