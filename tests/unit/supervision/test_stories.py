"""What is told of a program: its lines, made fit for a page, from life to life."""

import pytest

from vmt_desktop.supervision.endings import Ending
from vmt_desktop.supervision.stories import LONGEST_LINE, MOST_LINES, Story, for_display


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("Open http://localhost:6080/?token=a-B_9&x=1", "Open http://localhost:6080/?token=…&x=1"),
        ("VMT_PASSWORD=correct horse", "VMT_PASSWORD=… horse"),
        ("password: 'correct horse' for ada", "password: … for ada"),
        ('{"api_token": "abc", "n": 1}', '{"api_token": …, "n": 1}'),
        ("Cookie: vmt_session_6080=abc", "Cookie: …"),
        ("the tokens of a language = words", "the tokens of a language = words"),
        ("No module named 'token'", "No module named 'token'"),
        ("Ökonomie · 経済 ≈ 3.14", "Ökonomie · 経済 ≈ 3.14"),
        ("\x1b[1;31merror\x1b[0m\x07\x00\ttab", "error    tab"),
    ],
)  # fmt: skip
def test_secrets_and_control_characters_are_not_shown(line: str, shown: str) -> None:
    """What looks like a secret ends at the next word; all other text stays."""
    assert for_display(line) == shown


def test_a_long_line_is_cut_and_shows_it() -> None:
    """A page is no place for a megabyte."""
    assert for_display("x" * LONGEST_LINE) == "x" * LONGEST_LINE
    cut = for_display("x" * 1_000_000)
    assert (len(cut), cut[-1]) == (LONGEST_LINE, "…")


def test_the_last_lines_of_a_life_stay_until_the_next_one_speaks() -> None:
    """Who looks while it is started again still sees why it ended."""
    story = Story()
    story.begin()
    for number in range(MOST_LINES + 5):
        story.hear(f"line {number}")
    story.end("waiting", Ending(1, "ended with exit code 1"), 100.0)
    story.begin()

    assert story.told()["lines"][0] == "line 5"
    assert len(story.told()["lines"]) == MOST_LINES
    assert story.told()["code"] == 1
    assert story.told()["again_at"] is None

    story.hear("well")
    assert story.told()["lines"] == ["well"]
    story.settle()
    assert (story.told()["lines"], story.told()["code"]) == (["well"], None)


def test_a_life_that_goes_well_in_silence_has_no_lines() -> None:
    """Nobody is to read of an earlier failure below a program that runs."""
    story = Story()
    story.begin()
    story.hear("no screen")
    story.end("waiting", Ending(1, "ended with exit code 1"), 100.0)
    story.begin()
    story.settle()

    assert story.told()["lines"] == []
