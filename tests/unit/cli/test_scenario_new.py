"""``vmt scenario new``: files that explain themselves and are valid."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vmt.cli.main import main
from vmt.engine.simulation import Simulation
from vmt.scenario import load_scenario, writing
from vmt.scenario.preferences import CES, FORMS, Quadratic
from vmt.scenario.recipe import PRESETS

MONEY = {"money_demo", "mixed_economy"}


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_makes_a_scenario_that_runs(preset, data_dir, capsys) -> None:
    """It lies with the user's scenarios, explains itself, and has no warnings."""
    assert main(["scenario", "new", "My Märket", "--preset", preset]) == 0
    output, messages = capsys.readouterr()
    path = data_dir / "scenarios" / "my_märket.yaml"
    assert output == f"{path}\n"
    assert ("money is not supported yet" in messages) == (preset in MONEY)
    scenario = load_scenario(path)
    assert scenario.warnings == []
    assert scenario.name == "My Märket"
    assert scenario.description
    assert PRESETS[preset].grid == scenario.model.N
    assert scenario.model.agents == PRESETS[preset].agents
    kinds = [entry.type for entry in scenario.model.utilities.mix]
    assert tuple(kinds) == PRESETS[preset].utilities
    simulation = Simulation(scenario.configuration, 42)
    simulation.run(5)
    assert simulation.tick == 5
    comments = [line for line in scenario.text.splitlines() if "# " in line]
    assert len(comments) > 15
    assert max(map(len, scenario.text.splitlines())) <= 88
    assert main(["scenario", "validate", "my_märket"]) == 0


def test_agents_trade_in_what_is_made_without_options(data_dir, capsys) -> None:
    """Whoever tries it first sees a market."""
    assert main(["scenario", "new", "first"]) == 0
    configuration = load_scenario(Path(capsys.readouterr().out.strip())).configuration
    simulation = Simulation(configuration, 42)
    assert any(simulation.step().trades for _ in range(60))


def test_the_seed_decides_what_is_drawn(capsys) -> None:
    """The same seed makes the same file, another one another."""
    texts = []
    for seed in ("7", "7", "8"):
        assert main(["scenario", "new", "x", "--seed", seed, "--output", "-"]) == 0
        texts.append(capsys.readouterr().out)
    assert texts[0] == texts[1]
    assert texts[0].replace("seed: 7", "seed: 8") != texts[2]


def test_options_replace_values_of_the_preset(tmp_path, capsys) -> None:
    """Each of them, and the rest stays."""
    path = tmp_path / "own.yaml"
    options = [
        *("--agents=3", "--grid=4", "--inventory-range=2,5", "--seed=9"),
        *("--utilities=linear,stone_geary,linear", "--resources=0.25,4.5,0"),
    ]
    assert main(["scenario", "new", "x", f"--output={path}", *options]) == 0
    scenario = load_scenario(path)
    model = scenario.model
    assert (model.agents, model.N, model.seed) == (3, 4, 9)
    assert [entry.type for entry in model.utilities.mix] == [
        "linear",
        "stone_geary",
        "linear",
    ]
    assert [entry.weight for entry in model.utilities.mix] == [0.33, 0.33, 0.34]
    assert model.utilities.mix[0].params != model.utilities.mix[2].params
    assert (model.resource_seed.density, float(model.resource_seed.amount)) == (
        0.25,
        4.5,
    )
    assert model.params.resource_growth_rate == 0
    assert {2, 3, 4, 5} >= {own // 10_000 for own in scenario.configuration.endowment_A}
    assert scenario.warnings == []


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    seed=st.integers(0, 999_999_999),
    grid=st.integers(1, 200),
    agents=st.integers(1, 50),
    lowest=st.integers(1, 1000),
    more=st.integers(1, 1000),
    forms=st.lists(st.sampled_from(list(FORMS)), min_size=1, max_size=20),
)
def test_whatever_is_asked_for_is_valid(
    tmp_path, capsys, seed, grid, agents, lowest, more, forms
) -> None:
    """Without a warning, and with parameters from the ranges in which forms behave."""
    path = tmp_path / f"{len(list(tmp_path.iterdir()))}.yaml"
    options = [
        *(f"--seed={seed}", f"--grid={grid}", f"--agents={agents}"),
        f"--inventory-range={lowest},{lowest + more}",
        f"--utilities={','.join(forms)}",
    ]
    assert main(["scenario", "new", "x", f"--output={path}", *options]) == 0
    scenario = load_scenario(path)
    assert scenario.warnings == []
    assert scenario.configuration.n_agents == agents
    for entry in scenario.model.utilities.mix:
        match entry.params:
            case CES(rho=rho, wA=wA, wB=wB):
                assert -1 <= rho < 0.8
                assert 0.3 <= wA <= 0.7
                assert wA + wB == pytest.approx(1)
            case Quadratic(A_star=star, sigma_A=sigma):
                ends = sorted([1.2 * lowest, 0.8 * (lowest + more)])
                assert ends[0] - 0.01 <= star <= ends[1]
                assert 0.39 <= sigma / star <= 0.81


