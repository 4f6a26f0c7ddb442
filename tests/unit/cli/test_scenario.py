"""``vmt scenario``: check, show, explain and list scenario files."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from vmt.cli.main import main
from vmt.cli.scenario import ACTIONS
from vmt.scenario import load_scenario
from vmt.scenario.schema import FILE
from vmt.scenario.table import parameters

QUADRATIC = """type: quadratic
      weight: 0.5
      params: {A_star: 9, B_star: 9, sigma_A: 4, sigma_B: 5, gamma: 0.2}"""


def spoil(market: Path, *changes: tuple[str, str]) -> Path:
    """Change the text of a scenario file."""
    text = market.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    market.write_text(text, "utf-8")
    return market


@pytest.mark.parametrize("action", ACTIONS)
def test_help_begins_with_an_example_and_fits_a_screen(
    action, capsys, monkeypatch
) -> None:
    """Of 24 lines with 80 characters each."""
    monkeypatch.setenv("COLUMNS", "80")
    with pytest.raises(SystemExit) as ended:
        main(["scenario", action, "--help"])
    assert ended.value.code == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Example:"
    assert lines[1].startswith(f"  vmt scenario {action}")
    assert len(lines) <= 24
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["showw", "x"],
            "vmt scenario: there is no action 'showw'; did you mean show?",
        ),
        ([], "vmt scenario: the following arguments are required: ACTION"),
        (["show", "x", "--jsn"], "vmt scenario show: there is no option --jsn; did"),
        (["validate"], "vmt scenario validate: the following arguments are required"),
        (["new", "x", "--preset", "lage"], "no preset 'lage'; did you mean large?"),
    ],
)
def test_mistyped_command_lines_get_the_nearest(arguments, message, capsys) -> None:
    """Each mistake is told by the action that it belongs to."""
    with pytest.raises(SystemExit) as ended:
        main(["scenario", *arguments])
    assert ended.value.code == 2
    output, messages = capsys.readouterr()
    assert output == ""
    assert message in messages


def test_files_that_are_right_are_valid(market, capsys) -> None:
    """A path or a name, one line in all, and exit code 0."""
    assert main(["scenario", "validate", str(market), "first_market"]) == 0
    assert capsys.readouterr() == (
        "2 files: 2 valid, 0 not; 0 mistakes, 0 warnings\n",
        "",
    )


def test_every_mistake_of_every_file_is_told(market, tmp_path, capsys) -> None:
    """One that is not there does not keep the others from being checked."""
    wrong = spoil(
        market, ("N: 6", "N: six"), ("vision_radius", "vision_raduis")
    ).rename(tmp_path / "wrong.yaml")
    many = tmp_path / "many.yaml"
    many.write_text("".join(f"key{i}: 1\n" for i in range(300)), "utf-8")
    names = [str(wrong), str(tmp_path / "missing.yaml"), "first_market", str(many)]
    assert main(["scenario", "validate", *names]) == 2
    output, messages = capsys.readouterr()
    assert output == "4 files: 1 valid, 3 not; 310 mistakes, 0 warnings\n"
    lines = messages.splitlines()
    assert len(lines) == 310
    assert re.match(rf"{wrong}:3:1: N must be a whole number", lines[0])
    assert re.match(rf"{wrong}:\d+:3: unknown key 'vision_raduis'; did you", lines[1])
    assert "missing.yaml" in lines[2]
    assert all(re.match(rf"{many}:\d+:1: ", line) for line in lines[3:])


def test_lenient_turns_unknown_keys_into_warnings(market, capsys) -> None:
    """The file is valid then, and each key is told with its line."""
    spoil(market, ("vision_radius", "vision_raduis"), ("N: 6", "N: 6\nfoo: 1"))
    assert main(["scenario", "validate", str(market)]) == 2
    assert main(["scenario", "validate", "--lenient", str(market)]) == 0
    output, messages = capsys.readouterr()
    assert output.endswith("1 file: 1 valid, 0 not; 0 mistakes, 2 warnings\n")
    warnings = [line for line in messages.splitlines() if ": warning: " in line]
    assert [line.split(": ")[0] for line in warnings] == [
        f"{market}:4:1",
        f"{market}:18:3",
    ]
    assert main(["scenario", "show", str(market)]) == 2
    assert main(["scenario", "show", "--lenient", str(market)]) == 0
    assert main(["run", str(market), "--no-db", "--ticks=1"]) == 2
    assert main(["run", "--lenient", str(market), "--no-db", "--ticks=1"]) == 0
    assert "unknown key 'vision_raduis'" in capsys.readouterr().err


def test_money_is_told_before_a_run_begins(market, data_dir, capsys) -> None:
    """Under the rules of November it was passed over, and still is."""
    spoil(market, ("params:\n", "params:\n  exchange_regime: money_only\n"))
    run = ["run", "--lenient", str(market), "--ticks=1", "--no-db"]
    assert main(run) == 2
    output, messages = capsys.readouterr()
    assert output == ""
    (line,) = (line for line in messages.splitlines() if str(market) in line)
    assert line.startswith(f"{market}:17:3: money is not supported yet")
    assert main([*run, "--rules=november"]) == 0
    assert "exchange_regime is ignored" in capsys.readouterr().err


def test_the_viewer_refuses_money_before_it_opens(market, capsys, monkeypatch) -> None:
    """One line, whether there is a display or not."""
    monkeypatch.delenv("DISPLAY", raising=False)
    spoil(market, ("params:\n", "params:\n  exchange_regime: mixed\n"))
    assert main(["view", "--lenient", str(market)]) == 2
    assert "money is not supported yet" in capsys.readouterr().err


def test_show_tells_every_value_and_which_are_defaults(market, capsys) -> None:
    """What the file says has no mark; what it leaves out has."""
    assert main(["scenario", "show", str(market)]) == 0
    lines = capsys.readouterr().out.splitlines()
    values = {line.split()[0]: line.split()[1:] for line in lines[2:]}
    assert values["N"] == ["6"]
    assert values["initial_inventories.A"] == ["[10,", "2,", "10,", "2]"]
    assert values["utilities.mix[1].params.gamma_A"] == ["0.0"]
    assert values["params.vision_radius"] == ["6"]
    assert values["params.beta"] == ["0.95", "default"]
    assert values["params.dA_max"] == ["no", "limit", "default"]
    assert values["search_protocol"] == ["distance_discounted", "default"]
    keys = {row.key for row in parameters() if row.section in {"params", "ces"}}
    assert keys <= {path.rpartition(".")[2] for path in values}


def test_show_as_json_is_the_whole_scenario(market, capsys) -> None:
    """With its defaults it is the scenario that the programs run."""
    spoil(market, ("vision_radius: 6", "vision_radius: 60"))
    assert main(["scenario", "show", "--json", str(market)]) == 0
    output, messages = capsys.readouterr()
    told = json.loads(output)
    scenario = load_scenario(market)
    assert told["sha256"] == scenario.sha256
    assert told["values"]["params"]["epsilon"] == 1e-12
    assert told["values"]["mode"] == "both"
    assert told["values"]["initial_inventories"]["A"] == [10, 2, 10, 2]
    assert told["warnings"] == scenario.warnings != []
    assert "params.spread" in told["defaults"]
    assert "params.vision_radius" not in told["defaults"]
    assert told["can_be_run"] is True
    assert messages == ""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("vision_radius: 6", "vision_radius: 60", "larger than the grid"),
        ("gamma_A: 0.0", "gamma_A: 2.0", "no more A than the subsistence level"),
        (
            "type: ces\n      weight: 0.5\n      params: {rho: 0.5, wA: 2.0, wB: 1.0}",
            QUADRATIC,
            "not concave",
        ),
    ],
)
def test_show_warns_of_what_is_odd(market, capsys, old, new, message) -> None:
    """On stderr, beside the values on stdout."""
    assert main(["scenario", "show", str(spoil(market, (old, new)))]) == 0
    output, messages = capsys.readouterr()
    assert message in messages
    assert message not in output


def test_a_schedule_stands_instead_of_a_mode(capsys) -> None:
    """The mode that would be the default is not shown as if it counted."""
    assert main(["scenario", "show", "day_and_night"]) == 0
    assert re.search(r"^mode +none +default$", capsys.readouterr().out, re.MULTILINE)


def test_describe_tells_all_of_a_key(capsys) -> None:
    """Where it is, its meaning, type, range, unit, default and advice."""
    assert main(["scenario", "describe", "vision_radius"]) == 0
    output = capsys.readouterr().out
    for told in (
        "in params",
        "How far an agent sees",
        "a whole number of at least 0",
        "cells",
        "5",
        "local markets",
    ):
        assert told in output


@pytest.mark.parametrize(
    ("key", "places"),
    [
        ("epsilon", ["params of ces", "params"]),
        ("params.epsilon", ["params"]),
        ("ces.epsilon", ["params of ces"]),
        ("utilities.mix[0].weight", ["an entry of utilities.mix"]),
        ("utilities.mix[0].params", ["an entry of utilities.mix"]),
        ("gamma_A", ["params of stone_geary"]),
    ],
)
def test_describe_shows_a_key_in_each_of_its_sections(key, places, capsys) -> None:
    """Those that are meant, where more is said than the bare key."""
    assert main(["scenario", "describe", key]) == 0
    name = key.rpartition(".")[2]
    heads = re.findall(rf"^{name}, in (.*)$", capsys.readouterr().out, re.MULTILINE)
    assert heads == places


@pytest.mark.parametrize(
    ("key", "nearest"),
    [("vision_raduis", "vision_radius"), ("grid_size", "N"), ("params.bata", "beta")],
)
def test_describe_tells_the_nearest_key(key, nearest, capsys) -> None:
    """Also for keys of other programs, and exits with 2."""
    assert main(["scenario", "describe", key]) == 2
    output, messages = capsys.readouterr()
    assert output == ""
    assert f"did you mean '{nearest}'?" in messages


def test_describe_without_a_key_lists_them_all(capsys) -> None:
    """One line at least for each, within eighty characters."""
    assert main(["scenario", "describe"]) == 0
    lines = capsys.readouterr().out.splitlines()
    keys = [line.split()[0] for line in lines if re.match(r"  \w", line)]
    assert keys == [row.key for row in parameters()]
    assert max(map(len, lines)) <= 80


def test_every_key_can_be_described(capsys) -> None:
    """The names that a key takes are explained with it."""
    for row in parameters():
        assert main(["scenario", "describe", row.key]) == 0
    output = capsys.readouterr().out
    assert "- take_it_or_leave_it: The best block" in output
    assert "- stone_geary: Subsistence" in output


def test_list_names_the_scenarios(market, data_dir, capsys) -> None:
    """The built-in ones and the user's, also those that cannot be used."""
    folder = data_dir / "scenarios"
    folder.mkdir(parents=True)
    market.rename(folder / "mine.yaml")
    (folder / "broken.yaml").write_text("N: \x1b", "utf-8")
    assert main(["scenario", "list"]) == 0
    output, messages = capsys.readouterr()
    assert re.search(r"^  teaching/first_market.yaml +First market$", output, re.M)
    assert re.search(r"^  mine.yaml +Small market$", output, re.M)
    assert re.search(r"^  broken.yaml +\(cannot be used", output, re.M)
    assert messages == ""
    assert main(["scenario", "list", "--json"]) == 0
    told = {entry["label"]: entry for entry in json.loads(capsys.readouterr().out)}
    assert told["mine.yaml"]["path"] == str(folder / "mine.yaml")
    assert told["mine.yaml"]["origin"] == "user"
    assert told["broken.yaml"]["mistakes"]


def test_list_says_where_the_users_scenarios_would_be(data_dir, capsys) -> None:
    """A new user learns how to make one."""
    assert main(["scenario", "list"]) == 0
    assert str(data_dir / "scenarios") in capsys.readouterr().err


def test_schema_is_printed_or_pointed_at(capsys) -> None:
    """The text of the file that the package ships, or its path."""
    assert main(["scenario", "schema"]) == 0
    assert capsys.readouterr().out == FILE.read_text("utf-8")
    assert main(["scenario", "schema", "--path"]) == 0
    assert Path(capsys.readouterr().out.strip()) == FILE


def test_what_a_terminal_would_obey_is_never_printed(market) -> None:
    """Escapes in a file, written as YAML allows it, are shown as escapes."""
    spoil(
        market,
        ("name: Small market", r'name: "\e[31mred"'),
        ("N: 6", r'"\e]0;k": 1' + "\n" + r'N: "\e[2J"'),
    )
    for arguments in (["validate", market], ["show", "--lenient", market]):
        done = subprocess.run(
            [sys.executable, "-m", "vmt", "scenario", *arguments],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 2
        assert "\x1b" not in done.stdout + done.stderr
        assert "Traceback" not in done.stderr
