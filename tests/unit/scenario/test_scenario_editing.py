"""Changing single values of scenario files, and leaving the rest alone."""

import difflib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vmt.scenario import scenario_of
from vmt.scenario.document import Steps
from vmt.scenario.editing import REMOVED, Change, EditError, changed, data_of
from vmt.scenario.editing_values import inline

SCENARIOS = sorted(Path("scenarios").rglob("*.yaml"))
assert SCENARIOS


def scalars(data: object, way: Steps = ()) -> Iterator[tuple[Steps, object]]:
    """Yield every single value of a file, with the way to it."""
    match data:
        case Mapping():
            for key, value in data.items():
                yield from scalars(value, (*way, key))
        case tuple():
            for index, value in enumerate(data):
                yield from scalars(value, (*way, index))
        case _:
            yield way, data


def another(value: object) -> object:
    """Return another value of the same type."""
    match value:
        case bool():
            return not value
        case int() | float():
            return value + 1
    return "Quite another text"


def comments(text: str) -> list[str]:
    """Return the comments of a text."""
    return [line.partition("#")[2] for line in text.splitlines() if "#" in line]


def lines_lost(before: str, after: str) -> list[str]:
    """Return the lines that are in a text before and not after a change."""
    difference = difflib.ndiff(before.splitlines(True), after.splitlines(True))
    return [line[2:] for line in difference if line.startswith("- ")]


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_a_change_touches_the_lines_of_its_value_only(path: Path) -> None:
    """Every value of every scenario that ships, one after the other."""
    text = path.read_text()
    for steps, value in scalars(data_of(text)):
        new = another(value)
        after = changed(text, [Change(steps, new)])

        found = dict(scalars(data_of(after)))
        assert found.pop(steps) == new
        assert found == {k: v for k, v in scalars(data_of(text)) if k != steps}
        assert comments(after) == comments(text)
        if not isinstance(value, str):
            assert len(lines_lost(text, after)) == 1


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_what_is_changed_and_changed_back_is_as_it_was(path: Path) -> None:
    """To the byte, where the value was written as VMT writes it."""
    text = path.read_text()
    for steps, value in scalars(data_of(text)):
        if not isinstance(value, str) and inline(value) in text:
            there = changed(text, [Change(steps, another(value))])
            back = changed(there, [Change(steps, value)])
            lost = lines_lost(text, back)
            assert len(lost) <= 1
            assert data_of(back) == data_of(text)


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_a_key_that_is_taken_out_and_put_in_is_a_scenario_again(path: Path) -> None:
    """Every optional key, in whatever section it is."""
    text = path.read_text()
    for key, value in (data_of(text)["params"]).items():
        steps: Steps = ("params", key)
        without = changed(text, [Change(steps, REMOVED)])
        assert key not in (data_of(without).get("params") or {})
        assert len(lines_lost(text, without)) <= 1 or len(data_of(text)["params"]) == 1

        again = changed(without, [Change(steps, value)])
        assert data_of(again) == data_of(text)
        assert scenario_of(again, path).model == scenario_of(text, path).model


BOTH = "top:\n  a: 1   # one\n\n  # about b\n  b: 2\nlast: 3\n"

