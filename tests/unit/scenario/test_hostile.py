"""Files that are made to harm are refused in words, and cost little."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from vmt.scenario import document, load_scenario
from vmt.scenario.document import MAX_VALUES
from vmt.scenario.problems import MOST, SHOWN

Problems = Callable[..., list[str]]

LOAD = """
import sys
from vmt.errors import UserError
from vmt.scenario import load_scenario
for lenient in (False, True):
    try:
        load_scenario(sys.argv[1], lenient=lenient)
    except UserError as error:
        print(str(error).splitlines()[0])
with open("/proc/self/status") as status:
    (peak,) = (line.split()[1] for line in status if line.startswith("VmHWM"))
print(peak)
"""
MEMORY = 200_000
"""KiB that reading a file may take, the program itself included."""

BIG = b"x: y\n" * 21_000_000
FLOODS = {
    "100 MB": (BIG, "larger than"),
    "wrong entries": (
        b"initial_inventories: {A: [" + b"-1," * 49_000 + b"1]}",
        "the required key",
    ),
    "more wrong entries": (
        b"initial_inventories: {A: [" + b"-1," * 240_000 + b"1]}",
        f"more than {MAX_VALUES:,} values",
    ),
    "unknown keys": (
        b"".join(b"k%i: 1\n" % i for i in range(49_000)),
        "the required key",
    ),
    "wrong tastes": (
        b"utilities:\n  mix:\n" + b"    - {type: ces, params: {rho: x}}\n" * 9000,
        "the required key",
    ),
    "cells off the grid": (
        b"N: 9\nagent_positions: [" + b"[9,9]," * 16_000 + b"[9,9]]",
        "the required key",
    ),
    "keys twice": (b"N: 9\n" * 49_000, "the key 'N' is already in line 1"),
    "brackets": (b"[" * 999_999, "nested more than 16 levels deep"),
    "a word": (b"name: " + b"x" * 999_000, "the required key"),
    "tag lines": (
        b"".join(b"%%TAG !%i! x\n" % i for i in range(40_000)) + b"--- a",
        "a %TAG line is not allowed",
    ),
    "aliases": (
        b"a: &a [" + b"x," * 999 + b"x]\nb: [" + b"*a," * 99_000 + b"*a]",
        f"more than {MAX_VALUES:,} values",
    ),
}


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
@pytest.mark.parametrize("flood", FLOODS)
def test_a_flood_is_refused_and_costs_little_memory(tmp_path: Path, flood: str) -> None:
    """Less than 200 MB, strictly and leniently."""
    content, message = FLOODS[flood]
    path = tmp_path / "flood.yaml"
    path.write_bytes(content)
    done = subprocess.run(
        [sys.executable, "-c", LOAD, str(path)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    *told, peak = done.stdout.splitlines()
    assert len(told) == 2
    assert all(message in line for line in told)
    assert int(peak) < MEMORY


def test_what_is_told_of_a_file_has_an_end(problems: Problems) -> None:
    """So many problems help nobody more than the first thousand."""
    told = problems(content=b"N: 9\n" * 5000)
    assert len(told) == MOST > SHOWN


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("N: 8", f"N: {'9' * 100_000}"),
        ("beta: 0.9", f"beta: {'9' * 100_000}"),
        ("  B: 5", f"  B: {'9' * 100_000}"),
        ("  B: 5", f"  B: 0.{'9' * 100_000}"),
        ("N: 8", f"N: 8\nsearch_protocol: {'x' * 100_000}"),
        ("N: 8", f"N: 8\nmode: !{'x' * 100_000} trade"),
        ("N: 8", f"N: *{'x' * 100_000}"),
        ("type: ces", f"type: {'x' * 100_000}"),
        ("name: Small", f'name: "a\\0{"x" * 100_000}"'),
    ],
    ids=range(9),
)
def test_no_message_is_longer_than_a_reader_is_patient(
    problems: Problems, old: str, new: str
) -> None:
    """A quotation from the file is cut."""
    told = problems((old, new))
    assert all(len(line) < 700 for line in told)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("N: 8", r'"\e[31mN": 8'),
        ("N: 8", r'N: "\e]0;title\a"'),
        ("name: Small", r'name: "Sm\0all"'),
        ("name: Small", r'name: "Sm\nall"'),
        ("N: 8", 'N: 8\nsearch_protocol: "\\e[2Jx"'),
        ("N: 8", 'N: 8\nsearch_protocol: {name: myopic, params: {"\\r\\n": 1}}'),
    ],
)
def test_a_message_is_one_printable_line(
    problems: Problems, old: str, new: str
) -> None:
    """What a terminal would obey is shown as an escape."""
    told = problems((old, new))
    assert told
    assert all(line.isprintable() for line in told)


def test_a_name_may_be_folded(small: str, write: Callable[..., Path]) -> None:
    """A line end behind it is not in it."""
    path = write(content=small.replace("name: Small", "name: >\n  Very\n  small"))
    assert load_scenario(path).name.strip() == "Very small"


@pytest.mark.skipif(not Path("/proc/kmsg").exists(), reason="needs /proc/kmsg")
def test_a_file_that_never_ends_is_not_waited_for() -> None:
    """Some files of the system give what comes, whenever it comes."""
    # It may have something to give, which is no scenario.
    with pytest.raises(document.ScenarioError):
        load_scenario("/proc/kmsg")


@pytest.mark.parametrize(
    "content",
    [
        rb'a: "\UFFFFFFFF"',
        rb'a: "\U00110000"',
        rb'a: "\ud800"',
        b"a: 'b",
        b"\xef\xbf\xbe",
    ],
)
@pytest.mark.parametrize("loader", [yaml.SafeLoader, document._LOADER])
def test_both_readers_of_yaml_refuse_the_same(
    problems: Problems, monkeypatch: pytest.MonkeyPatch, loader: type, content: bytes
) -> None:
    """PyYAML comes with libyaml in it, or without."""
    monkeypatch.setattr(document, "_LOADER", loader)
    assert any("not valid YAML" in line for line in problems(content=content))
