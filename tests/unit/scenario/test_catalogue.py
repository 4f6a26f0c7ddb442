"""Finding scenarios by what users call them."""

import sys
from pathlib import Path

import pytest

from vmt.errors import UserError
from vmt.scenario.catalogue import find_scenarios, locate


@pytest.fixture
def user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the user's folder of scenarios, with four in it and some clutter."""
    monkeypatch.setenv("VMT_DATA_DIR", str(tmp_path))
    folder = tmp_path / "scenarios"
    for name in (
        "mine.yaml",
        "a/twin.yaml",
        "b/twin.yml",
        "FROM_DOS.YML",
        ".hidden.yaml",
        "a/notes.txt",
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("name: x\n")
    (folder / "folder.yaml").mkdir()
    return folder


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of built-in scenarios of a program somewhere else."""
    folder = tmp_path / "program" / "scenarios"
    folder.mkdir(parents=True)
    (folder / "mine.yaml").write_text("name: built-in\n")
    monkeypatch.setattr(sys, "argv", [str(folder.parent / "launcher.py")])
    return folder


def test_the_catalogue_lists_built_in_scenarios_first_and_then_the_users(
    user: Path, program: Path
) -> None:
    """Each part is sorted; hidden files, folders and other files are left out."""
    found = [(entry.label, entry.origin, entry.path) for entry in find_scenarios()]
    assert found == [
        ("mine.yaml", "built-in", program / "mine.yaml"),
        ("FROM_DOS.YML", "user", user / "FROM_DOS.YML"),
        ("a/twin.yaml", "user", user / "a/twin.yaml"),
        ("b/twin.yml", "user", user / "b/twin.yml"),
        ("mine.yaml", "user", user / "mine.yaml"),
    ]


def test_a_missing_folder_of_the_user_has_no_scenarios(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looking for scenarios makes no folder either."""
    monkeypatch.setenv("VMT_DATA_DIR", str(tmp_path / "nothing"))
    assert all(entry.origin == "built-in" for entry in find_scenarios())
    assert not (tmp_path / "nothing").exists()


@pytest.mark.parametrize(
    "name", ["teaching/first_market.yaml", "teaching/first_market", "first_market"]
)
def test_a_scenario_has_a_label_and_a_bare_name(name: str) -> None:
    """Users need not know where VMT is installed."""
    assert locate(name).as_posix().endswith("scenarios/teaching/first_market.yaml")


def test_a_path_goes_before_a_name(tmp_path: Path) -> None:
    """What exists is meant."""
    path = tmp_path / "first_market"
    path.write_text("name: x\n")
    assert locate(str(path)) == path


def test_a_scenario_of_the_user_goes_before_a_built_in_one(
    user: Path, program: Path
) -> None:
    """A copy that was changed is what its author means."""
    assert locate("mine") == user / "mine.yaml"


def test_a_name_that_two_files_have_is_not_guessed(user: Path) -> None:
    """The labels to choose from are in the message."""
    with pytest.raises(UserError, match=r"could be a/twin\.yaml or b/twin\.yml"):
        locate("twin")
    assert locate("b/twin") == user / "b/twin.yml"


@pytest.mark.parametrize("name", ["first_markt", "teaching/first_markt"])
def test_an_unknown_name_is_told_with_the_nearest(name: str) -> None:
    """A typing mistake costs one look."""
    with pytest.raises(UserError, match=r"did you mean '(teaching/)?first_market'"):
        locate(name)


@pytest.mark.parametrize("name", ["zzzzzzzz", "a\0b", "x" * 5000])
def test_a_hopeless_name_is_told_plainly(name: str) -> None:
    """Nothing that can be typed ends in a traceback."""
    with pytest.raises(UserError):
        locate(name)