CASES = {
    "a number for a number, its comment stays": (
        BOTH,
        Change(("top", "a"), 0.5),
        "top:\n  a: 0.5   # one\n\n  # about b\n  b: 2\nlast: 3\n",
    ),
    "a mapping for a number, and the comments below stay where they are": (
        BOTH,
        Change(("top", "a"), {"uniform_int": [1, 5]}),
        "top:\n  a:\n    uniform_int: [1, 5]   # one\n\n  # about b\n  b: 2\nlast: 3\n",
    ),
    "a number for a mapping": (
        "a:   # both\n  - 1\n  - 2\n# about b\nb: 1\n",
        Change(("a",), Decimal("2.50")),
        "a: 2.50   # both\n# about b\nb: 1\n",
    ),
    "a key goes with its line": (
        BOTH,
        Change(("top", "a"), REMOVED),
        "top:\n\n  # about b\n  b: 2\nlast: 3\n",
    ),
    "the last key goes with what it is in": (
        "top:\n  a: 1\nlast: 3\n",
        Change(("top", "a"), REMOVED),
        "last: 3\n",
    ),
    "unless there are comments": (
        "top:\n  # why\n  a: 1\nlast: 3\n",
        Change(("top", "a"), REMOVED),
        "top:\n  # why\nlast: 3\n",
    ),
    "a key within braces": (
        "top: {a: 1, b: 2}  # both\n",
        Change(("top", "c"), "x"),
        "top: {a: 1, b: 2, c: x}  # both\n",
    ),
    "out of braces, at the front": (
        "top: {a: 1, b: 2}  # both\n",
        Change(("top", "a"), REMOVED),
        "top: {b: 2}  # both\n",
    ),
    "out of braces, at the end": (
        "top: {a: 1, b: 2}\n",
        Change(("top", "b"), REMOVED),
        "top: {a: 1}\n",
    ),
    "into empty braces": ("top: {}\n", Change(("top", "a"), 1), "top: {a: 1}\n"),
    "into a key without a value": (
        "top:\n# about b\nb: 1\n",
        Change(("top", "a"), 1),
        "top:\n  a: 1\n# about b\nb: 1\n",
    ),
    "an entry at the end of a list": (
        "mix:\n  - a: 1\n    b: 2  # two\n\n# about c\nc: 1\n",
        Change(("mix", 1), {"a": 3, "b": {"x": 1}}),
        "mix:\n  - a: 1\n    b: 2  # two\n  - a: 3\n    b: {x: 1}\n\n# about c\nc: 1\n",
    ),
    "an entry of a list that is not indented": (
        "mix:\n- a: 1\nc: 1\n",
        Change(("mix", 1), {"a": 3}),
        "mix:\n- a: 1\n- a: 3\nc: 1\n",
    ),
    "an entry less": (
        "mix:\n  - a: 1\n    b: 2\n  - a: 3\n",
        Change(("mix", 0), REMOVED),
        "mix:\n  - a: 3\n",
    ),
    "the only entry less": (
        "mix:\n  - a: 1\nc: 1\n",
        Change(("mix", 0), REMOVED),
        "mix: []\nc: 1\n",
    ),
    "the first key behind a dash": (
        "mix:\n  - a: 1\n    b: 2\n",
        Change(("mix", 0, "a"), REMOVED),
        "mix:\n  - b: 2\n",
    ),
    "a section that was not there": (
        "N: 5\n",
        Change(("params", "beta"), 0.9),
        "N: 5\n\nparams:\n  beta: 0.9\n",
    ),
    "behind what comes before it in the table": (
        "schema_version: 1\nname: x\nagents: 3\n",
        Change(("N",), 5),
        "schema_version: 1\nname: x\nN: 5\nagents: 3\n",
    ),
    "at the end of a file without a last line feed": (
        "N: 5",
        Change(("agents",), 2),
        "N: 5\nagents: 2\n",
    ),
    "a text that looks like something else": (
        "name: x\n",
        Change(("name",), "yes"),
        'name: "yes"\n',
    ),
    "a tiny number, in a form that all readers know": (
        "N: 1\n",
        Change(("N",), 1e-12),
        "N: 1.0e-12\n",
    ),
    "paragraphs": (
        "about: x\nN: 1\n",
        Change(("about",), "One. \nTwo."),
        "about: >\n  One.\n\n  Two.\nN: 1\n",
    ),
    "lines that were kept are kept": (
        "about: |\n  One\n  Two\nN: 1\n",
        Change(("about",), "One\n\nThree"),
        "about: |\n  One\n\n  Three\nN: 1\n",
    ),
    "a short text for paragraphs": (
        "about: >\n  One.\n\n  Two.\n\n# about N\nN: 1\n",
        Change(("about",), "Three."),
        "about: Three.\n\n# about N\nN: 1\n",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_each_kind_of_change(case: str) -> None:
    """What is around it stays where it is."""
    before, change, after = CASES[case]

    assert changed(before, [change]) == after


@pytest.mark.parametrize(
    "text", ["a: &x 1\nb: *x\n", "a: {x: 1}\nb: *nowhere\n", "a: [1\n", "", "# only\n"]
)
def test_what_cannot_be_changed_safely_is_refused_in_words(text: str) -> None:
    """An anchor's value is another's, too; and what cannot be read stays alone."""
    with pytest.raises(EditError, match="text"):
        changed(text, [Change(("b",), 5)])


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60)


@given(
    st.recursive(
        st.one_of(
            TEXTS,
            st.booleans(),
            st.integers(-(10**9), 10**9),
            st.floats(allow_nan=False, allow_infinity=False),
        ),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), inner)
        ),
        max_leaves=6,
    )
)
def test_any_value_can_be_written_and_is_read_as_it_was(value: object) -> None:
    """Whatever a user types: quotes, colons, emoji, numbers that are words."""
    text = changed(
        "a: 1  # one\nb: 2\n", [Change(("b",), value), Change(("c",), value)]
    )

    data = data_of(text)
    assert data is not None
    assert data["a"] == 1
    assert "# one" in text
    if isinstance(value, int | float):
        assert data["b"] == data["c"] == value
    if isinstance(value, str):
        assert str(data["b"]).split() == value.split()


