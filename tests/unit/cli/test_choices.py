"""Rule set and protocols chosen on the command line, and the reference digest."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from vmt.cli.main import main
from vmt.telemetry.reader import open_database
from vmt.telemetry.stored_configuration import from_json

REFERENCE = Path(__file__).resolve().parents[4] / "shared" / "reference"
TRACES = sorted((REFERENCE / "traces").glob("november-*.json"))
STUBS = ("split_difference", "take_it_or_leave_it")

Digest = Callable[..., str]


@pytest.fixture
def digest(capsys) -> Digest:
    """Return a function that runs a file and returns the reference digest."""

    def run(path: Path, *options: str) -> str:
        arguments = ["run", str(path), "--reference-digest", *options]
        assert main(arguments) == 0
        output = capsys.readouterr().out
        assert re.fullmatch(r"[0-9a-f]{64}\n", output)
        return str(output.strip())

    return run


@pytest.mark.skipif(not TRACES, reason="the recorded runs are not there")
@pytest.mark.parametrize("trace", TRACES, ids=lambda path: path.stem)
def test_runs_of_the_public_program_have_their_digest(
    trace: Path, digest: Digest
) -> None:
    """Every recorded run is repeated from its file, by the options alone."""
    recorded = json.loads(trace.read_text(encoding="utf-8"))
    path = recorded["scenario"].replace("scenarios/", "scenarios/november/", 1)
    options = [
        f"--{key.removesuffix('_protocol')}={name}"
        for key, name in recorded["overrides"].items()
    ]
    seed, ticks = str(recorded["seed"]), str(recorded["ticks"])

    found = digest(
        REFERENCE / path,
        *("--rules", "november", "--seed", seed, "--ticks", ticks, *options),
    )

    assert recorded["state_sha256"] == found


def test_reference_digest_is_all_there_is(market, data_dir, capsys) -> None:
    """One line on stdout, nothing on stderr, and nothing is recorded."""
    assert main(["run", str(market), "--ticks", "9", "--reference-digest"]) == 0

    captured = capsys.readouterr()
    assert captured.err == ""
    assert captured.out.count("\n") == 1
    assert list(data_dir.rglob("*.db")) == []


@pytest.mark.parametrize("option", [["--json"], ["--db", "run.db"]])
def test_reference_digest_excludes_other_output(market, capsys, option) -> None:
    """What would have no effect is refused."""
    assert main(["run", str(market), "--reference-digest", *option]) == 2
    assert f"leave out {option[0]}" in capsys.readouterr().err


def test_keys_that_the_public_program_passed_over_are_passed_over(
    market, digest, capsys
) -> None:
    """Under november they cost a warning; by themselves they change nothing."""
    plain = digest(market, "--rules", "november", "--ticks", "20")
    text = market.read_text(encoding="utf-8")
    market.write_text(
        text.replace("params:\n  vision", "params:\n  dA_max: 1\n  vision")
        + "mode: forage\nagent_positions: [[0, 0]]\ncolour: green\n"
        + "protocol_config: {search: {protocol: nonsense}}\n",
        encoding="utf-8",
    )
    assert main(["run", str(market), "--rules", "november", "--no-db"]) == 0
    warnings = capsys.readouterr().err

    for key in ("dA_max", "mode", "agent_positions", "colour", "protocol_config"):
        assert re.search(rf"\b{key}\b.* ignored|\b{key}'.*\(ignored\)", warnings), key
    assert plain == digest(market, "--rules", "november", "--ticks", "20")
    assert main(["run", str(market), "--no-db"]) == 2


def test_rule_sets_differ(market, digest) -> None:
    """The digest follows the rules; v2 is the default."""
    default = digest(market, "--ticks", "30")

    assert default == digest(market, "--ticks", "30", "--rules", "v2")
    assert default != digest(market, "--ticks", "30", "--rules", "november")


@pytest.mark.parametrize(
    ("rules", "bargaining", "parameters"),
    [
        ("v2", "take_it_or_leave_it:proposer_power=0.6", {"proposer_power": 0.6}),
        ("november", "compensating_block", {}),
    ],
)
def test_a_recording_repeats_what_was_chosen(
    market, tmp_path, capsys, rules, bargaining, parameters
) -> None:
    """Protocols and rules of the command line are recorded, and verified with."""
    path = tmp_path / "run.db"
    choices = ["--rules", rules, "--search=random_walk", "--matching", "greedy_surplus"]
    arguments = ["run", str(market), "--ticks", "12", "--db", str(path), *choices]
    assert main([*arguments, "--bargaining", bargaining]) == 0

    with open_database(path) as database:
        (run,) = database.runs()
        configuration = from_json(run.config_json)
    assert (run.rule_set, run.search_protocol) == (rules, "random_walk")
    assert run.matching_protocol == "greedy_surplus"
    assert run.bargaining_protocol == bargaining.partition(":")[0]
    assert configuration.bargaining.parameters == parameters
    capsys.readouterr()
    assert main(["verify", str(path)]) == 0
    assert "12 ticks repeated, all digests are equal" in capsys.readouterr().out


def test_names_of_the_public_program_are_aliases(market, digest) -> None:
    """Its names and ours mean the same protocols."""
    theirs = ("--search=distance_discounted_search", "--matching=three_pass_matching")
    ours = ("--search=distance_discounted", "--matching=three_pass")

    assert digest(market, *theirs) == digest(market, *ours) == digest(market)


@pytest.mark.parametrize("name", STUBS)
def test_bargaining_that_was_never_written_never_agrees(market, capsys, name) -> None:
    """Under november the two names make no trade, and take no parameters."""
    arguments = ["run", str(market), "--rules", "november", "--no-db", "--json"]
    assert main([*arguments, "--bargaining", name]) == 0
    assert json.loads(capsys.readouterr().out)["trades"] == 0

    assert main([*arguments, "--bargaining", f"{name}:proposer_power=0.9"]) == 2
    assert "proposer_power" in capsys.readouterr().err


def test_parameters_reach_the_protocol(market, digest) -> None:
    """Numbers and words come after a colon, with commas between them."""
    name = "--bargaining=take_it_or_leave_it:proposer_selection=lower_id"

    greedy = digest(market, f"{name},proposer_power=1.0")

    assert greedy != digest(market, f"{name},proposer_power=0.5")


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("--rules=novembr", "no rule set 'novembr'; did you mean november?"),
        ("--search=randm_walk", "no search protocol 'randm_walk'; did you mean"),
        ("--matching=", "there is no matching protocol ''"),
        ("--search=myopic:", "'' is not a parameter: write myopic:KEY=VALUE"),
        ("--search=myopic:far", "'far' is not a parameter"),
        ("--search=myopic:a=1,a=2", "the parameter 'a' is there twice"),
    ],
)
def test_a_wrong_choice_is_told(market, capsys, option, message) -> None:
    """The nearest name, or how to write it, with exit code 2."""
    with pytest.raises(SystemExit) as ended:
        main(["run", str(market), option])

    assert ended.value.code == 2
    assert message in capsys.readouterr().err


def test_a_parameter_that_the_protocol_has_not_is_told(market, capsys) -> None:
    """The message names the protocol and what it has."""
    assert main(["run", str(market), "--search", "myopic:far=2"]) == 2
    assert "'myopic' has no parameter 'far'" in capsys.readouterr().err
