"""What a file has to be before its keys matter: readable, small, plain YAML."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from vmt.scenario import ScenarioError, load_scenario
from vmt.scenario.document import MAX_BYTES, MAX_VALUES

Problems = Callable[..., list[str]]

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{below}'] * 9)}]\n"
    for below, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty; a scenario starts with 'schema_version: 1'"),
        (b" \n\n", "the file is empty"),
        (b"# only a comment\n", "1:1: the file holds nothing but comments"),
        (b"name: bl\xe9\n", "1:9: this is not UTF-8 text"),
        ("name: x".encode("utf-16"), "1:1: this is not UTF-8 text"),
        (b"name: a\nN: \x00\n", "2:4: the control character '\\x00' is not allowed"),
        (b"x" * (MAX_BYTES + 1), "the file is larger than 1,000,000 bytes"),
        (b"- a\n- b\n", "1:1: a scenario is a mapping"),
        (b"42\n", "1:1: a scenario is a mapping"),
        (b"a: [1, 2\nb: 3\n", "this is not valid YAML"),
        (b"a:\n\tb: 1\n", "2:1: this is not valid YAML"),
        (b"a:\n\tb: 1\n", "indent with blanks, not with tabs"),
        (b"a: 'b\n", "this is not valid YAML"),
        (b"[" * 100_000, "nested more than 16 levels deep"),
        (b"{a: " * 100_000, "nested more than 16 levels deep"),
        (b"- " * 100_000, "nested more than 16 levels deep"),
        (BOMB.encode(), f"more than {MAX_VALUES:,} values"),
        (b"a: [" + b"1," * 300_000 + b"1]", f"more than {MAX_VALUES:,} values"),
        (b"a: &x [*x]\n", "1:8: there is no anchor '&x' above this alias"),
        (b"a: *nowhere\n", "1:4: there is no anchor '&nowhere'"),
        (b"!!python/object/apply:os.getcwd []\n", "python/object/apply:os.getcwd"),
        (b"a: !!int '3'\n", "1:4: the tag tag:yaml.org,2002:int is not allowed"),
        (b"[a, b]: 1\n", "1:1: a key must be a single word"),
        (b"N: 8\nname: x\nN: 9\n", "3:1: the key 'N' is already in line 1"),
        (b"N: 8\n---\nN: 9\n", "2:1: a scenario file holds one document"),
    ],
    ids=range(25),
)
def test_a_file_that_is_no_scenario_is_told_so(
    problems: Problems, content: bytes, message: str
) -> None:
    """Each kind of unusable file gets a sentence of its own."""
    assert any(message in problem for problem in problems(content=content))


def test_every_duplicate_of_a_key_is_told(problems: Problems, small: str) -> None:
    """A key that is written twice would otherwise win silently."""
    lines = problems(content=f"{small}  beta: 0.8\nN: 9\nparams: {{}}\n")
    assert [line.split(": ")[0] for line in lines] == ["22:3", "23:1", "24:1"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("missing.yaml", "there is no such file"),
        (".", "this is a folder"),
        ("pipe", "this is not a regular file"),
        ("x" * 5000, "cannot read the file"),
        ("link", "cannot read the file|there is no such file"),
    ],
)
def test_a_path_that_cannot_be_read_is_told_without_a_line(
    tmp_path: Path, name: str, message: str
) -> None:
    """A missing file, a folder, a pipe and a loop of links all end at once."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("link")
    with pytest.raises(ScenarioError, match=message) as caught:
        load_scenario(tmp_path / name)
    assert caught.value.problems[0].line is None


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_told(write: Callable[..., Path]) -> None:
    """The operating system's reason is passed on."""
    path = write()
    path.chmod(0)
    with pytest.raises(ScenarioError, match="Permission denied"):
        load_scenario(path)


@pytest.mark.parametrize("end", ["\r\n", "\r"], ids=["windows", "old-mac"])
def test_line_ends_of_other_systems_are_fine(
    small: str, write: Callable[..., Path], end: str
) -> None:
    """A file that was edited elsewhere loads all the same."""
    path = write(content=small.replace("\n", end))
    assert load_scenario(path).name == "Small"


def test_a_byte_order_mark_is_passed_over(
    small: str, write: Callable[..., Path]
) -> None:
    """Some editors on Windows write one."""
    path = write(content="\ufeff" + small)
    assert load_scenario(path).name == "Small"


def test_the_text_is_kept_exactly(write: Callable[..., Path]) -> None:
    """A recording can hold what was run, comments and all."""
    path = write(("name: Small", "name: Small  # ü\r"))
    assert load_scenario(path).text.encode() == path.read_bytes()


def test_anchors_may_save_writing(small: str, write: Callable[..., Path]) -> None:
    """An alias stands for a copy of what it points at."""
    mix = "params: &tastes {rho: 0.5, wA: 1, wB: 2}"
    text = small.replace("params: {rho: 0.5, wA: 1, wB: 2}", mix)
    text = text.replace("type: linear", "type: ces").replace(
        "{vA: 1, vB: 2}", "*tastes"
    )
    first, second = load_scenario(write(content=text)).configuration.population
    assert first == second
