"""Whatever is in a file, loading it ends with a scenario or a list of problems."""

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vmt.scenario import ScenarioError, document, load_scenario
from vmt.scenario.resolved import as_mapping, resolved
from vmt.scenario.table import parameters

pytestmark = pytest.mark.slow

SCENARIOS = Path(__file__).resolve().parents[3] / "scenarios"
TEXTS = [path.read_text("utf-8") for path in sorted(SCENARIOS.rglob("*.yaml"))]
DATA = [yaml.safe_load(text) for text in TEXTS]
ODD_VALUES = [
    "", "null", "true", "-1", "0", "1e-12", "1e999", ".nan", "-.inf", "two", "[]",
    "{}", "[[]]", "{a: {b: 1}}", "9" * 50, "0x10", "1:30", "2020-01-01", "''", "*a",
    "&a [*a]", "!!binary aa", "? a", "- b", "|", ">\n x", "{uniform: [1, 2]}", "[1, 2]",
    "{uniform: [2]}", "{uniform_int: [1, 2, 3]}", "\t", "\x00",
    "é", "\u2028", "%", "@", "`", "---", "...", "1_0", "+1", "trade", "ces", "<<: {}",
]  # fmt: skip

edits = st.one_of(
    st.tuples(st.just("value"), st.integers(0, 80), st.sampled_from(ODD_VALUES)),
    st.tuples(st.just("line"), st.integers(0, 80), st.sampled_from(ODD_VALUES)),
    st.tuples(st.just("drop"), st.integers(0, 80), st.just("")),
    st.tuples(st.just("double"), st.integers(0, 80), st.just("")),
    st.tuples(st.just("indent"), st.integers(0, 80), st.sampled_from(["  ", " ", "-"])),
    st.tuples(st.just("cut"), st.integers(0, 2000), st.just("")),
    st.tuples(st.just("insert"), st.integers(0, 2000), st.text(max_size=3)),
)


def edited(text: str, edit: tuple[str, int, str]) -> str:
    """Return a text with one edit, as a tired or a malicious author makes it."""
    kind, place, value = edit
    lines = text.split("\n")
    index = place % len(lines)
    match kind:
        case "value":
            lines[index] = f"{lines[index].partition(':')[0]}: {value}"
        case "line":
            lines[index] = value
        case "drop":
            del lines[index]
        case "double":
            lines.insert(index, lines[index])
        case "indent":
            lines[index] = value + lines[index]
        case "cut":
            return text[:place]
        case "insert":
            return text[:place] + value + text[place:]
    return "\n".join(lines)


keys = st.sampled_from(sorted({row.key for row in parameters()}))
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**45), 10**45),
    st.integers(0, 20),
    st.floats(width=64),
    st.floats(0, 1),
    st.decimals(0, 10, places=4, allow_nan=False).map(str),
    st.text(max_size=6),
    st.sampled_from(["ces", "linear", "trade", "both", "three_pass", "1e-12"]),
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(keys | st.text(max_size=4), inner, max_size=5)
    ),
    max_leaves=12,
)
"""Whatever can stand in a file, with keys of the format more often than others."""


def replaced(data: object, way: list[int], value: object) -> object:
    """Return nested data with another value at a place that numbers lead to."""
    if not way or not isinstance(data, dict | list) or not data:
        return value
    names = list(data) if isinstance(data, dict) else list(range(len(data)))
    name = names[way[0] % len(names)]
    if isinstance(data, dict):
        return {**data, name: replaced(data[name], way[1:], value)}
    return [*data[:name], replaced(data[name], way[1:], value), *data[name + 1 :]]


def check(path: Path, content: bytes, *, lenient: bool) -> None:
    """Load a file; hold what comes of it to what is promised."""
    path.write_bytes(content)
    scenario, problems = None, []
    try:
        scenario = load_scenario(path, lenient=lenient)
    except ScenarioError as error:
        problems = error.problems
    if scenario is None:
        last = len(content.decode("utf-8", "replace").splitlines()) + 1
        assert problems
        assert all(problem.message.isprintable() for problem in problems)
        assert all(p.line is None or 1 <= p.line <= last for p in problems)
        return
    assert json.loads(json.dumps(as_mapping(scenario.model)))["N"] >= 1
    assert len({value.path for value in resolved(scenario.model)}) > 30
    if not scenario.obstacles:
        configuration = scenario.configuration
        assert len(configuration.endowment_A) == configuration.n_agents


def fuzzed(examples: int) -> settings:
    """Return the settings of a test that draws so many files."""
    return settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=[
            HealthCheck.function_scoped_fixture,
            HealthCheck.differing_executors,
            HealthCheck.too_slow,
        ],
    )


@pytest.mark.parametrize("lenient", [False, True])
@fuzzed(2000)
@given(text=st.sampled_from(TEXTS), changes=st.lists(edits, min_size=1, max_size=4))
def test_a_mutated_file_gives_a_scenario_or_problems(
    tmp_path: Path, text: str, changes: list[tuple[str, int, str]], *, lenient: bool
) -> None:
    """No other exception, and every problem has its line."""
    for change in changes:
        text = edited(text, change)
    content = text.encode("utf-8", "surrogatepass")
    check(tmp_path / "fuzz.yaml", content, lenient=lenient)


@pytest.mark.parametrize("lenient", [False, True])
@fuzzed(1200)
@given(
    data=st.sampled_from(DATA),
    changes=st.lists(
        st.tuples(st.lists(st.integers(0, 20), max_size=6), values),
        min_size=1,
        max_size=3,
    ),
)
def test_replaced_values_give_a_scenario_or_problems(
    tmp_path: Path,
    data: object,
    changes: list[tuple[list[int], object]],
    *,
    lenient: bool,
) -> None:
    """Good YAML of the wrong shape, anywhere in a file that was right."""
    for way, value in changes:
        data = replaced(data, way, value)
    content = yaml.safe_dump(data, allow_unicode=True).encode()
    check(tmp_path / "fuzz.yaml", content, lenient=lenient)


@pytest.mark.parametrize("lenient", [False, True])
@fuzzed(600)
@given(data=st.dictionaries(keys, values, max_size=12))
def test_any_data_give_a_scenario_or_problems(
    tmp_path: Path, data: dict[str, object], *, lenient: bool
) -> None:
    """Keys of the format with anything in them."""
    content = yaml.safe_dump(data, allow_unicode=True).encode()
    check(tmp_path / "fuzz.yaml", content, lenient=lenient)


@pytest.mark.parametrize("reader", [document._LOADER, yaml.SafeLoader])
@fuzzed(1500)
@given(content=st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_any_bytes_give_problems(
    tmp_path: Path, content: bytes, *, reader: type
) -> None:
    """Two hundred bytes are too few for a scenario, whatever reads the YAML."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(document, "_LOADER", reader)
        path = tmp_path / "fuzz.yaml"
        check(path, content, lenient=False)
        with pytest.raises(ScenarioError):
            load_scenario(path)


@fuzzed(1500)
@given(
    text=st.sampled_from(TEXTS),
    cuts=st.lists(
        st.tuples(st.integers(0, 2000), st.integers(0, 3), st.binary(max_size=4)),
        min_size=1,
        max_size=4,
    ),
)
def test_a_file_with_wrong_bytes_gives_a_scenario_or_problems(
    tmp_path: Path, text: str, cuts: list[tuple[int, int, bytes]]
) -> None:
    """As a broken disk or a wrong encoding leaves it."""
    content = text.encode()
    for place, length, other in cuts:
        content = content[:place] + other + content[place + length :]
    check(tmp_path / "fuzz.yaml", content, lenient=True)
