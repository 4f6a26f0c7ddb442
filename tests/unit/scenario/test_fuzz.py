"""Whatever is in a file, loading it ends with a scenario or a list of problems."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vmt.scenario import ScenarioError, load_scenario

SCENARIOS = Path(__file__).resolve().parents[3] / "scenarios"
TEXTS = [path.read_text("utf-8") for path in sorted(SCENARIOS.rglob("*.yaml"))]
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


@pytest.mark.parametrize("lenient", [False, True])
@settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(text=st.sampled_from(TEXTS), changes=st.lists(edits, min_size=1, max_size=4))
def test_a_mutated_file_gives_a_scenario_or_problems(
    tmp_path: Path, text: str, changes: list[tuple[str, int, str]], *, lenient: bool
) -> None:
    """No other exception, and every problem has its line."""
    for change in changes:
        text = edited(text, change)
    path = tmp_path / "fuzz.yaml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    problems = []
    try:
        configuration = load_scenario(path, lenient=lenient).configuration
    except ScenarioError as error:
        problems = error.problems
    if problems:
        last = len(text.splitlines()) + 1
        assert all(p.line is None or 1 <= p.line <= last for p in problems)
    else:
        assert len(configuration.endowment_A) == configuration.n_agents


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(content=st.binary(max_size=200))
def test_any_bytes_give_problems(tmp_path: Path, content: bytes) -> None:
    """Two hundred bytes are too few for a scenario."""
    path = tmp_path / "fuzz.yaml"
    path.write_bytes(content)
    with pytest.raises(ScenarioError):
        load_scenario(path)