ODD = {
    "keys with question marks": "? N\n: 5\n? agents\n: 3\n",
    "a question mark over lines": "? N\n:\n  5\nagents: 3\n",
    "quoted keys with colons": '"a: b": 1\n"N" : 5  # five\n\'agents\': 3\n',
    "values below their keys": "N:\n  5\nagents:\n  # three\n  3\n",
    "texts over lines": "name: one\n  two\n  three\nN: 5\nagents: 'x\n\n  y'\n",
    "blocks with numbers": "name: |2-\n    one\n   two\nN: 5\n# agents\nagents: 3\n",
    "tags": "N: !!int 5\nagents: !!str 3\n",
    "braces over lines": "{N: 5, # five\n agents: 3,\n # end\n}\n",
    "braces with a last comma": "N: 5\nagents: {a: 1, b: 2,}\n",
    "brackets over lines": "N: [\n  5, # five\n  6\n]\nagents: 3\n",
    "marks of a document": "---\nN: 5\nagents: 3\n...\n",
    "a directive": "%YAML 1.1\n---\nN: 5\nagents: 3\n",
    "a key twice": "N: 5\nN: 6\nagents: 3\n",
    "lists in lists": "N:\n- - 1\n  - 2\n- - 3\nagents: 3\n",
    "compact mappings": "N:\n- a: 1\n  b:\n  - c: 2\nagents: 3\n",
    "no blank at the end": "N: 5\nagents:",
    "comments everywhere": "# 1\nN: 5 # 2\n  # 3\n# 4\nagents: # 5\n  # 6\n  3 # 7\n",
    "keys that say a colon": "N: 'a: b'\nagents: \"x # y\"\n",
    "a merge": "a: &a {x: 1}\nN:\n  <<: *a\n  y: 2\nagents: 3\n",
}
VALUES = [7, "text", "two\nparagraphs", [1, 2], {"x": {"y": 1}}, REMOVED]


@pytest.mark.parametrize("layout", ODD)
def test_odd_layouts_are_changed_rightly_or_not_at_all(layout: str) -> None:
    """Nothing else may say something else afterwards."""
    text = ODD[layout]
    before = dict(scalars(data_of(text)))
    done = 0
    for steps in (("N",), ("agents",), ("name",), ("seed",), ("params", "beta")):
        others = {way: each for way, each in before.items() if way[0] != steps[0]}
        for value in VALUES:
            try:
                after = data_of(changed(text, [Change(steps, value)]))
            except EditError:
                continue
            done += 1
            found = dict(scalars(after))
            kept = {way: each for way, each in found.items() if way[0] != steps[0]}
            assert kept == others
            if value == 7:
                assert found[steps] == 7
            if value is REMOVED:
                assert steps[0] not in after
    assert done