def test_a_file_in_the_way_stays(data_dir, capsys) -> None:
    """Also a link that leads nowhere is in the way; nothing is left beside it."""
    assert main(["scenario", "new", "mine"]) == 0
    path = data_dir / "scenarios" / "mine.yaml"
    before = path.read_text("utf-8")
    assert main(["scenario", "new", "mine", "--seed=1"]) == 2
    link = path.with_name("link.yaml")
    link.symlink_to("nowhere")
    assert main(["scenario", "new", "link"]) == 2
    assert capsys.readouterr().err.count("is there already") == 2
    assert path.read_text("utf-8") == before
    assert sorted(p.name for p in path.parent.iterdir()) == ["link.yaml", "mine.yaml"]


def test_a_file_system_without_links_will_do(tmp_path, monkeypatch) -> None:
    """The file is written to its place then, and still overwrites none."""

    def no_links(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(writing.os, "link", no_links)
    command = ["scenario", "new", "x", "--output", str(tmp_path / "x.yaml")]
    assert main(command) == 0
    assert main(command) == 2
    assert [p.name for p in tmp_path.iterdir()] == ["x.yaml"]
    assert load_scenario(tmp_path / "x.yaml").name == "x"


@pytest.mark.parametrize(
    ("place", "message", "code"),
    [
        ("no/such/folder/x.yaml", "there is no folder", 2),
        (".", "is there already", 2),
        ("x" * 300, "cannot make the file", 1),
        ("/proc/x.yaml", "cannot make the file", 1),
    ],
)
def test_a_place_that_will_not_do_is_told(
    tmp_path: Path, capsys, monkeypatch, place, message, code
) -> None:
    """In words, without a traceback."""
    monkeypatch.chdir(tmp_path)
    assert main(["scenario", "new", "x", "--output", place]) == code
    output, messages = capsys.readouterr()
    assert output == ""
    assert message in messages
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--agents=0"], "'0' is not a whole number, 1 to 1000000"),
        (["--grid=2001"], "1 to 2000"),
        (["--inventory-range=0,5"], "1 to 100000000"),
        (["--inventory-range=5,5"], "with LO below HI"),
        (["--inventory-range=5"], "with LO below HI"),
        (["--utilities=cess"], "no form of utility 'cess'; did you mean ces?"),
        (["--utilities=" + ",".join(["ces"] * 21)], "more than 20"),
        (["--resources=0.3,5"], "write D,MAX,REGEN"),
        (["--resources=2,5,1"], "D must be a number from 0 to 1"),
        (["--resources=nan,5,1"], "found NaN"),
        (["--resources=1e-999999999,5,1"], "at most 4 decimals"),
        (["--resources=0.3,0,1"], "MAX must be above 0"),
        (["--resources=0.3,1e99,1"], "MAX must be a number from 0 to 100,000,000"),
        (["--seed=-1"], "0 to 999999999"),
    ],
)
def test_what_cannot_be_is_told(options, message, capsys) -> None:
    """With what is allowed."""
    with pytest.raises(SystemExit) as ended:
        main(["scenario", "new", "x", "--output=-", *options])
    assert ended.value.code == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("name", ["", " ", "a\nb", "a\x00b", "\udcff"])
def test_a_name_is_a_line_of_text(name, capsys) -> None:
    """It stands in windows and in reports."""
    with pytest.raises(SystemExit):
        main(["scenario", "new", name, "--output=-"])
    assert "is not a line of text" in capsys.readouterr().err


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "C:\\x", 'a "b" #c: {d}', "é" * 99]
)
def test_any_name_gives_a_file_in_the_folder(name, data_dir, capsys) -> None:
    """And is in the file as it was given."""
    assert main(["scenario", "new", name]) == 0
    (path,) = (data_dir / "scenarios").iterdir()
    assert load_scenario(path).name == name
    assert len(path.name.encode()) < 255


def test_a_name_without_letters_needs_a_place(data_dir, capsys) -> None:
    """There would be nothing to call the file."""
    assert main(["scenario", "new", "???"]) == 2
    assert "--output" in capsys.readouterr().err
