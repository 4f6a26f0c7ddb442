"""The digests of the shipped scenarios are those in the record, and explained."""

import pytest

import digest_record
from digest_record import CHANGELOG, HEADING, RecordedRun, recorded_digests

RUNS = digest_record.recorded_runs()
OLD = f"# Changelog\n\n## Unreleased\n\n{HEADING}\n\n- Before (digests 0123abcd).\n"
CHANGELOGS = {
    "with such a heading": f"{OLD}\n### Added\n\n- More.\n\n## 0.1\n\n- First.\n",
    "without": "# Changelog\n\n## Unreleased\n\n### Added\n\n- More.\n\n## 0.1\n",
    "with one of an older version": OLD.replace(
        "## Unreleased", "## Unreleased\n\n## 0.1"
    ),
}


@pytest.mark.parametrize("run", RUNS, ids=[run.name for run in RUNS])
def test_a_shipped_scenario_runs_as_recorded(run: RecordedRun) -> None:
    """If results are meant to change: tests/support/digest_record.py "why"."""
    assert run.digest() == recorded_digests()[run.name]


def test_the_record_holds_these_runs_and_no_others() -> None:
    """Each shipped scenario under v2, some under november too."""
    assert sorted(recorded_digests()) == sorted(run.name for run in RUNS)


def test_the_changelog_explains_the_recorded_digests() -> None:
    """No digest changes without a line under "Results change"."""
    changelog = CHANGELOG.read_text(encoding="utf-8")

    assert digest_record.is_explained(recorded_digests(), changelog)


@pytest.mark.parametrize("changelog", CHANGELOGS.values(), ids=CHANGELOGS)
def test_other_digests_need_a_line_of_their_own(changelog: str) -> None:
    """A line anywhere else does not count; renewing the record writes it."""
    digests = {**recorded_digests(), RUNS[0].name: "0" * 64}
    name = digest_record.revision(digests)
    elsewhere = changelog.replace("- More", f"- More (digests {name})")
    renewed = digest_record.with_reason(changelog, "Bargains are halved", name)

    assert not digest_record.is_explained(digests, changelog)
    assert not digest_record.is_explained(digests, elsewhere)
    assert digest_record.is_explained(digests, renewed)
    unreleased = renewed.split("\n## ")[1]
    assert f"{HEADING}\n\n- Bargains are halved (digests {name}).\n" in unreleased
    assert set(changelog.splitlines()) <= set(renewed.splitlines())
