"""Naming a run: everything that repeats it, and BibTeX that BibTeX can read."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import vmt
from report_economies import Economy, Record, ces
from vmt.report.citation import AUTHORS, as_bibtex, as_text, key, latex
from vmt.telemetry import open_run
from vmt.telemetry.records import Run

REPOSITORY = Path(__file__).resolve().parents[3]
UNESCAPED = {
    r"\textbackslash{}": "\\",
    r"\textbraceleft{}": "{",
    r"\textbraceright{}": "}",
    r"\textasciitilde{}": "~",
    r"\textasciicircum{}": "^",
    "``": "“",
    "''": "”",
    **{f"\\{sign}": sign for sign in "#$%&_"},
}


@pytest.fixture
def run(economy: Economy, record: Record) -> Run:
    """Return a run with all that can be known of one."""
    with open_run(record(economy([(10, 3), (3, 10)], ces(0.5)), 5)) as recorded:
        return replace(
            recorded.run,
            scenario_name="50 % of {A} & B_2",
            scenario_sha256="a" * 64,
            git_revision="b" * 40,
            image_digest="sha256:" + "c" * 64,
            search_params='{"radius": 3}',
        )


def parsed(text: str) -> dict[str, dict[str, str]]:
    """Return BibTeX entries by key: braces are matched as BibTeX does it."""
    found: dict[str, dict[str, str]] = {}
    for entry in text.split("\n\n"):
        head, rest = entry.split(",\n", 1)
        name = re.fullmatch(r"@misc\{([A-Za-z0-9.-]+)", head)
        assert name is not None
        assert name[1] not in found
        assert rest.endswith("\n}")
        fields = {}
        for line in rest[:-2].split("\n"):
            field = re.fullmatch(r"  (\w+) += (.*),", line)
            assert field is not None
            fields[field[1]] = field[2]
            depth = 0
            for sign in field[2]:
                depth += (sign == "{") - (sign == "}")
                assert depth >= 0
            assert depth == 0
        found[name[1]] = fields
    return found


def test_text_says_all_that_repeats_a_run(run: Run) -> None:
    """Scenario, hash, seed, rules, protocols, ticks, versions, revision and digest."""
    text = as_text(run)

    for told in (
        "50 % of {A} & B_2",
        "a" * 64,
        "b" * 40,
        "c" * 64,
        run.final_digest,
        f"seed {run.seed}",
        f"rule set {run.rule_set}",
        f"search {run.search_protocol} (radius 3)",
        f"matching {run.matching_protocol}",
        f"bargaining {run.bargaining_protocol}",
        "5 ticks.",
        f"VMT Desktop {run.vmt_version}",
        f"engine {run.engine_version}",
        run.start_time[:10],
    ):
        assert told
        assert told in text


def test_what_is_not_recorded_is_named(run: Run) -> None:
    """Nothing is left out without a word."""
    bare = replace(run, scenario_sha256=None, git_revision=None, image_digest=None)
    text = as_text(replace(bare, final_digest=None))

    assert text.count("not recorded") == 4


def test_unfinished_runs_say_so(run: Run) -> None:
    """An interrupted run is not named as one of its planned length."""
    ended = replace(run, status="interrupted", planned_ticks=9)

    assert "5 ticks of 9 planned (interrupted)" in as_text(ended)
    assert "(interrupted)" in as_bibtex(ended)


def test_bibtex_is_valid(run: Run) -> None:
    """Two entries: the run, with all that repeats it, and the program."""
    entries = parsed(as_bibtex(run))
    name = f"vmt-50-of-a-b-2-seed{run.seed}-{(run.final_digest or '')[:8]}"

    assert [*entries] == [name, f"vmt-desktop-{vmt.__version__}-bbbbbbbb"]
    assert r"50 \% of \textbraceleft{}A" in entries[name]["title"]
    assert entries[name]["year"] == f"{{{run.start_time[:4]}}}"
    assert re.fullmatch("[a-z]{3}", entries[name]["month"])
    assert run.final_digest
    assert run.final_digest in entries[name]["note"]
    assert AUTHORS in entries[f"vmt-desktop-{vmt.__version__}-bbbbbbbb"]["author"]


def test_same_run_has_the_same_key(run: Run) -> None:
    """Recorded again elsewhere and later it is the same run; another seed is not."""
    again = replace(run, start_time="2031-01-01T00:00:00+00:00", run_id=7, platform="")

    assert key(again) == key(run)
    assert key(replace(run, seed=run.seed + 1)) != key(run)


SIGNS = [*UNESCAPED.values(), *"aZ1!?.:@é漢"]


@given(st.lists(st.sampled_from(SIGNS)).map("".join))
def test_latex_means_what_the_text_says(text: str) -> None:
    """No sign with a meaning to LaTeX is left as it is, and all read back."""
    escaped = latex(text)
    codes = sorted(UNESCAPED, key=len, reverse=True)
    pieces = re.split("(" + "|".join(map(re.escape, codes)) + ")", escaped)

    assert not set("".join(pieces[::2])) & set(UNESCAPED.values())
    assert "".join(UNESCAPED.get(piece, piece) for piece in pieces) == text
    assert escaped.count("{") == escaped.count("}")


def test_software_is_cited_as_the_licence_and_version_say() -> None:
    """CITATION.cff names the holders of the licence and the version of the package."""
    cited = yaml.safe_load((REPOSITORY / "CITATION.cff").read_text(encoding="utf-8"))
    licence = (REPOSITORY / "LICENSE").read_text(encoding="utf-8")

    assert cited["authors"] == [{"name": AUTHORS}]
    assert AUTHORS in licence
    assert cited["license"] == "MIT"
    assert cited["version"] == vmt.__version__
    assert cited["cff-version"] == "1.2.0"
